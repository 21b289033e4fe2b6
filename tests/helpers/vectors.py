"""Functions of vectors once more, in MPFR, and families of rows that are hard for implementations.

MPFR bounds no error of a whole formula: a value is believed where 700 and 2,100 bits agree to 400, and one below
2^-600 of what its terms add up to is 0.
"""

from __future__ import annotations

from fractions import Fraction

import gmpy2
import numpy as np

PRECISIONS = 700, 2100


def _softmax(xs):
    greatest = max(xs)
    weights = [gmpy2.exp(x - greatest) for x in xs]
    total = sum(weights)
    return [w / total for w in weights], greatest + gmpy2.log(total)


def _dot(us, vs):
    return sum(u * v for u, v in zip(us, vs, strict=True))


def softmax(xs, vs):
    return _softmax(xs)[0]


def softmax_product(xs, vs):
    p, _ = _softmax(xs)
    return [a * sum(b * (v - w) for b, w in zip(p, vs, strict=True)) for a, v in zip(p, vs, strict=True)]


def softmin(xs, vs):
    return _softmax([-x for x in xs])[0]


def softmin_product(xs, vs):
    return [-y for y in softmax_product([-x for x in xs], vs)]


def log_softmax(xs, vs):
    _, log_total = _softmax(xs)
    return [x - log_total for x in xs]


def log_softmax_jvp(xs, vs):
    inner = _dot(_softmax(xs)[0], vs)
    return [v - inner for v in vs]


def log_softmax_vjp(xs, vs):
    return [v - a * sum(vs) for a, v in zip(_softmax(xs)[0], vs, strict=True)]


def logsumexp(xs, vs):
    return [_softmax(xs)[1]]


def logsumexp_jvp(xs, vs):
    return [_dot(_softmax(xs)[0], vs)]


def logsumexp_vjp(xs, vs):
    return [a * vs[0] for a in _softmax(xs)[0]]


def _normed(xs, eps):
    return gmpy2.sqrt(sum(x * x for x in xs) / len(xs) + gmpy2.mpfr(gmpy2.mpq(eps)))


def _centred(xs):
    mean = sum(xs) / len(xs)
    return [x - mean for x in xs]


def rms_norm(xs, vs, eps="1/1000000"):
    root = _normed(xs, eps)
    return [x / root for x in xs]


def rms_norm_product(xs, vs, eps="1/1000000"):
    root, along = _normed(xs, eps), _dot(xs, vs) / len(xs)
    return [(v - x * along / root**2) / root for x, v in zip(xs, vs, strict=True)]


def layer_norm(xs, vs):
    return rms_norm(_centred(xs), vs, "1/100000")


def layer_norm_product(xs, vs):
    return rms_norm_product(_centred(xs), _centred(vs), "1/100000")


def _threshold(xs, power):
    """Return t with sum of max(x - t, 0)^power = 1 by bisection."""
    low, high = max(xs) - 1, max(xs)
    for _ in range(gmpy2.get_context().precision):
        middle = (low + high) / 2
        if sum((x - middle) ** power for x in xs if x > middle) < 1:
            high = middle
        else:
            low = middle
    return low


def sparsemax(xs, vs):
    t = _threshold(xs, 1)
    return [max(x - t, gmpy2.mpfr(0)) for x in xs]


def entmax15(xs, vs):
    t = _threshold([x / 2 for x in xs], 2)
    return [max(x / 2 - t, gmpy2.mpfr(0)) ** 2 for x in xs]


def sparsemax_product(xs, vs):
    inside = [y > 0 for y in sparsemax(xs, vs)]
    mean = sum(v for v, there in zip(vs, inside, strict=True) if there) / sum(inside)
    return [v - mean if there else gmpy2.mpfr(0) for v, there in zip(vs, inside, strict=True)]


def entmax15_product(xs, vs):
    roots = [gmpy2.sqrt(y) for y in entmax15(xs, vs)]
    mean = _dot(roots, vs) / sum(roots)
    return [root * (v - mean) for root, v in zip(roots, vs, strict=True)]


ORACLE = {
    ("softmax", "value"): softmax,
    ("softmax", "jvp"): softmax_product,
    ("softmax", "vjp"): softmax_product,
    ("softmin", "value"): softmin,
    ("softmin", "jvp"): softmin_product,
    ("softmin", "vjp"): softmin_product,
    ("log_softmax", "value"): log_softmax,
    ("log_softmax", "jvp"): log_softmax_jvp,
    ("log_softmax", "vjp"): log_softmax_vjp,
    ("logsumexp", "value"): logsumexp,
    ("logsumexp", "jvp"): logsumexp_jvp,
    ("logsumexp", "vjp"): logsumexp_vjp,
    ("rms_norm", "value"): rms_norm,
    ("rms_norm", "jvp"): rms_norm_product,
    ("rms_norm", "vjp"): rms_norm_product,
    ("layer_norm", "value"): layer_norm,
    ("layer_norm", "jvp"): layer_norm_product,
    ("layer_norm", "vjp"): layer_norm_product,
    ("sparsemax", "value"): sparsemax,
    ("entmax15", "value"): entmax15,
    ("sparsemax", "jvp"): sparsemax_product,
    ("sparsemax", "vjp"): sparsemax_product,
    ("entmax15", "jvp"): entmax15_product,
    ("entmax15", "vjp"): entmax15_product,
}
"""(function, quantity) -> its entries for exact x and v."""


def upstream_length(name, quantity, length):
    """Return how many numbers v has."""
    return 0 if quantity == "value" else 1 if (name, quantity) == ("logsumexp", "vjp") else length


def expected(fmt, name, quantity, bits):
    """Return the encodings that MPFR gives for one row of finite inputs, by formats' integer rounding."""
    numbers = [fmt.to_fraction(k) for k in bits]
    one_upstream = (name, quantity) == ("logsumexp", "vjp")
    length = len(bits) - 1 if one_upstream else len(bits) // (1 if quantity == "value" else 2)
    found = []
    for precision in PRECISIONS:
        with gmpy2.context(precision=precision, emin=gmpy2.get_emin_min(), emax=gmpy2.get_emax_max()):
            given = [gmpy2.mpfr(gmpy2.mpq(n.numerator, n.denominator)) for n in numbers]
            values = ORACLE[name, quantity](given[:length], given[length:])
            found.append([gmpy2.mpq(y) for y in values])
    size = max(1, *map(abs, numbers))
    results = []
    for low, high in zip(*found, strict=True):
        if abs(high) < Fraction(size) ** 2 / 2**600:
            results.append(0)
            continue
        assert abs(low - high) <= abs(high) / 2**400, (name, quantity, bits)
        results.append(fmt.from_fraction(Fraction(int(high.numerator), int(high.denominator))))
    return results


def encode(fmt, values):
    """Return float64 numbers as encodings of a format."""
    flat = [fmt.from_fraction(Fraction(float(v))) for v in np.ravel(values)]
    return np.array(flat, dtype=f"u{fmt.width // 8}").reshape(np.shape(values))


def families(length, seed):
    """Yield rows of some length, as float64: equal, spread, tied, ramps, far from 0, the greatest at some place."""
    draw = np.random.default_rng(seed)
    for deviation in (0.01, 1.0, 3.0, 10.0):
        yield draw.normal(scale=deviation, size=length)
    yield np.full(length, draw.normal())
    near = np.full(length, 1.5)
    near[draw.integers(length)] += 2.0**-7
    yield near
    yield np.linspace(0, 40, length)
    yield draw.choice([-2.0, 0.0, 0.5], size=length)
    yield 100 + draw.normal(size=length)
    for spread in (20.0, 90.0):
        row = draw.uniform(-spread, 0, size=length)
        row[[0, -1][draw.integers(2)]] = spread / 4
        yield row

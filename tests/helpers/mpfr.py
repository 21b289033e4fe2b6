"""The second oracle: activations in MPFR (gmpy2), written out by hand, sharing no code with symact.

Each formula is a stable one, evaluated at a precision that doubles until a neighbourhood of the
result rounds to one number; MPFR itself rounds to the format, with its exponent range set.
"""

from fractions import Fraction
from functools import cache

import gmpy2
from gmpy2 import cosh, erfc, exp, expm1, log1p, mpfr, sin, sqrt, tanh

from symact.formats.floating import Format
from tests.helpers.mpfr_duals import FORMULAS, functions

SPARE_BITS = 40


def _sigmoid(x):
    return 1 / (1 + exp(-x))


def _softplus(x):
    return x + log1p(exp(-x)) if x > 0 else log1p(exp(x))


def _tanh_gelu_inner(x):
    return sqrt(2 / gmpy2.const_pi()) * (x + mpfr(44715) / 1000000 * x**3)


def _gelu_tanh_slope(x):
    gate = _sigmoid(2 * _tanh_gelu_inner(x))
    inner_slope = sqrt(2 / gmpy2.const_pi()) * (1 + 3 * mpfr(44715) / 1000000 * x**2)
    return gate + x * 2 * inner_slope * gate * _sigmoid(-2 * _tanh_gelu_inner(x))


def _mish_slope(x):
    gate = tanh(_softplus(x))
    return gate + x * _sigmoid(x) / cosh(_softplus(x)) ** 2


def _selu_constants():
    """Klambauer et al. 2017, eq. 14, in erfc."""
    tail = exp(mpfr(1) / 2) * erfc(1 / sqrt(mpfr(2)))
    alpha = sqrt(2 / gmpy2.const_pi()) / (1 - tail)
    second = alpha**2 * (exp(mpfr(2)) * erfc(sqrt(mpfr(2))) / 2 - tail + mpfr(1) / 2) + mpfr(1) / 2
    return alpha, 1 / sqrt(second)


def _selu(x):
    alpha, scale = _selu_constants()
    return scale * x if x > 0 else scale * alpha * expm1(x)


def _selu_slope(x):
    alpha, scale = _selu_constants()
    return scale if x > 0 else scale * alpha * exp(x)


FUNCTIONS = {
    "sigmoid": (_sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x)),
    "tanh": (tanh, lambda x: 1 / cosh(x) ** 2),
    "elu": (lambda x: x if x > 0 else expm1(x), lambda x: mpfr(1) if x > 0 else exp(x)),
    "celu": (lambda x: x if x > 0 else expm1(x), lambda x: mpfr(1) if x > 0 else exp(x)),
    "selu": (_selu, _selu_slope),
    "gelu": (
        lambda x: x * erfc(-x / sqrt(mpfr(2))) / 2,
        lambda x: erfc(-x / sqrt(mpfr(2))) / 2 + x * exp(-(x**2) / 2) / sqrt(2 * gmpy2.const_pi()),
    ),
    "gelu_tanh": (lambda x: x * _sigmoid(2 * _tanh_gelu_inner(x)), _gelu_tanh_slope),
    "quick_gelu": (
        lambda x: x * _sigmoid(mpfr(1702) / 1000 * x),
        lambda x: (
            _sigmoid(mpfr(1702) / 1000 * x)
            + x * mpfr(1702) / 1000 * _sigmoid(mpfr(1702) / 1000 * x) * _sigmoid(-mpfr(1702) / 1000 * x)
        ),
    ),
    "silu": (lambda x: x * _sigmoid(x), lambda x: _sigmoid(x) + x * _sigmoid(x) * _sigmoid(-x)),
    "mish": (lambda x: x * tanh(_softplus(x)), _mish_slope),
    "softplus": (_softplus, _sigmoid),
    "log_sigmoid": (lambda x: -_softplus(-x), lambda x: _sigmoid(-x)),
    "tanhshrink": (lambda x: x - tanh(x), lambda x: tanh(x) ** 2),
    "sine": (lambda x: sin(30 * x), lambda x: 30 * gmpy2.cos(30 * x)),
} | {name: functions(name) for name in FORMULAS}
"""Name -> (f, f'); every value but those at 0 is transcendental, so none is a tie."""


@cache
def _narrow(fmt: Format) -> gmpy2.context:
    """Return the context that rounds to a format."""
    return gmpy2.context(
        precision=fmt.precision, emin=fmt.quantum + 1, emax=fmt.emax + 1, subnormalize=True, round=gmpy2.RoundToNearest
    )


@cache
def _wide(precision: int) -> gmpy2.context:
    """Return a context of a precision whose exponents have no bounds to speak of."""
    return gmpy2.context(precision=precision, emin=gmpy2.get_emin_min(), emax=gmpy2.get_emax_max())


def _to_bits(value: mpfr, fmt: Format) -> int:
    """Round an MPFR number to the format with MPFR's own rounding."""
    return _encoding(_narrow(fmt).plus(value), fmt)


def _encoding(rounded: mpfr, fmt: Format) -> int:
    """Return the encoding of a number of the format, which a float64 holds exactly."""
    sign = fmt.sign_bit if gmpy2.is_signed(rounded) else 0
    if gmpy2.is_infinite(rounded):
        return sign | fmt.infinity_bits
    known, magnitude = _encodings(fmt), abs(float(rounded))
    if magnitude not in known:
        known[magnitude] = fmt.from_fraction(Fraction(magnitude)) if magnitude else 0
    return sign | known[magnitude]


@cache
def _encodings(fmt: Format) -> dict[float, int]:
    """Return the encodings of a format that were asked for before."""
    return {}


def correctly_rounded(name: str, order: int, x: Fraction, fmt: Format) -> tuple[int | None, bool]:
    """Return (encoding of f(x) or f'(x), whether its sign is known), for x != 0.

    The sign is not known where the value lies below MPFR's own smallest number. None where a product of a number beyond
    MPFR's greatest and one below its smallest is asked for.
    """
    function, round_to = FUNCTIONS[name][order], _narrow(fmt).plus
    precision = 160
    while precision < 200_000:
        with _wide(precision):
            value = function(mpfr(gmpy2.mpq(x.numerator, x.denominator)))
            # Cancellation is at most about twice the exponent of x in these formulas.
            margin = _margin(precision)
            low, high = value * (1 - margin), value * (1 + margin)
        if value == 0 and precision > 2_000:
            return 0, False
        if gmpy2.is_nan(value) and precision > 2_000:
            return None, False
        if gmpy2.is_infinite(value) and precision > 2_000:
            # Beyond MPFR's own greatest number.
            return (fmt.sign_bit if value < 0 else 0) | fmt.infinity_bits, True
        if value != 0 and gmpy2.is_finite(value):
            below, above = round_to(low), round_to(high)
            if below == above and gmpy2.is_signed(below) == gmpy2.is_signed(above):
                return _encoding(below, fmt), True
        precision *= 2
    raise AssertionError(f"{name}, order {order}, x = {x}: MPFR did not decide")


@cache
def _margin(precision: int) -> mpfr:
    return mpfr(2) ** -(precision // 2 - SPARE_BITS)

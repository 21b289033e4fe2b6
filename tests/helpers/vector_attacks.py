"""Attacks on facts about functions of vectors by numbers of mpmath, and random functions; nothing is of the prover."""

import random
from itertools import pairwise

import mpmath
import sympy
from sympy import Symbol, exp, log

from symact.analysis.values import F
from symact.definition.reductions import Greatest, Total
from tests.helpers.vector_formulas import FORMULAS, softmax, threshold

X, N = Symbol("x", real=True), Symbol("n", integer=True, positive=True)

TOLERANCE = mpmath.mpf(10) ** -15


def matrix(diagonal, *products, factor="1", columns="1", over="1"):
    """Return a Jacobian as a sheet has it, each product in words: "f f 1" for f f^T."""
    rest = {"factor": factor, "columns": columns, "over": over}
    return {"diagonal": diagonal, "products": [each.split() for each in products], **rest}


READ = {
    "Add": mpmath.fsum,
    "Mul": mpmath.fprod,
    "Pow": lambda parts: parts[0] ** parts[1],
    "Max": max,
    "Min": min,
    "Abs": lambda parts: abs(*parts),
    "exp": lambda parts: mpmath.exp(*parts),
    "log": lambda parts: mpmath.log(*parts),
    "cosh": lambda parts: mpmath.cosh(*parts),
    "sinh": lambda parts: mpmath.sinh(*parts),
    "sign": lambda parts: mpmath.sign(*parts),
    "tanh": lambda parts: mpmath.tanh(*parts),
    "exp2": lambda parts: mpmath.mpf(2) ** parts[0],
}
"""How mpmath computes the nodes of an expression."""


def number(value):
    return mpmath.mpf(int(value.p)) / int(value.q) if value.is_Rational else mpmath.mpf(sympy.N(value, 60))


def read(expression, xs, k=0, v=None):
    """Return an expression of entry k of a vector, with sums, maxima, n and functions of the catalogue."""
    if expression.is_Symbol:
        return {"x": xs[k], "v": (v or xs)[k], "n": mpmath.mpf(len(xs))}[expression.name]
    if not expression.args:
        return number(expression)
    kind = type(expression).__name__
    if kind in OF_ALL:
        (argument,) = expression.args
        return OF_ALL[kind]([read(argument, xs, i, v) for i in range(len(xs))])
    if kind in FORMULAS:
        found = FORMULAS[kind]([read(expression.args[0], xs, i, v) for i in range(len(xs))])
        return found[k if len(found) > 1 else 0]
    return READ[kind]([read(each, xs, k, v) for each in expression.args])


OF_ALL = {
    "Total": mpmath.fsum,
    "Greatest": max,
    "Threshold": lambda values: threshold(values, 1),
    "SquareThreshold": lambda values: threshold(values, 2),
}
"""How it computes what all entries share."""


OWN = {
    "exp(x)/total(exp(2*x))": lambda xs: [mpmath.exp(v) / mpmath.fsum(mpmath.exp(2 * w) for w in xs) for v in xs],
    "x/total(x)": lambda xs: [v / mpmath.fsum(xs) for v in xs],
    "2*exp(x)/total(exp(x))": lambda xs: [2 * y for y in softmax(xs)],
    "exp(-3*x)/total(exp(-3*x))": lambda xs: softmax([-3 * v for v in xs]),
    "exp(x)/(1/2 + total(exp(x)))": lambda xs: softmax([*xs, mpmath.log(0.5)])[:-1],
    "x - total(x)/total(1)": lambda xs: [v - mpmath.fsum(xs) / len(xs) for v in xs],
    "x**2/total(x**2)": lambda xs: [v * v / mpmath.fsum(w * w for w in xs) for v in xs],
    "-1/x*total(1)": lambda xs: [-len(xs) / v for v in xs],
    "exp(x)*total(exp(-x))": lambda xs: [mpmath.exp(v) * mpmath.fsum(mpmath.exp(-w) for w in xs) for v in xs],
    "log(total(exp(2*x)))/2": lambda xs: [mpmath.log(mpmath.fsum(mpmath.exp(2 * w) for w in xs)) / 2],
    "-log(total(exp(-x)))": lambda xs: [-mpmath.log(mpmath.fsum(mpmath.exp(-w) for w in xs))],
    "total(x**2)": lambda xs: [mpmath.fsum(w * w for w in xs)],
    "greatest(x) + total(x)": lambda xs: [max(xs) + mpmath.fsum(xs)],
    "x/greatest(x)": lambda xs: [v / max(xs) for v in xs],
}
"""Formulas of one's own, right and wrong softmaxes, each once more for mpmath."""


def vectors(name, count=6):
    rng = random.Random(name)
    lengths = [2, 3, 5, 2, 4, 3][:count]
    return [[mpmath.mpf(rng.randrange(-2000, 2000)) / 512 + mpmath.mpf(1) / 7 for _ in range(n)] for n in lengths]


def slopes(function, xs):
    """Return the Jacobian by differences, at the working precision."""
    h = mpmath.mpf(10) ** -18
    columns = []
    for j in range(len(xs)):
        ends = [function([x + s * h * (i == j) for i, x in enumerate(xs)]) for s in (1, -1)]
        columns.append([(p - q) / (2 * h) for p, q in zip(*ends, strict=True)])
    return mpmath.matrix(columns).T


def near(a, b, tolerance=TOLERANCE):
    return abs(a - b) <= tolerance * (1 + abs(b))


def close(p, q):
    return all(near(a, b) for a, b in zip(p, q, strict=True))


def entry_sum(value, name, function):
    for xs in vectors(name):
        assert near(mpmath.fsum(function(xs)), read(value, xs))


def entry_bounds(value, name, function):
    (part,) = value.parts
    for xs in vectors(name):
        low, high = (each.exact.subs(N, len(xs)) for each in (part.lower, part.upper))
        for y in function(xs):
            assert low == -sympy.oo or y > number(low) or (part.has_lower and near(y, number(low)))
            assert y < number(high) or (part.has_upper and near(y, number(high)))


def entry_order(value, name, function):
    in_order = {
        "kept strictly": lambda a, b: a < b,
        "reversed strictly": lambda a, b: a > b,
        "kept": lambda a, b: a <= b,
    }[value]
    for xs in vectors(name):
        found = [function(xs)[k] for k in sorted(range(len(xs)), key=lambda k: xs[k])]
        assert all(in_order(a, b) for a, b in pairwise(found))


def law(claim):
    """Return an attack on a claim: one that is true holds at all vectors, one that is false fails at some."""

    def attack(value, name, function):
        assert all(claim(function, xs) for xs in (*vectors(name), [mpmath.mpf(1)] * 2)) is value

    return attack


C = mpmath.mpf(3) / 2

LAWS = {
    "on_simplex": lambda f, xs: near(mpmath.fsum(f(xs)), 1) and min(f(xs)) >= 0,
    "shift_invariance": lambda f, xs: close(f([x + C for x in xs]), f(xs)),
    "shift_equivariance": lambda f, xs: close(f([x + C for x in xs]), [y + C for y in f(xs)]),
    "scale_invariance": lambda f, xs: close(f([C * x for x in xs]), f(xs)),
    "permutation_equivariance": lambda f, xs: close(f(xs[::-1]), f(xs)[::-1]),
}


def homogeneity(value, name, function):
    def has_degree(k):
        return all(close(function([C * x for x in xs]), [C**k * y for y in function(xs)]) for xs in vectors(name))

    assert not any(map(has_degree, range(-2, 4))) if value is False else has_degree(value)


def jacobian(value, name, function):
    for xs in vectors(name, 3):
        v = [mpmath.mpf(k * k - 2) / 3 for k in range(len(xs))]
        image = slopes(function, xs) * mpmath.matrix(v)
        assert close(list(image), [read(value.right, xs, k, v) for k in range(len(xs))])


def gradient(value, name, function):
    for xs in vectors(name, 3):
        assert close(list(slopes(function, xs)), [read(value.right, xs, k) for k in range(len(xs))])


def jacobian_form(value, name, function):
    for xs in vectors(name, 3):
        f, n = function(xs), range(len(xs))

        def entries(expression, given):
            return [read(expression.subs(F, X), given, k) for k in range(len(given))]

        d, products = entries(value.diagonal, f), [[entries(each, f) for each in one] for one in value.products]
        k, u, over = (entries(each, xs) for each in (value.factor, value.columns, value.over))
        due = [
            [
                ((i == j) * d[i] - mpmath.fsum(a[i] * b[j] / m[i] for a, b, m in products)) * k[i] * u[j] / over[i]
                for j in n
            ]
            for i in n
        ]
        assert close(list(slopes(function, xs)), list(mpmath.matrix(due)))


def jacobian_kernel(value, name, function):
    for vector, own in ((sympy.S.One, lambda xs: [mpmath.mpf(1)] * len(xs)), (X, list)):
        sizes = [mpmath.norm(slopes(function, xs) * mpmath.matrix(own(xs))) for xs in vectors(name, 4)]
        assert all(size < TOLERANCE for size in sizes) is (vector in value)


def jacobian_rank(value, name, function):
    for xs in vectors(name, 3):
        sizes = mpmath.svd_r(slopes(function, xs), compute_uv=False)
        assert sum(size > mpmath.mpf(10) ** -12 for size in sizes) == value.subs(N, len(xs))


EXTREMES = [[0, 0], [0, 0, -300], [300, 0], [0, 0, 300], [-300, 0], [300, 300]]
"""Vectors at which the norms of Jacobians are nearly as great as they get."""

SPARSE_EXTREMES = [[0] * 12, [1.25, *[0] * 12]]
"""Those of sparse functions, of which only hundreds of entries come nearer than this."""


def lipschitz(norm):
    """Return an attack on a Lipschitz constant: no norm is greater, and some come near."""

    def attack(value, name, function):
        if value.exact == sympy.oo:
            return
        bound = number(value.exact)
        sparse = name in ("sparsemax", "entmax15")
        given = [*vectors(name), *([mpmath.mpf(x) for x in xs] for xs in (SPARSE_EXTREMES if sparse else EXTREMES))]
        sizes = [norm(slopes(function, xs)) for xs in given]
        least = bound / 2 if sparse else bound * (1 - mpmath.mpf(10) ** -6)
        assert least <= max(sizes) <= bound * (1 + TOLERANCE)

    return attack


def joint_convexity(value, name, function):
    sign = {"convex": 1, "concave": -1}[value]
    for p, q in zip(vectors(name), vectors(f"{name} again"), strict=True):
        (a,), (b,) = function(p), function(q)
        (middle,) = function([(s + t) / 2 for s, t in zip(p, q, strict=True)])
        assert sign * ((a + b) / 2 - middle) >= -(mpmath.mpf(10) ** -30)


def one_entry(value, name, function):
    for x in (mpmath.mpf(3) / 2, mpmath.mpf(-1) / 4):
        assert near(function([x])[0], read(value, [x]))


def two_entries(value, name, function):
    for pair in ((sympy.Rational(3, 2), sympy.Rational(-2, 3)), (sympy.Rational(-1, 3), sympy.Integer(4))):
        for identity in value:
            at = {symbol: pair[int(symbol.name[1:]) - 1] for symbol in identity.right.free_symbols}
            assert near(function(list(map(number, pair)))[0], number(identity.right.subs(at)))


AT = [mpmath.mpf(1), mpmath.mpf(3), mpmath.mpf(3), mpmath.mpf(-2)]


def limit_scale_zero(value, name, function):
    found = function([x * mpmath.mpf(10) ** -12 for x in AT])
    due = function(AT) if isinstance(value, str) else [read(value, AT, k) for k in range(len(AT))]
    assert all(near(y, z, mpmath.mpf(10) ** -8) for y, z in zip(found, due, strict=True))


def limit_scale_infinity(value, name, function):
    if not isinstance(value, str):
        due = [read(value, AT, k) for k in range(len(AT))]
        assert all(map(near, function([10**20 * x for x in AT]), due))
        return
    if "first" in value:
        assert function([400 * x for x in AT]) == [AT.index(max(AT)) == k for k in range(len(AT))]
        return
    chosen = [x == (max if "greatest" in value else min)(AT) for x in AT]
    due = [mpmath.mpf(each) / sum(chosen) for each in chosen]
    assert close(function([400 * x for x in AT]), due)


def relations(value, name, function):
    for xs in vectors(name, 3):
        for identity in value:
            own = list(slopes(function, xs)) if identity.left == "df/dx_i" else function(xs)
            own = own if len(own) == len(xs) else own * len(xs)
            assert close(own, [read(identity.right, xs, k) for k in range(len(xs))])


ATTACKS = {
    **{name: law(claim) for name, claim in LAWS.items()},
    "lipschitz_2_norm": lipschitz(lambda matrix: max(mpmath.svd_r(matrix, compute_uv=False))),
    "lipschitz_max_norm": lipschitz(lambda matrix: mpmath.mnorm(matrix, mpmath.inf)),
    **{
        each.__name__: each
        for each in (
            *(entry_sum, entry_bounds, entry_order, homogeneity, jacobian, gradient, jacobian_form, jacobian_kernel),
            *(
                jacobian_rank,
                joint_convexity,
                one_entry,
                two_entries,
                limit_scale_zero,
                limit_scale_infinity,
                relations,
            ),
        )
    },
}
"""Property -> what attacks its value: a function of the value, a name that seeds vectors, and mpmath's function."""


def drawn(rng):
    """Return a random function of vectors: weights over something near their sum, and what is made of that."""
    x = X
    weight = rng.choice(
        (
            *(exp(x), exp(-x), exp(2 * x), exp(x**2), x**2 + 1, exp(x) + 1, 1 / (1 + exp(-x)), exp(sympy.Abs(x))),
            *(sympy.Max(x, 0) + 1, x**2, sympy.cosh(x), exp(sympy.tanh(x)), exp(-(x**2)), 1 + sympy.tanh(x)),
        )
    )
    total = Total(weight)
    below = rng.choice(
        (
            *(total, total, 1 + total, Greatest(weight), Total(weight**2), sympy.sqrt(Total(weight**2))),
            *(Total(1) * weight, total + Greatest(x), total * Total(1)),
        )
    )
    f = weight / below
    return rng.choice((f, f, log(f), f + x, f * x, 1 - f, f**2, sympy.sqrt(f), x - log(below), log(below), exp(f)))


def evaluated(expression):
    """Return mpmath's function of a definition; its result is one number where no entry stands outside of sums."""
    sums = {each: sympy.Dummy() for each in expression.atoms(Total, Greatest)}
    single = not expression.xreplace(sums).has(X)

    def function(xs):
        return [read(expression, xs, k) for k in range(1 if single else len(xs))]

    return function


def is_real_at(function, xs):
    """Whether a function has real values at a vector."""
    try:
        return all(isinstance(y, mpmath.mpf) and mpmath.isfinite(y) for y in function(xs))
    except (ZeroDivisionError, TypeError):
        return False

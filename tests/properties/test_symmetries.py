"""Parity, symmetry and period of the whole catalogue and of planted functions."""

from dataclasses import replace

import mpmath
import pytest
import sympy
from sympy import Abs, Piecewise, Rational, Symbol, atan, cos, exp, sin, sqrt, tanh

from symact import catalogue, properties
from symact.definition.activation import Param, x
from symact.definition.bound import bind
from symact.evidence import Status
from symact.properties import parity, period, symmetry
from symact.symbolic.piecewise_zero_test import Cell, common_cells, conjoin, vanishes, zeros
from tests.helpers.definitions import made
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import as_written

p = Param.real("p", default=2)
q = Param.positive("q", default=2)
P, Q = p.symbol, q.symbol


def facts(module, subject):
    found = as_written(module.derive(subject))
    assert all(f.status >= Status.CERTIFIED for f in found), [f.parts for f in found]
    return {f.scope: f.value for f in found}


# From the formulas, by hand: which functions are odd is in every text.
ODD = {"identity", "sine", "softsign", "tanh", "tanhshrink"}
BY_SLOPE = {
    "leaky_relu": ("Eq(negative_slope, 1)", "Eq(negative_slope, -1)"),
    "prelu": ("Eq(weight, 1)", "Eq(weight, -1)"),
    "rrelu": ("Eq(lower, 2 - upper)", "Eq(lower, -upper - 2)"),
}


@pytest.mark.parametrize("name", DETAILED)
def test_parity_of_the_catalogue(name):
    found = facts(parity, catalogue.get(name))
    if name == "linear":
        assert found == {"Eq(slope, 0)": "both", "Ne(slope, 0)": "odd"}
    elif name in BY_SLOPE:
        odd, even = BY_SLOPE[name]
        assert found.pop(odd) == "odd"
        assert found.pop(even) == "even"
        assert list(found.values()) == ["neither"]
    else:
        assert found == {"True": "odd" if name in ODD else "neither"}
    if catalogue.get(name).params:
        at_default = facts(parity, bind(catalogue.get(name)))
        assert at_default == {"True": "odd" if name in ODD | {"linear"} else "neither"}


SYMMETRY = {
    "f(x) - f(-x) = x": {
        *("gelu", "gelu_tanh", "hard_swish", "log_sigmoid", "quick_gelu", "relu", "silu", "softplus", "squareplus"),
    },
    "f(x) + f(-x) = 1": {"hard_sigmoid", "sigmoid"},
    "f(x) + f(-x) = Abs(x)": {"relu"},
    "f(x) + f(-x) = 0": ODD | {"linear"},
}


@pytest.mark.every(2)
@pytest.mark.parametrize("name", DETAILED)
def test_symmetries_of_the_catalogue(name):
    (found,) = facts(symmetry, catalogue.get(name)).values()
    if name not in BY_SLOPE:
        assert set(found) == {identity for identity, names in SYMMETRY.items() if name in names}
    bound = bind(catalogue.get(name))
    (at_default,) = facts(symmetry, bound).values()
    assert len(at_default) >= len(found)
    f = sympy.lambdify(x, bound.expression, "mpmath")
    for identity in at_default:
        left, right = identity.split(" = ")
        g = sympy.lambdify(x, sympy.sympify(right, locals={"x": x}), "mpmath")
        with mpmath.workdps(30):
            for at in map(mpmath.mpf, ("-7.25", "-1", "-0.3", "0", "0.001", "2.5", "40")):
                value = f(at) + f(-at) if "+" in left else f(at) - f(-at)
                assert abs(value - g(at)) < mpmath.mpf(10) ** -25, (identity, at)


@pytest.mark.parametrize("name", DETAILED)
def test_periods_of_the_catalogue(name):
    found = facts(period, catalogue.get(name))
    if name == "sine":
        assert found == {"True": "2*pi/w0"}
        assert facts(period, bind(catalogue.get(name))) == {"True": "pi/15"}
    elif name == "linear":
        assert found == {"Eq(slope, 0)": "every", "Ne(slope, 0)": "none"}
    else:
        assert found == {"True": "none"}


@pytest.mark.parametrize(
    ("expression", "params", "expected"),
    [
        (Abs(x), (), {"True": "even"}),
        (sympy.S.Zero, (), {"True": "both"}),
        (sympy.S.One, (), {"True": "even"}),
        (P * x + P**2 * x, (p,), {"Eq(p, 0)": "both", "Eq(p, -1)": "both", "Ne(p, -1) & Ne(p, 0)": "odd"}),
        (P * x + x**2, (p,), {"Eq(p, 0)": "even", "Ne(p, 0)": "neither"}),
        (exp(x) + Q * exp(-x), (q,), {"Eq(q, 1)": "even", "Ne(q, 1)": "neither"}),
        # Odd but for one point, so neither.
        (Piecewise((-1, x < 0), (1, True)), (), {"True": "neither"}),
        (Piecewise((-x, x < -1), (x, x < 1), (-x, True)), (), {"True": "neither"}),
        # Mirrored breakpoints at other places.
        (Piecewise((-1, x < -Q), (x / Q, x <= Q), (1, True)), (q,), {"True": "odd"}),
        (Piecewise((0, x < -Q), (x / Q, x < 2 * Q), (2, True)), (q,), {"True": "neither"}),
        (sqrt(x**2 + 1) - sqrt(x**4), (), {"True": "even"}),
        (x + Rational(1, 10**30), (), {"True": "neither"}),
        # No value at 0, whatever SymPy makes of atan(1/0).
        (atan(1 / x), (), {"True": "odd"}),
    ],
)
def test_parity_of_other_functions(expression, params, expected):
    assert facts(parity, made(expression, *params)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (exp(x), []),
        (x**2 + x / 3, ["f(x) - f(-x) = 2*x/3"]),
        (tanh(x) + 3, ["f(x) + f(-x) = 6"]),
        (x**3 + Abs(x), ["f(x) + f(-x) = 2*Abs(x)"]),
        (atan(1 / x), ["f(x) + f(-x) = 0"]),
        # 1 everywhere but at 0, where the sum is 2.
        (Piecewise((0, x < 0), (1, True)), []),
        # x up to 1, and something else beyond.
        (Piecewise((0, x < 0), (x, x < 1), (2 - x, True)), []),
    ],
)
def test_symmetry_of_other_functions(expression, expected):
    assert facts(symmetry, made(expression)) == {"True": expected}


@pytest.mark.parametrize(
    ("expression", "params", "expected"),
    [
        (sin(2 * x) + cos(3 * x), (), {"True": "2*pi"}),
        (sin(x) ** 2, (), {"True": "pi"}),
        (cos(x) ** 3 - 3 * cos(x) / 4, (), {"True": "2*pi/3"}),  # cos(3x)/4
        (sin(x) + sin(2 * x) - 2 * sin(x) * cos(x), (), {"True": "2*pi"}),
        (tanh(sin(Q * x / 2) + 1) / 3, (q,), {"True": "4*pi/q"}),
        (P * sin(x), (p,), {"Eq(p, 0)": "every", "Ne(p, 0)": "2*pi"}),
        (x * cos(x), (), {"True": "none"}),
        (x + sin(x) ** 2, (), {"True": "none"}),
        (sin(x) * exp(-(x**2)), (), {"True": "none"}),
        (Piecewise((sin(x), x > 0), (0, True)), (), {"True": "none"}),
        (sin(exp(x)), (), {"True": "none"}),  # tends to 0 on the left
        (sin(x) ** 2 + cos(x) ** 2, (), {"True": "every"}),
        (1 / (2 + sin(x)), (), {"True": "2*pi"}),
        (1 / (2 + sin(x) ** 2), (), {"True": "pi"}),
        (cos(3 * x) / (2 + sin(3 * x)), (), {"True": "2*pi/3"}),
        (sin(2 * x) / (2 + cos(2 * x) + sin(4 * x)), (), {"True": "pi"}),
    ],
)
def test_period_of_other_functions(expression, params, expected):
    assert facts(period, made(expression, *params)) == expected


@pytest.mark.parametrize("expression", [sin(x) + sin(sqrt(2) * x), sin(x**2)])
def test_a_period_without_a_rule_is_unknown(expression):
    (fact,) = as_written(period.derive(made(expression)))
    assert (fact.value, fact.status) == (None, Status.UNKNOWN)


def test_the_least_period_is_a_period_and_no_fraction_of_it():
    for expression in (sin(2 * x) + cos(3 * x), sin(x) ** 2, cos(x) ** 3 - 3 * cos(x) / 4, sin(4 * x / 3) * cos(x)):
        (value,) = facts(period, made(expression)).values()
        f = sympy.lambdify(x, expression, "mpmath")
        with mpmath.workdps(30):
            t = mpmath.mpf(sympy.N(sympy.sympify(value), 30))
            at = [mpmath.mpf(k) / 7 for k in range(-9, 9)]
            assert max(abs(f(u + t) - f(u)) for u in at) < mpmath.mpf(10) ** -25
            for part in range(2, 13):
                assert max(abs(f(u + t / part) - f(u)) for u in at) > mpmath.mpf(10) ** -5


def test_a_mirror_that_keeps_the_ends_is_caught(monkeypatch):
    """Planted: f(-x) without its ends exchanged makes a shifted ramp odd."""
    honest = parity.mirrored

    def broken(pieces):
        turned = honest(pieces)
        return tuple(replace(b, expression=t.expression) for t, b in zip(turned, pieces, strict=True))

    ramp = made(Piecewise((-1, x < -1), (x, x < 2), (1, True)))
    assert facts(parity, ramp) == {"True": "neither"}
    monkeypatch.setattr(parity, "mirrored", broken)
    assert facts(parity, ramp) == {"True": "odd"}


def test_a_mirror_without_owners_is_caught(monkeypatch):
    """Planted: the step's value at 0 forgotten, so that f(x) + f(-x) = 1 seems to hold."""
    step = catalogue.get("binary_step")
    assert facts(symmetry, step) == {"True": []}
    honest = symmetry.mirrored_cells
    monkeypatch.setattr(symmetry, "mirrored_cells", lambda pieces: [c for c in honest(pieces) if not c.is_point])
    assert facts(symmetry, step) == {"True": ["f(x) + f(-x) = 1"]}


def test_zeros_of_constants():
    assert zeros(P - 1) == [(P, 1)]
    assert zeros(Q + 1) == []
    assert zeros(exp(P) * (P - 3)) == [(P, 3)]
    assert zeros(sympy.cos(P)) is None


def test_conditions_are_joined_by_substitution():
    assert conjoin(sympy.Ne(P, 1), sympy.Eq(P, -1)) == sympy.Eq(P, -1)
    assert conjoin(sympy.Ne(P, 1), sympy.Eq(P, 1)) == sympy.false


def test_common_cells_cover_the_line_with_points():
    left, right = made(Abs(x)).pieces, made(Piecewise((0, x < -Q), (x + Q, True)), q).pieces
    cells = common_cells((left, right), x)
    assert [(c.lower, c.upper) for c in cells] == [
        (-sympy.oo, -Q),
        (-Q, -Q),
        (-Q, 0),
        (0, 0),
        (0, sympy.oo),
    ]
    assert [c.expressions for c in cells] == [(-x, 0), (Q, 0), (-x, x + Q), (0, Q), (x, x + Q)]


def test_a_difference_that_no_rule_decides_is_open():
    n = Symbol("n", real=True)
    (branch,) = vanishes([Cell(-sympy.oo, sympy.oo, (sympy.gamma(n + x**2) - sympy.gamma(x**2 + 1),))], x)
    assert branch.holds is None


def test_an_identity_at_one_value_of_a_parameter_is_not_denied_there():
    """(1 + exp(-x))^-a is the sigmoid at a = 1."""
    a = Param.positive("a", default=1)
    found = properties.derive(made((1 + exp(-x)) ** -a.symbol, a), "symmetry")
    values = [f.value for f in found if f.scope.subs(a.symbol, 1) == sympy.true]
    assert [[(each.left, each.right) for each in value] for value in values] == [[("f(x) + f(-x)", 1)]]

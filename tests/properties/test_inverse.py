"""Inverses: of the whole catalogue by mpmath, of planted functions by hand, and what must be refused."""

import mpmath
import pytest
import sympy
from sympy import Abs, Piecewise, Rational, Symbol, asinh, atan, erf, exp, log, oo, sin, sinh, tanh

from symact import catalogue
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.definition.activation import Param, x
from symact.definition.bound import bind
from symact.definition.pieces import Piece
from symact.errors import OpenSignError
from symact.evidence import Status
from symact.formula.typed import definition as typed
from symact.properties import inverse
from symact.symbolic.inversion import candidates
from tests.helpers.definitions import made
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import as_written

p = Param.real("p", default=2)
q = Param.positive("q", default=2)
P, Q = p.symbol, q.symbol
y = Symbol("y", real=True)


def answers(subject):
    return {fact.scope: fact.value for fact in as_written(inverse.derive(subject))}


TWICE = {
    *("binary_step", "hard_sigmoid", "hard_swish", "relu", "relu6"),  # constant somewhere
    *("gelu", "gelu_tanh", "mish", "quick_gelu", "silu"),  # down and up
    "sine",
}
BY_SLOPE = {
    "leaky_relu": ("negative_slope > 0", "negative_slope <= 0"),
    "prelu": ("weight > 0", "weight <= 0"),
    "rrelu": ("lower > -upper", "lower <= -upper"),
    "linear": ("Ne(slope, 0)", "Eq(slope, 0)"),
}


@pytest.mark.parametrize("name", DETAILED)
def test_who_has_an_inverse(name):
    facts = as_written(inverse.derive(catalogue.get(name)))
    found = {f.scope: f.value for f in facts}
    if name == "tanhshrink":  # injective, but x - tanh(x) = y has no solution in these functions
        assert [f.status for f in facts] == [Status.UNKNOWN]
        return
    assert all(f.status >= Status.CERTIFIED for f in facts)
    if name in BY_SLOPE:
        invertible, not_injective = BY_SLOPE[name]
        assert found[not_injective] == "none"
        assert isinstance(found[invertible], list)
        assert len(found) == 2
    else:
        assert set(found) == {"True"}
        assert (found["True"] == "none") == (name in TWICE)


@pytest.mark.every(2)
@pytest.mark.parametrize("name", sorted(set(DETAILED) - TWICE - {"tanhshrink"}))
def test_inverses_of_the_catalogue_by_mpmath(name):
    """g(f(x)) = x with 30 digits, and every y of an interval is reached: f(g(y)) = y."""
    # SELU's own constants take long in the tests of conditions; others do as well.
    bound = bind(catalogue.get(name), {"alpha": "5/3", "scale": "21/20"} if name == "selu" else {})
    (branches,) = answers(bound).values()
    f = sympy.lambdify(x, bound.expression, "mpmath")
    parsed = [
        (sympy.S(b["where"], locals={"y": y}) & sympy.true, sympy.sympify(b["expression"], {"y": y})) for b in branches
    ]
    with mpmath.workdps(60):
        for at in map(mpmath.mpf, ("-20", "-3.25", "-1", "-1e-3", "0", "0.5", "2", "17")):
            value = f(at)
            exact = sympy.Float(value, 60)
            (g,) = [e for where, e in parsed if where.subs(y, exact) == sympy.true]
            assert abs(sympy.lambdify(y, g, "mpmath")(value) - at) < mpmath.mpf(10) ** -30
        for where, g in parsed:
            solution = where.as_set() if where != sympy.true else sympy.S.Reals
            low = solution.start if solution.start is not -oo else solution.end - 5 if solution.end is not oo else -5
            high = solution.end if solution.end is not oo else low + 5
            for k in range(1, 8):
                value = mpmath.mpf(sympy.N(low + (high - low) * Rational(k, 8), 50))
                assert abs(f(sympy.lambdify(y, g, "mpmath")(value)) - value) < mpmath.mpf(10) ** -30
        # The intervals are the whole range: beyond their ends f is not found.
        sets = [w.as_set() if w != sympy.true else sympy.S.Reals for w, _ in parsed]
        low, high = min((s.start for s in sets), key=sympy.N), max((s.end for s in sets), key=sympy.N)
        values = [f(mpmath.mpf(k)) for k in range(-60, 61)]
        assert low is -oo or abs(min(values) - mpmath.mpf(sympy.N(low, 40))) < 0.02
        assert high is oo or abs(max(values) - mpmath.mpf(sympy.N(high, 40))) < 0.02


def test_texts_of_the_usual_inverses():
    def only(name):
        return answers(catalogue.get(name))["True"]

    assert only("sigmoid") == [{"where": "(y > 0) & (y < 1)", "expression": "log(y/(1 - y))"}]
    assert only("softplus") == [{"where": "y > 0", "expression": "log(exp(beta*y) - 1)/beta"}]
    assert only("squareplus") == [{"where": "y > 0", "expression": "-b/(4*y) + y"}]
    assert only("elu") == [
        {"where": "(y <= 0) & (y > -alpha)", "expression": "log((alpha + y)/alpha)"},
        {"where": "y > 0", "expression": "y"},
    ]


@pytest.mark.parametrize(
    ("expression", "params", "expected"),
    [
        (tanh(2 * x + 1), (), {"True": [("(y > -1) & (y < 1)", log((1 + y) / (1 - y)) / 4 - Rational(1, 2))]}),
        (1 - exp(-Q * x), (q,), {"True": [("y < 1", -log(1 - y) / Q)]}),
        (asinh(Q * x), (q,), {"True": [("True", sinh(y) / Q)]}),
        (atan(x), (), {"True": [("(y > -pi/2) & (y < pi/2)", sympy.tan(y))]}),
        (Piecewise((x**2, x > 0), (x, True)), (), {"True": [("y <= 0", y), ("y > 0", sympy.sqrt(y))]}),
        # Jumps: up leaves a gap in the range, down makes values be taken twice.
        (Piecewise((x, x >= 1), (x - 1, True)), (), {"True": [("y < 0", y + 1), ("y >= 1", y)]}),
        (Piecewise((x, x >= 1), (x + 1, True)), (), {"True": "none"}),
        # The images (0, 1) and [1, oo) touch but do not meet; with both ends owned they would.
        (Piecewise((exp(x), x < 0), (x + 1, True)), (), {"True": [("(y > 0) & (y < 1)", log(y)), ("y >= 1", y - 1)]}),
        (Piecewise((x, x <= 0), (x - 1, x < 1), (x, True)), (), {"True": "none"}),
        (
            Piecewise((exp(x), x < 0), (x + 1 + P, True)),
            (p,),
            {
                "p < 0": "none",
                "Eq(p, 0)": [("(y > 0) & (y < 1)", log(y)), ("y >= 1", y - 1)],
                "p > 0": [("(y > 0) & (y < 1)", log(y)), ("y >= p + 1", y - 1 - P)],
            },
        ),
        # Decreasing pieces: the owner of the right end owns the lower end of the image.
        (Piecewise((2 - x, x <= 1), (-x, True)), (), {"True": [("y < -1", -y), ("y >= 1", 2 - y)]}),
        (Piecewise((x**2, x < 0), (-x, True)), (), {"True": [("y <= 0", -y), ("y > 0", -sympy.sqrt(y))]}),
        (Abs(x), (), {"True": "none"}),
        (x**2, (), {"True": "none"}),
        (1 / (1 + x**2), (), {"True": "none"}),
        (sin(Q * x), (q,), {"True": "none"}),
        # It tends to 0, and is 0 at 0; to 2, and is 2 at -p.
        (x / (1 + exp(-Q * x)), (q,), {"True": "none"}),
        ((x + P) * exp(x) + 2, (p,), {"True": "none"}),
        # Down from both ends.
        (exp(-(x**2) / Q), (q,), {"True": "none"}),
    ],
)
def test_other_functions(expression, params, expected):
    found = answers(made(expression, *params))
    assert found.keys() == expected.keys()
    for scope, wanted in expected.items():
        if wanted == "none":
            assert found[scope] == "none"
        else:
            names = {"y": y, "p": P, "q": Q}
            assert [b["where"] for b in found[scope]] == [where for where, _ in wanted]
            for branch, (_, formula) in zip(found[scope], wanted, strict=True):
                difference = sympy.sympify(branch["expression"], names) - formula
                for at in (Rational(3, 5), Rational(1, 7)):
                    assert abs(sympy.N(difference.subs({y: at, P: 3, Q: Rational(5, 4)}), 30)) < 1e-25


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (x ** Rational(3, 2), [{"where": "y >= 0", "expression": "y**(2/3)"}]),
        # Up to x = 4/9, then down to where it ends.
        (x * sympy.sqrt(2 - 3 * x), "none"),
    ],
    ids=str,
)
def test_where_roots_end(expression, expected):
    assert answers(bind(made(expression))) == {"True": expected}


@pytest.mark.parametrize("expression", [x + erf(x), x + exp(x), x + x**3, x + sin(x)])
def test_no_closed_form_is_unknown(expression):
    (fact,) = as_written(inverse.derive(made(expression)))
    assert (fact.value, fact.status) == (None, Status.UNKNOWN)


def test_a_candidate_is_worth_nothing_before_substitution(monkeypatch):
    """Planted: a wrong candidate, and the wrong root of a square, never become a fact."""
    monkeypatch.setattr(inverse, "candidates", lambda expression, variable, value: [log(value), -sympy.sqrt(value)])
    assert answers(catalogue.get("sigmoid")) == {"True": None}
    (fact,) = as_written(inverse.derive(made(Piecewise((x**2, x > 0), (x, True)))))
    assert fact.status == Status.UNKNOWN


def test_images_that_share_an_end():
    """Both own the end: the value is taken twice."""
    a, b = (Piece(sympy.S.Zero, sympy.S.One, y, True, True), Piece(sympy.S.One, sympy.S(2), y, True, True))
    assert inverse._overlap(a, b)
    assert not inverse._overlap(a, Piece(sympy.S.One, sympy.S(2), y, False, True))


def test_candidates_solve_quadratics():
    found = candidates(x**2 + x, x, y)
    assert {sympy.simplify(e**2 + e - y) for e in found} == {0}
    assert len(set(found)) >= 2


def test_regions_cover_and_exclude():
    def question(region):
        value = region.put(P * (P - 1) + 0 * P)
        constant = region.put(P - 1)
        if constant.is_positive is None:
            raise OpenSignError(constant)
        return bool(constant.is_positive), value

    found = solve_by_cases(x, lambda region, _: question(region)[0], lambda reason: None)
    rows = merge(found, lambda a, b: a == b)
    assert {str(c): a[0] for c, a in rows} == {"p > 1": True, "p <= 1": False}


@pytest.mark.parametrize("symbol", [P, Q])
def test_a_region_is_inside_its_condition(symbol):
    root = Rational(3, 2)
    for region, sign in zip(Region().cut(2 * symbol - 3), (-1, 0, 1), strict=True):
        inside = region.put(symbol)
        for value in (Rational(1, 100), 1, 50):
            put = inside.subs(dict.fromkeys(dict(region.outward), value))
            assert sympy.sign(put - root) == sign
            assert put > 0 or symbol == P
            assert all(outside.subs(symbol, put) == value for outside in dict(region.outward).values())


def test_a_sign_that_no_parameter_decides_is_unknown():
    def question(region):
        raise OpenSignError(sympy.cos(P))

    found = solve_by_cases(x, lambda region, _: question(region), lambda reason: "open")
    assert merge(found, lambda a, b: a == b) == [(sympy.true, ["open"])]


def test_the_inverse_of_a_power_of_any_base_has_the_base_alone():
    found = {f.scope: f.value for f in as_written(inverse.derive(typed("a**x", ("a>0",))))}
    assert found["Ne(a, 1)"] == [{"where": "y > 0", "expression": "log(y)/log(a)"}]

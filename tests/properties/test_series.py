"""Taylor and asymptotic series: coefficients against mpmath.taylor, remainders against values far out."""

import mpmath
import pytest
import sympy
from sympy import Rational

from symact import catalogue, properties
from symact.analysis.values import UNDEFINED
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formula.parser import parse
from symact.formula.typed import definition
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import derive


def read(text):
    """Return (polynomial, argument of the O-term or None)."""
    head, _, rest = text.partition("O(")
    kept = head.rstrip(" +-")
    return parse(kept) if kept else sympy.S.Zero, parse(rest[:-1]) if rest else None


def sides(fact):
    return (
        fact.value if isinstance(fact.value, list) else [{"side": s, "series": fact.value} for s in ("left", "right")]
    )


SMOOTH_AT_0 = sorted({n for n in DETAILED if n not in ("selu", "sine", "binary_step")})


@pytest.mark.parametrize("name", SMOOTH_AT_0)
def test_taylor_polynomials_of_the_catalogue(name):
    bound = bind(catalogue.get(name))
    (fact,) = derive(bound, "taylor")
    assert fact.value is not None, fact.parts
    for entry in sides(fact):
        at = Rational(-1, 10**12) if entry["side"] == "left" else Rational(1, 10**12)
        piece = next(p for p in bound.pieces if p.holds(at))
        polynomial, rest = read(entry["series"])
        assert rest in (None, x**6)
        with mpmath.workdps(60):
            expected = mpmath.taylor(sympy.lambdify(x, piece.expression, "mpmath"), 0, 5)
            found = [mpmath.mpf(str(polynomial.coeff(x, k).evalf(30))) for k in range(6)]
            assert all(abs(a - b) < 1e-20 for a, b in zip(found, expected, strict=True))
        if rest is None:
            assert sympy.expand(polynomial - piece.expression) == 0


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("exp(x)", "1 + x + x**2/2 + x**3/6 + x**4/24 + x**5/120 + O(x**6)"),
        ("1/(1 - x)", "1 + x + x**2 + x**3 + x**4 + x**5 + O(x**6)"),
        ("x**2 + 1", "1 + x**2"),
        ("x**7", "O(x**6)"),
        ("0*x", "0"),
        ("sin(x)", "x - x**3/6 + x**5/120 + O(x**6)"),
        ("Piecewise((sin(x)/x, Ne(x, 0)), (1, True))", "1 - x**2/6 + x**4/120 + O(x**6)"),
        ("abs(x)**6", "O(x**6)"),
        ("abs(x)", [{"side": "left", "series": "-x"}, {"side": "right", "series": "x"}]),
        ("log(x)", UNDEFINED),
        ("sqrt(x)", UNDEFINED),
        ("1/x", None),
        ("exp(-1/x**2)", None),
        ("log(x - 1)", UNDEFINED),
    ],
)
def test_taylor_by_hand(formula, expected):
    (fact,) = derive(definition(formula), "taylor")
    if not isinstance(expected, str) or expected == UNDEFINED:
        assert fact.value == expected
        return
    assert read(fact.value)[1] == read(expected)[1]
    assert sympy.expand(read(fact.value)[0] - read(expected)[0]) == 0


@pytest.mark.every(2)
@pytest.mark.parametrize("name", [n for n in DETAILED if n not in ("selu", "sine")])
def test_asymptotic_series_of_the_catalogue(name):
    bound = bind(catalogue.get(name))
    (fact,) = derive(bound, "asymptotic_series")
    assert fact.value is not None, fact.parts
    for entry, piece, sign in zip(fact.value, (bound.pieces[0], bound.pieces[-1]), (-1, 1), strict=True):
        kept, rest = read(entry["series"])
        value, own, order = (sympy.lambdify(x, e, "mpmath") for e in (piece.expression, kept, rest or 0))
        # Terms fall like exp(-t**2) and exp(-t**3) for the two GELUs.
        places = (8, 10, 12) if name.startswith("gelu") else (20, 30, 45)
        with mpmath.workdps(400):
            error = [abs(value(mpmath.mpf(sign * t)) - own(mpmath.mpf(sign * t))) for t in places]
            if rest is None:
                assert max(error) < mpmath.mpf(10) ** -300
                continue
            ratio = [e / abs(order(mpmath.mpf(sign * t))) for e, t in zip(error, places, strict=True)]
            # Of the order that is claimed: bounded, and not much smaller.
            assert 1e-3 < ratio[0] < 1e3
            assert ratio[2] < 2 * ratio[0] + 1e-3


@pytest.mark.parametrize(
    ("formula", "left", "right"),
    [
        ("x + 1/x", "x + 1/x", "x + 1/x"),
        ("sqrt(x**2 + 1)", None, "x + 1/(2*x) - 1/(8*x**3) + 1/(16*x**5)"),
        ("1/(1 + exp(-x))", None, "1 - exp(-x) + exp(-2*x) - exp(-3*x)"),
        ("log(x)", UNDEFINED, "log(x)"),
        ("sqrt(x)", UNDEFINED, "sqrt(x)"),
    ],
)
def test_asymptotic_series_by_hand(formula, left, right):
    (fact,) = derive(definition(formula), "asymptotic_series")
    for entry, expected in zip(fact.value, (left, right), strict=True):
        if expected == UNDEFINED:
            assert entry["series"] == UNDEFINED
        elif expected is not None:
            assert sympy.expand(read(entry["series"])[0] - parse(expected)) == 0


@pytest.mark.parametrize(
    ("formula", "value", "longest"),
    [
        ("log((1+exp(a*x))/(1+exp(a*(x-1))))/a", Rational(1, 3), 2000),
        ("1/(1+exp(-x-a))", Rational(4), 2000),
        ("x*sech(x + 2)", None, 260),
        ("x*tanh(log(1 + exp(x + 1)))", None, 900),
        ("sin(x + 1)**2 + cos(x + 1)**2 + x", None, 40),
    ],
)
def test_a_formula_whose_coefficients_swell_is_differentiated(formula, value, longest):
    a = sympy.Symbol("a", positive=True)
    params, values = (("a>0",), {a: value}) if value else ((), {})
    subject = definition(formula, params)
    (fact,) = derive(subject, "taylor")
    # The arithmetic of series leaves sums of quotients.
    assert len(fact.value) < longest
    polynomial = parse(fact.value.partition(" + O(")[0].partition(" - O(")[0], {"a": a}).subs(values)
    with mpmath.workdps(60):
        own = sympy.lambdify(x, subject.expression.subs(values), "mpmath")
        for k, expected in enumerate(mpmath.taylor(own, 0, 5)):
            found = sympy.diff(polynomial, x, k).subs(x, 0).evalf(40)
            assert abs(mpmath.mpf(str(found)) / mpmath.factorial(k) - expected) < 1e-20


def test_no_series_is_denied_to_powers_that_have_one_for_some_exponents():
    facts = [f for f in derive(definition("abs(x)**p", ("p>0",)), "taylor") if f.value is None]
    reasons = {part.reason for fact in facts for part in fact.parts}
    assert reasons == {"it is open whether f has a Taylor series at 0"}


def test_asymptotic_series_have_cases_where_a_sign_depends_on_a_parameter():
    # 2f = (1 + alpha)*x + sqrt((1 - alpha)**2*x**2 + mu**2), whose root is abs(1 - alpha)*abs(x) far out.
    found = {str(f.scope): f.value for f in properties.derive(catalogue.get("smu_1"), "asymptotic_series")}
    leads = {scope: [str(side["series"].terms[0]) for side in sides] for scope, sides in found.items()}
    assert leads == {"alpha < 1": ["alpha*x", "x"], "Eq(alpha, 1)": ["x", "x"], "alpha > 1": ["x", "alpha*x"]}

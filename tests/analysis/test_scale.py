"""Change of scale: facts of f(x) = g(b x)/b^k for all b > 0 against mpmath's roots at some b."""

import mpmath
import pytest
import sympy

from symact.analysis.scale_refutation import is_refuted
from symact.checking.recheck import recheck
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.digest import signed
from symact.sheets.plain import decimals, written
from symact.symbolic.real_number import Number, order

b = sympy.Symbol("b", positive=True)

SWISH = "x/(1+exp(-b*x))"

VALUES = ("1/7", "1", "9/4", "30")


def at(number, value):
    """Return a number with closed-form factor at a value of b, to 30 digits."""
    exact = sympy.sympify(value)
    return mpmath.mpf(str(number.expression().subs(b, exact).evalf(40)))


def fact(formula, name, *declared):
    (found,) = derive(definition(formula, declared or ("b>0",)), name)
    assert found.scope == sympy.true
    return found


@pytest.mark.parametrize("value", VALUES)
def test_the_minimum_of_swish_is_lamberts_function(value):
    found = fact(SWISH, "extrema").value[0]
    with mpmath.workdps(40):
        scale, least = mpmath.mpf(sympy.Rational(value).p) / sympy.Rational(value).q, mpmath.lambertw(mpmath.exp(-1))
        assert abs(at(found.where, value) + (1 + least) / scale) < 1e-28 / scale
        assert abs(at(found.says["value"], value) + least / scale) < 1e-28 / scale
    assert (found.says["kind"], found.says["global"]) == ("minimum", True)


@pytest.mark.parametrize("value", VALUES)
def test_the_largest_slope_does_not_depend_on_the_scale(value):
    found = fact(SWISH, "lipschitz").value
    with mpmath.workdps(40):
        scale = mpmath.mpf(sympy.Rational(value).p) / sympy.Rational(value).q
        place = mpmath.findroot(lambda t: mpmath.diff(lambda u: u / (1 + mpmath.exp(-u)), t, 2), 2.4)
        slope = mpmath.diff(lambda t: t / (1 + mpmath.exp(-scale * t)), place / scale)
        assert abs(at(found, value) - slope) < 1e-20
    assert not found.has_parameters


def test_a_factor_and_a_scale_of_two_parameters():
    found = fact("a*log(1+exp(b*x))*x", "range", "a>0", "b>0").value
    lower = found.lower.expression().subs({sympy.Symbol("a", positive=True): 3, b: sympy.Rational(1, 5)})
    with mpmath.workdps(40):
        place = mpmath.findroot(lambda t: mpmath.diff(lambda u: u * mpmath.log(1 + mpmath.exp(u / 5)), t), -6)
        least = 3 * place * mpmath.log(1 + mpmath.exp(place / 5))
        assert abs(mpmath.mpf(str(lower.evalf(35))) - least) < 1e-25
    assert found.has_lower
    assert found.upper.is_infinite


def test_numbers_of_one_factor_are_compared_and_others_are_not():
    found = fact(SWISH, "extrema").value[0]
    low, place = found.says["value"], found.where
    assert order(place, low) == -1
    assert order(low, Number(sympy.S.Zero)) == -1
    assert order(Number(-1 / b), place) == 1
    assert order(low, Number(sympy.S(-1))) is None
    assert order(place.times(-1 / b), Number(1 / b**2)) == 1


def test_what_is_written_can_be_read_and_replayed():
    found = fact(SWISH, "extrema")
    assert written(found.value)[0]["value"].startswith("-0.27846454276107379510935873902298")
    assert written(found.value)[0]["value"].endswith("/b")
    assert decimals(found.value) is None
    subject = definition(SWISH, ("b>0",))
    names = ("extrema", "range", "lipschitz", "inflections")
    sheet = documented(content(subject, [each for name in names for each in derive(subject, name)]))
    assert [each.verdict for each in recheck(sheet) if each.property in names] == ["replayed"] * len(names)


@pytest.mark.parametrize(("power", "rate"), [("1/3", "2"), ("5", "1/7"), ("7/2", "3")])
def test_a_power_with_a_symbolic_exponent(power, rate):
    formula, declared = "(1+exp(-b*x))**(-a)", ("a>0", "b>0")
    found = fact(formula, "range", *declared).value
    assert (found.lower.exact, found.has_lower, found.upper.exact, found.has_upper) == (0, False, 1, False)
    assert fact(formula, "monotonicity", *declared).value == "strictly increasing"
    (place,) = fact(formula, "inflections", *declared).value
    values = {sympy.Symbol("a", positive=True): sympy.Rational(power), b: sympy.Rational(rate)}
    with mpmath.workdps(40):
        p, r = (mpmath.mpf(v.p) / v.q for v in values.values())
        own = mpmath.mpf(str(place.where.exact.subs(values).evalf(40)))
        assert abs(mpmath.diff(lambda t: (1 + mpmath.exp(-r * t)) ** -p, own, 2)) < 1e-20


def test_a_parameter_that_is_a_factor_alone():
    found = fact("b*x/(1+exp(-x))", "extrema").value[0]
    with mpmath.workdps(40):
        least = mpmath.lambertw(mpmath.exp(-1))
        assert abs(at(found.where, "7") + 1 + least) < 1e-28
        assert abs(at(found.says["value"], "7") + 7 * least) < 1e-28
    subject = definition("b*x/(1+exp(-x))", ("b>0",))
    sheet = documented(content(subject, derive(subject, "extrema")))
    assert [each.verdict for each in recheck(sheet) if each.property == "extrema"] == ["replayed"]


def shifted(formula, *properties):
    """Return facts of a formula in a real parameter a, and its sheet of them."""
    subject = definition(formula, ("a",))
    facts = {name: derive(subject, name) for name in properties}
    return facts, documented(content(subject, [each for found in facts.values() for each in found]))


def test_a_bell_that_is_moved_has_its_places_moved():
    facts, sheet = shifted("exp(-(x-a)**2)", "extrema", "inflections", "curvature_bound")
    a = sympy.Symbol("a", real=True)
    (extrema,), (inflections,), (bound,) = facts.values()
    assert [each.where.exact for each in extrema.value] == [a]
    places = [each.where.exact for each in inflections.value]
    assert [sympy.expand(place - a) for place in places] == [-sympy.sqrt(2) / 2, sympy.sqrt(2) / 2]
    assert bound.value.exact == 2
    assert {each.verdict for each in recheck(sheet) if each.property in facts} == {"replayed"}


def test_a_wave_that_is_moved_at_some_phases():
    facts, _ = shifted("cos(x+a)", "zeros", "critical_points", "range")
    for phase in map(sympy.Rational, ("-5", "-1/3", "0", "1", "22/7")):
        values = {sympy.Symbol("a", real=True): phase}
        here = {name: next(f for f in found if f.scope.subs(values) == sympy.true) for name, found in facts.items()}
        for name, function in (("zeros", mpmath.cos), ("critical_points", mpmath.sin)):
            assert len(here[name].value) == 2
            for each in here[name].value:
                assert each.period == 2 * sympy.pi
                place = mpmath.mpf(str(each.where.exact.subs(values).evalf(30)))
                assert abs(function(place + mpmath.mpf(phase.p) / phase.q)) < 1e-14
        assert (here["range"].value.lower.exact, here["range"].value.upper.exact) == (-1, 1)


def test_a_shift_that_is_altered_is_refused():
    _, sheet = shifted("(x-a)*tanh(x-a)", "extrema")
    bare = {key: value for key, value in sheet.items() if key != "digest"}
    facts = [{key: value for key, value in fact.items() if key != "digest"} for fact in sheet["facts"]]
    for each in (each for fact in facts for each in fact["evidence"] if each.get("rule") == "scale"):
        assert each["shift"] == "a"
        each["shift"] = "a + 1"
    found = {each.verdict for each in recheck(signed({**bare, "facts": facts})) if each.property == "extrema"}
    assert found == {"refuted"}


@pytest.mark.parametrize(
    ("formula", "scale", "shift"),
    [
        ("x/(1+exp(-b*x))", 1 / b, 0),
        ("b**3*x*exp(-b*x**2)", 1 / sympy.sqrt(b), 0),
        ("log(b-x)-log(b)", b, 0),
        ("tanh(b*x-b**2)", 1 / b, b),
    ],
)
def test_only_a_scale_that_leaves_parameters_is_refuted(formula, scale, shift):
    expression = definition(formula, ("b>0",)).expression
    assert not is_refuted(expression, scale, sympy.sympify(shift))
    assert is_refuted(expression, scale * b, sympy.sympify(shift))
    assert is_refuted(expression, scale, shift + 1 / b**2)

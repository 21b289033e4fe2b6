"""What values, limits and the next slope say of functions with parameters, against mpmath at parameters and points."""

import json
from functools import cache, partial

import mpmath
import pytest
import sympy
from sympy import Rational, S, Symbol, exp, log, oo, pi, sinh, tan

from symact.analysis.parameter_signs import sign_for_all
from symact.analysis.sign_chart_by_slope import by_slope
from symact.analysis.sign_chart_symbolic import chart
from symact.checking.recheck import recheck
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.errors import SymactError
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.digest import signed
from symact.sheets.plain import written

a = Symbol("a", positive=True)


@cache
def facts(formula, declared, name):
    return derive(definition(formula, declared), name)


def at(formula, declared, name, **values):
    """Return the one claim, in plain data, that holds for these parameters; None where it is unknown."""
    found = [f for f in facts(formula, declared, name) if in_scope(f.scope, values)]
    assert len(found) == 1
    return written(found[0].value)


def in_scope(scope, values):
    return scope.subs({s: sympy.sympify(values[s.name]) for s in scope.free_symbols}) == sympy.true


def number(text, **values):
    expression = sympy.sympify(text)
    if expression in (oo, -oo):
        return mpmath.inf if expression == oo else -mpmath.inf
    return mpmath.mpf(str(expression.subs({s: values[s.name] for s in expression.free_symbols}).evalf(30)))


SIZES = [sympy.Rational(*each) for each in ((1, 5), (1, 1), (9, 4), (7, 1))]


@pytest.mark.parametrize(
    "formula",
    [
        "x*tanh(b*exp(c*x))",
        "x/(1 + b*exp(-c*x))",
        pytest.param("tanh(b*x)*log(1 + exp(c*x))", marks=pytest.mark.exhaustive),
    ],
)
def test_a_dip_below_the_limit_makes_a_function_neither_monotone_nor_convex(formula):
    declared = ("b>0", "c>0")
    own = sympy.lambdify([x, *sympy.symbols("b c")], sympy.sympify(formula), "mpmath")
    for b in SIZES:
        for c in SIZES[:2]:
            # The limits are 0 and oo, and here is a value between which it does not lie.
            assert own(mpmath.mpf(-1), *map(mpmath.mpf, (b.p, c.p))) < 0
            assert at(formula, declared, "monotonicity", b=b, c=c) == "not monotonic"
            assert at(formula, declared, "injective", b=b, c=c) is False
            assert at(formula, declared, "surjective", b=b, c=c) is False
            assert at(formula, declared, "bounded", b=b, c=c) == "below"
            assert at(formula, declared, "convexity", b=b, c=c) == "neither"
            assert at(formula, declared, "saturation", b=b, c=c) == {"left": "soft", "right": "none"}
            assert at(formula, declared, "dead_region", b=b, c=c) == []


@pytest.mark.parametrize("formula", ["log(1 + exp(-b*x))", "exp(b*x)", "x + sqrt(x**2 + b)"])
def test_monotone_functions_are_not_said_to_leave_their_limits(formula):
    for b in SIZES:
        assert at(formula, ("b>0",), "monotonicity", b=b).startswith("strictly")
        assert at(formula, ("b>0",), "convexity", b=b) == "strictly convex"


SIGNED = {
    ("sinh(x) + a*x", ("a>0",)): lambda z, a: mpmath.sinh(z) + a * z,
    ("log(exp(x) + exp(-x) + a)", ("a>0",)): lambda z, a: mpmath.log(mpmath.exp(z) + mpmath.exp(-z) + a),
    ("x*log(x**2 + a + 1)", ("a>0",)): lambda z, a: z * mpmath.log(z**2 + a + 1),
    ("x + a*sin(x)", ("a",)): lambda z, a: z + a * mpmath.sin(z),
    ("exp(x) - 1 - x + a*x**2", ("a>0",)): lambda z, a: mpmath.expm1(z) - z + a * z**2,
    ("1/(exp(2*x) + a*exp(x) + 1)", ("a",)): lambda z, a: 1 / (mpmath.exp(2 * z) + a * mpmath.exp(z) + 1),
    ("x + exp(-x) - a", ("a",)): lambda z, a: z + mpmath.exp(-z) - a,
}


@pytest.mark.parametrize("case", SIGNED)
def test_signs_by_the_slope(case):
    """Each is claimed for some parameter at least, and right wherever it is claimed."""
    known = 0
    for a in [*SIZES, *(-each for each in SIZES if case[1] == ("a",))]:
        claimed = at(*case, "sign", a=a)
        known += claimed is not None
        for cell in claimed or []:
            low, high = (max(-30, min(30, number(cell[end], a=a))) for end in ("from", "to"))
            for k in range(1, 40):
                value = SIGNED[case](low + (high - low) * mpmath.mpf(k) / 40, mpmath.mpf(a.p) / a.q)
                assert mpmath.sign(value) == cell["sign"]
    assert known
    # Between the zeros of exp(2*x) - 9*exp(x)/4 + 1.
    signs = [cell["sign"] for cell in at("1/(exp(2*x) + a*exp(x) + 1)", ("a",), "sign", a="-9/4")]
    assert signs == [1, -1, 1]


def test_a_pole_inside_is_no_place_where_a_slope_speaks():
    slope = chart(x + a, 0, sympy.S.One, oo)
    assert by_slope(slope, tan(a * x), 0, -oo, oo) is None
    assert by_slope(chart(exp(x) + a, 0, -oo, oo), log(x + a), 0, -oo, oo) is None


def test_one_sign_for_all_values_of_a_parameter():
    assert sign_for_all(log(1 + a) - a) == -1
    assert sign_for_all(sinh(a) - a) == 1
    assert sign_for_all(log(1 + a) - a / 2) is None
    assert sign_for_all(exp(a) - 1 - Symbol("w", real=True)) is None


def test_waves_with_a_parameter_by_their_amplitude():
    for a in (*SIZES, *(-each for each in SIZES)):
        formula, declared = "x + a*sin(x)", ("a",)
        assert at(formula, declared, "monotonicity", a=a) == ("strictly increasing" if abs(a) <= 1 else "not monotonic")
        assert number(at(formula, declared, "lipschitz", a=a), a=a) == 1 + abs(number(str(a)))
        assert at(formula, declared, "injective", a=a) is bool(abs(a) <= 1)
        found = at("cos(x) + a", declared, "range", a=a)
        assert [number(found[end], a=a) - number(str(a)) for end in ("lower", "upper")] == [-1, 1]
        sign = at("cos(x) + a", declared, "sign", a=a)
        if abs(a) > 1:
            assert sign == [{"from": "-oo", "to": "oo", "sign": 1 if a > 0 else -1}]
    assert at("x + sin(a*x)**2/b", ("a>0", "b>0"), "monotonicity", a=1, b=1) == "strictly increasing"
    for a, b, word in ((1, 3, "strictly increasing"), (3, 1, "not monotonic")):
        assert at("x + sin(a*x)**2/b", ("a>0", "b>0"), "monotonicity", a=a, b=b) == word
        assert number(at("x + sin(a*x)**2/b", ("a>0", "b>0"), "lipschitz", a=a, b=b), a=a, b=b) == 1 + mpmath.mpf(a) / b


def test_critical_points_that_are_logarithms_of_parameters_have_an_order():
    formula, declared = "tanh(x) + a*x", ("a",)
    for a in ("-1/2", "-9/10", "-1/10"):
        claimed = at(formula, declared, "critical_points", a=a)
        found = [number(each["at"], a=sympy.Rational(a)) for each in claimed]
        expected = mpmath.acosh(1 / mpmath.sqrt(-number(a)))
        assert all(mpmath.almosteq(f, e, 1e-13) for f, e in zip(found, (-expected, expected), strict=True))


@pytest.mark.parametrize(
    ("formula", "declared", "name"),
    [
        ("sinh(x) + a*x", ("a>0",), "sign"),
        ("x*tanh(b*exp(c*x))", ("b>0", "c>0"), "monotonicity"),
        ("x*tanh(b*exp(c*x))", ("b>0", "c>0"), "bounded"),
        ("x + a*sin(x)", ("a",), "monotonicity"),
        ("cos(x) + a", ("a",), "range"),
        ("tanh(x) + a*x", ("a",), "extrema"),
    ],
)
def test_records_of_these_stand(formula, declared, name):
    data = json.loads(json.dumps(documented(content(definition(formula, declared), facts(formula, declared, name)))))
    outcomes = [o for o in recheck(data) if o.property == name]
    assert outcomes
    assert "replayed" in {o.verdict for o in outcomes}
    assert "refuted" not in {o.verdict for o in outcomes}


def test_an_altered_chart_by_the_slope_is_refuted():
    formula, declared = "sinh(x) + a*x", ("a>0",)
    data = documented(content(definition(formula, declared), facts(formula, declared, "sign")))
    text = json.dumps(data)
    assert '"rule": "slope"' in text
    for old, new in (('["-oo", "0", -1]', '["-oo", "0", 1]'), ('["-oo", "oo", 1]', '["-oo", "oo", -1]')):
        assert old in text
        altered = json.loads(text.replace(old, new))
        bare = {key: value for key, value in altered.items() if key != "digest"}
        bare["facts"] = [{k: v for k, v in fact.items() if k != "digest"} for fact in bare["facts"]]
        assert "refuted" in {o.verdict for o in recheck(signed(bare)) if o.property == "sign"}


@pytest.mark.exhaustive
def test_a_quotient_with_a_root_of_two_beside_it_has_a_sheet():
    values = facts("(x - a)/(x + a)", ("a>0",), "fixed_points")
    assert values
    for each in values:
        for entry in written(each.value) or []:
            assert entry["stability"] in ("attracting", "repelling", "neutral")


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        ("(1 + exp(-b*x))**(-a)", ("a>0", "b>0")),
        ("a*erf(b*x + 1) + 1", ("a>0", "b>0")),
        ("log(1 + exp(x - a)) - log(1 + exp(-a)) + b*x", ("a>0", "b>0")),
        ("log(a + b*exp(x))", ("a>0", "b>0")),
    ],
)
def test_limits_tell_that_a_function_is_neither_odd_nor_even(formula, declared):
    own = sympy.lambdify([x, *sympy.symbols("a b")], sympy.sympify(formula), "mpmath")
    for a in SIZES:
        for b in SIZES[:3]:
            left, right = (own(mpmath.mpf(z), *(mpmath.mpf(p.p) / p.q for p in (a, b))) for z in (-2, 2))
            assert abs(abs(left) - abs(right)) > 1e-4
            assert at(formula, declared, "parity", a=a, b=b) == "neither"


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        ("x/sqrt(1 + a*x**2)", ("a>0",)),
        ("b*sin(a*x) + 3", ("a>0", "b>0")),
        ("b*erf(a*x + 1) - b", ("a>0", "b>0")),
        ("a*max(x, 0)**2 + b", ("a>0", "b>0")),
        ("x + sin(a*x)**2/a", ("a>0",)),
    ],
)
def test_no_slope_is_a_quadratic_of_the_function_whatever_the_scale(formula, declared):
    text = sympy.sympify(formula.replace("max(x, 0)", "x"))
    symbols = sorted(text.free_symbols - {Symbol("x")}, key=str)
    own = sympy.lambdify([Symbol("x"), *symbols], [text.diff(Symbol("x")), 1, text, text**2], "mpmath")
    for sizes in ((SIZES[0], SIZES[2]), (SIZES[3], SIZES[1])):
        values = dict(zip(map(str, symbols), sizes, strict=False))
        numbers = [mpmath.mpf(v.p) / v.q for v in values.values()]
        with mpmath.workdps(400):
            rows = mpmath.matrix([own(mpmath.mpf(z), *numbers) for z in ("0.1", "0.35", "0.8", "1.3")])
            assert abs(mpmath.det(rows)) > mpmath.mpf("1e-300")
        assert at(formula, declared, "derivative_identity", **values) == []


def test_an_identity_that_holds_is_not_excluded_by_a_scale():
    f_of = sympy.lambdify([x, Symbol("a")], a / (1 + exp(-a * x)) + 1, "mpmath")
    for size in SIZES:
        (row,) = at("a/(1 + exp(-a*x)) + 1", ("a>0",), "derivative_identity", a=size)
        z = mpmath.mpf("0.3")
        slope = mpmath.diff(partial(f_of, a=size), z)
        f = f_of(z, size)
        said = sympy.sympify(row["expression"]).subs({"f": sympy.Float(str(f)), "a": size, "x": sympy.Float(str(z))})
        assert abs(mpmath.mpf(str(said)) - slope) < 1e-6


@pytest.mark.parametrize("formula", ["abs(x)**p", "(x**2)**(p/2) + x", "Piecewise((x**p, x >= 0), (0, True))"])
def test_a_power_with_a_free_exponent_has_its_value_at_0_by_the_sign_of_the_exponent(formula):
    for p in ("-3/2", "-1", "1/2", "1", "5/2"):
        defined = sympy.Rational(p) > 0  # 0**p is 0 then, and has no value for a negative p
        assert ("0" not in at(formula, ("p",), "domain", p=p)) is bool(defined)
        claimed = at(formula, ("p",), "continuous", p=p)
        assert claimed in (bool(defined), None)
        assert not defined or claimed
    assert at("abs(x)**p", ("p",), "zeros", p="5/2") == [{"at": "0"}]
    assert at("abs(x)**p", ("p",), "zeros", p="-5/2") == []


WAVES = {
    ("a + sin(x)", "zeros"): (lambda z, a: a + mpmath.sin(z), 1),
    ("1 - a*cos(3*x + 1)", "zeros"): (lambda z, a: 1 - a * mpmath.cos(3 * z + 1), 3),
    ("a*x - sin(2*x)/2", "critical_points"): (lambda z, a: a - mpmath.cos(2 * z), 2),
}
"""Formula and what is asked -> that function, which is zero once or twice in a period, and periods in 2*pi."""


@pytest.mark.parametrize("case", WAVES)
def test_places_where_a_wave_takes_a_value(case):
    (formula, name), (own, periods) = case, WAVES[case]
    for a in (*SIZES, *(-each for each in SIZES), S.One, S.NegativeOne, Rational(99, 100), Rational(-101, 100)):
        claimed, number_a = at(formula, ("a",), name, a=a), number(str(a))
        # By hand: cos(v) = u has two solutions v in [0, 2*pi) for |u| < 1, one for |u| = 1, and none beyond.
        level = abs(1 / a if formula.startswith("1") else a)
        assert len(claimed) == (2 if level < 1 else 1 if level == 1 else 0)
        turns = [number(each["at"], a=a) * periods / (2 * mpmath.pi) for each in claimed]
        assert all(abs(own(turn * 2 * mpmath.pi / periods, number_a)) < 1e-12 for turn in turns)
        assert len({mpmath.nstr(turn % 1, 9) for turn in turns}) == len(turns)


def test_where_a_drifting_wave_rises():
    kinds = at("a*x - sin(x)", ("a",), "monotonic_intervals", a="1/2")
    # 1/2 - cos(x) > 0 from pi/3 to 5*pi/3.
    assert [each["direction"] for each in kinds] == ["increasing", "decreasing"]
    found = [number(each[end], a="1/2") / mpmath.pi * 3 for each in kinds for end in ("from", "to")]
    assert [round(each) for each in found] == [1, 5, 5, 7]
    assert all(abs(each - round(each)) < 1e-12 for each in found)


CLIPPED = {
    "max(sin(x), a)": lambda z, a: max(mpmath.sin(z), a),
    "min(cos(2*x + 1), a)": lambda z, a: min(mpmath.cos(2 * z + 1), a),
}
"""Waves cut off at a level: constant on a part of each period where abs(a) < 1."""


@pytest.mark.parametrize("formula", CLIPPED)
def test_waves_cut_off_at_a_parameter(formula):
    for a in (Rational(1, 5), Rational(-3, 4), S.One, Rational(9, 4), Rational(-9, 4)):
        said, size, own = at(formula, ("a",), "range", a=a), mpmath.mpf(a.p) / a.q, CLIPPED[formula]
        values = [own(mpmath.mpf(k) / 50, size) for k in range(400)]
        ends = [number(said[end], a=a) for end in ("lower", "upper")]
        assert ends[0] <= min(values) < ends[0] + 1e-3
        assert ends[1] - 1e-3 < max(values) <= ends[1]
        for cell in at(formula, ("a",), "monotonic_intervals", a=a):
            low, high = (max(-20, min(20, number(cell[end], a=a))) for end in ("from", "to"))
            step = (high - low) / 50
            rise = {own(low + step * (k + 1), size) - own(low + step * k, size) for k in range(50)}
            direction = {"increasing": 1, "decreasing": -1, "constant": 0}[cell["direction"]]
            assert {int(mpmath.sign(each)) for each in rise if abs(each) > 1e-12} == {direction} - {0}


def test_what_no_rule_cuts_into_pieces_is_unknown_where_it_is_not_refused():
    """x > a*tanh(x) for all x > 0 if a <= 1, and up to a place without closed form if a > 1."""
    assert at("max(x, a*tanh(x))", ("a",), "domain", a="1/2") == "Interval(-oo, oo)"
    assert at("max(x, a*tanh(x))", ("a",), "range", a=2) is None
    with pytest.raises(SymactError, match="for a > 1"):
        definition("log(1 + abs(max(x, a*tanh(x))))", ("a",))


def test_the_sign_of_an_angle_in_parameters():
    """Of asin(u) for 0 < u < 1 and its kin, by the interval in which the angle lies."""
    u = 1 / (1 + Symbol("p", positive=True))
    for value, sign in (
        (pi / 2 - sympy.asin(u), 1),
        (sympy.asin(u), 1),
        (sympy.acos(-u) - pi / 2, 1),
        (2 * sympy.acos(u) - pi, -1),
        (sympy.asin(u) - Rational(1, 2), None),
        (sympy.asin(2 * u) + pi / 2, None),
        (3 * sympy.atan(-u) + 3 * pi / 2, 1),
    ):
        assert constant_sign(value) == sign, value

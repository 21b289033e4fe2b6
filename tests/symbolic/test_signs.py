"""Signs on intervals: never too few of them, and enough to prove the catalogue smooth."""

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol, acosh, asinh, cos, cosh, erf, exp, log, oo, sin, sqrt, tanh

from symact import catalogue
from symact.definition.activation import x
from symact.definition.elementary import ANY, POSITIVE
from symact.evidence import Gap, Proof
from symact.symbolic.signs import Interval, parameter_sign, prove_smooth
from tests.helpers.sample import DETAILED, examples

w = Symbol("w", real=True)
a = Symbol("a", positive=True)


def test_catalogue_pieces_are_smooth():
    for name in DETAILED:
        for piece in catalogue.get(name).pieces:
            assert isinstance(prove_smooth(piece.expression, x, piece.lower, piece.upper), Proof), (name, piece)


@pytest.mark.parametrize(
    ("expression", "lower", "upper"),
    [
        (1 / (1 + x), -oo, oo),
        (1 / (1 + x), -1, oo),
        (exp(x / w), -oo, oo),
        (log(x), 0, oo),
        (sqrt(x), 0, 1),
        (1 / tanh(x), 0, 1),
        (1 / (1 - 2 * tanh(x)), -oo, oo),
        (log(1 - x), 0, 1),
        (w**x, -oo, oo),
        (sympy.gamma(x), 1, 2),
        (sympy.Abs(x), -1, 1),
        (1 / (x**2 - 1), -oo, oo),
    ],
)
def test_singular_or_unproved(expression, lower, upper):
    assert isinstance(prove_smooth(expression, x, sympy.S(lower), sympy.S(upper)), Gap)


@pytest.mark.parametrize(
    ("expression", "lower", "upper"),
    [
        (1 / (1 + x), 0, oo),
        (exp(x / a), -oo, oo),
        (log(1 + x), 0, oo),
        (sqrt(x), 1, 2),
        (1 / (1 + tanh(x)), -oo, oo),
        (1 / (2 - erf(x)), -oo, oo),
        (a**x, -oo, oo),
        (1 / (x**2 + a), -oo, oo),
        (1 / log(2 + exp(x)), -oo, oo),
        (1 / (1 + (1 + exp(-x)) ** w), -oo, oo),
    ],
)
def test_regular(expression, lower, upper):
    assert isinstance(prove_smooth(expression, x, sympy.S(lower), sympy.S(upper)), Proof)


def test_a_step_says_which_divisor():
    proof = prove_smooth(x / (1 + exp(-x)), x, -oo, oo)
    assert any(s.rule == "no zero" and "1 + exp(-x)" in s.detail for s in proof.steps)


LEAVES = st.sampled_from([x, sympy.Integer(1), sympy.Integer(-2), Rational(1, 3), sympy.Integer(2)])


def grow(inner):
    return st.one_of(
        st.tuples(st.sampled_from([exp, tanh, erf, cosh]), inner).map(lambda t: t[0](t[1])),
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        st.tuples(inner, st.sampled_from([2, 3])).map(lambda t: t[0] ** t[1]),
    )


@settings(max_examples=examples(150), deadline=None)
@given(st.recursive(LEAVES, grow, max_leaves=5), st.sampled_from([(-oo, oo), (0, oo), (-oo, 0), (-1, 2)]), st.data())
def test_signs_cover_all_values(expression, ends, data):
    interval = Interval(x, *map(sympy.S, ends))
    signs = interval.signs(expression)
    low, high = (float(max(min(e, 3), -3)) for e in ends)
    point = data.draw(st.floats(low, high, allow_subnormal=False))
    value = sympy.N(expression.subs(x, Rational(point)), 30, maxn=2000)
    assume(value.is_Float or value.is_Rational)
    assert int(sympy.sign(value)) in signs


def test_signs_decide():
    line = Interval(x, -oo, oo)
    assert line.signs(1 + exp(-x)) == POSITIVE
    assert line.signs(x) == ANY
    assert Interval(x, sympy.S.Zero, oo).signs(x) == {0, 1}
    assert Interval(x, sympy.S.Zero, oo).signs(1 / x) == ANY
    assert Interval(x, -oo, sympy.S.Zero).signs(1 - x) == POSITIVE
    assert Interval(x, -a, a).signs(x + 2 * a) == POSITIVE


def test_the_sign_at_a_point_is_that_of_the_value():
    # exp(x) - (a + 1)/(a + 2) is not seen to be positive term by term.
    at_zero = Interval(x, sympy.S.Zero, sympy.S.Zero)
    assert at_zero.signs(exp(x) - (a + 1) / (a + 2)) == POSITIVE
    assert at_zero.signs(exp(x) - 1) == {0}
    assert at_zero.signs(log(x)) == ANY


@pytest.mark.parametrize(
    ("constant", "sign"),
    [
        (exp(a) - 1, 1),
        (1 - exp(-a), 1),
        (exp(-3 * a) - 1, -1),
        (exp(2 * a) - exp(a), 1),
        (3 * exp(a / 7) - 3, 1),
        (exp(a) - 2, None),
        (exp(a) - 1 - a, 1),
        (exp(a) - 1 - a - a**2 / 2, None),  # positive, but by no rule
        (a - 1, None),
        (exp(w) - 1, None),
        # Bounded functions, at any real parameter.
        (1 - tanh(w - sin(1)) ** 2, 1),
        ((tanh(w) ** 2 + erf(w + 1) ** 4 - 2) * cos(1), -1),
        (2 - tanh(w) - tanh(w - 3), 1),
        (Rational(19, 10) - tanh(w) - tanh(w - 3), None),
        (1 - 2 * tanh(w) ** 2, None),
        (-w + tanh(w), None),
        # Differences of a function that increases.
        (tanh(w + 1) - tanh(w - 1), 1),
        (3 * asinh(w - sqrt(2)) - 3 * asinh(w), -1),
        (tanh(w) - 2 * tanh(w - 1), None),
        (acosh(w) - acosh(w - 1), None),
    ],
)
def test_signs_of_constants_with_one_parameter(constant, sign):
    assert parameter_sign(constant) == sign

"""Limits by cases of the parameters, against mpmath at large arguments."""

import mpmath
import pytest
import sympy
from sympy import Symbol, exp, oo

from symact import catalogue
from symact.analysis.limit_cases import limit_cases
from symact.definition.activation import x
from symact.evidence import Proof
from tests.helpers.sample import DETAILED

v, w = (Symbol(name, real=True) for name in "vw")


def test_cases_by_the_sign_of_a_parameter():
    found = limit_cases(w * x, -1)
    assert {(str(c.condition), c.value) for c in found} == {("w < 0", oo), ("w > 0", -oo), ("Eq(w, 0)", 0)}


@pytest.mark.parametrize("value", [-2, 0, 3])
@pytest.mark.parametrize("side", [-1, 1])
def test_cases_hold_at_each_value(value, side):
    swish = x / (1 + exp(-w * x))
    chosen = [c for c in limit_cases(swish, side) if c.condition.subs(w, value) == sympy.true]
    assert len(chosen) == 1
    function = sympy.lambdify(x, swish.subs(w, value), "mpmath")
    with mpmath.workdps(60):
        far = [function(mpmath.mpf(side * p)) for p in (500, 1000)]
    if chosen[0].value in (oo, -oo):
        assert all(each * (1 if chosen[0].value is oo else -1) > 499 / 2 for each in far)
    else:
        assert abs(far[1] - chosen[0].value) < 1e-6


def test_two_parameters_that_meet():
    rows = limit_cases(exp(v * x) - exp(w * x), 1)
    for values, wanted in (((2, 1), oo), ((1, 2), -oo), ((-1, -2), 0), ((3, 3), 0), ((0, -1), 1), ((-1, 0), -1)):
        here = [c for c in rows if c.condition.subs({v: values[0], w: values[1]}) == sympy.true]
        assert [c.value for c in here] == [wanted]
        assert all(isinstance(part, Proof) for part in here[0].parts)


def test_the_catalogue_with_symbols_is_proved():
    for name in DETAILED:
        pieces = catalogue.get(name).pieces
        for side, piece in ((-1, pieces[0]), (1, pieces[-1])):
            for case in limit_cases(piece.expression, side):
                assert case.exists is not None, (name, side)
                assert all(isinstance(part, Proof) for part in case.parts), (name, side)

"""Facts in every case of the parameters have a value in each."""

import itertools

import mpmath
import sympy
from sympy import S, sqrt

from symact.analysis.scoped_facts import facts_by_cases
from symact.definition.activation import x
from symact.evidence import Fact, Gap, Proof, Step
from symact.formula.typed import define
from symact.properties import derive as derive_property


def test_a_value_that_several_parameters_leave_without_value_is_claimed_elsewhere():
    def derive(activation):
        size = sum(activation.expression.coeff(x, k) ** 2 for k in (0, 1))
        known = Fact("reciprocal", 1 / sqrt(size), sympy.true, (Proof((Step("algebra", ""),)),))
        return [known if size != 0 else Fact("reciprocal", None, sympy.true, (Gap("0 has none"),))]

    activation = define("a*x + b", params=["a", "b"])
    a, b = (activation.param(name).symbol for name in "ab")
    facts = facts_by_cases(activation, derive, ("reciprocal",))
    for u, v in itertools.product((-2, 0, 1), repeat=2):
        (fact,) = [each for each in facts if each.scope.subs({a: u, b: v}) == sympy.true]
        assert (fact.value is None) == (u == v == 0)
        assert u == v == 0 or fact.value.subs({a: u, b: v}) == 1 / sqrt(S(u**2 + v**2))


def test_special_values_count_where_another_parameter_has_one():
    activation = define("g*erf(x + s) + b", params=["b", "g", "s"])
    facts = derive_property(activation, "symmetry")
    b, g, s = (activation.param(name).symbol for name in "bgs")
    for values in itertools.product((-1, 0, 2), repeat=3):
        (fact,) = [each for each in facts if each.scope.subs(dict(zip((b, g, s), values, strict=True))) == sympy.true]
        offset, gain, shift = values
        sums = {gain * (mpmath.erf(p + shift) + mpmath.erf(shift - p)) + 2 * offset for p in (1, 3)}
        claimed = {each.left for each in fact.value}
        assert ("f(x) + f(-x)" in claimed) == (len(sums) == 1), values


def test_a_special_value_of_two_parameters_is_a_place_of_its_own():
    activation = define("a*x**2 + b*x + c", params=["a", "b", "c"])
    symbols = [activation.param(name).symbol for name in "abc"]
    words = {(0, 0): "both", (1, 0): "even", (0, 1): "odd", (1, 1): "neither"}
    facts = derive_property(activation, "parity")
    for a, b, c in itertools.product((-1, 0, 2), repeat=3):
        at = dict(zip(symbols, (a, b, c), strict=True))
        assert [each.value for each in facts if each.scope.subs(at) == sympy.true] == [words[a != 0 or c != 0, b != 0]]

"""Facts in every case of the parameters have a value in each."""

import itertools

import sympy
from sympy import S, sqrt

from symact.analysis.scoped_facts import facts_by_cases
from symact.definition.activation import x
from symact.evidence import Fact, Gap, Proof, Step
from symact.formula.typed import define


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

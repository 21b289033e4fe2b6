"""Facts in every case of the parameters have a value in each."""

import itertools
import os
import subprocess
import sys

import mpmath
import sympy
from sympy import S, sqrt

from symact import catalogue
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


def test_special_values_are_those_of_a_formula_in_its_own_parameters():
    """Below a = 1, where the square of 1 - a vanishes, a is written by 1 - a; what is known at a = 0 is told there."""

    def derive(activation):
        known = Fact("one number", S.One, sympy.true, (Proof((Step("algebra", ""),)),))
        return [known if not activation.params else Fact("one number", None, sympy.true, (Gap("a is none"),))]

    activation = define("((1 + a)*x + sqrt((1 - a)**2*x**2 + 4))/2", params=["a"])
    facts = facts_by_cases(activation, derive, ("one number",))
    a = activation.param("a").symbol
    for value, number in ((-2, None), (-1, 1), (0, 1), (1, 1), (2, None)):
        assert [fact.value for fact in facts if fact.scope.subs(a, value) == sympy.true] == [number]


def test_special_values_keep_what_is_known_there_where_signs_tell_more():
    def derive(activation):
        slope = activation.expression.coeff(x, 1)
        known = slope.is_nonzero or slope == 1
        gap = Fact("sign", None, sympy.true, (Gap("open"),))
        value = "one" if slope == 1 else "some"
        return [Fact("sign", value, sympy.true, (Proof((Step("algebra", ""),)),)) if known else gap]

    activation = define("a*x + (a - 1)*x**2", params=["a"])
    facts = facts_by_cases(activation, derive, ("sign",))
    a = activation.param("a").symbol
    for value, told in ((-1, "some"), (0, None), (1, "one"), (2, "some")):
        assert [fact.value for fact in facts if fact.scope.subs(a, value) == sympy.true] == [told]


def test_scopes_do_not_depend_on_the_order_of_hashes():
    # SymPy keeps the parts of a condition in a set.
    program = (
        "from sympy import And, Ne, symbols, true\n"
        "from symact.analysis.parameter_sets import both\n"
        "a, b, c = symbols('a b c', real=True)\n"
        "print(both(And(Ne(a, 0), a >= 0, Ne(b, 0), b >= 0, Ne(c, 0), c <= 0), true))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {"(a > 0) & (b > 0) & (c < 0)\n"}


def test_what_the_signs_of_parameters_tell_makes_no_case():
    # For delta = 0, its default, eis has the same cost, though gamma = 0 has to be thought of.
    (cost,) = derive_property(catalogue.get("eis"), "cost")
    assert cost.scope == sympy.true

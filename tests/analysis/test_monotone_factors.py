"""Signs of c*g(u) + d, c*x^2 + d and A + B*sqrt(P) with parameters: every case against the numbers in it."""

import itertools

import pytest
import sympy
from sympy import Rational, S, Symbol, oo

from symact.definition.activation import x
from symact.formula.typed import definition
from symact.properties import derive

FORMULAS = [
    ("atan(x) - a", ("a",)),
    ("b + c*tanh(2*x + 1)", ("b>0", "c>0")),
    ("c*erf(x) - b", ("b>0", "c>0")),
    ("a*asinh(x/3) + b", ("a", "b")),
    ("log(x) + a", ("a",)),
    ("1 - a*exp(-b*x)", ("a", "b>0")),
    ("b + a*x**2", ("a", "b")),
    ("a*relu(x)**2 + b", ("a", "b")),
    ("sqrt(x**2 + b) - 1", ("b>0",)),
    ("a*x + sqrt(x**2 + 1)", ("a",)),
    ("(1 + a)*x + sqrt((1 - a)**2*x**2 + b**2)", ("a", "b>0")),
    ("x/sqrt(1 + b*x**2) - 1/2", ("b>0",)),
    ("2*x - a*sqrt(1 + x**2)", ("a",)),
    ("sqrt(x**2 + x + 1) - b", ("b>0",)),
]
VALUES = (S(-3), Rational(-1, 3), S.Zero, S.One, S(3))
PLACES = [Rational(k, 7) for k in range(-40, 41, 8)]


def sign_said(fact, values, place):
    """Return the sign that a fact has for a place, None where it says nothing."""
    for entry in fact.value:
        where, sign = entry.where, entry.says["sign"]
        low, high = (end.expression().subs(values) for end in (where.lower, where.upper))
        above = low is -oo or place > low or (place == low and where.has_lower)
        if above and (high is oo or place < high or (place == high and where.has_upper)):
            return sign
    return None


@pytest.mark.every(3)
@pytest.mark.parametrize(("formula", "declared"), FORMULAS)
def test_signs_are_those_of_the_numbers(formula, declared):
    subject = definition(formula, declared)
    facts = derive(subject, "sign")
    assert all(fact.value is not None for fact in facts)
    symbols = [p.symbol for p in subject.params]
    choices = [[v for v in VALUES if not s.is_positive or v > 0] for s in symbols]
    for chosen in itertools.product(*choices):
        values = dict(zip(symbols, chosen, strict=True))
        (fact,) = [fact for fact in facts if fact.scope.subs(values) == sympy.true]
        function = sympy.lambdify(x, subject.expression.subs(values), "mpmath")
        for place in PLACES:
            if place <= 0 and formula.startswith("log"):
                continue
            number = function(sympy.N(place, 30))
            if abs(number) > 1e-12:
                assert sign_said(fact, values, place) == (1 if number > 0 else -1), (values, place)


def test_a_function_that_decreases_or_is_not_defined_everywhere_is_not_taken_for_one_that_rises():
    a = Symbol("a", real=True)
    for formula in ("erfc(x) - a", "atanh(x) - a"):
        for fact in derive(definition(formula, ("a",)), "sign"):
            if fact.value is not None:
                for value in VALUES:
                    if fact.scope.subs(a, value) == sympy.true:
                        number = sympy.N((sympy.erfc(x) if "erfc" in formula else sympy.atanh(x)).subs(x, 0.5)) - value
                        assert sign_said(fact, {a: value}, Rational(1, 2)) == sympy.sign(number)

"""What SymPy computes is the same where it is kept, and it has its own steps back afterwards."""

from importlib import import_module

import pytest
import sympy
from sympy import Float, Symbol, exp, fraction, gcd_terms
from sympy.core.exprtools import Factors

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.definition.kept_steps import METHODS, SWAPPED, steps_kept

x, a = Symbol("x", real=True), Symbol("a", positive=True)


def calls():
    """Return what SymPy calls by each name that is swapped."""
    return [getattr(import_module(at), name) for at, name in SWAPPED] + [getattr(at, name) for at, name, _ in METHODS]


@steps_kept()
@steps_kept()
def broken_off(before):
    assert not set(before) & set(calls())
    raise ZeroDivisionError


def test_sympy_has_its_own_steps_back():
    before = calls()
    with pytest.raises(ZeroDivisionError):
        broken_off(before)
    assert calls() == before


STEPS = (
    lambda: gcd_terms([2 * a * x, 4 * a**2]),
    lambda: gcd_terms((a * x + a) / (a * x)),
    lambda: sympy.factor(x**3 - a**2 * x),
    lambda: sympy.cancel((x**2 - a**2) / (x - a)),
    lambda: sympy.factor_terms(exp(-a * x) / 2 + exp(-a * x) * x / 6),
    lambda: sympy.together(1 / (1 + exp(-x)) + a / x),
    lambda: fraction(x * exp(-a * x) / a),
    lambda: (x**2 / (1 + exp(-a * x))).diff(x, 2),
    lambda: (x * exp(x) + a).count_ops(),
    lambda: str(x * exp(-x) / (1 + a)),
    lambda: Factors({sympy.Integer(2): sympy.S.One, x: sympy.Integer(3), sympy.Integer(-1): sympy.S.One}).factors,
)


@pytest.mark.parametrize("step", STEPS, ids=range(len(STEPS)))
def test_steps_give_what_they_give_alone(step):
    alone = step()
    with steps_kept():
        assert step() == alone == step()


def test_steps_are_kept():
    with steps_kept():
        assert (x * exp(-a * x)).diff(x, 3) is (x * exp(-a * x)).diff(x, 3)


def test_equal_expressions_share_what_is_known_of_one():
    one, other = (sympy.Add._from_args([x**2, a]) for _ in range(2))
    assert one is not other
    with steps_kept():
        assert one.is_positive
        assert other.is_nonzero
        assert other._assumptions is one._assumptions
        # A symbol of the same name is another one.
        assert [Symbol("x", **given).is_real for given in ({}, {"real": True}, {"imaginary": True})] == [
            None,
            True,
            False,
        ]
        assert [(x**2).is_nonnegative, (Symbol("x") ** 2).is_nonnegative] == [True, None]


def test_equal_floats_keep_their_digits():
    with steps_kept():
        assert [str(Float("0.5", digits)) for digits in (3, 7)] == ["0.500", "0.5000000"]


def test_properties_are_derived_with_kept_steps(monkeypatch):
    seen = []
    monkeypatch.setattr(properties, "_derive", lambda *given: seen.append(calls()) or [])
    assert properties.derive(bind(catalogue.get("relu")), "range") == []
    assert not set(seen[0]) & set(calls())


@pytest.mark.parametrize("step", [sympy.factor, sympy.cancel])
def test_exponentials_of_long_fractions_are_numbers(step):
    """As polynomials in exp(10^-12) these have 10^12 coefficients."""
    large = exp(sympy.Rational(707106781187, 10**12))
    with steps_kept():
        found = getattr(sympy, step.__name__)((large**2 - x**2) / (large - x) + a * large - a * large)
    assert sympy.expand(found - large - x) == 0

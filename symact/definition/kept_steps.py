"""SymPy's steps that a derivation repeats thousands of times, computed once: quotients, common factors, derivatives.

What is kept are functions of expressions alone, in the cache that SymPy keeps its own results in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce
from importlib import import_module
from typing import Any

from sympy import Basic, Dummy, Expr, Float, cancel, count_ops, exp, factor, gcd
from sympy.core._print_helpers import Printable
from sympy.core.cache import cacheit
from sympy.core.exprtools import Factors, gcd_terms
from sympy.simplify.radsimp import fraction

from symact.system.swapped import Swap


class _Powers:
    """A dictionary of powers that SymPy compares with 1 as it stands, and does not make an expression of first."""

    __slots__ = ("copy",)

    __sympy__ = True

    def __init__(self, powers: dict[Expr, Expr]) -> None:
        self.copy = powers.copy


_own_factors, _own_text = Factors.__init__, Printable.__str__

_kept_common_factors, _kept_text = cacheit(gcd_terms), cacheit(_own_text)


def _factors(self: Factors, factors: Any = None) -> None:
    _own_factors(self, _Powers(factors) if type(factors) is dict else factors)


def _common_factors(terms: Any, *options: Any, **named: Any) -> Any:
    return _kept_common_factors(tuple(terms) if isinstance(terms, list) else terms, *options, **named)


def _text(self: Any) -> Any:
    # Floats of other digits are equal.
    return _own_text(self) if not isinstance(self, Basic) or self.has(Float) else _kept_text(self)


_kept_fraction = cacheit(fraction)

_own_asked = import_module("sympy.core.assumptions")._ask

_known = cacheit(lambda expression: expression._assumptions)


def _asked(fact: str, expression: Basic) -> bool | None:
    """Ask for an assumption; expressions that are equal share what is known of any of them."""
    known = _known(expression)
    if known is not expression._assumptions:
        expression._assumptions = known
        if fact in known:
            return known[fact]  # type: ignore[no-any-return]
    return _own_asked(fact, expression)  # type: ignore[no-any-return]


LARGEST_POWER = 64
"""Of exp(1/q), beyond which exp(p/q) is one number in polynomials, not a power of p + 1 coefficients."""


def _of_polynomials(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a step that is kept, to which exp(707107/1000000) is one number and exp(707107/500000) its square."""
    kept = cacheit(step)

    def taken(given: Any, *options: Any, **named: Any) -> Any:
        found = given.atoms(exp) if isinstance(given, Expr) else ()
        large = {each for each in found if each.args[0].is_Rational and abs(each.args[0].p) > LARGEST_POWER}
        if not large:
            return kept(given, *options, **named)
        unit = reduce(gcd, (each.args[0] for each in large))
        if any(abs(each.args[0] / unit) > LARGEST_POWER for each in large):
            numbers = {each: _number(each) for each in large}
            back = {number: each for each, number in numbers.items()}
        else:
            numbers = {each: _number(exp(unit)) ** (each.args[0] / unit) for each in large}
            back = {_number(exp(unit)): exp(unit)}
        return kept(given.xreplace(numbers), *options, **named).xreplace(back)

    return taken


@lru_cache(maxsize=1024)
def _number(constant: Expr) -> Dummy:
    return Dummy(str(constant), positive=True)


SWAPPED = {
    ("sympy", "cancel"): _of_polynomials(cancel),
    ("sympy", "factor"): _of_polynomials(factor),
    ("sympy.core.assumptions", "_ask"): _asked,
    # Facts that may decide an assumption are asked for at random, in the order of a set of texts: here, sorted.
    ("sympy.core.assumptions", "shuffle"): list.sort,
    ("sympy.core.exprtools", "gcd_terms"): _common_factors,
    ("sympy.core.function", "count_ops"): cacheit(count_ops),
    ("sympy.polys.rationaltools", "gcd_terms"): _common_factors,
    ("sympy.simplify.radsimp", "fraction"): _kept_fraction,
    ("sympy.simplify.simplify", "fraction"): _kept_fraction,
}
"""(module, name of what it calls) -> what it calls instead."""

METHODS = (
    (Expr, "diff", cacheit(Expr.diff)),
    (Factors, "__init__", _factors),
    (Printable, "__repr__", _text),
    (Printable, "__str__", _text),
)
"""(class, name of a method, what stands in its place)."""


steps_kept = Swap((*((import_module(at), name, own) for (at, name), own in SWAPPED.items()), *METHODS)).held
"""Let SymPy look up in a block what it has computed before, and ask for assumptions in one order."""

"""SymPy's `simplify` without the units of physics, whose import takes it a tenth of a second, and shortest forms."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import ModuleType

import sympy
from sympy import AtomicExpr, Expr, zoo
from sympy.polys.polyerrors import CoercionFailed

UNITS = "sympy.physics.units"
"""The module that `sympy.simplify` imports to look for quantities such as metres."""


SEARCHED = 50
"""Operations from which forms are not searched: it takes seconds, and the forms found are longer, but for few."""


class Quantity(AtomicExpr):  # type: ignore[misc]
    """What no expression holds."""


STAND_IN = ModuleType(UNITS)
# `sympy.simplify` asks for the one; where it solves an equation on its way, `checksol` asks for the other.
STAND_IN.Quantity = STAND_IN.Unit = Quantity  # type: ignore[attr-defined]


@contextmanager
def without_units() -> Iterator[None]:
    """Keep SymPy from the import of units in the block; once somebody has imported them they are used."""
    if UNITS in sys.modules:
        yield
        return
    sys.modules[UNITS] = STAND_IN
    try:
        yield
    finally:
        del sys.modules[UNITS]


@lru_cache(maxsize=4096)
def simplified(expression: Expr) -> Expr:
    """Return what `sympy.simplify` makes of an expression without units."""
    if expression.is_Rational or expression.count_ops() <= 1 or expression.has(zoo):
        # Nothing is shorter; of a pole times a logarithm SymPy makes a KeyError.
        return expression
    with without_units():
        return sympy.simplify(expression)


def cancelled(expression: Expr) -> Expr:
    """Return what `sympy.cancel` makes of a rational function, found part by part.

    SymPy multiplies nested quotients out before it looks for common factors, which takes seconds; in the field of
    quotients they cancel at each step.
    """
    symbols = sorted(expression.free_symbols, key=str)
    if expression.count_ops() >= SEARCHED and symbols:
        field = sympy.QQ.frac_field(*symbols)
        # Roots in a coefficient are a ValueError.
        with suppress(CoercionFailed, ZeroDivisionError, ValueError):
            expression = field.to_sympy(field.from_sympy(expression))
    return sympy.cancel(expression)


def fewest_operations(forms: Iterable[Expr], tie: Callable[[Expr], str | tuple[int, str]] = str) -> Expr:
    """Return the form of an expression with the fewest operations.

    Args:
        forms: equal expressions, one at least.
        tie: what decides among forms of as few operations; the least goes first.
    """
    counted = {form: form.count_ops() for form in dict.fromkeys(forms)}
    fewest = min(counted.values())
    best = [form for form, operations in counted.items() if operations == fewest]
    # To print a long form takes longer than to find it.
    return best[0] if len(best) == 1 else min(best, key=tie)


def printed_length(form: Expr) -> tuple[int, str]:
    """Return what puts forms that are printed shorter first."""
    text = str(form)
    return len(text), text

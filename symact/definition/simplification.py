"""SymPy's `simplify` without parts of SymPy that no formula needs, whose import takes long, and shortest forms."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import ModuleType

import sympy
from sympy import AtomicExpr, Basic, Expr, S, zoo
from sympy.polys.polyerrors import CoercionFailed

from symact.definition.enclosed_number import enclosed

SEARCHED = 50
"""Operations from which forms are not searched: it takes seconds, and the forms found are longer, but for few."""


class Absent(AtomicExpr):  # type: ignore[misc]
    """What no expression holds."""


def _stand_in(name: str, *classes: str) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(dict.fromkeys(classes, Absent))
    return module


STAND_INS = {
    # `simplify` asks for quantities such as metres; where it solves an equation on its way, `checksol` for units.
    "sympy.physics.units": _stand_in("sympy.physics.units", "Quantity", "Unit"),
    # The first sum asks whether a term is a tensor.
    "sympy.tensor.tensor": _stand_in("sympy.tensor.tensor", "TensExpr", "TensAdd"),
}
"""Modules that SymPy imports to look for what is not there; the two take it an eighth of a second."""


@contextmanager
def without_unused() -> Iterator[None]:
    """Keep SymPy from the import of units and tensors in the block; once somebody has imported them they are used."""
    absent = {name: module for name, module in STAND_INS.items() if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


@lru_cache(maxsize=4096)
def simplified(expression: Expr) -> Expr:
    """Return what `sympy.simplify` makes of an expression without units."""
    if expression.is_Rational or expression.count_ops() <= 1 or expression.has(zoo):
        # Nothing is shorter; of a pole times a logarithm SymPy makes a KeyError.
        return expression
    with without_unused():
        found = sympy.simplify(expression)
    # SymPy counts log(a**x) as shorter than x*log(a), and writes a**x*log(a) as log(a**(a**x)).
    return found.replace(_is_of_power, lambda log: log.args[0].exp * sympy.log(log.args[0].base))


def _is_of_power(log: Basic) -> bool:
    """Whether a logarithm is one of a positive base to a real power that is no number."""
    power = log.args[0] if isinstance(log, sympy.log) else S.One
    return bool(power.is_Pow and power.exp.free_symbols and power.exp.is_real and power.base.is_positive)


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
        forms: equal expressions, one at least; of the best one minus signs are taken out of sums where that is shorter.
        tie: what decides among forms of as few operations; the least goes first.
    """
    counted = {form: form.count_ops() for form in dict.fromkeys(forms)}
    fewest = min(counted.values())
    best = [form for form, operations in counted.items() if operations == fewest]
    # To print a long form takes longer than to find it.
    return _with_fewer_signs(best[0] if len(best) == 1 else min(best, key=tie))


@lru_cache(maxsize=4096)
def _with_fewer_signs(expression: Expr) -> Expr:
    """Return an expression without minus signs that squares and quotients swallow: (-m - 3)**2 as (m + 3)**2."""
    if enclosed(expression) is not None or not any(s.could_extract_minus_sign() for s in expression.atoms(sympy.Add)):
        return expression
    found = sympy.signsimp(expression)
    return found if found.count_ops() < expression.count_ops() else expression


def printed_length(form: Expr) -> tuple[int, str]:
    """Return what puts forms that are printed shorter first."""
    text = str(form)
    return len(text), text

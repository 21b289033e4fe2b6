"""What a function of a vector is where some entries are infinite: the limit with them left out, where they vanish.

An entry at an infinity leaves every sum if what it adds tends to 0 there, and every maximum if it tends to -oo; the
other entries have the values that they have without it, and its own result is the limit of the expression. What it
adds to a sum that does not depend on x, such as the sum of v, stays. Where an entry does not vanish so, or none is
left, nothing is required (docs/table-format.md).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import sympy
from sympy import Expr, Symbol, oo

from symact.definition.reductions import Total
from symact.enclosure.program import Program
from symact.reference.vectors.steps import Steps


class Masked(NamedTuple):
    """The result at an entry that tends to an infinity and vanishes from all reductions.

    Args:
        infinity: 1 or -1 where the limit is infinite, else 0.
        program: the limit, in the other inputs and in what the rest of the entries share; None where it is infinite.
        sign: 1 or -1 where the limit is 0 and is approached from there, else 0.
    """

    infinity: int
    program: Program | None
    sign: int


def masked(steps: Steps, symbol: Symbol, side: int, off: Mapping[Symbol, Expr] = MappingProxyType({})) -> Masked | None:
    """Return the result at an entry x that tends to side·oo, or None if it does not vanish or has no such limit.

    Args:
        steps: of the expression, for entries that differ.
        symbol: the entry's x.
        side: 1 or -1.
        off: what other inputs of the entry become, such as switches.
    """
    for step in steps.steps:
        if step.reduction is None or not {symbol, *off} & set(step.program.variables):
            continue
        neutral = sympy.S.Zero if step.reduction is Total else -oo
        if at_infinity(step.program.expression.xreplace(dict(off)), symbol, side) != neutral:
            return None
    limit = at_infinity(steps.expression.xreplace(dict(off)), symbol, side)
    if limit is None:
        return None
    if limit in (oo, -oo):
        return Masked(1 if limit is oo else -1, None, 0)
    own = steps.expression
    sign = (1 if own.is_nonnegative else -1 if own.is_nonpositive else 0) if limit.is_zero else 0
    return Masked(0, steps.compiled(limit), sign)


def at_infinity(expression: Expr, symbol: Symbol, side: int) -> Expr | None:
    """Return a limit by putting the infinity in; None where that says nothing.

    What SymPy evaluates so holds by continuity: it has nan for oo - oo and 0·oo, and a complex infinity for 1/0.
    """
    found = expression.subs(symbol, side * oo)
    infinite = found.has(sympy.nan, sympy.zoo, oo, -oo) or found.has(sympy.AccumBounds)
    return None if infinite and found not in (oo, -oo) else found

"""What a table holds at a point whose value continues neither side as the formula stands, such as 0 for sign."""

from collections.abc import Sequence
from typing import NamedTuple

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import UndecidedError
from symact.reference.table import Flag
from symact.symbolic.limits import limit


class SinglePoint(NamedTuple):
    """A derivative at such a point.

    Args:
        left, right: what it tends to on both sides.
        value: what it is, None where it does not exist.
        flag: JUMP where f is not continuous, KINK where only a derivative is not, else 0.
    """

    left: Expr
    right: Expr
    value: Expr | None
    flag: int


def single_point(pieces: Sequence[Piece], index: int, order: int) -> SinglePoint:
    """Return what holds at a piece that is one point.

    Raises:
        UndecidedError: what f or a derivative tends to there is not known.
    """
    place, value = pieces[index].lower, pieces[index].expression
    flag = 0
    for k in range(order + 1):
        left, right = (_tends_to(pieces[index + side].expression, place, side, k) for side in (-1, 1))
        agree = constant_sign(left - right) == 0
        if k == 0 and not (agree and constant_sign(left - value) == 0):
            flag = int(Flag.JUMP)
        elif not agree and not flag:
            flag = int(Flag.KINK)
    if order and flag:
        return SinglePoint(left, right, None, flag)
    # A derivative that has a limit where f is continuous has it for its value (mean value theorem).
    return SinglePoint(left, right, left if order else value, flag)


def _tends_to(expression: Expr, place: Expr, side: int, order: int) -> Expr:
    derivative = sympy.diff(expression, x, order)
    found = limit(derivative.subs(x, place + side / x), x, 1).value
    if found is None or not found.is_finite:
        raise UndecidedError(
            f"what {derivative} tends to at x = {place} is no known number; a value is not given there"
        )
    return found

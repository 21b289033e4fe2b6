"""Where pieces of f meet: as rationals among all inputs, with the derivatives that do not exist there."""

from collections.abc import Sequence

from flint import fmpq, fmpz
from sympy import Expr

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import one_sided
from symact.definition.pieces import Piece
from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Point, Program
from symact.enclosure.ziv import shown
from symact.errors import UndecidedError
from symact.reference import flag_bits
from symact.symbolic.signs import Interval

GUARD_PRECISIONS = (64, 512, 4096)
"""Bits at which a ball is tried to show that f is defined at a point."""


QUANTA = fmpz(1) << 1074
"""Every finite number of the formats is a multiple of 1/QUANTA."""


def guard(piece: Piece) -> Program | None:
    """Return the program of f on a piece, evaluated before its derivative; None if f is proved to be smooth there.

    A derivative may have values where f has none: log' is 1/x on the negative numbers too.
    """
    obstacle = Interval(x, piece.lower, piece.upper).is_smooth(piece.expression)
    return Program(piece.expression, x) if obstacle else None


def require_defined(program: Program, point: Point) -> None:
    """Raise UndecidedError unless a ball shows that an expression has a value at an exact point."""
    with working_precision():
        if not any(program.plain(point, bits).is_finite() for bits in GUARD_PRECISIONS):
            raise UndecidedError(f"{program.expression} is not shown to be defined at x = {shown(point)}")


def kinks_of(pieces: Sequence[Piece], order: int) -> dict[fmpq, int]:
    """Return the rational breakpoints at which a derivative does not exist, single points aside, each with its flag."""
    kinks: dict[fmpq, int] = {}
    for k in range(order + 1):
        for place, left, right in one_sided(pieces, x, k):
            if place.is_Rational and constant_sign(left - right) != 0:
                kinks.setdefault(to_fmpq(place), flag_bits.KINK if k else flag_bits.JUMP)
    return kinks


def below(value: Expr) -> fmpq:
    """Return a rational just below an irrational breakpoint, with no number of any format between them.

    Numbers of the formats are multiples of 2^-1074, so a ball without such a multiple separates them.

    Raises:
        UndecidedError: the breakpoint is nearer to a multiple than balls of 2^14 bits can separate.
    """
    program = Program(value, x)
    for bits in (1 << 12, 1 << 13, 1 << 14):
        ball = program.plain(fmpq(0), bits)
        low, high = ball.lower().fmpq(), ball.upper().fmpq()
        if (low * QUANTA).floor() == (high * QUANTA).floor() and (low * QUANTA).q != 1:
            return low
    raise UndecidedError(f"the breakpoint {value} cannot be separated from a number of the formats")

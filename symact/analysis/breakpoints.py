"""Where two pieces meet, or fail to: one-sided limits, and the value between them."""

from dataclasses import dataclass

from sympy import oo

from symact.analysis.function_study import Study
from symact.errors import UnknownError
from symact.symbolic.real_number import Number, order


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """The place between a piece and the next.

    Args:
        place: the upper end of the left piece.
        is_point: whether the next piece begins there, so that nothing but this point can be missing.
        owned: whether f has a value there.
        left, right: the limits of f from both sides, None where there is none.
        agree: whether both are finite and equal.
        value: f there, where it is the value of neither piece; else None.
    """

    place: Number
    is_point: bool
    owned: bool
    left: Number | None
    right: Number | None
    agree: bool
    value: Number | None = None

    @property
    def is_continuous(self) -> bool:
        """Whether f is continuous there; its value is the limit from the side that owns it, if one does."""
        return self.is_point and self.owned and self.agree and self.is_filled

    @property
    def is_filled(self) -> bool:
        """Whether f has the limit from the left as its value there, unless it has that of a piece."""
        return self.value is None or (self.left is not None and are_equal(self.left, self.value))


def are_equal(a: Number, b: Number) -> bool:
    """Whether two numbers are equal; raises UnknownError where that is open, since unequal ones are a jump."""
    found = order(a, b)
    if found is None:
        raise UnknownError(f"whether `{a.text()}` and `{b.text()}` are equal is open")
    return found == 0


def breakpoints(study: Study) -> list[Breakpoint]:
    """Return what happens between each piece and the next.

    Raises:
        UnknownError, OpenSignError: as `Study.end`.
    """
    found = []
    for index, piece in enumerate(study.pieces[:-1]):
        left, right = study.end(0, index, 1), study.end(0, index + 1, -1)
        finite = left is not None and right is not None and not left.is_infinite and not right.is_infinite
        agree = finite and left is not None and right is not None and are_equal(left, right)
        is_point = bool(piece.upper == study.pieces[index + 1].lower) and piece.upper is not oo
        between = study.value_between(index)
        found.append(Breakpoint(Number(piece.upper), is_point, study.joins(index), left, right, agree, between))
    return found

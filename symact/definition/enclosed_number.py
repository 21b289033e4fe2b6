"""Real constants that SymPy does not know: each encloses itself in balls, and its equation tells what is 0."""

from abc import abstractmethod
from typing import Any

from flint import arb
from mpmath.libmp import MPZ, from_man_exp, round_nearest
from sympy import Expr, NumberSymbol, Rational

from symact.errors import UndecidedError

PRECISIONS = (64, 256, 1024)
"""Bits at which a number is told apart from integers."""

MARGIN = 16
"""Bits that the ball behind a SymPy number has more than that number."""


class EnclosedNumber(NumberSymbol):  # type: ignore[misc]
    """A real number that is not 0 and has no closed form; an atom without symbols, as pi is."""

    __slots__ = ()

    is_real = True
    is_zero = False

    @abstractmethod
    def ball(self, precision: int) -> arb:
        """Return a ball that contains the number, with about that many bits."""

    @abstractmethod
    def reduced(self, value: Expr) -> Expr:
        """Return an equal expression in which the number's equation is used, where that is shorter; else the same."""

    def canonical(self, value: Expr) -> Expr | None:
        """Return an equal expression that is 0 only if it is written so, None where the number has no such form."""
        return None

    @abstractmethod
    def sign_of(self, value: Expr) -> int | None:
        """Return the proved sign of an expression without symbols that holds the number; None if it is open."""

    def _as_mpf_val(self, prec: int) -> Any:
        mantissa, exponent = (int(part) for part in self.ball(prec + MARGIN).mid().man_exp())
        return from_man_exp(MPZ(mantissa), exponent, prec, round_nearest)

    def _eval_is_extended_positive(self) -> bool:
        return bool(self.ball(MARGIN) > 0)

    def _eval_is_extended_negative(self) -> bool:
        return bool(self.ball(MARGIN) < 0)

    def approximation_interval(self, number_cls: type[Rational]) -> tuple[Rational, Rational]:
        """Return the two integers, or rationals, between which the number lies, for SymPy's floor and ceiling.

        Raises:
            UndecidedError: it may be an integer.
        """
        for precision in PRECISIONS:
            low = self.ball(precision).floor().unique_fmpz()
            if low is not None:
                return Rational(int(low)), Rational(int(low) + 1)
        raise UndecidedError(f"whether {self} is an integer is open")

    def __int__(self) -> int:
        return int(self.evalf(50))

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, type(self)) and bool(self._hashable_content() == other._hashable_content())
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int(super().__hash__())


def enclosed(value: Expr) -> EnclosedNumber | None:
    """Return an enclosed number that an expression holds, None where there is none."""
    found = value.atoms(EnclosedNumber)
    return min(found, key=str) if found else None


def shortened(value: Expr) -> Expr:
    """Return a constant with the equations of the enclosed numbers in it used, where that is shorter."""
    number = enclosed(value)
    return value if number is None else number.reduced(value)

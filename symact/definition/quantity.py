"""What of a function is evaluated: its value, a derivative, or its derivative times a vector; without SymPy."""

from __future__ import annotations

import enum
import numbers
from dataclasses import dataclass
from typing import ClassVar

from symact.errors import SymactError, excerpt, unknown_name


class Kind(enum.IntEnum):
    """What is computed from the function; the order of the members is that of reports."""

    DERIVATIVE = 0
    """f, or its derivative of some order by the one number that it takes."""
    JVP = 1
    """J v, the derivative at x along a tangent vector v (forward mode)."""
    VJP = 2
    """J^T v, the gradient of v . f at x for an upstream vector v (reverse mode)."""


VECTORS = {Kind.JVP: "tangent", Kind.VJP: "upstream"}
"""What v is called, of the kinds that have it."""

NAMES = ("value", "first derivative", "second derivative")


def as_integer(given: object) -> int | None:
    """Return an integer, NumPy's too, as Python's; None for what is none, such as 1.0 or True."""
    if isinstance(given, bool):
        return None
    return int(given) if isinstance(given, numbers.Integral) else None


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """What of a function is tabled or judged; quantities are ordered as reports list them.

    The vector of a JVP or VJP is an input beside x, so that it is exact and encoded as x is.

    Args:
        kind: value and derivatives, JVP or VJP.
        degree: order of a derivative, 0 for the value; 0 for JVP and VJP.
    """

    kind: Kind
    degree: int = 0

    VALUE: ClassVar[Quantity]
    JVP: ClassVar[Quantity]
    VJP: ClassVar[Quantity]

    @classmethod
    def of_order(cls, order: int) -> Quantity:
        """Return the value (order 0) or the derivative of that order.

        Raises:
            SymactError: order is no integer, or negative.
        """
        found = as_integer(order)
        if found is None or found < 0:
            raise SymactError(f"order must be 0 (the function), 1, 2, ... (its derivatives), not {excerpt(order)}")
        return cls(Kind.DERIVATIVE, found)

    @classmethod
    def of(cls, given: Quantity | int | str) -> Quantity:
        """Return a quantity from its JSON form or its name, such as 1, "value" or "vjp"; a quantity is returned as is.

        Raises:
            SymactError: there is no such quantity; the message names the nearest ones.
        """
        if isinstance(given, Quantity):
            return given
        if not isinstance(given, str):
            return cls.of_order(given)
        named = {each.name.lower(): each for each in (*map(cls.of_order, range(len(NAMES))), cls.JVP, cls.VJP)}
        if given.lower() not in named:
            raise unknown_name("quantity", given, named)
        return named[given.lower()]

    @property
    def order(self) -> int:
        """The order of a derivative, 0 for the value.

        Raises:
            SymactError: it is a JVP or VJP, which takes a vector instead.
        """
        if self.kind is not Kind.DERIVATIVE:
            raise SymactError(f"a {self.name} has no derivative order: it takes x and the {self.vector} vector v")
        return self.degree

    @property
    def vector(self) -> str | None:
        """What the vector is called that it takes beside x, "tangent" or "upstream"; None where it takes none."""
        return VECTORS.get(self.kind)

    @property
    def transposed(self) -> Quantity:
        """The VJP of a JVP, the JVP of a VJP; what takes no vector is its own."""
        return {Kind.JVP: Quantity.VJP, Kind.VJP: Quantity.JVP}.get(self.kind, self)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs: ("x",), or ("x", "v") with the vector."""
        return ("x",) if self.vector is None else ("x", "v")

    @property
    def name(self) -> str:
        """The name in texts: value, first derivative, second derivative, derivative of order 3, JVP, VJP."""
        if self.kind is not Kind.DERIVATIVE:
            return self.kind.name
        return NAMES[self.degree] if self.degree < len(NAMES) else f"derivative of order {self.degree}"

    def to_json(self) -> int | str:
        """Return what files hold: the order of a derivative, as ever; "jvp" or "vjp"."""
        return self.degree if self.kind is Kind.DERIVATIVE else self.kind.name.lower()

    def __str__(self) -> str:
        return self.name


Quantity.VALUE = Quantity(Kind.DERIVATIVE)
Quantity.JVP = Quantity(Kind.JVP)
Quantity.VJP = Quantity(Kind.VJP)

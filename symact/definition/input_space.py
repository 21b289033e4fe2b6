"""Which questions make sense for a function's inputs: what can be ordered, exhausted or swept, and what cannot.

Numbers on the line have an order, neighbours and ends, and a narrow format has few enough of them to try all.
Vectors have none of these: a table of them is a list of cases. Whatever rests on one of these capabilities asks
for it by `InputSpace.need`, and so refuses vectors in one line. Without SymPy.
"""

import enum
from dataclasses import dataclass

from symact.errors import SymactError


class Capability(enum.Enum):
    """What can be done with the inputs of a function of one number; the values complete "its inputs ..."."""

    ORDER = "cannot be ordered"
    EXHAUST = "are too many to try them all"
    NEIGHBOURS = "have no neighbours, so no point table can be chosen"
    LIMITS = "do not end at two infinities"
    CURVE = "lie on no axis, so no curve can be drawn"
    SWEEP = "cannot be swept from one to the next"


@dataclass(frozen=True, slots=True)
class InputSpace:
    """The inputs of a function, or of one of its quantities, as those who choose and order them see it.

    Args:
        kind: what it is a function of, such as "vectors"; "one number" on the line.
    """

    kind: str = "one number"

    @property
    def on_line(self) -> bool:
        """Whether one number is the whole input, which has every capability."""
        return self.kind == LINE.kind

    def can(self, capability: Capability) -> bool:
        """Whether the inputs have a capability: those on the line have them all, lists of cases none."""
        return self.on_line

    def need(self, capability: Capability, name: str, remedy: str = "give the inputs as an array of rows") -> None:
        """Raise SymactError, in one line that says what to do, where the inputs lack a capability."""
        if not self.can(capability):
            raise SymactError(f"{name} is a function of {self.kind}; its inputs {capability.value}: {remedy}")


LINE = InputSpace()
"""The numbers of a format, NaN and the infinities included."""


def cases(kind: str) -> InputSpace:
    """Return the space of lists of inputs of several numbers, such as "vectors" or "pairs"."""
    return InputSpace(kind)

"""What an activation takes and gives: one number (Line), a pair (Pair), or a vector of any length (Vector).

A definition on a vector is written for one entry: the input symbol stands for the entry, and a reduction
(`Total`, `Greatest`) for what all entries share. Softmax is ``exp(x)/Total(exp(x))``; without a free x outside
of reductions, as in ``log(Total(exp(x)))``, the result is one number. Without SymPy.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from symact.definition.input_space import LINE, InputSpace, cases
from symact.definition.quantity import Quantity
from symact.errors import DefinitionError, SymactError, excerpt, unknown_name


@dataclass(frozen=True, slots=True)
class Line:
    """One number in, one number out: every elementwise activation."""

    kind: ClassVar[str] = "line"
    takes: ClassVar[str] = "a number"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the input symbols."""
        return ("x",)

    def space(self, quantity: Quantity = Quantity.VALUE) -> InputSpace:
        """Return the inputs of a quantity: the line, or pairs (x, v) for a JVP or VJP."""
        return LINE if quantity.vector is None else cases("pairs (x, v)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers in, one number out, as in gated units: a*sigmoid(b).

    Args:
        first, second: names of the two inputs.

    Raises:
        DefinitionError: both have the same name.
    """

    kind: ClassVar[str] = "pair"
    takes: ClassVar[str] = "a pair"

    first: str = "a"
    second: str = "b"

    def __post_init__(self) -> None:
        for name in (self.first, self.second):
            if not isinstance(name, str) or not name.isidentifier():
                raise DefinitionError(f"a pair needs two names of letters, digits and _, not {excerpt(name)}")
        if self.first == self.second:
            raise DefinitionError(f"a pair needs two names, not {self.first} twice")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the input symbols."""
        return (self.first, self.second)

    def space(self, quantity: Quantity = Quantity.VALUE) -> InputSpace:
        """Return the inputs of a quantity: pairs."""
        return cases("pairs")


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector of any length in; as many numbers out, or one.

    Args:
        least: the least length.
        beside: names of further vectors of the same length, such as the weights of a norm. They are inputs like x, an
            input is x and then they; JVP and VJP are those by x, for which they are fixed.

    Raises:
        DefinitionError: the length is no number of entries, or a name is none or stands twice.
    """

    kind: ClassVar[str] = "vector"
    takes: ClassVar[str] = "a vector"

    least: int = 1
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.beside, tuple) or not all(isinstance(n, str) and n.isidentifier() for n in self.beside):
            raise DefinitionError(f"further vectors need names of letters, digits and _, not {excerpt(self.beside)}")
        if len({"x", *self.beside}) != 1 + len(self.beside):
            raise DefinitionError(f"each vector needs a name of its own, not x, {', '.join(self.beside)}")
        if type(self.least) is not int or self.least < 1:
            raise DefinitionError(
                f"the least length of a vector must be an integer, 1 or more, not {excerpt(self.least)}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the symbols that stand for an entry of x, and of each further vector."""
        return ("x", *self.beside)

    def check(self, length: int) -> int:
        """Return a length that the function takes, or raise SymactError."""
        if length < self.least:
            least = "1 entry" if self.least == 1 else f"{self.least} entries"
            raise SymactError(f"a vector needs at least {least}, not {length}; give longer rows")
        return length

    def space(self, quantity: Quantity = Quantity.VALUE) -> InputSpace:
        """Return the inputs of a quantity: vectors."""
        return cases("vectors")


Domain: TypeAlias = Line | Pair | Vector

DOMAINS = {each.kind: each for each in (Line, Pair, Vector)}
"""The kinds of domains by the names that users write."""


def domain_of_kind(name: str) -> type[Domain]:
    """Return the kind of domain of that name, "line", "pair" or "vector", or raise SymactError naming the nearest."""
    if not isinstance(name, str) or name not in DOMAINS:
        raise unknown_name("domain", name, DOMAINS)
    return DOMAINS[name]

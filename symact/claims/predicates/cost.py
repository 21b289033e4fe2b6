"""Claims about cost, read as: which operations the formula needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from symact.claims.claim import Outcome, Subject
from symact.claims.number_comparison import always
from symact.claims.predicates.facts import facts, outcomes_of
from symact.definition.activation import Activation

PLAIN = frozenset(("abs", "add", "compare", "divide", "max", "min", "multiply", "sqrt"))
"""Operations that processors have; all others are elementary functions, which are computed by many of these."""


def _elementary(cost: Mapping[str, int]) -> int:
    """Return how often elementary functions are evaluated."""
    return sum(times for kind, times in cost.items() if kind not in PLAIN)


@dataclass(frozen=True)
class Elementary:
    """The formula needs an elementary function, such as exp; or it needs none."""

    needed: bool

    def __str__(self) -> str:
        return f"the formula evaluates {'an' if self.needed else 'no'} elementary function"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether operations beyond those of a processor are counted."""
        return outcomes_of(subject, "cost", lambda cost: always((_elementary(cost) > 0) == self.needed))


@dataclass(frozen=True)
class Cheaper:
    """The formula evaluates fewer elementary functions than others do.

    Args:
        others: what it is compared with.
    """

    others: tuple[Activation, ...]

    def __str__(self) -> str:
        return f"the formula evaluates fewer elementary functions than {' and '.join(o.name for o in self.others)}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether every other one evaluates more."""
        least = min(_elementary(fact.value) for other in self.others for fact in facts(other, "cost"))
        return outcomes_of(subject, "cost", lambda cost: always(_elementary(cost) < least))

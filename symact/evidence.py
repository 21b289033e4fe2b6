"""Facts and the evidence that carries them; the status follows from the evidence and is never typed in."""

from __future__ import annotations

import builtins
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symact.display import Shown, shown

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean


class Status(enum.IntEnum):
    """How strongly a claim is held; larger is stronger."""

    UNKNOWN = 0
    CERTIFIED = 1
    PROVED = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a named rule.

    Args:
        rule: the rule's name, one of those that docs/rules.md explains.
        detail: what it was applied to and what came out.
    """

    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence of a short chain of named rules, each of which can be checked again."""

    steps: tuple[Step, ...]

    @property
    def status(self) -> Status:
        """Proved, unless there is no step at all."""
        return Status.PROVED if self.steps else Status.UNKNOWN

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain data."""
        return {"kind": "proof", "steps": [{"rule": s.rule, "detail": s.detail} for s in self.steps]}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Evidence of ball arithmetic: these balls provably contain the values in question.

    Args:
        balls: (what, ball) pairs, the ball as Arb prints it, radius included.
        precision: working precision, bits.
    """

    balls: tuple[tuple[str, str], ...]
    precision: int

    @property
    def status(self) -> Status:
        """Certified, unless there is no ball at all."""
        return Status.CERTIFIED if self.balls else Status.UNKNOWN

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain data."""
        return {"kind": "enclosure", "precision": self.precision, "balls": [list(b) for b in self.balls]}


SYMBOLIC = ("constant", "factors", "limit", "value", "growth", "conclusion")
"""Rules whose certificates hold no balls."""


@dataclass(frozen=True)
class Certificate:
    """Evidence that a machine can check again: a named rule and all that replaying it needs.

    Args:
        rule: the rule's name; symact.checking.recheck has a checker of that name.
        data: plain data, expressions as text.
    """

    rule: str
    data: dict[str, Any]

    @property
    def status(self) -> Status:
        """Proved for rules of algebra alone, certified where balls decide."""
        inner = self.data.get("chart", self.data)
        return Status.PROVED if inner.get("rule", self.rule) in SYMBOLIC else Status.CERTIFIED

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain data."""
        return {"kind": "certificate", **self.data, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Gap:
    """No evidence: the step that failed, in words."""

    reason: str

    @property
    def status(self) -> Status:
        """Always unknown."""
        return Status.UNKNOWN

    def to_json(self) -> dict[str, Any]:
        """Return the gap as plain data."""
        return {"kind": "gap", "reason": self.reason}


def status_of(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return the status that evidence on record carries: the weakest of its parts, as `Fact.status`.

    Raises:
        KeyError: a part is of no known kind.
    """
    kinds = {"proof": Status.PROVED, "enclosure": Status.CERTIFIED, "gap": Status.UNKNOWN}
    held = {"proof": "steps", "enclosure": "balls"}
    found = [
        Certificate(part["rule"], dict(part)).status
        if part["kind"] == "certificate"
        else kinds[part["kind"]]
        if part.get(held.get(part["kind"], "reason"))
        else Status.UNKNOWN
        for part in evidence
    ]
    return str(min(found, default=Status.UNKNOWN))


Evidence = Proof | Enclosure | Certificate | Gap


@dataclass(frozen=True, slots=True)
class Fact(Shown):
    """A claim about an activation, the parameters it holds for, and its evidence.

    Args:
        property: name of the property, such as ``limit_neg_inf`` or ``smoothness``.
        value: what is claimed, of the types that symact.analysis.values describes; None where it is open.
        scope: the condition on the parameters, of SymPy; ``true`` for all that are allowed.
        parts: the evidence; the parts together carry the claim, so the weakest decides.
    """

    property: str
    value: Any
    scope: Boolean
    parts: tuple[Evidence, ...]

    @builtins.property
    def status(self) -> Status:
        """The weakest status among the parts; unknown if there are none."""
        return min((part.status for part in self.parts), default=Status.UNKNOWN)

    def __str__(self) -> str:
        return shown(self, "text") or repr(self)

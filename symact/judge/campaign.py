"""Judging many cases with one candidate process: names x formats x orders, skipping aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symact.candidates import UnsupportedError, form, plan
from symact.candidates.process.parent import MEMORY, Sandbox
from symact.errors import CandidateError
from symact.formats.floating import Format
from symact.judge.figures.verdict import Verdict
from symact.judge.run import Progress, Terms, judge


@dataclass(frozen=True, slots=True)
class Task:
    """One case to judge: an activation, a format and a derivative order."""

    name: str
    fmt: Format
    order: int

    def __str__(self) -> str:
        return f"{self.name} {self.fmt.name} order {self.order}"


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A case without a verdict: skipped because the target does not have it, or failed in the attempt."""

    task: Task
    reason: str
    failed: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        task = self.task
        return {
            "activation": task.name,
            "dtype": task.fmt.name,
            "order": task.order,
            "reason": self.reason,
            "failed": self.failed,
        }


@dataclass(frozen=True)
class Campaign:
    """What is judged against what.

    Args:
        target: a library's name or ``module:function``.
        names: activations.
        formats: formats of inputs and results.
        orders: derivative orders.
        terms: policy, bound and seed; its format and order are those of each task.
        params: exact parameter values as text, for every activation.
        against: "ideal" or "profile".
        gradient: the target of order 1, for one of the same form.
        timeout: seconds that the candidate may take for one case.
        memory: bytes that it may take beyond what its import took.
        device: on which a library computes.
    """

    target: str
    names: Sequence[str]
    formats: Sequence[Format]
    orders: Sequence[int]
    terms: Terms
    params: dict[str, str] = field(default_factory=dict)
    against: str = "ideal"
    gradient: str | None = None
    timeout: float = 120.0
    memory: int = MEMORY
    device: str = "cpu"

    @property
    def tasks(self) -> list[Task]:
        """All cases, in the order in which they are judged."""
        return [Task(name, fmt, order) for name in self.names for fmt in self.formats for order in self.orders]

    def run(
        self, begin: Callable[[Task], None], announce: Progress, progress: Progress
    ) -> Iterator[Verdict | Unjudged]:
        """Judge case after case.

        Args:
            begin: called with each case before it is judged.
            announce: called with the number of its inputs.
            progress: called with the number of inputs done since the last call.

        Raises:
            CandidateError: a ``module:function`` cannot be imported, crashes, or returns another shape or
                dtype; of a library that is a finding, and the rest is judged.
        """
        with Sandbox(self.timeout, self.memory, self.device) as child:
            for task in self.tasks:
                begin(task)
                terms = replace(self.terms, fmt=task.fmt, order=task.order)
                try:
                    case = plan.case(
                        self.target, task.name, self.params, self.against, task.order, self.gradient, task.fmt.name
                    )
                    yield judge(child, self.target, case, terms, progress, announce)
                except UnsupportedError as error:
                    yield Unjudged(task, str(error), failed=False)
                except CandidateError as error:
                    if form(self.target):
                        raise
                    yield Unjudged(task, str(error), failed=True)

"""Claims about the slope: its limits, its values, where it is smooth."""

from dataclasses import dataclass

import sympy
from sympy import Expr, Interval

from symact.analysis.limit_cases import limit_cases
from symact.claims.claim import Outcome, Subject
from symact.claims.number_comparison import equal, ordering
from symact.claims.value_text import interval
from symact.definition.activation import x
from symact.evidence import Gap
from symact.symbolic.signs import prove_smooth
from symact.symbolic.zero_test import is_identically_zero


@dataclass(frozen=True)
class SlopeLimit:
    """The slope tends to a number at an infinity.

    Args:
        side: -1 or 1.
        value: of the limit.
    """

    side: int
    value: Expr = sympy.S.Zero

    def __str__(self) -> str:
        return f"f'(x) -> {self.value} as x -> {'oo' if self.side > 0 else '-oo'}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the derivative of the outermost piece has that limit."""
        piece = subject.pieces[-1 if self.side > 0 else 0]
        outcomes: list[Outcome] = []
        for condition, value, exists, parts in limit_cases(sympy.diff(piece.expression, x), self.side):
            if value is None:
                holds = False if exists is False else None
                outcomes.append(Outcome(condition, holds, "the slope has no known limit", parts))
                continue
            for inner, holds in equal(value, sympy.sympify(self.value)):
                detail = f"the slope tends to {value}"
                outcomes.append(Outcome(sympy.And(condition, inner), holds, detail, parts))
        return outcomes


@dataclass(frozen=True)
class SlopeValues:
    """Wherever the slope exists it is one of a few numbers."""

    values: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"every slope is one of {', '.join(map(str, self.values))}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the slope of every piece is identically one of them."""
        parts, holds = [], True
        for piece in subject.pieces:
            slope = sympy.diff(piece.expression, x)
            tests = [
                is_identically_zero(slope - v, x, piece.lower, piece.upper) for v in map(sympy.sympify, self.values)
            ]
            zero = next((test for test in tests if test.zero), None)
            if zero is None and any(test.zero is None for test in tests):
                return [Outcome(sympy.true, None, f"whether {slope} is one of them is open", (Gap("open"),))]
            parts += [zero.evidence] if zero else [test.evidence for test in tests]
            holds = holds and zero is not None
        return [Outcome(sympy.true, holds, "" if holds else "a piece has another slope", tuple(parts))]


@dataclass(frozen=True)
class SmoothOn:
    """The function is infinitely differentiable on an open interval."""

    on: Interval

    def __str__(self) -> str:
        return f"f is C^oo on {interval(self.on)}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether one analytic piece covers the interval."""
        for piece in subject.pieces:
            if ordering(piece.lower, self.on.start) in (-1, 0) and ordering(self.on.end, piece.upper) in (-1, 0):
                evidence = prove_smooth(piece.expression, x, piece.lower, piece.upper)
                holds = None if isinstance(evidence, Gap) else True
                return [Outcome(sympy.true, holds, "" if holds else str(evidence), (evidence,))]
        reason = "no single piece covers the interval"
        return [Outcome(sympy.true, None, reason, (Gap(reason),))]

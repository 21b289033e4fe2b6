"""Claims about the values of parameters."""

from dataclasses import dataclass
from fractions import Fraction

import sympy

from symact.claims.claim import Outcome, Subject
from symact.claims.counterexample import text
from symact.definition.activation import Activation, x
from symact.definition.parameters import exact_value, to_rational
from symact.enclosure.digits import digits
from symact.evidence import Enclosure, Proof, Step
from symact.symbolic.fixed_point_condition import solution
from symact.symbolic.zero_test import sign_at


@dataclass(frozen=True)
class Default:
    """A parameter's usual value."""

    parameter: str
    value: str

    def __str__(self) -> str:
        return f"the default of {self.parameter} is {self.value}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the definition has that default."""
        assert isinstance(subject, Activation)
        default = subject.param(self.parameter).default
        says = f"the default of {self.parameter} is {default}"
        holds = bool(default == exact_value(self.value, self.parameter))
        return [Outcome(sympy.true, holds, "" if holds else says, (Proof((Step("definition", says),)),))]


@dataclass(frozen=True)
class Printed:
    """A parameter that a condition determines has certain decimals, rounded to the last one printed."""

    parameter: str
    decimal: str

    def __str__(self) -> str:
        return f"{self.parameter} = {self.decimal}, rounded"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the closed form lies within half a unit of the last decimal."""
        assert isinstance(subject, Activation)
        value = {p.name: v for p, v in solution(subject).values}[self.parameter]
        outcome = within_half(value, self.decimal)
        count = len(self.decimal.replace(".", "").lstrip("0")) + 3
        return [Outcome(sympy.true, outcome.holds, f"{self.parameter} = {digits(value, count)}...", outcome.parts)]


@dataclass(frozen=True)
class Determined:
    """The parameters solve the equations E f(Z) = mean and Var f(Z) = variance for Z ~ N(0, 1)."""

    mean: int
    variance: int

    def __str__(self) -> str:
        return f"E f(Z) = {self.mean} and Var f(Z) = {self.variance} determine the parameters"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the engine solves just these equations."""
        assert isinstance(subject, Activation)
        assert subject.condition is not None
        found = solution(subject)
        holds = (subject.condition.mean, subject.condition.variance) == (self.mean, self.variance)
        said = ", ".join(f"{p.name} = {text(v)}" for p, v in found.values)
        return [Outcome(sympy.true, holds, said, (found.evidence,))]


def within_half(value: sympy.Expr, decimal: str, places: int | None = None) -> Outcome:
    """Return whether a number rounds to a decimal: they differ by at most half a unit of the last place.

    Args:
        value: a constant.
        decimal: as printed.
        places: decimals that were rounded to; those printed by default.
    """
    places = len(decimal.partition(".")[2]) if places is None else places
    printed = Fraction(decimal)
    exact = to_rational(printed)
    half = sympy.Rational(1, 2 * 10**places)
    below, above = (sign_at(edge, x, sympy.S.Zero) for edge in (value - exact + half, exact + half - value))
    said = f"{text(value)} for {decimal}"
    if below is None or above is None:
        return Outcome(sympy.true, None, said, ())
    balls = ((f"{decimal} - value + half a unit", above[1].str()), (f"value - {decimal} + half a unit", below[1].str()))
    parts = (Enclosure(balls, max(below[2], above[2])),)
    return Outcome(sympy.true, below[0] > 0 and above[0] > 0, said, parts)

"""Claims about functions of vectors, judged by the catalogue's definitions and the facts that follow from them."""

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy
from sympy import Expr

from symact.analysis.values import Interval, RealSet
from symact.claims.claim import Outcome, Subject
from symact.claims.predicates.facts import facts, outcomes_of
from symact.claims.predicates.parameters import within_half
from symact.claims.value_text import interval
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Total, entrywise
from symact.symbolic.reduced_sums import equal_with_sums, reduced


def entries(subject: Activation | Bound, inputs: tuple[str, ...]) -> list[Expr]:
    """Return the exact values of a function of a vector.

    Args:
        subject: the function.
        inputs: decimals, taken as exact.
    """
    assert isinstance(subject.domain, Vector)
    points = [sympy.Rational(f.numerator, f.denominator) for f in map(Fraction, inputs)]
    return list(entrywise(subject.expression, [{x: point} for point in points]))


@dataclass(frozen=True)
class Numbers:
    """The function gives certain printed numbers for certain inputs.

    Args:
        inputs, outputs: decimals as printed.
        places: decimals that the text rounds to; those printed by default.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    places: int | None = None

    def __str__(self) -> str:
        return f"({', '.join(self.inputs)}) -> ({', '.join(self.outputs)}), rounded"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether every printed number is the rounded value."""
        values = entries(subject, self.inputs)
        found = [within_half(v, printed, self.places) for v, printed in zip(values, self.outputs, strict=True)]
        parts = tuple(part for o in found for part in o.parts)
        worst = next((o for o in found if o.holds is not True), None)
        said = ", ".join(dict.fromkeys(o.detail for o in found)) if worst is None else worst.detail
        return [Outcome(sympy.true, True if worst is None else worst.holds, said, parts)]


@dataclass(frozen=True)
class Quotient:
    """Every entry is its weight divided by the sum of all weights, or the logarithm of that.

    Args:
        weight: of an entry, an expression in x.
        logarithm: whether the logarithm is taken.
    """

    weight: Expr
    logarithm: bool = False

    def __str__(self) -> str:
        quotient = f"w(x_i)/Sum(w(x_j)) with w(x) = {self.weight}"
        return f"entry i is {f'log({quotient})' if self.logarithm else quotient}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the function is that, for vectors of every length."""
        quotient = self.weight / Total(self.weight)
        verdict = equal_with_sums(subject.expression, sympy.log(quotient) if self.logarithm else quotient, (x,))
        says = "" if verdict.holds else f"entry i is {subject.expression}"
        return [Outcome(sympy.true, verdict.holds, says, verdict.parts)]


@dataclass(frozen=True)
class SumsToOne:
    """The entries add up to 1, for any number of them."""

    def __str__(self) -> str:
        return "the entries add up to 1"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether they do, wherever the function has a value."""
        verdict = equal_with_sums(Total(subject.expression), sympy.S.One, (x,))
        says = "" if verdict.holds else f"the entries add up to {reduced(Total(subject.expression), (x,))}"
        return [Outcome(sympy.true, verdict.holds, says, verdict.parts)]


@dataclass(frozen=True)
class Entries:
    """Every entry of a vector of two or more lies in an interval."""

    within: sympy.Interval

    def __str__(self) -> str:
        return f"every entry lies in {interval(self.within)}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the set that is known to hold all entries lies in the interval, or has nothing of it."""
        found = outcomes_of(subject, "entry_bounds", lambda value: [(sympy.true, self._holds(_least(value)))])
        bounds = [_least(fact.value) for fact in facts(subject, "entry_bounds") if fact.value is not None]
        said = f"the entries lie in {interval(bounds[0])}" if bounds else ""
        return [replace(o, detail="" if o.holds else said or o.detail) for o in found]

    def _holds(self, known: sympy.Interval) -> bool | None:
        if known.is_subset(self.within):
            return True
        return False if known.intersect(self.within) == sympy.S.EmptySet else None


def _least(value: RealSet) -> sympy.Interval:
    """Return the interval that a fact gives, as SymPy's."""
    (part,) = value.parts
    assert isinstance(part, Interval)
    return sympy.Interval(part.lower.expression(), part.upper.expression(), not part.has_lower, not part.has_upper)

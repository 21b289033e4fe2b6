"""Claims about functions of vectors: weights divided by their sum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy import Expr, oo

from symact.claims.claim import Outcome, Subject, Vector
from symact.claims.predicates.parameters import within_half
from symact.claims.value_text import interval
from symact.definition.activation import x
from symact.definition.elementary import POSITIVE
from symact.evidence import Evidence, Gap, Proof, Step
from symact.symbolic.signs import Interval
from symact.symbolic.zero_test import is_identically_zero


def entries(vector: Vector, inputs: tuple[str, ...]) -> list[Expr]:
    """Return the exact values of a function of a vector.

    Args:
        vector: the function.
        inputs: decimals, taken as exact.
    """
    points = [sympy.Rational(f.numerator, f.denominator) for f in map(Fraction, inputs)]
    weights = [vector.weight.subs(x, point) for point in points]
    quotients = [weight / sympy.Add(*weights) for weight in weights]
    return [sympy.log(q) for q in quotients] if vector.logarithm else quotients


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
        assert isinstance(subject, Vector)
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
        """Return whether the weights are the same function, and the logarithm is taken of both or of none."""
        assert isinstance(subject, Vector)
        test = is_identically_zero(subject.weight - self.weight, x)
        holds = None if test.zero is None else bool(test.zero) and subject.logarithm == self.logarithm
        return [Outcome(sympy.true, holds, "" if holds else f"the weights are {subject.weight}", (test.evidence,))]


def _positive_weights(subject: Vector) -> Evidence:
    """Return a proof that every weight is positive, or the gap."""
    if Interval(x, -oo, oo).signs(subject.weight) != POSITIVE:
        return Gap(f"the weight {subject.weight} may fail to be positive")
    return Proof((Step("positive", f"weight {subject.weight} > 0 for all x"),))


@dataclass(frozen=True)
class SumsToOne:
    """The entries add up to 1, for any number of them."""

    def __str__(self) -> str:
        return "the entries add up to 1"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether they do: quotients of weights by their sum, which is not 0 where all are positive."""
        assert isinstance(subject, Vector)
        evidence = _positive_weights(subject)
        if isinstance(evidence, Gap):
            return [Outcome(sympy.true, None, evidence.reason, (evidence,))]
        if subject.logarithm:
            # One entry is the logarithm of 1.
            step = Step("witness", "for one entry the function is log(1) = 0")
            return [Outcome(sympy.true, False, step.detail, (Proof((step,)),))]
        step = Step("common denominator", "the sum of w_i/S over i is S/S = 1, where S > 0 is the sum of the w_i")
        return [Outcome(sympy.true, True, "", (evidence, Proof((step,))))]


@dataclass(frozen=True)
class Entries:
    """Every entry of a vector of two or more lies in an interval."""

    within: sympy.Interval

    def __str__(self) -> str:
        return f"every entry lies in {interval(self.within)}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether (0, 1), or its image under the logarithm, lies in the interval.

        Both ends of (0, 1) are approached, so it is the least interval that holds all quotients.
        """
        assert isinstance(subject, Vector)
        evidence = _positive_weights(subject)
        if isinstance(evidence, Gap):
            return [Outcome(sympy.true, None, evidence.reason, (evidence,))]
        least = sympy.Interval.open(-oo, 0) if subject.logarithm else sympy.Interval.open(0, 1)
        step = Step("quotient", "0 < w_i < S for two weights or more")
        parts = (evidence, Proof((step, *((Step("logarithm", "log maps (0, 1) to (-oo, 0)"),) * subject.logarithm))))
        inside = bool(least.is_subset(self.within))
        if not inside and bool(least.intersect(self.within) != sympy.S.EmptySet):
            return [Outcome(sympy.true, None, f"the entries lie in {least}", (Gap("the inputs decide"),))]
        return [Outcome(sympy.true, inside, "" if inside else f"the entries lie in {least}", parts)]

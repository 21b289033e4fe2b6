"""The two ways in which a vector's shared numbers are enclosed: plain balls, quick, and scaled balls, for the rest."""

from collections.abc import Sequence
from functools import reduce
from typing import Any, Protocol

from flint import arb, fmpq

from symact.balls import scaled_ball
from symact.balls.scaled_ball import ScaledBall
from symact.definition.reductions import Greatest, Reduction, Threshold, Total
from symact.enclosure.program import Program
from symact.enclosure.ziv import ball_to_wide, to_wide
from symact.errors import SymactError, UndecidedError
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.thresholds import threshold


class Reading(Protocol):
    """How programs are run, and how what they give for the entries is reduced to one number."""

    def exact(self, number: fmpq) -> Any:
        """Return an exact number as an input."""

    def run(self, program: Program, inputs: tuple[Any, ...], precision: int) -> Any:
        """Return an enclosure of a program's value."""

    def reduce(self, reduction: type[Reduction], terms: Sequence[Any], counts: Sequence[int]) -> Any:
        """Return an enclosure of the reduction of terms that stand so many times each."""

    def decide(self, value: Any) -> RoundToOdd | None:
        """Return the value rounded to odd, None if it is open."""


class Balls(Reading):
    """Plain balls of Arb."""

    def exact(self, number: fmpq) -> arb:
        return arb(number)

    def run(self, program: Program, inputs: tuple[arb, ...], precision: int) -> arb:
        return program.of_balls(inputs, precision)

    def reduce(self, reduction: type[Reduction], terms: Sequence[arb], counts: Sequence[int]) -> arb:
        if reduction is Greatest:
            return reduce(arb.max, terms)
        if issubclass(reduction, Threshold):
            found = threshold([_rational(ball) for ball in terms], counts, reduction.power)
            return arb(found.centre) - arb(found.square).sqrt()
        _need_total(reduction)
        total = arb(0)
        for term, count in zip(terms, counts, strict=True):
            total += term if count == 1 else term * count
        return total

    def decide(self, value: arb) -> RoundToOdd | None:
        return ball_to_wide(value)


class ScaledBalls(Reading):
    """Scaled balls: exact where the terms are, and with exponents of any size."""

    def exact(self, number: fmpq) -> ScaledBall:
        return ScaledBall(number)

    def run(self, program: Program, inputs: tuple[ScaledBall, ...], precision: int) -> ScaledBall:
        return program.of_scaled_balls(inputs, precision)

    def reduce(self, reduction: type[Reduction], terms: Sequence[ScaledBall], counts: Sequence[int]) -> ScaledBall:
        if reduction is Greatest:
            return reduce(scaled_ball.maximum, terms)
        if issubclass(reduction, Threshold):
            if not all(term.is_exact for term in terms):
                raise UndecidedError("the threshold of numbers that are not rational")
            found = threshold([term.anchor for term in terms], counts, reduction.power)
            return scaled_ball.add(
                ScaledBall(found.centre), scaled_ball.neg(scaled_ball.sqrt(ScaledBall(found.square)))
            )
        _need_total(reduction)
        if all(term.is_exact for term in terms):
            return ScaledBall(sum((term.anchor * count for term, count in zip(terms, counts, strict=True)), fmpq(0)))
        total = ScaledBall(fmpq(0))
        for term, count in zip(terms, counts, strict=True):
            total = scaled_ball.add(total, term if count == 1 else scaled_ball.times_rational(fmpq(count), term))
        return total

    def decide(self, value: ScaledBall) -> RoundToOdd | None:
        return to_wide(value)


def _need_total(reduction: type[Reduction]) -> None:
    if reduction is not Total:
        raise SymactError(f"{reduction.__name__} has no enclosure; write the definition with other reductions")


def _rational(ball: arb) -> fmpq:
    if not ball.is_exact():
        raise UndecidedError("the threshold of numbers that are not rational")
    return ball.fmpq()

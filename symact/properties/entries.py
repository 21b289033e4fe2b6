"""What the entries of a function of vectors are together: their sum, the bounds of each, whether they are weights."""

from sympy import S, oo, sqrt

from symact.analysis.values import Interval, RealSet
from symact.analysis.vector_study import Found, N, VectorStudy, exponential_of, facts, open_because, yes_or_no
from symact.definition.activation import Activation
from symact.definition.bound import Bound, definition_of
from symact.definition.domain import Vector
from symact.definition.elementary import POSITIVE
from symact.definition.norms import Norm
from symact.definition.reductions import Total, is_one_number
from symact.evidence import Fact, Proof, Step
from symact.symbolic.real_number import Number

TOPIC = "entries"

DOMAINS = (Vector,)

PROPERTY = ("entry_sum", "entry_bounds", "on_simplex")


def has_entries(subject: Activation | Bound) -> bool:
    """Whether the result has entries; else it is one number."""
    activation = definition_of(subject)
    return not isinstance(subject.domain, Vector) or not is_one_number(subject.expression, activation.inputs)


ONLY_OF = dict.fromkeys(PROPERTY, has_entries)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the sum of the entries, an interval that holds each, and whether they are positive and add up to 1."""
    return facts(subject, _rule) if has_entries(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.is_first_greatest:
        return _of_first_greatest(study)
    linear = Proof((Step("linearity of sums", f"`Total({study.expression}) = {study.sum}`"),))
    return {
        "entry_sum": Found(study.sum, (linear,)),
        "entry_bounds": _bounds(study),
        "on_simplex": _on_simplex(study),
    }


def _of_first_greatest(study: VectorStudy) -> dict[str, Found]:
    parts = (study.of_first_greatest("one entry of the result is 1, the others are 0"),)
    unit = RealSet((Interval(Number(S.Zero), Number(S.One), True, True),))
    return {"entry_sum": Found(S.One, parts), "entry_bounds": Found(unit, parts), "on_simplex": Found(True, parts)}


def _of_norm(norm: Norm) -> Found:
    """Bounds of an entry of a norm: of all lengths n, from the mean square of x, which is that of its root less eps."""
    if norm.weighted:
        step = Step("bounded norm", "weights may be any numbers, so that an entry that is not 0 may be any number")
        return Found(RealSet((Interval(Number(-oo), Number(oo)),)), (Proof((step,)),))
    centred, attained = norm.centred, norm.eps == 0
    greatest = sqrt(N - 1) if centred else sqrt(N)
    own, why, others = ("x_i - mean", " as the others add up to its opposite", "equal") if centred else ("x_i", "", "0")
    added = "" if attained else f", but for `{norm.eps} > 0`, which vanishes beside it as x grows"
    says = f"`({own})^2 <= {greatest**2}` times the mean square{why}; equal where all others are {others}{added}"
    ends = (Number(-greatest), Number(greatest))
    return Found(RealSet((Interval(*ends, attained, attained),)), (Proof((Step("bounded norm", says),)),))


def _bounds(study: VectorStudy) -> Found:
    """Bounds of an entry of a vector of two or more: a part of 1 is less than 1."""
    if study.norm:
        return _of_norm(study.norm)
    zero, one = Number(S.Zero), Number(S.One)
    if study.is_distribution or study.is_below_distribution:
        step = Step("part of a sum", "each of several positive numbers is less than their sum, which is at most 1")
        sums = study.sum_is_one.parts if study.is_distribution else (_less(study),)
        return Found(RealSet((Interval(zero, one),)), (study.positive(), *sums, Proof((step,))))
    if study.signs <= {0, 1} and study.sum_is_one.holds:
        step = Step("part of a sum", "each of several numbers that are not negative is at most their sum, which is 1")
        positive = Proof((Step("positive", f"`{study.expression} >= 0` for all x"),))
        return Found(RealSet((Interval(zero, one, True, True),)), (positive, *study.sum_is_one.parts, Proof((step,))))
    whole = exponential_of(study)
    if whole.is_distribution:
        steps = (
            Step("part of a sum", "each `exp(f)` is one of several positive numbers with the sum 1, so less than 1"),
            Step("logarithm", "log maps (0, 1) to (`-oo`, 0)"),
        )
        return Found(RealSet((Interval(Number(-oo), zero),)), (whole.positive(), *whole.sum_is_one.parts, Proof(steps)))
    return open_because(
        "rules bound an entry only where all entries, or their exponentials, are positive and add up to 1"
    )


def _less(study: VectorStudy) -> Proof:
    return Proof((Step("positive", f"`1 - {study.sum} > 0`"),))


def _on_simplex(study: VectorStudy) -> Found:
    """Whether all entries are 0 or more and add up to 1."""
    sums = study.sum_is_one
    if sums.holds is False:
        return Found(False, sums.parts)
    if sums.holds and study.signs <= {0, 1}:
        word = ">" if study.signs == POSITIVE else ">="
        positive = Proof((Step("positive", f"`{study.expression} {word} 0` for all x"),))
        return Found(True, (positive, *sums.parts))
    if sums.holds:
        from symact.symbolic.reduced_sums import negative_somewhere

        found = negative_somewhere(study.expression, study.symbols)
        if found:
            return yes_or_no(found)
    return open_because(f"whether `{study.expression} >= 0` and `{Total(study.expression)} = 1` is open")

"""A switch at a threshold: from some input on, or next to 0, the result is x, 0, a constant or a straight line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from symact.errors import SymactError
from symact.formats.arrays import Bits, Mask, is_nan
from symact.formats.decimals import decimal
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import FITTED, Model, Remedy
from symact.judge.diagnosis.evidence import Case, Rows
from symact.judge.diagnosis.remedies import from_limit

INSIDE = 8
"""Rows before the threshold none of which is off by more than an ulp, and some are right: a result that gets worse by
and by is no switch, nor is one where x stands for x + c by rounding."""

WRONG = 3
"""Wrong results beyond it, at least."""

CARELESS, LEAP = 4.0, 64.0
"""Or these may be off by so many ulp, if errors are so many times greater from the first row beyond it on."""

VALUES = 2
"""Correct results beyond the threshold, at least: where f itself is constant there is no switch to see."""

CLOSE_TO_OVERFLOW = 0.04
"""Where a switch to a constant is this near to a place at which exp overflows, relatively, that may be the reason."""

ARGUMENTS = (0.5, 1.0, 2.0)
"""Multiples of x of which exp is taken in the usual ways to write a function."""

POWERS = (2, 3)
"""Powers of x that overflow as well."""

OUTER = 0.8
"""Inputs from this share of the threshold on are next to it."""

MOSTLY = 0.5

ABSORBED = 2.0
"""Greatest error, ulp, of 1 + u where it is rounded to 1: up to there a line next to 0 comes of itself."""

HALVES = 0.5
"""Thresholds that people write are multiples of it."""

STEP = 2.0**-12
"""Inputs at which the straight line next to 0 is read off the function."""


@dataclass(frozen=True)
class _Stretch:
    """Rows from a threshold on.

    Args:
        rows: a mask, shape (n,).
        first: the row at the threshold.
        last: the right row next to it, or None.
        where: the stretch in words.
    """

    rows: Mask
    first: int
    last: int | None
    where: str


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with x, 0, a constant or a line put in beyond, or below, a threshold they show."""
    for right in (True, False):
        side = (case.x > 0) if right else (case.x < 0)
        rows = np.flatnonzero(side & case.finite)
        if not len(rows):
            continue
        outermost = int(rows[-1] if right else rows[0])
        rows = np.flatnonzero(side & (case.finite | (case.got_bits == case.got_bits[outermost])))
        choices = [] if case.order else [("x itself", case.x_bits)]
        if np.isfinite(case.got[outermost]):
            choices.append(("the constant", np.full_like(case.x_bits, case.got_bits[outermost])))
        for words, values in choices:
            found = _switch(case, rows if right else rows[::-1], values, right)
            if found is not None:
                yield from _outer(case, words, values, found)
    for words, values in _next_to_zero(case):
        stretch = _inner(case, values)
        if stretch is not None:
            says = f"for {stretch.where} the result is {words}, as below a threshold"
            yield _model(case, "threshold", says, "", values, stretch)


def _switch(case: Case, outward: Rows, values: Bits, right: bool) -> _Stretch | None:
    """Return where all results are the given ones, or None if there is no sharp threshold.

    Args:
        case: the rows.
        outward: rows of one side, from 0 outward.
        values: encodings, for every row.
        right: whether the side is that of positive inputs.
    """
    equal = case.got_bits[outward] == values[outward]
    differing = np.flatnonzero(~equal)
    # Where all results of a side are one, nothing switches on it.
    first = int(differing[-1]) + 1 if len(differing) else len(outward)
    if first >= len(outward) or case.off[outward[first:]].sum() < WRONG:
        return None
    if len(np.unique(case.y_bits[outward[first:]])) < VALUES:
        return None
    inside = outward[max(0, first - INSIDE) : first]
    bad = case.severe[inside].any() or (len(inside) and case.off[inside].all())
    if bad and not _leaps(case, inside, outward[first:]):
        return None
    beyond = np.zeros(len(case.x), dtype=bool)
    beyond[outward[first:]] = True
    place = int(outward[first])
    where = f"x {'>=' if right else '<='} {decimal(int(case.x_bits[place]), case.format)}"
    return _Stretch(beyond, place, int(inside[-1]) if len(inside) else None, where)


def _leaps(case: Case, inside: Rows, beyond: Rows) -> bool:
    """Whether errors that are no more than those of careless steps become far greater at once."""
    before, after = float(case.error[inside].max()), case.error[beyond]
    return before <= CARELESS and float(after[after > 0][0]) >= LEAP * before


def _outer(case: Case, words: str, values: Bits, found: _Stretch) -> Iterator[Model]:
    value = float(case.got[found.first])
    if words != "x itself" and _reaches(case, value, found):
        says = f"the result stays at {decimal(int(values[found.first]), case.format)} for {found.where}: it is clamped"
        yield _model(case, "clamp", says, "a clamp", values, found)
        return
    if words != "x itself" and _may_overflow(case, found):
        return
    result = "" if words == "x itself" else f" {decimal(int(values[found.first]), case.format)}"
    says = f"for {found.where} the result is {words}{result}, as after a switch at a threshold"
    yield _model(case, "threshold", says, "what stands for it", values, found)


def _reaches(case: Case, value: float, found: _Stretch) -> bool:
    """Whether the function itself reaches a constant where the results begin to be it."""
    ends = [case.y[found.first]] + ([] if found.last is None else [case.y[found.last]])
    return bool(min(ends) - case.ulp[found.first] <= value <= max(ends) + case.ulp[found.first])


def _may_overflow(case: Case, found: _Stretch) -> bool:
    """Whether exp of an input, its half or its double, or its square or cube, ends near to it in some usual format.

    A switch at a multiple of 1/2 was written there, unless exp or what approximates it ends within the same step.
    """
    outer = abs(float(case.x[found.first]))
    inner = outer if found.last is None else abs(float(case.x[found.last]))
    places = [(float(np.log(2)) * end / factor, limit) for end, limit in _ends() for factor in ARGUMENTS]
    places += [(2.0 ** (end / power), True) for end, limit in _ends() for power in POWERS if limit]
    near = any(limit and abs(outer / place - 1) < CLOSE_TO_OVERFLOW for place, limit in places)
    written = inner <= np.floor(2 * outer) / 2 and not any(inner <= place <= outer for place, _ in places)
    return near and not written


@cache
def _ends() -> tuple[tuple[float, bool], ...]:
    """Return the exponents of 2 at which exp, or a common approximation, ends in a format; whether exp overflows."""
    found = []
    for name in ("float64", "float32", "float16"):
        fmt = get_format(name)
        found.append((fmt.emax + 1.0, True))
        # From 2^(emax + 1/2) on: clamps of approximations; below: the least normal and subnormal numbers, and half.
        last = fmt.emin - fmt.fraction_bits
        found += [(float(end), False) for end in (fmt.emax + 0.5, fmt.emax, -fmt.emin, -last, 1 - last)]
    return tuple(found)


def _next_to_zero(case: Case) -> Iterator[tuple[str, Bits]]:
    """Yield what may stand for the function next to 0: x, the constant f(0), and the tangent at 0."""
    if not case.order:
        yield "x itself", case.x_bits
    try:
        left, middle, right = case.exact_at(np.array([-STEP, 0.0, STEP]))
    except SymactError:
        return
    if not np.isfinite([left, middle, right]).all() or abs(right + left - 2 * middle) > STEP / 8:
        return
    slope = (right - left) / (2 * STEP)
    slope = round(slope * 1000) / 1000 if abs(slope * 1000 - round(slope * 1000)) < 0.02 else slope
    yield f"{middle:.9g}", encode(np.full(len(case.x), middle), case.format)
    if slope and (slope, middle) != (1, 0):
        with np.errstate(over="ignore"):
            line = middle + slope * np.where(case.finite, case.x, 0.0)
        yield f"{middle:.9g} + {slope:.9g}*x", encode(line, case.format)


def _inner(case: Case, values: Bits) -> _Stretch | None:
    """Return the stretch around 0 in which all results are the given ones and some are wrong, or None."""
    rows = np.flatnonzero(case.finite)
    equal = (case.got_bits == values)[rows] | (case.got == 0)[rows]
    size = np.abs(case.x[rows])
    outside = size[~equal]
    limit = float(outside.min()) if len(outside) else np.inf
    inside = rows[size < limit]
    wrong = inside[case.off[inside]]
    if not len(wrong) or not np.isfinite(limit) or len(np.unique(case.y_bits[inside])) < VALUES:
        return None
    if case.error[wrong].max() <= ABSORBED:
        return None
    # What stands for the function gets worse toward the threshold; roundings of f itself do not.
    outer = wrong[np.abs(case.x[wrong]) > limit * OUTER]
    if not len(outer) or case.severe[outer].mean() < MOSTLY or case.lost[wrong].any():
        return None
    beside = rows[(size >= limit) & (size < 1.5 * limit)]
    if case.severe[beside].any():
        return None
    mask = np.zeros(len(case.x), dtype=bool)
    mask[inside] = True
    place = int(inside[np.argmax(np.abs(case.x[inside]))])
    return _Stretch(mask, place, None, f"|x| < {limit:.9g}")


def _model(case: Case, cause: str, says: str, what: str, values: Bits, found: _Stretch) -> Model:
    # Where the result is the right number but for a zero's sign, the switch has nothing to explain.
    domain = found.rows & ((case.got != case.y) | is_nan(case.got_bits, case.format))
    bits = np.where(found.rows, values, case.y_bits)
    # Where a clamp begins follows from its value.
    fitted = 0 if cause == "clamp" else 1
    side = (case.x > 0) == (case.x[found.first] > 0)
    relation = ">=" if case.x[found.first] > 0 else "<="

    def words(place: str) -> str:
        return f"the function itself, and {what} only for x {relation} {place}"

    def remedies() -> Iterator[Remedy]:
        if what:
            yield from from_limit(case, case.y_bits == values, side, words)

    remedy = "leave it out: within the inputs tried the function does not come to it" if what else "take more terms"
    least = 2.0 - (_known(case, found) if fitted else 0.0)
    return Model(
        cause, says, remedy, bits, domain, freedom=FITTED, fitted=fitted, exact=True, least=least, remedies=remedies
    )


def _known(case: Case, found: _Stretch) -> float:
    """Return the bits that need not be read off where a multiple of 1/2 lies in the step to the threshold."""
    if found.last is None:
        return 0.0
    low, high = sorted(abs(float(case.x[row])) for row in (found.first, found.last))
    return float(np.log2(HALVES / (high - low))) if low <= np.floor(2 * high) / 2 and high - low < HALVES else 0.0

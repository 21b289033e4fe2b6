"""The set of values: an interval, or several parts with gaps between them."""

from typing import Any

from symact.analysis.extreme_values import Hull, compare
from symact.analysis.function_study import Study
from symact.analysis.image import images
from symact.analysis.inference import Case, Rule
from symact.analysis.values import Image, Interval
from symact.symbolic.real_number import Number

TOPIC = "values"

PROPERTY = ("range",)


def _range(study: Study, case: Case) -> dict[str, Any]:
    found = images(study)
    first, last = found[0], found[-1]
    ends = case.number(first.lower), case.number(last.upper), first.lower_attained, last.upper_attained
    if len(found) == 1:
        return {"range": Interval(*ends)}
    return {"range": Image(*ends, tuple(_part(each, case) for each in found))}


def _part(part: Hull, case: Case) -> Interval | Number:
    ends = case.number(part.lower), case.number(part.upper)
    if not part.lower.is_infinite and not part.upper.is_infinite and compare(part.lower, part.upper) == 0:
        return ends[0]
    return Interval(*ends, part.lower_attained, part.upper_attained)


RULES = (
    Rule(
        PROPERTY,
        "f takes every value between any two where it is continuous, and is monotone between its critical points and "
        "the ends of its pieces: extreme values are among these",
        _range,
        of_one_period=True,
    ),
)
"""The least interval that holds all values, which of its ends are values, and its parts where there are gaps."""

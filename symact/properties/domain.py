"""Where f is defined over the reals."""

from dataclasses import replace
from typing import Any

from sympy import oo

from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.values import Interval, RealSet
from symact.errors import UnknownError
from symact.symbolic.real_number import Number

TOPIC = "smoothness"

PROPERTY = ("domain",)


def _domain(study: Study, case: Case) -> dict[str, Any]:
    if study.is_whole_line:
        return {"domain": RealSet((Interval(Number(-oo), Number(oo)),))}
    if study.is_cut:
        raise UnknownError(f"f has no value at places that recur after `{study.period}`; such a set has no form here")
    parts: list[Interval] = []
    for index, p in enumerate(study.pieces):
        ends = case.number(Number(p.lower)), case.number(Number(p.upper))
        if index and study.joins(index - 1):
            parts[-1] = replace(parts[-1], upper=ends[1], has_upper=p.owns_upper)
        else:
            parts.append(Interval(*ends, p.owns_lower, p.owns_upper))
    return {"domain": RealSet(tuple(parts))}


RULES = (
    Rule(PROPERTY, "every logarithm, root, divisor and tangent is defined on the pieces", _domain, of_one_period=True),
)
"""The natural domain as a set."""

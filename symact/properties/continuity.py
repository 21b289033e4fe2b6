"""Continuity, and every place where it fails."""

from typing import Any

from sympy import Expr

from symact.analysis.breakpoints import Breakpoint, breakpoints
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.values import At

TOPIC = "smoothness"

PROPERTY = ("continuous", "discontinuities")


def _continuity(study: Study, case: Case) -> dict[str, Any]:
    broken = [point for point in breakpoints(study) if not point.is_continuous and point.is_point]
    return {"continuous": not broken, "discontinuities": [_entry(point, case, study.period) for point in broken]}


def _entry(point: Breakpoint, case: Case, period: Expr | None) -> At:
    left, right = point.left, point.right
    jump = None
    if left is None or right is None:
        kind = "essential"
    elif left.is_infinite or right.is_infinite:
        kind = "infinite"
    else:
        kind = "removable" if point.agree else "jump"
        assert left.exact is not None
        assert right.exact is not None
        jump = case.expression(right.exact - left.exact)
    sides = {name: None if side is None else case.number(side) for name, side in (("left", left), ("right", right))}
    value = {} if point.value is None else {"value": case.number(point.value)}
    return case.at(point.place, period, kind=kind, **sides, jump=jump, **value)


RULES = (
    Rule(
        PROPERTY,
        "compositions of continuous functions on every piece; one-sided limits compared at every breakpoint",
        _continuity,
        of_one_period=True,
    ),
)
"""Whether f is continuous, and the list of its discontinuities; a single missing point counts as one."""

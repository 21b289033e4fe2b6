"""Injective, surjective, bijective."""

from __future__ import annotations

from typing import Any

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import candidates, hull
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import runs
from symact.errors import UnknownError
from symact.properties.monotonicity import direction

TOPIC = "symmetry and inverse"

PROPERTY = ("injective", "surjective", "bijective")


def _injectivity(study: Study, case: Case) -> dict[str, Any]:
    connected = all(point.is_continuous for point in breakpoints(study))
    injective = _injective(study, connected)
    found = hull(candidates(study, 0))
    unbounded = found.lower.is_infinite and found.upper.is_infinite
    if unbounded and not connected:
        raise UnknownError("f is unbounded on both sides and not continuous; whether it leaves out a value is open")
    return {"injective": injective, "surjective": unbounded, "bijective": injective and unbounded}


def _injective(study: Study, connected: bool) -> bool:
    if direction(study).startswith("strictly"):
        return True
    if connected or study.window or any(run.sign == 0 for run in runs(study, 1)):
        return False
    raise UnknownError("f is neither continuous nor strictly monotone; whether it takes a value twice is open")


RULES = (
    Rule(
        PROPERTY,
        (
            "strictly monotone functions are injective, continuous injective functions on an interval are strictly "
            "monotone; a continuous function on an interval takes every value between any two"
        ),
        _injectivity,
    ),
)
"""Whether f takes no value twice, every real value, both."""

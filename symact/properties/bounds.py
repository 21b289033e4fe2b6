"""Bounds of f, and the supremum of its modulus."""

from typing import Any

from sympy import oo

from symact.analysis.extreme_values import candidates, on_piece, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.errors import UnknownError
from symact.symbolic.real_number import Number

TOPIC = "values"

PROPERTY = ("bounded", "sup_abs")

NAMES = {(): "bounded", (1,): "below", (-1,): "above", (-1, 1): "unbounded"}


def _bounded(study: Study, case: Case) -> dict[str, Any]:
    return {"bounded": NAMES[tuple(sorted(unbounded_ways(study)))]}


def unbounded_ways(study: Study) -> set[int]:
    """Return in which directions, 1 upwards and -1 downwards, f takes values beyond every number.

    Raises:
        UnknownError, OpenSignError: as `Study.chart` and `Study.end`.
    """
    found: set[int] = set()
    for index in range(len(study.pieces)):
        limits = [study.end(0, index, side) for side in (-1, 1)]
        if study.drifts or None in limits:
            # Of waves, and of what has no limit, the values between count.
            limits = [each.value for each in on_piece(study, 0, index)]
        found |= {1 if each.exact is oo else -1 for each in limits if each is not None and each.is_infinite}
    return found


def _supremum(study: Study, case: Case) -> dict[str, Any]:
    try:
        best = supremum_of_modulus(candidates(study, 0))[0]
    except UnknownError:
        if not unbounded_ways(study):
            raise
        best = Number(oo)
    return {"sup_abs": case.number(best)}


RULES = (
    Rule(
        ("bounded",),
        "f is continuous inside each piece, and so bounded on the side where it is at both ends",
        _bounded,
        True,
    ),
    Rule(
        ("sup_abs",),
        "the hull of the values at critical points, ends of pieces and infinities, or one end without a bound",
        _supremum,
        True,
    ),
)
"""On which sides f is bounded, and sup |f|."""

"""The bound of the second derivative."""

from contextlib import suppress
from typing import Any

from sympy import oo

from symact.analysis.extreme_values import candidates, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.errors import UnknownError
from symact.symbolic.real_number import Number

TOPIC = "derivatives"

PROPERTY = ("curvature_bound",)


def _curvature(study: Study, case: Case) -> dict[str, Any]:
    if _has_pole(study):
        return {"curvature_bound": Number(oo)}
    return {"curvature_bound": case.number(supremum_of_modulus(candidates(study, 2))[0])}


def _has_pole(study: Study) -> bool:
    """Whether f is known to grow beyond every bound near a point: with f'' bounded f' would be there, and f."""
    for index, piece in enumerate(study.pieces):
        for side, place in ((-1, piece.lower), (1, piece.upper)):
            with suppress(UnknownError):
                value = None if place in (oo, -oo) else study.end(0, index, side)
                if value is not None and value.is_infinite:
                    return True
    return False


RULES = (
    Rule(
        PROPERTY,
        "f'' is monotone between its critical points and the ends of its pieces: extreme values are among these; where "
        "f has no bound near a point, f'' has none",
        _curvature,
        of_one_period=True,
    ),
)
"""Sup |f''| where f'' exists."""

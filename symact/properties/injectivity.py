"""Injective, surjective, bijective."""

from itertools import combinations, pairwise
from typing import Any

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import at_points, hull, on_piece
from symact.analysis.function_study import Study
from symact.analysis.image import disjoint, images
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import runs
from symact.analysis.witnesses import turns
from symact.errors import UnknownError
from symact.properties.bounds import unbounded_ways
from symact.properties.monotonicity import direction

TOPIC = "symmetry and inverse"

PROPERTY = ("injective", "surjective", "bijective")


def _injectivity(study: Study, case: Case) -> dict[str, Any]:
    return {"injective": _injective(study)}


def _surjectivity(study: Study, case: Case) -> dict[str, Any]:
    return {"surjective": _surjective(study)}


def _bijectivity(study: Study, case: Case) -> dict[str, Any]:
    return {"bijective": _injective(study) and _surjective(study)}


def _surjective(study: Study) -> bool:
    if unbounded_ways(study) != {-1, 1}:
        return False
    return all(point.is_continuous for point in breakpoints(study)) or len(images(study)) == 1


def _injective(study: Study) -> bool:
    if direction(study).startswith("strictly"):
        return True
    if study.period or all(point.is_continuous for point in breakpoints(study)):
        return False
    try:
        stretches = runs(study, 1)
    except UnknownError:
        if turns(study, 1):
            return False
        raise
    turning = any(a.piece == b.piece and a.sign != b.sign for a, b in pairwise(stretches))
    if turning or any(run.sign == 0 for run in stretches):
        return False
    parts = [hull(on_piece(study, 0, index)) for index in range(len(study.pieces))]
    parts += [hull([each]) for each in at_points(study)]
    return all(disjoint(a, b) for a, b in combinations(parts, 2))


SAYS = (
    "strictly monotone functions are injective, continuous injective functions on an interval are strictly "
    "monotone; a continuous function on an interval takes every value between any two; strictly monotone "
    "pieces are injective together if their images have no value in common"
)

RULES = (
    Rule(("injective",), SAYS, _injectivity, True),
    Rule(("surjective",), SAYS, _surjectivity, True),
    Rule(("bijective",), SAYS, _bijectivity, True),
)
"""Whether f takes no value twice, every real value, both."""

"""The global Lipschitz constant sup |f'|, and where it is taken or approached."""

from typing import Any

from sympy import Expr, oo

from symact.analysis.breakpoints import Breakpoint, breakpoints
from symact.analysis.extreme_values import candidates, compare, modulus, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import has_ends, slope_between
from symact.analysis.values import At, united
from symact.errors import UnknownError
from symact.symbolic.real_number import Number

TOPIC = "derivatives"

PROPERTY = ("lipschitz", "lipschitz_at")


def _lipschitz(study: Study, case: Case) -> dict[str, Any]:
    broken = _jumps(study)
    if broken:
        return {"lipschitz": Number(oo), "lipschitz_at": [_broken(each, case, study.period) for each in broken]}
    best, places = supremum_of_modulus(candidates(study, 1))
    entries: list[At] = []
    for each in places:
        if isinstance(each.place, tuple):
            if any(map(study.is_cut_at, each.place)) and not study.window:
                raise UnknownError("f' has its largest modulus where the period is cut")
            owned = has_ends(study, each.piece, each.piece, study.end(1, each.piece, -1))
            entries.append(case.on(*each.place, study.period, owned))
        elif not study.is_cut_at(each.place):
            says = {} if each.inside or _is_slope(study, each.place, best) else {"kind": "limit"}
            entries.append(case.at(each.place, study.period, **says))
    return {"lipschitz": case.number(best), "lipschitz_at": united(entries)}


def _broken(point: Breakpoint, case: Case, period: Expr | None) -> At:
    """Return where f has two limits (a jump), or none: then its slopes have no bound beside that point."""
    both = all(side is not None and not side.is_infinite for side in (point.left, point.right))
    return case.at(point.place, period, kind="jump" if both else "limit")


def steepest(study: Study) -> Number:
    """Return the Lipschitz constant, oo where f jumps."""
    return Number(oo) if _jumps(study) else supremum_of_modulus(candidates(study, 1))[0]


def _jumps(study: Study) -> list[Breakpoint]:
    # A point that is missing from the domain does no harm, if f has one limit there.
    return [each for each in breakpoints(study) if each.is_point and not (each.agree and each.is_filled)]


def _is_slope(study: Study, place: Number, best: Number) -> bool:
    """Whether f' exists at the end of a piece, and has the modulus that is the supremum."""
    index = next((i for i, piece in enumerate(study.pieces[:-1]) if piece.upper == place.exact), None)
    slope = None if index is None else slope_between(study, index)
    return slope is not None and compare(modulus(slope), best) == 0


RULES = (
    Rule(
        PROPERTY,
        "f is continuous and piecewise smooth: its Lipschitz constant is the supremum of `|f'|` (mean value theorem)",
        _lipschitz,
        of_one_period=True,
    ),
)
"""Sup |f'| and where it is reached, or approached only; oo where f is not Lipschitz."""

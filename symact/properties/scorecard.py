"""The words of lecture notes, each with one meaning."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import S

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import ZERO, candidates, compare, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude
from symact.analysis.sign_intervals import rises_at, runs
from symact.evidence import Fact
from symact.properties import Subject
from symact.properties.monotonicity import direction
from symact.properties.saturation import side
from symact.symbolic.real_number import Number


def derive(subject: Subject) -> list[Fact]:
    """Return the scorecard of lecture notes; docs/sheet.md defines its words."""
    return [fact for name, (rule, says) in RULES.items() for fact in conclude(subject.expression, (name,), rule, says)]


def _nonlinear(study: Study, writer: CaseWriter) -> dict[str, Any]:
    straight = all(run.sign == 0 for run in runs(study, 2)) and not study.window
    kinks = [rises_at(study, i, 1) for i in range(len(study.pieces) - 1)]
    return {"nonlinear": not (straight and study.is_whole_line and _continuous(study) and not any(kinks))}


def _continuous(study: Study) -> bool:
    return all(point.is_continuous for point in breakpoints(study))


def _differentiable(study: Study, writer: CaseWriter) -> dict[str, Any]:
    if not (study.is_whole_line and _continuous(study)):
        return {"differentiable": False}
    for index in range(len(study.pieces) - 1):
        left, right = study.end(1, index, 1), study.end(1, index + 1, -1)
        if left is None or right is None or left.is_infinite or right.is_infinite or compare(left, right) != 0:
            return {"differentiable": False}
    return {"differentiable": True}


def _zero_centred(study: Study, writer: CaseWriter) -> dict[str, Any]:
    both = {1, -1} <= {run.sign for run in runs(study, 0)}
    value = _at_zero(study)
    return {"zero_centred": both and value is not None and compare(value, ZERO) == 0}


def _at_zero(study: Study) -> Number | None:
    if study.window:
        return study.value(0, 0, ZERO)
    for index, piece in enumerate(study.pieces):
        low, high = compare(ZERO, Number(piece.lower)), compare(Number(piece.upper), ZERO)
        if (low > 0 or (low == 0 and piece.owns_lower)) and (high > 0 or (high == 0 and piece.owns_upper)):
            return study.value(0, index, Number(S.Zero))
    return None


def _saturating(study: Study, writer: CaseWriter) -> dict[str, Any]:
    return {"saturating": any(side(study, way) != "none" for way in (-1, 1))}


def _monotonic(study: Study, writer: CaseWriter) -> dict[str, Any]:
    return {"monotonic": direction(study) != "not monotonic"}


def _dying(study: Study, writer: CaseWriter) -> dict[str, Any]:
    return {"dying_region": any(run.sign == 0 for run in runs(study, 1))}


def _vanishing(study: Study, writer: CaseWriter) -> dict[str, Any]:
    if not _continuous(study):
        return {"vanishing_gradient_bound": "oo"}
    best, _ = supremum_of_modulus(candidates(study, 1))
    if best.is_infinite:
        return {"vanishing_gradient_bound": "oo"}
    base = writer.number(best)
    n = sympy.Symbol("n", positive=True)
    power = f"({base})**n" if best.exact is None else writer.expression(best.exact**n)
    return {"vanishing_gradient_bound": power}


RULES = {
    "nonlinear": (_nonlinear, "affine means f'' = 0 on every piece and no kink or jump between them"),
    "differentiable": (_differentiable, "smooth pieces; both one-sided slopes agree wherever two meet"),
    "zero_centred": (_zero_centred, "f(0) = 0, and f takes both signs"),
    "saturating": (_saturating, "a finite limit at an infinity at least"),
    "monotonic": (_monotonic, "the sign of f' on every piece, and the direction of every jump"),
    "dying_region": (_dying, "an interval with f' = 0"),
    "vanishing_gradient_bound": (_vanishing, "n layers multiply n slopes, each at most sup |f'|"),
}

TOPIC = "scorecard"

PROPERTY = tuple(RULES)

"""The words of lecture notes, each with one meaning."""

from typing import Any

import sympy
from sympy import S, oo

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import rises_at, runs
from symact.analysis.values import Power
from symact.analysis.witnesses import is_nowhere_flat, settles, signs_seen, turns
from symact.errors import UnknownError
from symact.properties.lipschitz import steepest
from symact.properties.monotonicity import direction
from symact.properties.saturation import side
from symact.symbolic.real_number import ZERO, Number


def _nonlinear(study: Study, case: Case) -> dict[str, Any]:
    try:
        straight = all(run.sign == 0 for run in runs(study, 2))
    except UnknownError:
        straight = False
        if not settles(study) and not any(signs_seen(study, 2, index) for index in range(len(study.pieces))):
            raise
    kinks = [rises_at(study, i, 1) for i in range(len(study.pieces) - 1)]
    return {"nonlinear": not (straight and study.is_whole_line and _continuous(study) and not any(kinks))}


def _continuous(study: Study) -> bool:
    return all(point.is_continuous for point in breakpoints(study))


def _differentiable(study: Study, case: Case) -> dict[str, Any]:
    if not (study.is_whole_line and _continuous(study)):
        return {"differentiable": False}
    for index in range(len(study.pieces) - 1):
        left, right = study.end(1, index, 1), study.end(1, index + 1, -1)
        if left is None or right is None:
            raise UnknownError(f"f' has no limit at `{study.pieces[index].upper}`; whether f' exists there is open")
        if left.is_infinite or right.is_infinite or compare(left, right) != 0:
            return {"differentiable": False}
    return {"differentiable": True}


def _zero_centred(study: Study, case: Case) -> dict[str, Any]:
    try:
        both = {1, -1} <= {run.sign for run in runs(study, 0)}
    except UnknownError:
        both = turns(study, 0)
        if not both:
            raise
    value = _at_zero(study)
    return {"zero_centred": both and value is not None and compare(value, ZERO) == 0}


def _at_zero(study: Study) -> Number | None:
    if study.window:
        return study.value(0, 0, ZERO)
    zero = Number(study.in_period(S.Zero))
    for index, piece in enumerate(study.pieces):
        low, high = compare(zero, Number(piece.lower)), compare(Number(piece.upper), zero)
        if (low > 0 or (low == 0 and piece.owns_lower)) and (high > 0 or (high == 0 and piece.owns_upper)):
            return study.value(0, index, zero)
        if index and low == 0 and (alone := study.value_between(index - 1)) is not None:
            return alone
    return None


def _saturating(study: Study, case: Case) -> dict[str, Any]:
    return {"saturating": any(side(study, way) in ("hard", "soft") for way in (-1, 1))}


def _monotonic(study: Study, case: Case) -> dict[str, Any]:
    return {"monotonic": direction(study) != "not monotonic"}


def _dying(study: Study, case: Case) -> dict[str, Any]:
    try:
        return {"dying_region": any(run.sign == 0 for run in runs(study, 1))}
    except UnknownError:
        if not is_nowhere_flat(study):
            raise
        return {"dying_region": False}


def _vanishing(study: Study, case: Case) -> dict[str, Any]:
    best = steepest(study)
    if best.is_infinite:
        return {"vanishing_gradient_bound": Number(oo)}
    base = case.number(best)
    n = sympy.Symbol("n", positive=True)
    power = Power(base, n) if base.exact is None else base.exact**n
    return {"vanishing_gradient_bound": power}


RULES = (
    Rule(("nonlinear",), "affine means `f'' = 0` on every piece and no kink or jump between them", _nonlinear, True),
    Rule(("differentiable",), "smooth pieces; both one-sided slopes agree wherever two meet", _differentiable, True),
    Rule(("zero_centred",), "`f(0) = 0`, and f takes both signs", _zero_centred, True),
    Rule(("saturating",), "a finite limit at an infinity at least", _saturating, True),
    Rule(("monotonic",), "the sign of f' on every piece, and the direction of every jump", _monotonic, True),
    Rule(("dying_region",), "an interval with `f' = 0`", _dying, True),
    Rule(
        ("vanishing_gradient_bound",),
        "n layers multiply n slopes, each at most the Lipschitz constant",
        _vanishing,
        of_one_period=True,
    ),
)
"""The scorecard of lecture notes; docs/sheet.md defines its words."""

TOPIC = "scorecard"

PROPERTY = tuple(name for rule in RULES for name in rule.names)

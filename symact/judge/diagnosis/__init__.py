"""Causes of wrong results: a cause is named only if a model of it reproduces the wrong values.

One cause a file in `symact.judge.diagnosis.causes`. Each proposes models: what a candidate with that defect
returns. A model is believed if the candidate returned what it predicts, at nearly all rows at which it predicts
a wrong result; docs/diagnosis.md has the rule. Where no model is believed nothing is claimed.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import numpy as np

from symact.definition.bound import Bound
from symact.definition.kept_steps import steps_kept
from symact.errors import SymactError
from symact.judge.comparison.compare import Comparison
from symact.judge.diagnosis import causes
from symact.judge.diagnosis.defect_model import FITTED, Model, matches
from symact.judge.diagnosis.evidence import whole
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.model_selection import Standing, best, holds
from symact.judge.diagnosis.sampling import chosen_rows
from symact.judge.diagnosis.to_cause import cause_of
from symact.judge.figures.verdict import Cause

MOST = 4
"""Causes of one verdict at most."""


@steps_kept()
def diagnose(bound: Bound, comparison: Comparison) -> tuple[Cause, ...]:
    """Return the causes of wrong results that a model reproduces, first the one that explains most, and the worst.

    Returns:
        The causes; empty where nothing is wrong or no model fits.
    """
    if not comparison.mismatched and not any(rows.any() for rows in comparison.defects.values()):
        return ()
    everything = whole(bound, comparison)
    chosen = chosen_rows(everything)
    case = TracedCase(chosen.bound, chosen.comparison, chosen.rows, chosen.stand_for)
    models = list(_models(case))
    left, unexplained = case.wrong & case.judged, np.ones(len(everything.rows), dtype=bool)
    found: list[tuple[float, Cause]] = []

    def sure(standing: Standing) -> bool:
        again = standing.model.again
        return again is None or holds(everything, again(everything), unexplained, standing.ulps)

    for tier in (case.far, case.severe, case.wrong):
        while len(found) < MOST and (left & tier).any():
            standing = best(case, models, left & tier, ~case.wrong | left, sure)
            if standing is None:
                break
            cause = cause_of(case, standing)
            # The same defect may spoil other rows through another form; it is told once.
            if all((each.name, each.says) != (cause.name, cause.says) for _, each in found):
                found.append((standing.damage(case), cause))
            left &= ~standing.hits
            if standing.model.form == "another":
                models = [model for model in models if model.form != "own"]
            if standing.model.everywhere:
                models = [model for model in models if not _further_slip(model, standing.model)]
            if standing.model.again is not None:
                again = standing.model.again(everything)
                unexplained &= ~(matches(everything, again) & again.domain & everything.wrong)
    return tuple(cause for _, cause in sorted(found, key=lambda each: -each[0]))


def _further_slip(model: Model, told: Model) -> bool:
    """Whether a model is another slip, one of many choices: where steps spoil what was told, one fits by chance."""
    return model.cause == "slip" and model.freedom == FITTED and model.says != told.says


def names() -> tuple[str, ...]:
    """Return the names of all causes, sorted."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(causes.__path__)))


def _models(case: TracedCase) -> Iterator[Model]:
    for name in names():
        module = importlib.import_module(f"{causes.__name__}.{name}")
        try:
            yield from module.models(case)
        except SymactError:
            # A definition that one kind of model cannot be made for: another kind may still fit.
            continue

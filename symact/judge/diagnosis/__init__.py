"""Causes of wrong results: a cause is named only if a model of it reproduces the wrong values.

One cause a file in `symact.judge.diagnosis.causes`. Each proposes models: what a candidate with that defect
returns. A model is believed if the candidate returned what it predicts, at nearly all rows at which it predicts
a wrong result; docs/diagnosis.md has the rule. Where no model is believed nothing is claimed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.judge.comparison.compare import Comparison
from symact.judge.diagnosis import causes
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import whole
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.model_selection import best
from symact.judge.diagnosis.sampling import chosen_rows
from symact.judge.diagnosis.to_cause import told
from symact.judge.figures.verdict import Cause

MOST = 4
"""Causes of one verdict at most."""


def diagnose(bound: Bound, comparison: Comparison) -> tuple[Cause, ...]:
    """Return the causes of wrong results that a model reproduces, the one that explains most first.

    Args:
        bound: the definition that the candidate was judged by.
        comparison: its results, judged.

    Returns:
        The causes; empty where nothing is wrong or no model fits.
    """
    if not comparison.mismatched and not any(rows.any() for rows in comparison.defects.values()):
        return ()
    chosen = chosen_rows(whole(bound, comparison))
    case = TracedCase(chosen.bound, chosen.comparison, chosen.rows)
    models = list(_models(case))
    left = case.wrong & case.judged
    found: list[Cause] = []
    while len(found) < MOST:
        severe = left & case.severe
        standing = best(case, models, severe if severe.any() else left, ~case.wrong | left)
        if standing is None:
            break
        found.append(told(case, standing))
        left &= ~standing.hits
    return tuple(found)


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

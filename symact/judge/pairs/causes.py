"""Why results for pairs are wrong: models of usual defects, run at the judged pairs."""

from __future__ import annotations

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.formats.floating import Format
from symact.judge.figures.verdict import Cause
from symact.judge.pairs.comparison import PairComparison


def diagnose(bound: Bound, comparison: PairComparison, quantity: Quantity, fmt: Format) -> tuple[Cause, ...] | None:
    """Return causes of wrong results."""
    return None

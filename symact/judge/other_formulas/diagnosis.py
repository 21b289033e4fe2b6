"""Which other formula gave wrong rows: one is named where it gives nearly all results, but for rounding of its steps.

It is asked for where no computation of `symact.judge.rows.diagnosis` returns the results, and for functions that these
do not know: definitions of one's own, masks, caps.
"""

from collections.abc import Sequence

from symact.definition.bound import Bound
from symact.definition.kept_steps import steps_kept
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.judge.figures.row_figures import RowCause
from symact.judge.other_formulas.evidence import of_rows
from symact.judge.other_formulas.formula import Formula
from symact.judge.other_formulas.search import explanations, in_words, written_out
from symact.judge.other_formulas.subject import Subject
from symact.judge.rows.multiples import Measured

FEW = 12
"""Rows of each width at which most formulas are ruled out."""


@steps_kept()
def diagnose_formula(bound: Bound, quantity: Quantity, found: Sequence[Measured]) -> tuple[RowCause, ...]:
    """Return the other formula that gives wrong results, with those that the rows do not tell from it.

    Args:
        bound, quantity: what is due.
        found: the batches with their results.
    """
    subject = Subject(bound, quantity)
    try:
        due = Formula(subject.derived(bound.expression))
        batches = of_rows(subject, found, due)
    except SymactError:
        return ()
    standings = explanations(subject, due, batches, found[0].judged.fmt, FEW)
    if not standings:
        return ()
    best = standings[0]
    figures = (best.reproduced, best.tried, best.agreed, best.compared)
    rivals = tuple(sorted({each.cause for each in standings} - {best.cause}))
    return (RowCause(best.cause, in_words(standings), written_out(best.formula), *figures, rivals, "rounding"),)

"""The correctly rounded values that results of a function of one number are held against."""

from collections.abc import Callable

from symact.definition.bound import Bound
from symact.formats.arrays import Bits
from symact.judge.question import Question
from symact.reference.kept_table import kept_table
from symact.reference.rows import build_table
from symact.reference.swept_table import swept_table
from symact.reference.table import Table

Progress = Callable[[int], None]


def reference_table(bound: Bound, question: Question, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the correctly rounded values at chosen inputs, by the sweep where they are all of a narrow format."""
    fmt, order = question.format, question.quantity.order
    if fmt.width <= 16:
        whole = len(x_bits) == 1 << fmt.width and (x_bits[1:] > x_bits[:-1]).all()
        return swept_table(bound, fmt, order, progress) if whole else build_table(bound, fmt, order, x_bits, progress)
    return kept_table(bound, fmt, order, x_bits, progress)

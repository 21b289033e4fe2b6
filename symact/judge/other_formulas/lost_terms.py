"""Sums that leave out numbers of the row, as by a loop that ends too early, or have zeros that fill it up."""

from collections.abc import Callable, Iterator
from functools import partial

import sympy
from sympy import Expr, Symbol

from symact.definition.reductions import Total
from symact.judge.other_formulas.slips import COUNT, Slip, said

BLOCKS = (4, 8, 16, 32, 64, 128)


def _full_blocks(size: int, n: int) -> slice:
    return slice(n - n % size if n >= size else n)


LOST: dict[str, Callable[[int], slice]] = {
    "the first": lambda n: slice(1, n),
    "the last": lambda n: slice(max(n - 1, 0)),
    "the first half": lambda n: slice(n // 2, n),
    "the second half": lambda n: slice((n + 1) // 2),
    "every other": lambda n: slice(0, n, 2),
    **{f"what fills no block of {size}": partial(_full_blocks, size) for size in BLOCKS},
}
"""What a loop leaves out, and of so many terms those that it has; of one alone it leaves out none."""


class Lacking(Total):
    """A sum over the entries but for some: the second argument is the place of what is left out in `LOST`."""

    nargs = 2

    @classmethod
    def eval(cls, argument: Expr, place: Expr = sympy.S.Zero) -> None:
        """Leave it as it is written, as `Reduction.eval` does."""

    def kept(self, n: int) -> slice:
        """Return which of n entries are added."""
        return list(LOST.values())[int(self.args[1])](n) if n > 1 else slice(None)


def sums_altered(expression: Expr, entry: Symbol) -> Iterator[Slip]:
    """Yield a formula with one of its sums lacking terms, or with those of a padded row.

    Args:
        expression: the formula.
        entry: the symbol of an entry.
    """
    sums = sorted(expression.atoms(Total) - {COUNT}, key=sympy.default_sort_key)
    for node in sums:
        for place, lost in enumerate(LOST):
            lacking = expression.xreplace({node: Lacking(node.args[0], sympy.Integer(place))})
            yield f"{said(node)} lacks {lost}", lacking
            if expression.has(COUNT):
                fewer = lacking.xreplace({COUNT: Lacking(sympy.S.One, sympy.Integer(place))})
                yield f"{said(node)} lacks {lost}, and n is how many it has", fewer
    for size in BLOCKS:
        whole = sympy.ceiling(COUNT / size) * size
        yield f"the next multiple of {size} takes the place of n", expression.xreplace({COUNT: whole})
        for node in sums:
            padded = node + (whole - COUNT) * node.args[0].xreplace({entry: sympy.S.Zero})
            says = f"zeros that fill rows up to a multiple of {size} are in {said(node)}"
            yield says, expression.xreplace({node: padded})

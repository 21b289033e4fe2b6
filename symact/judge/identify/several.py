"""What rows and pairs share when a function of several numbers is told: the record, and how a candidate is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symact.candidates import plan
from symact.candidates.process.parent import Sandbox
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.judge.identify.ask import named

WITHIN, NARROW = 64, 16
"""Roundings by which results of the right function may be off; in narrow formats."""


@dataclass(frozen=True)
class SeveralIdentification:
    """What a candidate of rows or of pairs is.

    Args:
        names: the functions that explain all results, with their default parameters; several where the inputs do not
            tell them apart, none where no function of the catalogue does. "glu(b, a)" has its halves swapped.
        dtype: the format.
        tried: how many rows or pairs were.
        off: for each function that gives as many results the greatest error, in roundings of a pair's result or of a
            row's greatest one; the nearest first.
    """

    names: tuple[str, ...]
    dtype: str
    tried: int
    off: Mapping[str, float]


def told(off: Mapping[str, float], fmt: Format, tried: int) -> SeveralIdentification:
    """Return what the greatest errors of several functions, in roundings, tell of which one it is."""
    nearest = dict(sorted(off.items(), key=lambda each: (each[1], each[0])))
    within = WITHIN if fmt.width >= 32 else NARROW
    return SeveralIdentification(tuple(n for n, size in nearest.items() if size <= within), fmt.name, tried, nearest)


def results_of(
    target: str,
    arguments: Mapping[str, str] | None,
    timeout: float,
    fmt: Format,
    bits: Bits,
    shapes: Sequence[RowShape],
) -> Bits:
    """Return what a candidate gives for inputs, in the first of some shapes that it returns.

    Raises:
        SymactError: a path that does not exist.
        CandidateError: the candidate cannot be called, or returns none of the shapes; the first says why.
    """
    library, spec = named(target, arguments or {})
    plan.ready(library)
    faults = []
    with Sandbox(timeout) as child:
        for shape in shapes:
            try:
                return child.evaluate(library, spec, bits, fmt, Quantity.VALUE, shape, False).checked(spec.path).bits
            except CandidateError as fault:
                faults.append(fault)
    raise faults[0]

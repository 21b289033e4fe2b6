"""JVPs and VJPs of altered definitions at a few rows without a derivative: most are ruled out before one is derived.

The imaginary part of f(x + ihv)/h is the JVP, exactly where h is small enough, since nothing cancels.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sympy import Expr, Symbol

from symact.definition.quantity import Kind, Quantity
from symact.definition.several import VECTOR
from symact.errors import SymactError
from symact.judge.other_formulas.evidence import ABOUT, Seen
from symact.judge.other_formulas.formula import Formula, Known
from symact.judge.other_formulas.standing import LOOSE
from symact.judge.other_formulas.subject import Subject

STEP = 2.0**-200
"""What the inputs are moved by."""

AT = 2
"""Results of each row at which a VJP is computed: each takes an evaluation."""


class _Moved(NamedTuple):
    """Rows with inputs that are moved, and the results that this is about.

    Args:
        given: values of symbols.
        known: of parts of the definition that is due.
        results: of each row, the column; None for all.
    """

    given: Mapping[Symbol, npt.NDArray[Any]]
    known: Known
    results: npt.NDArray[np.intp] | None


class ComplexStep:
    """What definitions make of a few rows."""

    def __init__(self, subject: Subject, few: list[Seen]) -> None:
        """Keep the rows; none where nothing is to be derived.

        Args:
            subject: what is on trial.
            few: rows of each width.
        """
        self._subject = subject
        self._seen = few[-1] if few and subject.quantity != Quantity.VALUE else None

    def may_be(self, definition: Expr) -> bool:
        """Whether a good part of the results is about what the JVP or VJP of a definition is."""
        if self._seen is None:
            return True
        seen, rows, near, told = self._seen, np.arange(len(self._seen.got)), 0, 0
        try:
            with np.errstate(all="ignore"):
                for each in self._moved:
                    change = Formula(definition).values(each.given, each.known).imag / STEP
                    at = ... if each.results is None else (rows, each.results)
                    if each.results is not None:
                        change = (seen.given[VECTOR] * change).sum(axis=1)
                    got, half, tell = seen.got[at], seen.half[at], seen.tell[at]
                    near += int(((np.abs(change - got) <= half + ABOUT * np.abs(got)) & tell).sum())
                    told += int(tell.sum())
        # SciPy has not all functions of complex numbers.
        except (SymactError, TypeError):
            return True
        return near >= LOOSE * told

    @cached_property
    def _moved(self) -> list[_Moved]:
        found = []
        for given, results in self._moves():
            known = Known()
            for writing in self._subject.writings:
                known |= Formula(writing).parts(given)
            found.append(_Moved(given, known, results))
        return found

    def _moves(self) -> Iterator[tuple[Mapping[Symbol, npt.NDArray[Any]], npt.NDArray[np.intp] | None]]:
        assert self._seen is not None
        subject, seen = self._subject, self._seen
        given: dict[Symbol, npt.NDArray[Any]] = {**seen.given}
        for name, part in subject.constants.items():
            given[name] = Formula(part).values(given)
        if subject.quantity.kind is Kind.JVP:
            moves = zip(subject.inputs, subject.vectors, strict=False)
            yield given | {one: given[one] + 1j * STEP * given[vector] for one, vector in moves}, None
        elif subject.pair:
            for place, one in enumerate(subject.inputs):
                yield given | {one: given[one] + 1j * STEP}, np.full(len(seen.got), place)
        else:
            entry, rows = subject.inputs[0], np.arange(len(seen.got))
            # Those that are to be explained come first.
            order = np.argsort(~seen.tell, axis=1, kind="stable")
            for column in order.T[:AT]:
                moved = given[entry].astype(np.complex128)
                moved[rows, column] += 1j * STEP
                yield given | {entry: moved}, column

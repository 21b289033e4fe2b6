"""What a candidate made of rows, and how far a formula explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from sympy import Expr, Symbol

from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encoding_exponent
from symact.judge.other_formulas.formula import Formula, Known
from symact.judge.other_formulas.subject import Subject
from symact.judge.rows.multiples import Measured

WIDEST = 300
"""Numbers of a row at most."""

FEWEST = 8
"""Results that are to be explained, without which nothing is named."""


ABOUT = 2.0**-6
"""Relative distance within which a formula is about a result."""

UNIT = 2.0**-24
"""Relative error of a step of a computation without a defect, in float32."""


@dataclass(frozen=True)
class Seen:
    """Rows of one width with a candidate's results; masks and numbers of shape (rows, entries).

    Args:
        given: the inputs by their symbols, shape (rows, n) or (rows, 1).
        got: the results.
        half: half the distance of numbers of the format around each.
        tell: which are to be explained.
        counted: which are compared.
        largest: the greatest number of the format.
        known, erring: values of parts that many formulas share, as they are, and with errors of steps.
    """

    given: Mapping[Symbol, Floats]
    got: Floats
    half: Floats
    tell: Mask
    counted: Mask
    largest: float
    known: Known = field(default_factory=dict)
    erring: Known = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return max(int(each.shape[1]) for each in self.given.values())

    def some(self, rows: npt.NDArray[np.intp]) -> "Seen":
        """Return some of the rows."""
        given = {symbol: values[rows] for symbol, values in self.given.items()}
        return Seen(given, self.got[rows], self.half[rows], self.tell[rows], self.counted[rows], self.largest)

    def named(self, names: Mapping[Symbol, Expr]) -> "Seen":
        """Return the same with values of parts by their names, but for those of inputs that are not there.

        Raises:
            SymactError: one has no values in NumPy.
        """
        there = {name: part for name, part in names.items() if part.free_symbols <= self.given.keys()}
        parts = {name: Formula(part).values(self.given) for name, part in there.items()}
        return replace(self, given={**self.given, **parts}, known={}, erring={})

    def values(self, formula: Formula) -> tuple[Floats, Floats]:
        """Return what a formula gives, and how far from it a result may be, half a place of the format included.

        Raises:
            SymactError: it has no values in NumPy, or more than there are results.
        """
        values, off = formula.moved(self.given, UNIT, self.erring)
        if values.shape[1] > self.got.shape[1]:
            raise SymactError("it gives a number for each entry where one is due")
        return np.broadcast_to(values, self.got.shape), off + self.half

    def without(self, due: Formula) -> "Seen":
        """Return the same with those results left out of what is to be explained that the due formula gives."""
        return replace(self, tell=self.tell & ~self.near(*self.values(due)))

    def sharing(self, due: Formula) -> "Seen":
        """Return the same with the parts of the due formula evaluated, which those it is altered to share."""
        return replace(self, known=due.parts(self.given), erring=due.parts(self.given, UNIT))

    def about(self, formula: Formula) -> tuple[Floats, Floats]:
        """Return what a formula gives, and a distance within which it is about a result; errors as of `values`."""
        values = formula.values(self.given, self.known)
        if values.shape[1] > self.got.shape[1]:
            raise SymactError("it gives a number for each entry where one is due")
        return np.broadcast_to(values, self.got.shape), self.half + ABOUT * np.abs(self.got)

    def near(self, values: Floats, off: Floats) -> Mask:
        """Return which results are what some values may be rounded to; what overflows is infinite."""
        with np.errstate(all="ignore"):
            close = np.abs(values - self.got) <= off
            great = np.isinf(self.got) & (values * np.sign(self.got) >= self.largest)
        return np.asarray(close | great | (np.isnan(values) & np.isnan(self.got)) | (values == self.got))


def of_rows(subject: Subject, parts: Sequence[Measured], due: Formula) -> list[Seen]:
    """Return what is to be explained: wrong results, but for overflow, that the due formula does not give."""
    return [_seen(subject, part, due) for part in parts if part.judged.batch.own <= WIDEST]


def _seen(subject: Subject, part: Measured, due: Formula) -> Seen:
    judged = part.judged
    columns = [judged.x, *(np.broadcast_to(each, judged.x.shape) for each in judged.beside)]
    finite = _squares_fit(judged.x)
    if subject.vectors:
        columns.append(judged.vector)
        finite &= _squares_fit(judged.vector)
    # What a step made infinite on the way is another matter, unless it is most of what is wrong.
    right = to_float64(part.table.y_bits, judged.fmt).reshape(part.wrong.shape)
    infinite = part.wrong & np.isfinite(right) & ~np.isfinite(judged.y.reshape(part.wrong.shape))
    counted = part.counted & finite[:, None] & ~(infinite & (2 * infinite.sum() <= part.wrong.sum()))
    given = dict(zip((*subject.inputs, *subject.vectors), columns, strict=True))
    half = judged.half_ulp * (1 + 2.0**-20)
    whole = Seen(given, judged.y, half, part.wrong & counted, counted, _greatest(judged.fmt))
    return whole.without(due).some(np.flatnonzero(finite))


def of_pairs(subject: Subject, x_bits: Bits, got: Bits, wrong: Mask, fmt: Format, due: Formula) -> list[Seen]:
    """Return what is to be explained of results for pairs of finite numbers.

    Args:
        subject: what is on trial.
        x_bits: the inputs, encodings of shape (n, k).
        got, wrong: the results and which are wrong, shape (n, entries).
        fmt: their format.
        due: the formula that is due.
    """
    columns = [to_float64(x_bits[:, k : k + 1], fmt) for k in range(x_bits.shape[1])]
    given = dict(zip((*subject.inputs, *subject.vectors), columns, strict=True))
    half = np.ldexp(0.5, encoding_exponent(got, fmt).astype(np.int32)) * (1 + 2.0**-20)
    counted = np.broadcast_to(_in_any_order(columns), wrong.shape)
    whole = Seen(given, to_float64(got, fmt), half, wrong & counted, counted, _greatest(fmt))
    return [whole.without(due)]


def _in_any_order(factors: Sequence[Floats]) -> Mask:
    """Return where no product of some factors is subnormal or overflows: in others the order of steps decides."""
    small, great = (np.prod([of(np.abs(each), 1.0) for each in factors], axis=0) for of in (np.minimum, np.maximum))
    return np.asarray((small >= np.finfo(np.float32).tiny) & (great <= np.finfo(np.float32).max / 16))


def _greatest(fmt: Format) -> float:
    return float(fmt.to_fraction(fmt.max_bits))


def _squares_fit(numbers: Floats) -> Mask:
    """Return rows whose squares do not overflow in float32: what becomes of others is another matter."""
    with np.errstate(over="ignore"):
        return np.asarray((numbers**2).sum(axis=1) < np.finfo(np.float32).max)


def few_of(batches: Sequence[Seen], count: int) -> list[Seen]:
    """Return some rows of each batch with something to explain."""
    random = np.random.Generator(np.random.PCG64(0))
    found = [(each, np.flatnonzero(each.tell.any(axis=1))) for each in batches]
    return [each.some(random.permutation(rows)[:count]) for each, rows in found if len(rows)]

"""Rows of scattered inputs that one formula decides for many binades: constants, what f is next to 0 and far out.

Taylor models see digits alone there, and no digits tell 1 from a value just below it: the side comes from a proof.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, magnitudes, to_float64
from symact.formats.rounding import round_to
from symact.reference.entries import ErrorTerms
from symact.reference.rows import Reference
from symact.reference.sweep.before_rounding import Known, Trace, known
from symact.reference.sweep.error_bounds import NEGLIGIBLE, Bounds, residuals, table_flags, unsettled
from symact.reference.sweep.filling import NEARLY_X, ROUNDED, WIDENED, constant_result
from symact.reference.sweep.segments import Segment, segments
from symact.reference.sweep.taylor_model import UNIT

FAINT = 2.0**-25
"""Bound of a residual's error, ulp, with which a row is taken."""

Indices = npt.NDArray[np.intp]


class Settled(NamedTuple):
    """Rows that are decided: their places among the inputs, results, flags and terms of errors."""

    places: Indices
    y: Bits
    flags: npt.NDArray[np.uint16]
    terms: ErrorTerms


def settled_rows(reference: Reference, x_bits: Bits) -> Settled:
    """Return the rows of some inputs, of a format of at most 32 bits, that need no model; others are left out."""
    fmt, pieces = reference.format, reference.bound.pieces
    # One after the other, the rows that are filled are those of a sweep.
    trace, filled = Trace(len(x_bits)), 0
    where, y = np.empty(len(x_bits), dtype=np.intp), np.empty_like(x_bits)
    for negative in (False, True):
        own = np.flatnonzero(((x_bits & x_bits.dtype.type(fmt.sign_bit)) != 0) == negative)
        magnitude = magnitudes(x_bits[own], fmt)
        for segment in segments(pieces, reference.order, fmt, negative):
            inside = own[(segment.first <= magnitude) & (magnitude <= segment.last)]
            part = slice(filled, filled + len(inside))
            values = _fill(reference, segment, x_bits[inside], y[part], trace.held[part]) if len(inside) else None
            if values is not None:
                trace.note(filled, len(inside), values)
                where[part] = inside
                filled += len(inside)
    where, y = where[:filled], y[:filled]
    behind = Bounds(trace, fmt).of(np.arange(filled))
    terms = residuals(behind, y, fmt)
    certain = ~unsettled(y, behind, terms, fmt, FAINT)
    flags = table_flags(y, behind, terms, fmt)
    # A bound too small to show was left out.
    terms = terms._replace(margin=np.where(behind.exact, 0.0, np.maximum(terms.margin, NEGLIGIBLE)))
    return Settled(where[certain], y[certain], flags[certain], terms.at(certain))


def _fill(reference: Reference, segment: Segment, x_bits: Bits, y: Bits, held: Floats) -> Known | None:
    """Fill results at inputs of a segment, and return what is known behind them; None where models serve better."""
    fmt, edge = reference.format, segment.edge
    if segment.constant:
        row = reference.row(int(x_bits[0]))
        y[:] = row.y
        return known(row)
    if edge is None or edge.overflows:
        return None
    if edge.sign:
        y[:] = fmt.sign_bit if edge.sign < 0 else 0
        return Known(-0.0 if edge.sign < 0 else 0.0, min(edge.size, 2.0 ** (fmt.quantum - 1)), strict=True)
    constant = constant_result(edge, fmt)
    if constant is not None:
        y[:] = constant
        proved = edge.size if edge.side else 0.0
        return Known(
            edge.coefficients[0], proved, 0.0 if proved else edge.relative * WIDENED + ROUNDED, False, edge.side
        )
    points = to_float64(x_bits, fmt)
    if edge.coefficients == (0.0, 1.0) and edge.side and edge.relative < NEARLY_X:
        y[:], held[:] = x_bits, points
        return Known(None, edge.size, beside=edge.side)
    if edge.relative:
        return None
    edge.values(points, held)
    if not edge.beside:
        y[:] = round_to(held, fmt)
        return Known(None)
    # No boundary lies between an exact product and the next float64 number.
    y[:] = round_to(np.nextafter(held, np.inf * edge.beside), fmt)
    near = UNIT / 4 * float(np.abs(points).max()) / edge.bound * (1 + ROUNDED)
    return Known(None, 0.0, near, True, edge.side)

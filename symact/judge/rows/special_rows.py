"""Rows without a value: masked everywhere, or with +inf. What a verdict requires there is a policy; NumPy alone.

The tables leave these rows open. Under a policy they get the results that it names; where several are accepted,
those that the candidate comes nearest to.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Mask, bits_dtype, is_infinite, is_nan, is_zero
from symact.formats.floating import Format
from symact.formats.rounding import encode, encoding_exponent
from symact.judge.comparison.policy import Policy
from symact.judge.rows.function import Function
from symact.reference.entries import ErrorTerms
from symact.reference.table import Flag, Table


def settled(table: Table, got: Bits, own: int, function: Function | None, policy: Policy) -> Table:
    """Return a table in which the rows that a policy decides are no longer open.

    Args:
        table: of one width.
        got: the candidate's results, in the shape of the table's.
        own: numbers of x in a row.
        function: which one; without it, and for one without masks or policies, nothing is decided.
        policy: masked_rows and infinite_rows.
    """
    if function is None or not function.exponential or table.quantity != Quantity.VALUE:
        return table
    fmt = table.format
    x = table.x_bits[:, :own]
    opened = table.has(Flag.OPEN).reshape(len(table), -1).all(axis=1) & ~is_nan(x, fmt).any(axis=1)
    negative = (x & bits_dtype(fmt).type(fmt.sign_bit)) != 0
    up = is_infinite(x, fmt) & (negative == (function.scale < 0))
    down = is_infinite(x, fmt) & ~up
    y, flags = table.y_bits.copy(), table.flags.copy()
    exponent, residual = table.ulp_exponent.copy(), table.residual.copy()
    for row in np.flatnonzero(opened & (up.any(axis=1) | down.all(axis=1))):
        masked = not up[row].any()
        named = _masked(own, function, fmt) if masked else _infinite(up[row], function, fmt)
        choice = policy.masked_rows if masked else policy.infinite_rows
        accepted = [due for name, due in named.items() if choice in ("open", name)]
        if not accepted:
            continue
        due = _nearest(np.atleast_1d(got[row]), accepted, fmt)
        y[row] = due.reshape(y[row].shape)
        flags[row] = np.uint16(Flag.INFINITE_INPUT)
        exponent[row] = encoding_exponent(y[row], fmt)
        residual[row] = 0.0
        uniform = masked and choice in ("open", "uniform") and not (is_nan(due, fmt) | is_zero(due, fmt)).any()
        if uniform and function.form == "softmax":
            residual[row] = _cut_off(own, int(due[0]), fmt)
    margin = table.errors.margin if table.errors else np.zeros(y.shape)
    errors = ErrorTerms(exponent, residual, margin)
    return replace(table, y_bits=y, y_lo_bits=y, y_hi_bits=y, flags=flags, errors=errors)


def _masked(own: int, function: Function, fmt: Format) -> dict[str, Bits]:
    """Return what may stand for a row of -inf: NaN, what -inf gives beside a number, or the limit of equal numbers."""
    dtype = bits_dtype(fmt)
    minus_infinity = (fmt.infinity_bits or 0) | fmt.sign_bit
    if function.form == "logsumexp":
        return {"nan": np.array([fmt.nan_bits], dtype=dtype), "zero": np.array([minus_infinity], dtype=dtype)}
    nothing = 0 if function.form == "softmax" else minus_infinity
    share = fmt.from_fraction(Fraction(1, own))
    if function.form == "log_softmax":
        share = int(encode(np.array([-np.log(own)]), fmt)[0])
    named = {"nan": fmt.nan_bits, "zero": nothing, "uniform": share}
    return {name: np.full(own, bits, dtype=dtype) for name, bits in named.items()}


def _infinite(up: Mask, function: Function, fmt: Format) -> dict[str, Bits]:
    """Return what may stand for a row with +inf: NaN, and the limit where one exists."""
    dtype = bits_dtype(fmt)
    infinity = fmt.infinity_bits or 0
    if function.form == "logsumexp":
        return {"nan": np.array([fmt.nan_bits], dtype=dtype), "limit": np.array([infinity], dtype=dtype)}
    found = {"nan": np.full(len(up), fmt.nan_bits, dtype=dtype)}
    if up.sum() == 1:
        one = fmt.from_fraction(Fraction(1))
        at, elsewhere = (one, 0) if function.form == "softmax" else (0, infinity | fmt.sign_bit)
        found["limit"] = np.where(up, dtype.type(at), dtype.type(elsewhere)).astype(dtype)
    return found


def _nearest(got: Bits, accepted: list[Bits], fmt: Format) -> Bits:
    """Return the accepted row that most entries of the candidate's agree with in kind: NaN, zero, infinity, number."""

    def kinds(bits: Bits) -> npt.NDArray[np.int64]:
        return np.asarray(np.select([is_nan(bits, fmt), is_infinite(bits, fmt), is_zero(bits, fmt)], [3, 2, 1], 0))

    agreeing = [int((kinds(each) == kinds(got)).sum()) + 2 * bool((each == got).all()) for each in accepted]
    return accepted[int(np.argmax(agreeing))]


def _cut_off(own: int, due: int, fmt: Format) -> float:
    """Return what rounding cut off of 1/n, ulp."""
    unit = Fraction(2) ** int(encoding_exponent(np.array([due], dtype=bits_dtype(fmt)), fmt)[0])
    return float((Fraction(1, own) - fmt.to_fraction(due)) / unit)

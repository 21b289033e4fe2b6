"""Gradients with other upstream gradients than 1: backward functions must be linear in them; NumPy alone."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError
from symact.candidates.behaviour import called
from symact.candidates.finding import Finding
from symact.candidates.resolve import one_line
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, to_float64, to_floats
from symact.formats.decimals import shown
from symact.formats.floating import Format
from symact.system.arithmetic import Guest

UPSTREAM = (2.0, -1.0, 0.5)
"""Upstream gradients: powers of two, by which a product is exact where it neither overflows nor is subnormal."""


def findings(
    library: Adapter, fn: Function, x_bits: Bits, fmt: Format, quantity: Quantity, guest: Guest
) -> tuple[Finding, ...]:
    """Return findings on a gradient with other upstream gradients than 1, where the adapter can give it some.

    Args:
        library: the adapter.
        fn: what the adapter evaluates.
        x_bits: encodings of the inputs, shape (n,).
        fmt: the format.
        quantity: what is judged; only a gradient has an upstream one.
        guest: the floating-point environment of the function.
    """
    if quantity != Quantity.of_order(1) or not library.repeatable:
        return ()

    def pulled(values: Any, by: float) -> Any:
        upstream_values = np.full(len(values), by, dtype=values.dtype)
        with guest:
            return library.evaluate(fn, values, fmt, Quantity.VJP, upstream_values)

    try:
        return tuple(Finding("upstream", says) for says in upstream(pulled, x_bits, fmt))
    except UnsupportedError:
        return ()
    # The gradient itself is there; what another upstream gradient raises is a finding beside it.
    except Exception as error:
        return (Finding("upstream", f"fails for another upstream gradient than 1: {one_line(error)}"),)


def upstream(pulled: Callable[..., Any], x_bits: Bits, fmt: Format) -> list[str]:
    """Return findings on a gradient that is not proportional to the upstream gradient, one sentence each.

    Args:
        pulled: takes an array and, as ``by``, an upstream gradient, the same everywhere.
        x_bits: encodings of the inputs, shape (n,).
        fmt: the format.
    """
    # Called in the same way with 1: a compiler may have made something else of a gradient without an upstream one.
    bits = called(partial(pulled, by=1.0), to_floats(x_bits, fmt), fmt)
    gradient = to_float64(bits, fmt)
    found = []
    for factor in (*UPSTREAM, 0.0):
        got = called(partial(pulled, by=factor), to_floats(x_bits, fmt), fmt)
        with np.errstate(invalid="ignore", over="ignore"):
            due = gradient * factor
            least, greatest = to_float64(np.array([fmt.min_normal_bits, fmt.max_bits], dtype=bits.dtype), fmt).tolist()
            ordinary = [(least * 2 <= np.abs(v)) & (np.abs(v) <= greatest / 2) for v in (gradient, due)]
            judged = np.isfinite(gradient) if factor == 0 else ordinary[0] & ordinary[1]
            wrong = judged & ~(to_float64(got, fmt) == due)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            found.append(
                f"the gradient is not proportional to the upstream gradient: for {factor:g} instead of 1 "
                f"{int(wrong.sum())} of {int(judged.sum())} results are not {factor:g} times as great; first at "
                f"x = {shown(int(x_bits[row]), fmt)}: {shown(int(got[row]), fmt)}, for 1 {shown(int(bits[row]), fmt)}"
            )
    return found

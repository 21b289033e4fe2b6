"""Numbers of a format nearest to float64 numbers, over whole arrays; NumPy alone."""

from __future__ import annotations

import numpy as np

from symact.formats.floating import Format
from symact.judge.comparison.ulp_error import Floats


def rounded(values: Floats, fmt: Format) -> Floats:
    """Return float64 numbers rounded to a format, still as float64; overflow gives infinity (NaN in e4m3fn)."""
    if fmt.name == "float64":
        return values
    if fmt.name in ("float32", "float16"):
        with np.errstate(all="ignore"):
            return values.astype(fmt.name).astype(np.float64)
    with np.errstate(all="ignore"):
        _, exponent = np.frexp(values)
        quantum = np.maximum(exponent - 1, fmt.emin) - fmt.fraction_bits
        result = np.ldexp(np.rint(np.ldexp(values, -quantum)), quantum)
        largest = float(fmt.to_fraction(fmt.max_bits))
        over = np.abs(result) > largest
        result = np.where(over, np.copysign(np.inf, values) if fmt.has_infinity else np.nan, result)
    return np.where(np.isfinite(values), result, values if fmt.has_infinity else np.nan)

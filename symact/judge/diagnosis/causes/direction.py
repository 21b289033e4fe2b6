"""The last rounding goes the wrong way: toward zero, up or down, or ties away from zero, instead of to nearest even."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import Bits, Floats, Mask, magnitudes
from symact.formats.floating import Format, get_format
from symact.formats.rounding import rounded
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import Case
from symact.reference.table import Flag

WIDER = ("float64", "float32")
"""Formats in which a value may be computed before its last rounding."""

UNIT = 2.0**-53

TIES = 60.0
"""Bits of evidence needed where the direction shows at ties alone."""


def models(case: Case) -> Iterator[Model]:
    """Yield the exact values, and those in a wider format, rounded in other directions."""
    yield from _directed(case, case.residual, "", np.ones(len(case.x), dtype=bool))
    # A value that the wider format rounds to a number of the narrow one is not moved: 1 - 1e-20 is 1 in float64.
    for wider in map(get_format, WIDER):
        if case.format.precision < wider.precision:
            with np.errstate(all="ignore"):
                first = rounded(case.y + case.residual * case.ulp, wider)
                residual = (first - case.y) / case.ulp
                # Whether float64 gives the very number or the one beside it is a matter of its elementary functions.
                sure = (residual == 0) | (np.abs(first - case.y) > 2 * UNIT * np.abs(case.y))
                yield from _directed(case, residual, f", from {wider.name}", sure)


def _directed(case: Case, residual: Floats, words: str, sure: Mask) -> Iterator[Model]:
    """Yield models in which (value - correct result) in ulp is what is rounded, at rows where that is sure."""
    fmt = case.format
    flags = case.comparison.table.flags[case.rows]
    plain = sure & np.isfinite(case.y) & case.finite & ((flags & np.uint16(Flag.OVERFLOW)) == 0)
    negative = np.where(case.y == 0, residual < 0, case.y < 0)
    outward = np.where(negative, residual < 0, residual > 0)  # the magnitude of the value is the greater one
    inward = (residual != 0) & ~outward
    tie = np.abs(residual) == 0.5 if words else (flags & np.uint16(Flag.TIE)) != 0
    modes = (
        ("toward zero: the bits beyond the last are cut off", inward, np.zeros_like(inward)),
        ("away from zero", np.zeros_like(inward), outward),
        ("down, to minus infinity", inward & ~negative, outward & negative),
        ("up, to plus infinity", inward & negative, outward & ~negative),
        ("to nearest, but ties away from zero", np.zeros_like(inward), tie & outward),
        ("to nearest, but ties toward zero", tie & inward, np.zeros_like(inward)),
    )
    for says, smaller, larger in modes:
        yield Model(
            "direction",
            f"the result is rounded {says}{words}, instead of to the nearest number, ties to even",
            "round to nearest, ties to even",
            _moved(case.y_bits, negative, smaller & plain, larger & plain, fmt),
            plain,
            exact=True,
            everywhere=True,
            # Of a value that was rounded before, `double_rounding` says as much with one assumption less.
            rewritten=bool(words),
            # Other computations with a rounding too many go wrong at ties, too.
            least=TIES if "ties" in says else 20.0,
            # The last rounding is that of all results.
            fewest=max(1, int(case.wrong.sum()) // 2),
        )


def _moved(bits: Bits, negative: Mask, smaller: Mask, larger: Mask, fmt: Format) -> Bits:
    """Return encodings with the magnitude one step down or up; a zero takes the sign of the exact value."""
    one = bits.dtype.type(1)
    sign = np.where(negative, bits.dtype.type(fmt.sign_bit), bits.dtype.type(0))
    magnitude = magnitudes(bits, fmt)
    down = smaller & (magnitude != 0)
    magnitude = np.where(down, magnitude - one, np.where(larger, magnitude + one, magnitude))
    return np.where(smaller | larger, magnitude | sign, bits)

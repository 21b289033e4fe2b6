"""A narrower format on the way in or out: the input, or the result, is rounded to fewer bits first."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import Floats
from symact.formats.floating import FORMATS, Format
from symact.formats.rounding import encode, rounded
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.model_selection import SHARE


def models(case: Case) -> Iterator[Model]:
    """Yield f at rounded inputs, and rounded results."""
    fmt = case.format
    everywhere = np.ones(len(case.x), dtype=bool)
    for work in FORMATS:
        if work.precision >= fmt.precision:
            continue
        remedy = f"keep {fmt.name} from the input to the result"
        # What the narrower format cannot hold it may treat in many ways; the rest is enough to decide.
        fits = np.abs(case.x) <= float(work.to_fraction(work.max_bits))
        inputs = np.where(fits, rounded(case.x, work), case.x)
        if _same_for_same(case, inputs):
            bits = case.correct_at(encode(inputs, fmt))
            says = f"the input is rounded to {work.name} before the function is computed"
            yield Model("narrowed", says, remedy, bits, fits, freedom=ALTERNATIVE)
        if _of_format(case, work):
            results = encode(rounded(case.y, work), fmt)
            says = f"the result is rounded to {work.name} and widened again"
            yield Model("narrowed", says, remedy, results, everywhere, freedom=ALTERNATIVE)


def _same_for_same(case: Case, inputs: Floats) -> bool:
    """Whether inputs that become one have one result, whatever else may be wrong with it."""
    pairs = case.finite[1:] & case.finite[:-1] & (inputs[1:] == inputs[:-1])
    return not pairs.any() or float((case.got_bits[1:] == case.got_bits[:-1])[pairs].mean()) >= SHARE


def _of_format(case: Case, work: Format) -> bool:
    """Whether results are numbers of a format, or beyond its greatest one, whatever else may be wrong with them."""
    got = case.got[np.isfinite(case.got) & (np.abs(case.got) <= float(work.to_fraction(work.max_bits)))]
    return len(got) > 0 and float((rounded(got, work) == got).mean()) >= SHARE

"""A sign lost or turned: |f(x)|, -f(x), f(|x|), f(-x), or a zero without its sign."""

from collections.abc import Iterator

import numpy as np

from symact.judge.diagnosis.defect_model import ALTERNATIVE, DERIVED, Model
from symact.judge.diagnosis.evidence import Case


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with signs of the input or the result dropped or turned."""
    sign = case.y_bits.dtype.type(case.format.sign_bit)
    everywhere = ~np.isnan(case.x)
    remedy = "keep the sign: compute with |x| and put it back"
    turned = case.correct_at(case.x_bits ^ sign)
    changed = {
        "the result's sign is lost: |f(x)|": case.y_bits & ~sign,
        "the result's sign is turned: -f(x)": case.y_bits ^ sign,
        "the input's sign is lost: f(|x|)": np.where(case.x_bits & sign, turned, case.y_bits),
        "the input's sign is turned: f(-x)": turned,
        "only the magnitude is right: -|f(x)|": case.y_bits | sign,
    }
    for says, bits in changed.items():
        yield Model("sign", says, remedy, bits, everywhere, freedom=ALTERNATIVE, exact=True)
    zero = (case.y_bits & ~sign) == 0
    without = {
        "-0 is returned as +0": np.where(zero, 0, case.y_bits),
        "+0 is returned as -0": np.where(zero, sign, case.y_bits),
    }
    for says, bits in without.items():
        remedy = "keep the sign of zero, as x*g(x) and copysign(r, x) do, and sums with +0 do not"
        bits = bits.astype(case.y_bits.dtype)
        yield Model("zero_sign", says, remedy, bits, everywhere, freedom=DERIVED, exact=True, least=1.0)

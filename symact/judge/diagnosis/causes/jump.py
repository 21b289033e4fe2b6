"""The value of the other side where the function jumps: >= in place of >, or the other way round."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from symact.definition.activation import x
from symact.definition.pieces import split
from symact.formats.rounding import encode
from symact.judge.diagnosis.constants_in import decimal_text
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.informative_rows import WIDE
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.stepwise import Walk, constant_in


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with the other side's values at the inputs where the function jumps."""
    pieces = split(short_constants(case.bound), x) if case.order == 0 else ()
    bits, domain, places = case.y_bits.copy(), np.zeros(len(case.x), dtype=bool), []
    for left, right in pairwise(pieces):
        here = case.finite & case.judged & (case.x == constant_in(left.upper, WIDE))
        for piece in (left, right):
            with np.errstate(all="ignore"):
                values = encode(Walk(case.x[here], WIDE).run(piece.expression), case.format)
            if here.any() and (values != case.y_bits[here]).all():
                bits[here], domain = values, domain | here
                places.append(decimal_text(left.upper))
    if places:
        says = f"at x = {' and '.join(places)}, where it jumps, the result is that of the other side"
        remedy = "compare as the definition does: > and >= differ there"
        yield Model("jump", says, remedy, bits, domain, freedom=ALTERNATIVE, exact=True, least=0.0)

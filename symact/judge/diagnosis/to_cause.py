"""A believed model as a cause of a verdict."""

import numpy as np

from symact.formats.arrays import order_keys, same
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.model_selection import Standing
from symact.judge.diagnosis.remedies import offered
from symact.judge.figures.summary import number
from symact.judge.figures.verdict import Cause, CauseSample


def cause_of(case: Case, standing: Standing) -> Cause:
    """Return the cause that a believed model stands for, with its counts and the numbers at its worst row."""
    model, hits = standing.model, np.flatnonzero(standing.hits)
    # What is shown is what the model gives to the bit, if it does anywhere.
    equal = hits[same(model.bits, case.got_bits, case.format)[hits]]
    shown = equal if len(equal) else hits
    error = case.error[shown]
    keys = np.abs(order_keys(case.x_bits[shown], case.format))
    place = int(shown[np.lexsort((keys, -error))[0]])
    numbers = hits[~np.isnan(case.x[hits])]
    remedy = offered(case, standing.hits, model.remedies()) if model.remedies is not None else None
    return Cause(
        name=model.cause,
        says=model.says,
        remedy=remedy[0] if remedy else model.remedy,
        remedy_error=remedy[1] if remedy else None,
        tried=int((case.wrong & case.judged).sum()),
        reproduced=len(hits),
        share=round(standing.share, 4),
        rivals=standing.rivals,
        lowest=number(int(case.x_bits[numbers[0]]), case.format) if len(numbers) else None,
        highest=number(int(case.x_bits[numbers[-1]]), case.format) if len(numbers) else None,
        sample=CauseSample(
            x=number(int(case.x_bits[place]), case.format),
            got=number(int(case.got_bits[place]), case.format),
            model=number(int(model.bits[place]), case.format),
            correct=number(int(case.y_bits[place]), case.format),
            steps=tuple((name, f"{values[place]:.9g}") for name, values in model.steps),
        ),
    )

"""Online softmax that rescales its sum in a narrow format at every new maximum."""

from symact.formats.floating import get_format
from symact.judge.rows.diagnosis.case import Case, Ways
from symact.judge.rows.simulation import Computation


def computations(case: Case) -> Ways:
    """Yield online sums in blocks, with the sum and its factors in a narrow format."""
    for total in (name for name in ("bfloat16", "float16") if get_format(name).precision <= case.fmt.precision):
        for block in (1, 16, 32, 64, 128):
            for steps in dict.fromkeys(("float32", total)):
                says = f"an online sum is rescaled in {total} at every new maximum, in blocks of {block}"
                for terms in dict.fromkeys(("", total)):
                    yield says, Computation(steps=steps, total=total, block=block, terms=terms)

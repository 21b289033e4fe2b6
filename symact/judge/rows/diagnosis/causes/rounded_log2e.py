"""exp(t) as exp2(t log2 e) with the product rounded: an error that grows with |t|."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield exponentials of base 2 with a rounded argument, in float32 and in the format itself."""
    for steps in dict.fromkeys(("float32", case.fmt.name)):
        says = f"exp(t) is computed as exp2(t log2 e) with the product rounded to {steps}"
        for how in free(case.fmt):
            if how.exponential == "exp" and how.steps == "float32":
                for whole in (False, True):
                    yield says, replace(how, steps=steps, exponential="exp2", whole=whole)

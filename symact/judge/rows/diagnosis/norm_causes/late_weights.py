"""The norm rounded to a narrow format before it is multiplied by the weights."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms that are cast before the product, or multiplied in the format itself."""
    for how in free_norms(case.fmt):
        if case.function.weighted and case.kind is None:
            says = f"the norm is rounded to {case.fmt.name} before it is multiplied by the weights"
            yield says, replace(how, kept=case.fmt.name)

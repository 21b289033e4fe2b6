"""A sum in place of a mean, a mean over n - 1, of absolute values, or without its root."""

from dataclasses import replace
from itertools import product

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms
from symact.judge.rows.diagnosis.norm_causes.another_eps import EPS


def computations(case: Case) -> NormWays:
    """Yield norms whose squares are divided by another number, or that have another mean."""
    for how in free_norms(case.fmt):
        for outside in (False, True):
            beside = ", and eps to the root" if outside else ""
            for eps in (None, *EPS):
                given = replace(how, outside=outside, eps=eps)
                yield f"the squares are added, and not divided by n{beside}", replace(given, whole=True)
                yield f"the mean of the squares is taken over n - 1{beside}", replace(given, less=1)
        for magnitudes, eps in product(("mean", "greatest"), (None, *EPS)):
            says = f"the {magnitudes}{' of absolute values' if magnitudes == 'mean' else ' absolute value'}"
            yield f"{says} takes the place of the root", replace(how, magnitudes=magnitudes, eps=eps)
        yield "it is divided by the mean square, not by its root", replace(how, rootless=True)

"""Another eps than the definition's: it shows where the squares are as small."""

from dataclasses import replace

import numpy as np

from symact.judge.rows.diagnosis.case import FEWEST, Case, NormWays, free_norms
from symact.judge.written_numbers import written

EPS = (0.0, 1e-12, 1e-8, 1e-7, 2.0**-23, 1e-6, 2e-6, 1e-5, 1e-4, 1e-3, 2.0**-10, 2.0**-7, 2.0**-52)
"""What libraries and models add."""


def computations(case: Case) -> NormWays:
    """Yield norms with the usual values of eps, and without."""
    layer = case.function.form == "layer_norm" and not case.kind
    for how in free_norms(case.fmt):
        for eps in dict.fromkeys((*EPS, *seen_eps(case))):
            if eps != case.function.eps:
                says = f"eps is {eps:g}" if eps else "eps is left out"
                yield says, replace(how, eps=eps)
                for apart in ("fused", "rounded") if layer and how.reciprocal else ():
                    yield says, replace(how, eps=eps, apart=apart)


def seen_eps(case: Case) -> list[float]:
    """Return what eps the results show where it is as great as the squares: a number that a person would write."""
    if case.kind or case.function.weighted:
        return []
    found = []
    for part in case.parts:
        x, y = part.judged.x, part.judged.y
        with np.errstate(all="ignore"):
            own = x - x.mean(axis=1, keepdims=True) if case.function.form == "layer_norm" else x
            square = (own**2).mean(axis=1, keepdims=True)
            eps = (own / y) ** 2 - square
            great = part.wrong & (eps > square / 8) & np.isfinite(eps) & (np.abs(y) > 1e-3)
        found.append(eps[great])
    seen = np.concatenate(found)
    if len(seen) < FEWEST:
        return []
    middle = float(np.median(seen))
    return list(dict.fromkeys(float(each) for each in written(middle) if abs(float(each) / middle - 1) < 0.02))

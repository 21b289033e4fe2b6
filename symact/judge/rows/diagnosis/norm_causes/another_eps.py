"""Another eps than the definition's: it shows where the squares are as small."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms

EPS = (0.0, 1e-12, 1e-8, 1e-7, 2.0**-23, 1e-6, 2e-6, 1e-5, 1e-4, 1e-3, 2.0**-10, 2.0**-7, 2.0**-52)
"""What libraries and models add."""


def computations(case: Case) -> NormWays:
    """Yield norms with the usual values of eps, and without."""
    for how in free_norms(case.fmt):
        for eps in EPS:
            if eps != case.function.eps:
                says = f"eps is {eps:g}" if eps else "eps is left out"
                yield says, replace(how, eps=eps)

"""The reciprocal of the root of few bits, as instructions estimate it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms
from symact.judge.rows.diagnosis.causes.rough_reciprocal import BITS, improved


def computations(case: Case) -> NormWays:
    """Yield norms times an approximate reciprocal of the root."""
    for how in (each for each in free_norms(case.fmt) if each.reciprocal):
        for words, way in improved(root=True) if case.fmt.width <= 32 else ():
            yield f"the reciprocal of the root is {words}", replace(how, bits=way)
        for bits in BITS:
            # What has the bits of the format itself is rounded to it.
            rounded = (("nearest", "rounded"),) if bits != case.fmt.precision else ()
            for way, words in (*rounded, ("cut", "cut off")):
                yield f"the reciprocal of the root is {words} to {bits} bits", replace(how, bits=f"{way} {bits}")

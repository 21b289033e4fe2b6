"""The quotient as a product with an approximate reciprocal of the sum."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free

BITS = (8, 11, 12, 14, 16)
"""Bits of a significand: bfloat16, float16 and TF32, and the estimates of instructions."""


def computations(case: Case) -> Ways:
    """Yield products with reciprocals of few bits, rounded or cut off."""
    for bits in BITS:
        for way, words in (("nearest", "rounded"), ("cut", "cut off")):
            for how in free(case.fmt):
                if not how.reciprocal:
                    says = f"the results are multiplied by a reciprocal of the sum {words} to {bits} bits"
                    yield says, replace(how, reciprocal=f"{way} {bits}")
                    if case.fmt.width < 32:
                        also = replace(how, reciprocal=f"{way} {bits}", narrow=case.fmt.name)
                        yield f"{says}, exponentials to {case.fmt.name}", replace(also, at=frozenset(("exponential",)))

"""The quotient as a product with an approximate reciprocal of the sum."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free

BITS = (8, 11, 12, 14)
"""Bits of a significand: bfloat16, float16 and TF32, and the estimates of instructions."""


def computations(case: Case) -> Ways:
    """Yield products with reciprocals of few bits."""
    for bits in BITS:
        for how in free(case.fmt):
            if how.quotient == "divide":
                says = f"the results are multiplied by a reciprocal of the sum with {bits} bits"
                yield says, replace(how, quotient=bits)

"""The quotient as a product with an approximate reciprocal of the sum."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free
from symact.judge.rows.estimates import MAGIC

BITS = (8, 11, 12, 14, 16)
"""Bits of a significand: bfloat16, float16 and TF32, and the estimates of instructions."""


def improved(root: bool) -> Iterator[tuple[str, str]]:
    """Yield estimates that Newton's method improves, in words and as for `estimated`."""
    for constant in MAGIC[root]:
        yield f"estimated by the constant {constant:#x}", f"magic {constant:#x}"
        for steps in ("1", "2") if root else ("1", "2", "3"):
            words = f"estimated by the constant {constant:#x} with {steps} of Newton's steps"
            yield words, f"magic {constant:#x} + {steps}"
    for bits in BITS[:3]:
        for way, words in (("nearest", "rounded"), ("cut", "cut off")):
            yield f"{words} to {bits} bits with one of Newton's steps", f"{way} {bits} + 1"


def computations(case: Case) -> Ways:
    """Yield products with reciprocals of few bits, rounded or cut off, and with improved estimates."""
    for words, way in improved(root=False) if case.fmt.width <= 32 else ():
        for how in (each for each in free(case.fmt) if not each.reciprocal):
            yield f"the results are multiplied by a reciprocal of the sum {words}", replace(how, reciprocal=way)
    for bits in BITS:
        for way, words in (("nearest", "rounded"), ("cut", "cut off")):
            for how in free(case.fmt):
                if not how.reciprocal:
                    says = f"the results are multiplied by a reciprocal of the sum {words} to {bits} bits"
                    yield says, replace(how, reciprocal=f"{way} {bits}")
                    if case.fmt.width < 32:
                        also = replace(how, reciprocal=f"{way} {bits}", narrow=case.fmt.name)
                        yield f"{says}, exponentials to {case.fmt.name}", replace(also, at=frozenset(("exponential",)))

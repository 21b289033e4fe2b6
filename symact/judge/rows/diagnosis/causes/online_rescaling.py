"""Online softmax that rescales its sum in a narrow format at every new maximum, or not at all."""

from dataclasses import replace
from itertools import product

from symact.judge.rows.computation import Online
from symact.judge.rows.diagnosis.case import Case, Ways, plainest

BLOCKS = (1, 2, 4, 8, 16, 32, 64, 128, 256)

HALF = 0


def computations(case: Case) -> Ways:
    """Yield online sums in blocks: with the sum, its factors or all steps in a narrow format, or never rescaled."""
    plain, widest = plainest(case.fmt), max(part.judged.batch.own for part in case.parts)
    # A block of the whole row is no online sum.
    blocks = [block for block in BLOCKS if block < widest]
    for block in (*blocks, HALF):
        where = f"blocks of {block}" if block else "halves"
        says = f"an online sum is not rescaled at a new maximum, in {where}"
        yield says, replace(plain, online=Online(block, rescaled=False))
        if block != 1:
            says = f"sums of {where}, each shifted by its own maximum, are added without rescaling"
            yield says, replace(plain, online=Online(block, rescaled=False, own=True))
    for name, block in product(case.summed, blocks):
        says = f"the factors of an online sum are rounded to {name}, in blocks of {block}"
        for factors in (frozenset(("factor",)), frozenset(("factor", "distance"))):
            yield says, replace(plain, online=Online(block), narrow=name, at=factors)
        says = f"an online sum is rescaled in {name} at every new maximum, in blocks of {block}"
        more = ((), ("term",), ("factor",), ("factor", "distance"), ("factor", "distance", "difference", "exponential"))
        for at, wide, fused in product(more, (False, True) if block > 1 else (False,), (False, True)):
            how = replace(plain, total=name, narrow=name, at=frozenset(at))
            yield says, replace(how, online=Online(block, wide, fused))

"""Sums in a narrow format: they stick where a term is less than half their last place."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, plainest_norm
from symact.judge.rows.diagnosis.causes.narrow_accumulator import ORDERS

EVERY = ("mean", "difference", "square", "mean square", "with eps", "root", "inverse", "normed")


def computations(case: Case) -> NormWays:
    """Yield norms with sums in formats of fewer bits, with steps in float32 or in the same format."""
    for total in case.summed:
        for order in ORDERS:
            for reciprocal in (True, False):
                how = replace(plainest_norm(case.fmt), total=total, order=order, reciprocal=reciprocal)
                for at in ((), ("square",), EVERY):
                    yield f"the sums are accumulated in {total}", replace(how, narrow=total, at=frozenset(at))

"""Limits at an infinity in every case of the parameters, where the sign of a constant decides."""

from typing import NamedTuple

from sympy import Expr
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.regional_claim import in_parameters
from symact.definition.activation import x
from symact.errors import OpenSignError
from symact.evidence import Evidence, Gap
from symact.symbolic.limits import limit


class LimitCase(NamedTuple):
    """The limit in one case of the parameters; value and exists as in `symact.symbolic.limits.LimitResult`."""

    condition: Boolean
    value: Expr | None
    exists: bool | None
    parts: tuple[Evidence, ...]


class _Answer(NamedTuple):
    value: Expr | None
    exists: bool | None
    evidence: Evidence


def limit_cases(expression: Expr, side: int) -> list[LimitCase]:
    """Return the limit of a smooth expression in x at -oo (side -1) or oo (1), one entry a case of its parameters."""

    def answer(region: Region, own: Expr) -> _Answer:
        found = limit(own, x, side)
        if found.open_sign is not None:
            raise OpenSignError(found.open_sign)
        value = None if found.value is None else region.back(found.value)
        return _Answer(value, found.exists, in_parameters(found.evidence, region))

    def unknown(reason: str) -> _Answer:
        return _Answer(None, None, Gap(f"limit of `{expression}` at `{'+oo' if side > 0 else '-oo'}`: {reason}"))

    rows = merge(solve_by_cases(expression, answer, unknown), lambda a, b: a.exists is not None and a[:2] == b[:2])
    return [
        LimitCase(condition, *answers[0][:2], tuple(dict.fromkeys(each.evidence for each in answers)))
        for condition, answers in rows
    ]

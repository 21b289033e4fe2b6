"""Attacks on claims about the Jacobian: differences of f, singular values, row sums."""

import re
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against, differ, said, smooth
from symact.checking.second_opinion.vector_view import VectorView


def _vector(length: int) -> list[Any]:
    return [CONTEXT.mpf(3) / (k + 2) - 1 for k in range(length)]


@against("jacobian", "gradient")
def product(view: VectorView, claim: str) -> Objections:
    """Attack what is claimed of the Jacobian times a vector, or of the gradient."""
    left, _, right = claim.partition(" = ")
    for columns, rows in smooth(view):
        v = _vector(len(columns["x"]))
        if left.startswith("df/dx"):
            yield from differ(view, "the gradient", rows[0], view.entries(right, columns), columns)
        else:
            due = view.entries(right, {**columns, "v": v})[: len(rows)]
            yield from differ(view, "J v", times(rows, v), due, columns)


def times(rows: list[list[Any]], v: list[Any]) -> list[Any]:
    """Return the product of a matrix and a vector."""
    return [CONTEXT.fsum(a * b for a, b in zip(row, v, strict=True)) for row in rows]


WEIGHTS = re.compile(r"(?P<factor>.*?)\*?\(diag\(f\) - f f\^T\)|diag\(f\) - f f\^T")


@against("jacobian_form")
def _form(view: VectorView, claim: str) -> Objections:
    weights = WEIGHTS.fullmatch(claim)
    if not weights and claim != "I - 1 exp(f)^T":
        raise OpenError
    for columns, rows in smooth(view):
        f = view.f(columns)
        for i, row in enumerate(rows):
            if weights:
                k = view.number({"": "1", "-": "-1"}.get(weights["factor"] or "", weights["factor"]), columns)
                due = [k * ((f[i] if i == j else 0) - f[i] * f[j]) for j in range(len(f))]
            else:
                due = [(1 if i == j else 0) - CONTEXT.exp(f[j]) for j in range(len(f))]
            yield from differ(view, f"row {i} of J", row, due, columns)


@against("jacobian_kernel")
def _kernel(view: VectorView, claim: list[str]) -> Objections:
    tried = [*smooth(view, 2)]
    for text in dict.fromkeys([*claim, "1", "x"]):
        found: list[str] = []
        for columns, rows in tried:
            image = times(rows, view.entries(text, columns))
            found += differ(view, f"J times {text}", image, [CONTEXT.mpf(0)] * len(rows), columns)
        yield from found if text in claim else ()
        if text not in claim and not found and tried:
            yield f"J maps {text} to 0 at all vectors tried"


@against("jacobian_rank")
def _rank(view: VectorView, claim: str) -> Objections:
    best: dict[int, int] = {}
    for columns, rows in smooth(view, 2):
        sizes = sorted(map(abs, CONTEXT.svd_r(CONTEXT.matrix(rows), compute_uv=False)), reverse=True)
        rank = sum(1 for size in sizes if size > sizes[0] * CONTEXT.mpf(10) ** -40)
        due = view.number(claim, columns)
        best[len(rows)] = max(rank, best.get(len(rows), 0))
        # Exponentials far apart make singular values small, not 0: only more than is claimed refutes at one vector.
        if rank > due:
            yield f"the rank is {rank} at {said(columns)}"
    for length, rank in best.items():
        due = view.number(claim, view.columns(("0",) * length))
        if rank < due:
            yield f"the rank is {rank} at most for n = {length}"


@against("lipschitz_2_norm", "lipschitz_max_norm")
def _lipschitz(view: VectorView, claim: str) -> Objections:
    greatest, due = CONTEXT.mpf(0), None
    for columns, rows in smooth(view, 2):
        due = view.number(claim, columns)
        if view.property == "lipschitz_2_norm":
            size = max(map(abs, CONTEXT.svd_r(CONTEXT.matrix(rows), compute_uv=False)))
        else:
            size = max(CONTEXT.fsum(map(abs, row)) for row in rows)
        greatest = max(greatest, size)
        if size > due * (1 + CONTEXT.mpf(10) ** -20):
            yield f"the Jacobian has the norm {shown(size)} at {said(columns)}"
    if due is not None and greatest < due * CONTEXT.mpf("0.9"):
        yield f"no Jacobian tried has a norm above {shown(greatest)}"

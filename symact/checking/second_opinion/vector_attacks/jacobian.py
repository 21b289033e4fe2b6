"""Attacks on claims about the Jacobian: differences of f, singular values, row sums."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against, at, differ, said, smooth
from symact.checking.second_opinion.vector_view import Columns, VectorView


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


@against("jacobian_form")
def _form(view: VectorView, claim: Mapping[str, Any]) -> Objections:
    for columns, rows in smooth(view):
        for i, (row, due) in enumerate(zip(rows, _matrix(view, claim, columns), strict=True)):
            yield from differ(view, f"row {i} of J", row, due, columns)


def _matrix(view: VectorView, claim: Mapping[str, Any], columns: Columns) -> list[list[Any]]:
    """Return the rows of a matrix in f at a vector."""
    known = {**columns, "f": view.f(columns)}
    d, u, factor, over = (view.entries(claim[name], known) for name in ("diagonal", "columns", "factor", "over"))
    products = [[view.entries(text, known) for text in each] for each in claim["products"]]
    return [
        [
            (int(i == j) * d[i] - CONTEXT.fsum(a[i] * b[j] / m[i] for a, b, m in products)) * factor[i] * u[j] / over[i]
            for j in range(len(d))
        ]
        for i in range(len(d))
    ]


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
        rank = sum(1 for size in sizes if size > max(sizes[0], CONTEXT.mpf(1)) * CONTEXT.mpf(10) ** -40)
        due = view.number(claim, columns)
        best[len(rows)] = max(rank, best.get(len(rows), 0))
        # Exponentials far apart make singular values small, not 0: only more than is claimed refutes at one vector.
        if rank > due:
            yield f"the rank is {rank} at {said(columns)}"
    for length, rank in best.items():
        due = view.number(claim, view.columns(("0",) * length))
        if rank < due:
            yield f"the rank is {rank} at most for n = {length}"


LONG = {"SquareThreshold": ("5/4", *["0"] * 12), "Threshold": ("0",) * 12, "": ("60", "60")}
"""Vectors at which Jacobians are nearly as great as they get, by a reduction that stands in f, or any."""

NEAR = {"SquareThreshold": CONTEXT.mpf("0.5"), "": CONTEXT.mpf("0.9")}
"""How near their norms must come to what is claimed; of 1.5-entmax only hundreds of entries come nearer."""


@against("lipschitz_2_norm", "lipschitz_max_norm")
def _lipschitz(view: VectorView, claim: str) -> Objections:
    if claim == "oo":
        raise OpenError
    greatest, due = CONTEXT.mpf(0), None
    longest = view.columns(next(texts for name, texts in LONG.items() if name in view.text))
    # What stands beside x, as masks, is the same for all entries there.
    longest |= {name: values[:1] * len(values) for name, values in longest.items() if name != "x"}
    for columns, rows in chain(smooth(view, 2), at(view, [longest])):
        due = view.number(claim, columns)
        if view.property == "lipschitz_2_norm":
            size = max(map(abs, CONTEXT.svd_r(CONTEXT.matrix(rows), compute_uv=False)))
        else:
            size = max(CONTEXT.fsum(map(abs, row)) for row in rows)
        greatest = max(greatest, size)
        if size > due * (1 + CONTEXT.mpf(10) ** -20):
            yield f"the Jacobian has the norm {shown(size)} at {said(columns)}"
    near = next(share for name, share in NEAR.items() if name in view.text)
    if due is not None and greatest < due * near:
        yield f"no Jacobian tried has a norm above {shown(greatest)}"

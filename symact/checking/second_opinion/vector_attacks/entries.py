"""Attacks on claims about the entries: their sum, bounds and order."""

import ast
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.expression import tree
from symact.checking.second_opinion.points import CONTEXT, INFINITY, shown
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against, differ, said
from symact.checking.second_opinion.vector_view import Columns, VectorView, alike


@against("entry_sum")
def _sum(view: VectorView, claim: str) -> Objections:
    for columns in view.points():
        yield from differ(view, "the sum", [CONTEXT.fsum(view.f(columns))], [view.number(claim, columns)], columns)


@against("entry_bounds")
def _bounds(view: VectorView, claim: str) -> Objections:
    call = tree(claim)
    if not (isinstance(call, ast.Call) and len(call.args) == 2):
        raise OpenError
    opened = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    for columns in view.points(2):
        low, high = (_end(view, ast.unparse(each), columns) for each in call.args)
        for y in view.f(columns):
            below = y <= low if opened in ("open", "Lopen") else y < low and not alike(y, low)
            above = y >= high if opened in ("open", "Ropen") else y > high and not alike(y, high)
            if (below or above) and not (y in (low, high) and abs(y) == INFINITY):
                yield f"an entry is {shown(y)} at {said(columns)}"


def _end(view: VectorView, text: str, columns: Columns) -> Any:
    return {"oo": INFINITY, "-oo": -INFINITY}.get(text) or view.number(text, columns)


@against("on_simplex")
def _simplex(view: VectorView, claim: bool) -> Objections:
    off = [c for c in view.points() if not alike(CONTEXT.fsum(view.f(c)), 1) or min(view.f(c)) < 0]
    if claim and off:
        yield f"the entries are no weights at {said(off[0])}"
    if not claim and not off:
        yield "the entries are 0 or more and add up to 1 at all vectors tried"


@against("entry_order")
def _order(view: VectorView, claim: str) -> Objections:
    sign = -1 if claim.startswith("reversed") else 1
    for columns in view.points(2):
        ordered = sorted(zip(columns["x"], view.f(columns), strict=True))
        for (x, y), (other, z) in pairwise(ordered):
            if other > x and ((z - y) * sign < 0 or (z == y and "strictly" in claim)):
                yield f"f is {shown(y)} at the entry {shown(x)} and {shown(z)} at {shown(other)}, {said(columns)}"

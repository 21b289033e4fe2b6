"""Attacks on claims about one entry and two, other functions, limits and convexity."""

import re

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.points import CONTEXT
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_attacks.jacobian import product
from symact.checking.second_opinion.vector_registry import against, differ, said
from symact.checking.second_opinion.vector_view import VectorView


@against("one_entry")
def _one(view: VectorView, claim: str) -> Objections:
    for columns in view.points():
        if len(columns["x"]) == 1:
            due = CONTEXT.nan if claim == "undefined" else view.number(claim, columns)
            yield from differ(view, "f", view.f(columns), [due], columns)


@against("two_entries")
def _two(view: VectorView, claim: list[str]) -> Objections:
    for columns in (each for each in view.points(2) if len(each["x"]) == 2):
        names = {"x1": columns["x"][0], "x2": columns["x"][1]}
        names |= {f"{name}2": columns[name][1] for name in view.inputs[1:]}
        for each in claim:
            due = view.number(each.partition(" = ")[2], columns, **names)
            yield from differ(view, each, view.f(columns)[:1], [due], columns)


@against("relations")
def _relations(view: VectorView, claim: list[str]) -> Objections:
    for each in claim:
        left, _, right = each.partition(" = ")
        if left == "f(x)":
            for columns in view.points():
                found = view.f(columns)
                yield from differ(view, each, found, view.entries(right, columns)[: len(found)], columns)
        elif left == "df/dx_i":
            yield from product(view, each)


WORDS = re.compile("1(/m)? at the (m|first of the) (greatest|least) entries, 0 at the others")


@against("limit_scale_zero", "limit_scale_infinity")
def _scaled(view: VectorView, claim: str) -> Objections:
    words = WORDS.match(claim)
    exponent = -60 if view.property == "limit_scale_zero" else 5 if words else 40
    for columns in view.points(2):
        x = columns["x"]
        got = view.f({**columns, "x": [CONTEXT.mpf(10) ** exponent * each for each in x]})
        if words:
            top = max(x) if "greatest" in claim else min(x)
            chosen = [each == top for each in x]
            due = [CONTEXT.mpf(int(each)) / sum(chosen) for each in chosen]
            if "first" in claim:
                due = [CONTEXT.mpf(int(k == chosen.index(True))) for k in range(len(x))]
        else:
            try:
                due = view.entries(claim, columns)[: len(got)]
            except OpenError:
                continue
        yield from differ(view, "f(c x)", got, due, columns)


@against("joint_convexity")
def _convex(view: VectorView, claim: str) -> Objections:
    sign = {"convex": 1, "concave": -1}.get(claim)
    if sign is None or len(view.inputs) > 1:
        raise OpenError
    points = [*view.points()]
    for one in points:
        for other in (each for each in points if len(each["x"]) == len(one["x"])):
            middle = {"x": [(a + b) / 2 for a, b in zip(one["x"], other["x"], strict=True)]}
            ends = (view.f(one)[0] + view.f(other)[0]) / 2
            if (view.f(middle)[0] - ends) * sign > abs(ends) * CONTEXT.mpf(10) ** -25:
                yield f"f is beyond its chord between {said(one)} and {said(other)}"

"""Attacks on claims about functions of pairs."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against, differ, said
from symact.checking.second_opinion.vector_view import STEP, VectorView, alike


@against("linear_inputs")
def _linear(view: VectorView, claim: list[str]) -> Objections:
    values = [CONTEXT.mpf(k) / 3 for k in (-7, -2, 1, 5, 31)]
    first, second = view.inputs
    for own, other in ((first, second), (second, first)):
        bent = ""
        for rest in values:
            ends = [view.number(view.text, {own: [value], other: [rest]}) for value in (*values, CONTEXT.mpf(0))]
            slope = ends[0] / values[0]
            if not all(alike(end, slope * value) for end, value in zip(ends, values, strict=False)) or ends[-1] != 0:
                bent = f"f is no multiple of {own} where {other} = {shown(rest)}"
        if own in claim and bent:
            yield bent
        # With parameters the claim is about all of their values.
        if own not in claim and not bent and not view.parameters:
            yield f"f is a multiple of {own} at all pairs tried"


NEAR = [CONTEXT.mpf(k) / 3 for k in (-7, -2, 1, 5)]
"""Values of an input that are no breakpoint."""

NUMBERS = [*map(CONTEXT.mpf, (-1, 0, 1)), *NEAR]

FAR = [*map(CONTEXT.mpf, (-10000, -20, 20, 10000))]

GROWTH = CONTEXT.mpf("1.1")
"""Of what tends to an infinity, from 1,000 to 10,000 of an input, at least: logarithms grow by a third."""

C = CONTEXT.mpf(7) / 5


def _pairs(view: VectorView, values: list[Any]) -> Iterator[dict[str, list[Any]]]:
    for one, other in product(values, values):
        columns = dict(zip(view.inputs, ([one], [other]), strict=True))
        if view.has_value(columns):
            yield columns


@against("homogeneous_inputs")
def _homogeneous(view: VectorView, claim: dict[str, int]) -> Objections:
    if not claim and not view.parameters:
        yield from (
            f"f has the degree {k} in {name}" for k in (0, 1) for name in view.inputs if not any(_off(view, {name: k}))
        )
    yield from _off(view, claim)


def _off(view: VectorView, claim: dict[str, int]) -> Objections:
    for columns in _pairs(view, NUMBERS):
        for name, degree in claim.items():
            scaled = view.f({**columns, name: [C * columns[name][0]]})
            yield from differ(view, f"f with {name} scaled", scaled, [C**degree * view.f(columns)[0]], columns)


@against("partial_derivatives")
def _partial(view: VectorView, claim: list[str]) -> Objections:
    for columns in _pairs(view, NEAR):
        for each in claim:
            name, _, text = each.removeprefix("df/d").partition(" = ")
            up, down = (view.f({**columns, name: [columns[name][0] + side * STEP]})[0] for side in (1, -1))
            yield from differ(view, each, [(up - down) / (2 * STEP)], [view.number(text, columns)], columns)


@against("special_values")
def _special(view: VectorView, claim: list[str]) -> Objections:
    for columns in _pairs(view, NUMBERS):
        for each in claim:
            left, _, text = each.partition(" = ")
            given = left.removeprefix("f(").removesuffix(")").split(", ")
            place = {n: columns[n] if n == v else [CONTEXT.mpf(v)] for n, v in zip(view.inputs, given, strict=True)}
            yield from differ(view, left, view.f(place), [view.number(text, columns)], columns)


@against("pair_range")
def _range(view: VectorView, claim: dict[str, Any]) -> Objections:
    values = [(view.f(columns)[0], columns) for columns in _pairs(view, [*NUMBERS, *FAR])]
    for end, side in (("lower", -1), ("upper", 1)):
        if str(claim[end]).endswith("oo"):
            if max(y * side for y, _ in values) < FAR[2]:
                yield f"f is nowhere near {claim[end]} at the pairs tried"
            continue
        bound = view.number(str(claim[end]), values[0][1])
        for y, columns in values:
            at_end = alike(y, bound)
            if (y - bound) * side > 0 and not at_end:
                yield f"f is {shown(y)} at {said(columns)}"


@against("pair_zeros")
def _zeros(view: VectorView, claim: str) -> Objections:
    for columns in _pairs(view, NUMBERS):
        y = view.f(columns)[0]
        if (y == 0) != bool(view.number(claim, columns)):
            yield f"f is {shown(y)} at {said(columns)}"


@against("limit_first_neg_inf", "limit_first_pos_inf", "limit_second_neg_inf", "limit_second_pos_inf")
def _limit(view: VectorView, claim: str) -> Objections:
    own, other = view.inputs if "first" in view.property else view.inputs[::-1]
    side = -1 if "neg" in view.property else 1
    infinite, _, rest = claim.partition("oo")
    for value in [*NUMBERS, *FAR]:
        near, far = ({own: [CONTEXT.mpf(side * far)], other: [value]} for far in (1000, 10000))
        y, z = view.f(near)[0], view.f(far)[0]
        if infinite in ("", "-") and rest[:1] in ("", "*"):
            sign = (-1 if infinite else 1) * (view.number(rest[1:], far) if rest else 1)
            if (z * sign <= max(0, y * sign * GROWTH)) if sign else z != 0:
                yield f"f is {shown(z)} at {said(far)}"
        else:
            off = [abs(each - view.number(claim, far)) for each in (y, z)]
            # a/b has come as near to 0 at b = 10000 as a is small.
            if off[1] > off[0] or off[1] > CONTEXT.mpf("0.01") * (1 + abs(value)):
                yield f"f is {shown(z)} at {said(far)}"

"""Attacks on claims about functions of pairs."""

from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against
from symact.checking.second_opinion.vector_view import VectorView, alike


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

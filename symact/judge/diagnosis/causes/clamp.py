"""The argument of an inner function is clamped: x*sigmoid(min(max(x, -10), 10)), 1/(1 + exp(min(-x, 30)))."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from sympy import Abs, Expr, Max, Min, Piecewise, erf, exp, tanh

from symact.definition.activation import x
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.decimals import decimal
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import FITTED, Model, matches
from symact.judge.diagnosis.evidence import Case, Rows, part, thinned
from symact.judge.diagnosis.remedies import of_function, wide_enough
from symact.judge.expression_text import text
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import Primitive, fused
from symact.judge.simulation.stepwise import Walk

WIDE = get_format("float64")

SWITCHES = (Abs, Max, Min, Piecewise)

LIMITS = (*range(1, 21), 24, 25, 30, 32, 40, 50, 60, 64, 80, 87, 88, 90, 100, 128, 200, 500, 700, 709)
"""Limits that are tried."""

EARLIER = 0.5
"""The error shows at most this share of the way behind the limit."""

OFTEN = 0.8
"""Share of the results on one side of the right ones that are the limit."""

OUTSIDE = 64.0
"""An argument at which a function is what it tends to, or the argument itself, in float64."""

FEW = 48
ENOUGH = 0.7


def models(case: Case) -> Iterator[Model]:
    """Yield the result clamped on the way, and the function with the argument of each function inside clamped."""
    yield from _result(case)
    yield from _input(case)
    if case.order:
        return
    whole = fused(short_constants(case.bound))
    if whole.has(*SWITCHES):
        return
    severe = np.flatnonzero((case.severe if case.severe.any() else case.wrong) & case.finite & case.judged)
    if not len(severe):
        return
    few = part(case, thinned(severe, FEW))
    for node in sorted(whole.atoms(Primitive, exp, tanh, erf), key=str):
        argument = node.args[0]
        if argument == x and node == whole:
            continue  # the result then stays where it is: a threshold's model
        try:
            yield from _clamped(case, severe, few, whole, node)
        except SymactError:
            continue


def _result(case: Case) -> Iterator[Model]:
    """Yield the correct results not below, or not above, the one that most wrong ones are.

    Where a result stays up to the outermost input, it is a threshold's model that tells from where on.
    """
    rows = np.flatnonzero(case.finite)
    for word, side in (("below", 1), ("above", -1)):
        higher = case.got > case.y if side > 0 else case.got < case.y
        moved = case.judged & case.finite & case.wrong & np.isfinite(case.got) & higher
        values, counts = np.unique(case.got_bits[moved], return_counts=True)
        if not len(values) or counts.max() < OFTEN * moved.sum():
            continue
        bits = values[counts.argmax()]
        limit = case.got[moved & (case.got_bits == bits)][0]
        held = case.finite & (side * (limit - case.y) > 0)
        if not held[rows[[0, -1]]].any():
            says = f"the result is clamped {word} at {decimal(int(bits), case.format)}"
            predicted = np.where(held, bits, case.y_bits)
            yield Model("clamp", says, "leave it out", predicted, held, freedom=FITTED, fitted=1, exact=True, least=2.0)


def _input(case: Case) -> Iterator[Model]:
    """Yield what is due at the ends of the domain held beyond them, as where the input is clamped."""
    rows = np.flatnonzero(~np.isnan(case.x))
    ends, predicted = list[str](), case.y_bits.copy()
    for word, outward in (("<=", rows), (">=", rows[::-1])):
        held = outward[np.cumprod(case.got_bits[outward] == case.got_bits[outward[0]]) > 0]
        if np.isnan(case.y[held]).any() and np.isfinite(case.got[held[0]]):
            predicted[held] = case.got_bits[held[0]]
            ends.append(f"x {word} {decimal(int(case.x_bits[held[-1]]), case.format)}")
    says = f"the result stays the same for {' and for '.join(ends)}: the input is clamped"
    held, count = predicted != case.y_bits, len(ends)
    yield Model("clamp", says, "leave it out", predicted, held, freedom=FITTED, fitted=count, exact=True, least=2.0)


def _clamped(case: Case, severe: Rows, few: Case, whole: Expr, node: Expr) -> Iterator[Model]:
    reached = Walk(case.x[severe], WIDE).run(node.args[0])
    for above, below in ((True, True), (True, False), (False, True)):
        side = np.abs(reached) if above and below else reached if above else -reached
        if not (side > 0).any():
            continue
        edge = float(side[side > 0].min())
        for limit in (each for each in LIMITS if EARLIER * edge <= each <= edge * 1.001):
            low, high = (-limit if below else -np.inf), (limit if above else np.inf)
            for switch in (False, True):
                again = partial(_model, whole=whole, node=node, low=low, high=high, switch=switch)
                if matches(few, again(few)).mean() >= ENOUGH:
                    yield replace(again(case), again=again)


def _model(case: Case, whole: Expr, node: Expr, low: float, high: float, switch: bool) -> Model:
    """Return the function with an inner argument held between two limits, or with what its function tends to there."""
    walk = Walk(case.x, WIDE)
    with np.errstate(all="ignore"):
        given = walk.run(node.args[0])
        argument: Floats = np.clip(given, low, high)
        inner = Walk(argument, WIDE).run(node.func(x))
        if switch:
            far = Walk(np.where(given < 0, -OUTSIDE, OUTSIDE), WIDE).run(node.func(x))
            inner = np.where(argument == given, inner, np.where(far == OUTSIDE, given, far))
        values = Walk(case.x, WIDE, given={node: inner}).run(whole)
    ends = " and ".join(f"{word} {end:g}" for word, end in (("below", low), ("above", high)) if np.isfinite(end))
    says = f"the argument {text(node.args[0])} of {node.func(x)} is clamped {ends}"
    if switch:
        says = f"{text(node)} is what it tends to where {text(node.args[0])} is {ends}"
    return Model(
        "threshold" if switch else "clamp",
        says,
        "",
        encode(values, case.format),
        case.finite,
        freedom=FITTED,
        fitted=1,
        everywhere=True,
        remedies=partial(of_function, case, wide_enough(case.format)),
    )

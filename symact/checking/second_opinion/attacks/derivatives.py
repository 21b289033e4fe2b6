"""Attacks on derivatives and antiderivatives, by differences."""

from collections.abc import Callable, Iterator
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate
from symact.checking.second_opinion.points import COARSE, CONTEXT, FINE, LOOSE, MODERATE, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.view import View


def _inside(view: View, where: str, x: Any) -> bool:
    try:
        return view.holds(where, x=x)
    except OpenError:
        return False


def _on_pieces(view: View, claim: Any, derivative: Callable[[Any], Any], what: str) -> Iterator[str]:
    """Attack expressions, each on its piece, that are said to be a derivative."""
    for x in view.smooth_points:
        if abs(x) > MODERATE:
            continue
        for piece in claim:
            if not _inside(view, piece["where"], x):
                continue
            found = derivative(x)
            if found is None and _is_undefined(view, view.text, x) and view.at(piece["expression"], x=x) is not None:
                yield f"f has no value at {shown(x)}, and {what} is given one"
            said = None if found is None else view.at(piece["expression"], x=x, f=view.plain(x))
            if said is not None and not same(found, said, LOOSE) and not _has_corner(view, x):
                yield f"{what}({shown(x)}) = {shown(found)}, not {shown(said)}"


def _has_corner(view: View, x: Any) -> bool:
    """Whether slopes from the left and from the right differ: a kink that no mark shows, as those of asin(sin(x))."""
    sides = view.sides(x, 1)
    return sides is not None and not same(*sides, COARSE)


@against("derivative_1", "derivative_identity")
def _first_derivative(view: View, claim: Any) -> Objections:
    yield from _on_pieces(view, claim, lambda x: view.slope(x), "f'")


@against("derivative_2")
def _second_derivative(view: View, claim: Any) -> Objections:
    yield from _on_pieces(view, claim, lambda x: view.slope(x, 2), "f''")


@against("parameter_derivatives")
def _parameter_derivatives(view: View, claim: Any) -> Objections:
    for entry in claim:
        name = entry["parameter"]
        if name not in view.parameters:
            # Its value is irrational, and stands in the formula.
            continue
        value = FINE.of(view.parameters[name])

        def derivative(x: Any, name: str = name, value: Any = value) -> Any:
            # Two steps: beside a pole both must be small against its distance, or nothing is said.
            found = [_difference(view, x, name, value, max(1, abs(value)) * CONTEXT.mpf(10) ** -k) for k in (30, 45)]
            # Of what is flat but for a step at the value both see next to nothing, and not the same.
            agree = None not in found and abs(found[0] - found[1]) <= abs(found[1]) * CONTEXT.mpf(10) ** -6
            return found[1] if agree else None

        yield from _on_pieces(view, entry["pieces"], derivative, f"df/d{name}")


def _difference(view: View, x: Any, name: str, value: Any, h: Any) -> Any:
    """Return the central difference in a parameter, None where f has no value."""
    low, high = (view.at(view.text, x=x, **{name: value + s * h}) for s in (-1, 1))
    return None if low is None or high is None else (high - low) / (2 * h)


@against("antiderivative")
def _antiderivative(view: View, claim: Any) -> Objections:
    for x in view.smooth_points:
        if abs(x) > MODERATE:
            continue
        for piece in claim:
            value = view.plain(x)
            if value is None or not _inside(view, piece["where"], x):
                continue
            h = max(1, abs(x)) * CONTEXT.mpf(10) ** -30
            sides = [view.at(piece["expression"], x=x + s * h) for s in (-1, 1)]
            if None in sides:
                if _is_undefined(view, piece["expression"], x):
                    yield f"F has no value at {shown(x)}"
                continue
            slope = (sides[1] - sides[0]) / (2 * h)
            if not same(slope, value, LOOSE):
                yield f"F'({shown(x)}) = {shown(slope)}, f = {shown(value)}"
    zero = CONTEXT.mpf(0)
    values = [view.at(piece["expression"], x=zero) for piece in claim if _inside(view, piece["where"], zero)]
    if values and values[0] is not None and not same(values[0], zero):
        yield f"F(0) = {shown(values[0])}"
    yield from _steps_of(view, claim)


def _is_undefined(view: View, text: str, x: Any) -> bool:
    """Whether an expression of the sheet has no value there, for certain."""
    try:
        evaluate(text, {**view.parameters, "x": x}, FINE)
    except UndefinedError:
        return True
    except OpenError:
        pass
    return False


def _steps_of(view: View, claim: Any) -> Objections:
    """Yield places where an antiderivative is not continuous."""
    for mark in view.marks:
        if view.plain(mark.x) is None:
            continue
        h = max(1, abs(mark.x)) * CONTEXT.mpf(10) ** -30
        sides = []
        for x in (mark.x - h, mark.x + h):
            sides += [view.at(p["expression"], x=x) for p in claim if _inside(view, p["where"], x)][:1]
        if len(sides) == 2 and None not in sides and not same(sides[0], sides[1], LOOSE):
            yield f"F jumps from {shown(sides[0])} to {shown(sides[1])} at {shown(mark.x)}"

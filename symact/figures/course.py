"""The figure of one function, f above and its derivatives below, and of several side by side."""

from collections.abc import Sequence
from dataclasses import replace

from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.figures.curves import curve, window
from symact.figures.figure import Axis, Curve, Figure, Panel, thinned, value_axis

MOST = 6
"""Curves that the colours and dashes of every format tell apart."""

PRIMES = ("f", "f\N{PRIME}", "f\N{DOUBLE PRIME}")
"""How a legend calls f and its derivatives."""


def course(bound: Bound, orders: Sequence[int] = (1, 2)) -> Figure:
    """Return the figure of a function.

    Raises:
        SymactError: a value or a limit is open.
    """
    low, high = window([bound])
    above = panel([curve(bound, 0, low, high, PRIMES[0])], low, high)
    title = labelled(bound)
    if not orders:
        return Figure(title, f"The curve of f {_between(low, high)}.", (above,))
    below = panel([curve(bound, k, low, high, PRIMES[k], k) for k in orders], low, high, 0.3)
    names = " and ".join(PRIMES[k] for k in orders)
    return Figure(title, f"The curve of f {_between(low, high)}, and below it {names}.", (above, below))


def several(bounds: Sequence[Bound], derivative: bool = False) -> Figure:
    """Return the figure of functions side by side.

    Raises:
        SymactError: a value or a limit is open, or there are too many.
    """
    if len(bounds) > MOST:
        raise SymactError(f"{len(bounds)} curves: a figure tells {MOST} apart at most; plot fewer at a time")
    low, high = window(bounds)
    panels = []
    for order in range(1 + derivative):
        named = [(b, b.activation.title + "\N{PRIME}" * order) for b in bounds]
        panels.append(panel([curve(b, order, low, high, name, k) for k, (b, name) in enumerate(named)], low, high))
    title = ", ".join(map(labelled, bounds))
    said = f"Their curves {_between(low, high)}{', and below them their derivatives' if derivative else ''}."
    return Figure(title, said, tuple(panels))


def panel(curves: Sequence[Curve], low: float, high: float, height: float = 0.42, label: str = "x") -> Panel:
    """Return the panel of curves on a window."""
    x, y = Axis(low, high, label), value_axis(curves)
    slim = [replace(each, strokes=tuple(thinned(s, x, y) for s in each.strokes)) for each in curves]
    return Panel(x, y, tuple(slim), height=height)


def _between(low: float, high: float) -> str:
    return f"from x = {low:g} to {high:g}"


def labelled(bound: Bound) -> str:
    """Return what a figure calls a function: its title, with the values of its parameters."""
    shown = [f"{name} = {value if value.is_Rational else f'{float(value):.6g}'}" for name, value in bound.values]
    return bound.activation.title + (f" ({', '.join(shown)})" if shown else "")

"""Roots between two numbers, by halving and by secants: what RootIn(u, low, high) on a sheet stands for."""

from collections.abc import Callable
from typing import Any

FIRST_BISECTIONS = 24
"""Steps from the ends of an interval towards a root in it, before secants are tried."""

MOST_SECANTS = 20

SPARE_BITS = 12
"""Last bits of an arithmetic in which a root need not be right."""


def root_between(function: Callable[[Any], Any], low: Any, high: Any, context: Any) -> Any:
    """Return where a function changes its sign between two numbers; None where it has one sign at both."""
    first, last = function(low), function(high)
    if first == 0 or last == 0 or (first > 0) == (last > 0):
        return None
    positive = first > 0
    for _ in range(FIRST_BISECTIONS):
        low, high = _halved(function, low, high, positive)
    near = _by_secants(function, low, high)
    width = abs(near) * context.mpf(2) ** (SPARE_BITS - context.prec)
    if (function(near - width) > 0) == positive != (function(near + width) > 0):
        return near
    for _ in range(context.prec):
        low, high = _halved(function, low, high, positive)
    return (low + high) / 2


def _halved(function: Callable[[Any], Any], low: Any, high: Any, positive: bool) -> tuple[Any, Any]:
    """Return the half of an interval in which a function changes its sign."""
    middle = (low + high) / 2
    return (middle, high) if (function(middle) > 0) == positive else (low, middle)


def _by_secants(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """Return what secants end at from two points beside a root, which is not known to be one."""
    values = function(low), function(high)
    for _ in range(MOST_SECANTS):
        if values[0] == values[1] or low == high:
            break
        low, high = high, high - values[1] * (high - low) / (values[1] - values[0])
        values = values[1], function(high)
    return high

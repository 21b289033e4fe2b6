"""SymPy's answers, by the functions that its documentation offers for each question."""

from collections.abc import Callable

import sympy
from notation import hull, number, region
from sympy import S
from sympy.calculus import util

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind


def asker(name: str) -> Callable[[str], str | None]:
    """Return the function that answers questions about an activation."""
    f = bind(catalogue.get(name)).expression
    return lambda question: ANSWERS[question](f)


def _continuous(f: sympy.Expr) -> str:
    return str(region(util.continuous_domain(f, x, S.Reals)) == "-oo..oo").lower()


def _limit(f: sympy.Expr, to: sympy.Expr) -> str | None:
    value = sympy.limit(f, x, to)
    return "does not exist" if isinstance(value, sympy.AccumBounds) else number(value)


def _monotonicity(f: sympy.Expr) -> str | None:
    for word, strictly, loosely in (
        ("increasing", sympy.is_strictly_increasing, sympy.is_increasing),
        ("decreasing", sympy.is_strictly_decreasing, sympy.is_decreasing),
    ):
        strict = strictly(f, S.Reals, x)
        if strict:
            return f"strictly {word}"
        if loosely(f, S.Reals, x):
            return word if strict is None else f"{word} (not strictly)"
    return "not monotonic" if sympy.is_monotonic(f, S.Reals, x) is False else None


def _convexity(f: sympy.Expr) -> str | None:
    up, down = _is_convex(f), _is_convex(-f)
    words = {(True, False): "convex", (False, True): "concave", (True, True): "affine", (False, False): "neither"}
    words |= {(True, None): "convex", (None, True): "concave"}
    return words.get((up, down))


def _is_convex(f: sympy.Expr) -> bool | None:
    try:
        found = util.is_convex(f, x)
    except (NotImplementedError, TypeError, ValueError):
        return None
    return None if found is None else bool(found)


def _parity(f: sympy.Expr) -> str | None:
    mirrored = f.subs(x, -x)
    even, odd = (mirrored - f).equals(0), (mirrored + f).equals(0)
    if even or odd:
        return "even" if even else "odd"
    return None if None in (even, odd) else "neither"


def _period(f: sympy.Expr) -> str | None:
    found = util.periodicity(f, x)  # None: not periodic, or not found
    return None if found is None else number(found)


ANSWERS: dict[str, Callable[[sympy.Expr], str | None]] = {
    "continuous": _continuous,
    "discontinuities": lambda f: region(sympy.singularities(f, x, S.Reals)),
    "limit_neg_inf": lambda f: _limit(f, -sympy.oo),
    "limit_pos_inf": lambda f: _limit(f, sympy.oo),
    "range": lambda f: hull(util.function_range(f, x, S.Reals)),
    "monotonicity": _monotonicity,
    "convexity": _convexity,
    "parity": _parity,
    "period": _period,
    "zeros": lambda f: region(sympy.solveset(f, x, S.Reals)),
    "critical_points": lambda f: region(util.stationary_points(f, x, S.Reals)),
}

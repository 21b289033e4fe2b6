"""Answers of funcprops (PyPI, 0.4.0, GPL-3.0), by its public functions of a real variable."""

from collections.abc import Callable

import funcprops
import sympy
from notation import hull, number, region
from sympy import S

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind

y = sympy.Symbol("y", real=True)

WORDS = {"nondecreasing": "increasing", "nonincreasing": "decreasing", "not_monotone": "not monotonic"}
WORDS |= {"strongly_convex": "strictly convex", "strongly_concave": "strictly concave"}


def asker(name: str) -> Callable[[str], str | None]:
    """Return the function that answers questions about an activation."""
    f = bind(catalogue.get(name)).expression
    return lambda question: ANSWERS[question](f)


def _word(value: object) -> str | None:
    text = str(value.value)  # type: ignore[attr-defined]
    return None if text == "unknown" else WORDS.get(text, text.replace("_", " "))


def _set(condition: object, symbol: sympy.Symbol) -> sympy.Set:
    if isinstance(condition, sympy.Set):
        return condition
    if condition == True:  # noqa: E712, sympy.true as well
        return S.Reals
    return S.EmptySet if condition == False else sympy.sympify(condition).as_set()  # noqa: E712


def _limit(f: sympy.Expr, to: sympy.Expr) -> str:
    (value,) = (side.value for side in funcprops.boundary_behavior(f, x).limits if side.endpoint == to)
    return "does not exist" if isinstance(value, sympy.AccumBounds) else number(value)


def _period(f: sympy.Expr) -> str | None:
    found = funcprops.periodicity(f, x, return_result=True)
    if _word(found.classification) == "aperiodic":
        return "none"
    return None if found.period is None else number(found.period)


def _zeros(f: sympy.Expr) -> str | None:
    found = funcprops.zeros(f, x)
    if isinstance(found, funcprops.RootIsolationResult):
        if not any(family.real_exhaustive for family in found.geometry):
            return None
        (family,) = found.geometry
        formula, index, whole, _ = family.notes
        found = sympy.ImageSet(sympy.Lambda(index, formula), whole)
    if hasattr(found, "period"):  # base and period, a set of its own
        index = sympy.Dummy(integer=True)
        shifts = [sympy.ImageSet(sympy.Lambda(index, b + index * found.period), S.Integers) for b in found.base]
        found = sympy.Union(*shifts)
    return region(_set(found, x))


def _critical_points(f: sympy.Expr) -> str | None:
    """funcprops has no function for these; SymPy's derivative is one where f is continuous."""
    return _zeros(f.diff(x)) if _word(funcprops.continuous(f, x)) == "continuous" else None


def _lipschitz(f: sympy.Expr) -> str | None:
    found = funcprops.lipschitz(f, x)
    if isinstance(found, funcprops.TruthValue):
        return "oo" if _word(found) == "false" else None  # true without a constant does not say which
    return number(found)


def _smoothness(f: sympy.Expr) -> str | None:
    order = funcprops.smoothness(f, x)
    return None if order is None else str(order)


ANSWERS: dict[str, Callable[[sympy.Expr], str | None]] = {
    "continuous": lambda f: {"continuous": "true", "discontinuous": "false"}.get(_word(funcprops.continuous(f, x))),
    "discontinuities": lambda f: region(_set(funcprops.discontinuities(f, x), x)),
    "limit_neg_inf": lambda f: _limit(f, -sympy.oo),
    "limit_pos_inf": lambda f: _limit(f, sympy.oo),
    "range": lambda f: hull(_set(funcprops.range(f, x, y), y)),
    "monotonicity": lambda f: _word(funcprops.monotonicity(f, x)),
    "convexity": lambda f: _word(funcprops.convexity(f, x)),
    "parity": lambda f: _word(funcprops.symmetry(f, x)),
    "period": _period,
    "zeros": _zeros,
    "critical_points": _critical_points,
    "domain": lambda f: region(_set(funcprops.domain(f, x), x)),
    "smoothness": _smoothness,
    "injective": lambda f: _word(funcprops.injective(f, x)),
    "surjective": lambda f: _word(funcprops.surjective(f, x)),
    "lipschitz": _lipschitz,
}

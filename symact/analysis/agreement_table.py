"""What must hold between properties of one function, row by row: each row is a theorem about all functions.

A row is a predicate of the values; it answers False where they contradict each other, and anything else where they do
not or where that is open.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import sympy
from sympy import Expr, oo

from symact.analysis.values import UNDEFINED, At, Enclosed, Identity, Image, Interval, Power, RealSet
from symact.symbolic.real_number import ZERO, Number, order


class Agreement(NamedTuple):
    """A row of the table.

    Args:
        names: of the properties.
        says: the theorem, in words.
        holds: (value of each) -> False for a contradiction.
    """

    names: tuple[str, ...]
    says: str
    holds: Callable[..., bool | None]


def _compared(a: Any, b: Any) -> int | None:
    """Return the sign of a - b for two numbers of whatever type, None where it is open."""
    numbers = [each if isinstance(each, Number) else Number(sympy.sympify(each)) for each in (a, b)]
    return order(*numbers)


def _same(a: Any, b: Any) -> bool | None:
    found = _compared(a, b)
    return None if found is None else found == 0


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) or (isinstance(value, Expr) and value.is_extended_real is True)


def _parts(found: Interval) -> Sequence[Interval | Number]:
    return found.parts if isinstance(found, Image) else (found,)


def holds_number(part: Interval | Number, number: Any) -> bool | None:
    """Whether a part of a set holds a number."""
    if isinstance(part, Number):
        return _same(part, number)
    low, high = _compared(number, part.lower), _compared(part.upper, number)
    if low is None or high is None:
        return None
    return (low > 0 or (low == 0 and part.has_lower)) and (high > 0 or (high == 0 and part.has_upper))


def _range_holds(found: Interval, number: Any) -> bool | None:
    answers = [holds_number(part, number) for part in _parts(found)]
    return True if True in answers else None if None in answers else False


def _bounded(found: Interval, word: str) -> bool:
    below, above = not found.lower.is_infinite, not found.upper.is_infinite
    return word == {(1, 1): "bounded", (1, 0): "below", (0, 1): "above", (0, 0): "unbounded"}[below, above]


def _sup_abs(found: Interval, sup: Number) -> bool | None:
    if sup.is_infinite or found.lower.is_infinite or found.upper.is_infinite:
        return sup.is_infinite == (found.lower.is_infinite or found.upper.is_infinite)
    if sup.exact is None or found.lower.exact is None or found.upper.exact is None:
        return None
    ends = [_compared(sup, side) for side in (found.upper, Number(-found.lower.exact))]
    return None if None in ends else min(e for e in ends if e is not None) == 0


def _limit_in_range(found: Interval, limit: Any) -> bool | None:
    if not _is_number(limit):
        return None
    low, high = _compared(limit, found.lower), _compared(found.upper, limit)
    return None if low is None or high is None else low >= 0 and high >= 0


def _zeros_in_range(found: Interval, zeros: Sequence[At]) -> bool | None:
    held = _range_holds(found, ZERO)
    return None if held is None else held == bool(zeros)


def _signs_in_range(found: Interval, signs: Sequence[At]) -> bool | None:
    low, high = _compared(found.lower, ZERO), _compared(found.upper, ZERO)
    if low is None or high is None:
        return None
    said = {each.says["sign"] for each in signs}
    return (-1 in said) == (low < 0) and (1 in said) == (high > 0)


def _smooth(classes: Sequence[Mapping[str, Any]], continuous: bool) -> bool | None:
    if len(classes) != 1 or classes[0]["order"] is None:
        return None
    return bool((classes[0]["order"] != -1) == continuous)


def _is_line(part: Interval | Number) -> bool:
    return isinstance(part, Interval) and part.lower.is_infinite and part.upper.is_infinite


def _smooth_slope(classes: Sequence[Mapping[str, Any]], differentiable: bool, domain: RealSet) -> bool | None:
    # Smooth is a function on its domain, differentiable on the whole line.
    if len(classes) != 1 or classes[0]["order"] in (None, 0) or not _is_line(domain.parts[0]):
        return None
    return bool((classes[0]["order"] != -1) == differentiable)


def _line_at(side: int) -> Callable[[Sequence[Mapping[str, Any]], Any], bool | None]:
    def holds(asymptotes: Sequence[Mapping[str, Any]], limit: Any) -> bool | None:
        entry = asymptotes[side]
        if UNDEFINED in (limit, entry["kind"]):
            return bool(limit == entry["kind"])
        if limit == "does not exist":
            return bool(entry["kind"] == "none")
        infinite = _is_number(limit) and bool(sympy.sympify(limit) in (oo, -oo))
        if entry["kind"] == "horizontal" and entry["line"] is not None:
            return False if infinite else _same(entry["line"], limit)
        return infinite or bool(entry["kind"] == "horizontal")

    return holds


def _saturates(side: str) -> Callable[[Mapping[str, str], Any], bool | None]:
    def holds(saturation: Mapping[str, str], limit: Any) -> bool | None:
        if UNDEFINED in (limit, saturation[side]):
            return bool(limit == saturation[side])
        if isinstance(limit, Expr) and not _is_number(limit):
            return None  # alpha - 1/alpha: SymPy does not see the case, in which it is a number
        finite = _is_number(limit) and sympy.sympify(limit) not in (oo, -oo)
        return saturation[side] in (("hard", "soft") if finite else ("none",))

    return holds


def _hard(saturation: Mapping[str, str], dead: Sequence[At]) -> bool:
    spans = [each.where for each in dead if isinstance(each.where, Interval) and each.period is None]
    left, right = any(each.lower.is_infinite for each in spans), any(each.upper.is_infinite for each in spans)
    return (saturation["left"] == "hard") == left and (saturation["right"] == "hard") == right


def _bound(best: Number, bound: Any) -> bool | None:
    if isinstance(bound, Power):
        return _same(best, bound.base)
    value = sympy.sympify(bound.exact if isinstance(bound, Number) else bound)
    if best.is_infinite or value is oo:
        return best.is_infinite and value is oo
    names = {each for each in value.free_symbols if each.name == "n"}
    return _same(best, value.subs(dict.fromkeys(names, 1)))


def _jumps(best: Number, broken: Sequence[At]) -> bool:
    return best.is_infinite or all(each.says["kind"] == "removable" for each in broken)


def _mirror(parity: str, symmetry: Sequence[Identity]) -> bool:
    zero = {each.left for each in symmetry if each.right == 0}
    odd, even = "f(x) + f(-x)" in zero, "f(x) - f(-x)" in zero
    if parity == "both":
        return odd
    return (odd, even) == (parity == "odd", parity == "even")


def _odd_mean(parity: str, mean: Any) -> bool | None:
    if parity != "odd" or mean == UNDEFINED:
        return None
    return False if isinstance(mean, Enclosed) and not mean.ball.contains(0) else _zero(mean)


def _zero(value: Any) -> bool | None:
    return None if isinstance(value, Enclosed) else _same(value, ZERO)


def _odd_range(parity: str, found: Interval) -> bool | None:
    if parity != "odd" or found.lower.exact is None or found.upper.exact is None:
        return None
    return _same(Number(-found.lower.exact), found.upper)


def _extremes(found: Interval, extrema: Sequence[At]) -> bool | None:
    for each in extrema:
        end = found.upper if each.says["kind"] == "maximum" else found.lower
        attained = found.has_upper if each.says["kind"] == "maximum" else found.has_lower
        same = _same(each.says["value"], end)
        if each.says["global"] and (same is False or not attained):
            return False
        if not each.says["global"] and same is True:
            return False
    return True


def _inverse(injective: bool, inverse: Any) -> bool:
    return bool(injective == (inverse != "none"))


def _periodic(period: Any, injective: bool) -> bool | None:
    return not injective if isinstance(period, Expr) or period == "every" else None


def _slopes(best: Number, fixed: Sequence[At]) -> bool | None:
    for each in fixed:
        slope = each.says.get("slope")
        if isinstance(slope, Number) and slope.exact is not None and _compared(abs(slope.exact), best) == 1:
            return False
    return True


def _centred(centred: bool, signs: Sequence[At], zeros: Sequence[At]) -> bool | None:
    spans = [holds_number(each.where, ZERO) if each.period is None else None for each in zeros]
    at_zero = True if True in spans else None if None in spans else False
    both = {1, -1} <= {each.says["sign"] for each in signs}
    return None if at_zero is None else centred == (both and at_zero)


def _one_interval(continuous: bool, domain: RealSet, found: Interval) -> bool | None:
    return not isinstance(found, Image) if continuous and len(domain.parts) == 1 else None


TABLE = (
    Agreement(("injective", "inverse"), "a function has an inverse where it is injective, and only there", _inverse),
    Agreement(("injective", "surjective", "bijective"), "bijective means both", lambda i, s, both: both == (i and s)),
    Agreement(
        ("range", "surjective"),
        "a function is surjective where its range is the whole line",
        lambda r, s: s == (r.lower.is_infinite and r.upper.is_infinite and not isinstance(r, Image)),
    ),
    Agreement(("range", "bounded"), "the range has the ends that the bounds say", _bounded),
    Agreement(("range", "sup_abs"), "sup |f| is the larger modulus of the range's ends", _sup_abs),
    Agreement(("range", "limit_neg_inf"), "a limit lies in the closure of the range", _limit_in_range),
    Agreement(("range", "limit_pos_inf"), "a limit lies in the closure of the range", _limit_in_range),
    Agreement(("range", "zeros"), "f has a zero where 0 is in its range", _zeros_in_range),
    Agreement(("range", "sign"), "f has the signs that are in its range", _signs_in_range),
    Agreement(("range", "extrema"), "global extrema are the ends of the range", _extremes),
    Agreement(("parity", "range"), "an odd function has a symmetric range", _odd_range),
    Agreement(("continuous", "domain", "range"), "continuous functions map intervals to intervals", _one_interval),
    Agreement(
        ("continuous", "discontinuities"), "continuous means no discontinuity", lambda c, broken: c == (not broken)
    ),
    Agreement(("smoothness", "continuous"), "C^k means continuous", _smooth),
    Agreement(
        ("smoothness", "differentiable", "domain"), "C^k on the line with k > 0 means differentiable", _smooth_slope
    ),
    Agreement(("monotonicity", "monotonic"), "one says the other", lambda m, yes: yes == (m != "not monotonic")),
    Agreement(
        ("monotonicity", "injective"),
        "strictly monotone functions are injective, and functions that are constant somewhere are not",
        lambda m, i: None if m == "not monotonic" else i == m.startswith("strictly"),
    ),
    Agreement(("asymptotes", "limit_neg_inf"), "a horizontal asymptote is the limit", _line_at(0)),
    Agreement(("asymptotes", "limit_pos_inf"), "a horizontal asymptote is the limit", _line_at(1)),
    Agreement(("saturation", "limit_neg_inf"), "f saturates where it has a finite limit", _saturates("left")),
    Agreement(("saturation", "limit_pos_inf"), "f saturates where it has a finite limit", _saturates("right")),
    Agreement(
        ("saturation", "saturating"), "one says the other", lambda s, yes: yes == bool({"hard", "soft"} & {*s.values()})
    ),
    Agreement(("saturation", "dead_region"), "constant from somewhere on means that f' is 0 there", _hard),
    Agreement(("dead_region", "dying_region"), "one says the other", lambda dead, yes: yes == bool(dead)),
    Agreement(("lipschitz", "vanishing_gradient_bound"), "the bound is a power of the Lipschitz constant", _bound),
    Agreement(("lipschitz", "discontinuities"), "Lipschitz functions have no jumps", _jumps),
    Agreement(("lipschitz", "fixed_points"), "no slope is beyond sup |f'|", _slopes),
    Agreement(("parity", "symmetry"), "odd and even are identities between f(x) and f(-x)", _mirror),
    Agreement(("parity", "gaussian_mean"), "odd functions have the mean 0", _odd_mean),
    Agreement(
        ("parity", "injective"),
        "even functions take values twice",
        lambda p, i: not i if p in ("even", "both") else None,
    ),
    Agreement(("period", "injective"), "periodic functions take values twice", _periodic),
    Agreement(("nonlinear", "convexity"), "what is linear is affine", lambda n, c: None if n else c == "affine"),
    Agreement(("zero_centred", "sign", "zeros"), "f(0) = 0 and both signs", _centred),
)
"""The rows; a sheet that breaks one has a wrong fact."""

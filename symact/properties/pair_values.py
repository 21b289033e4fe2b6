"""The values of a function of a pair: its range, where it is 0, and what it is where an input is 0 or 1."""

from itertools import product

import sympy
from sympy import Expr, S, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.inference import conclude
from symact.analysis.pair_factors import Factor, Pairs, by_factors
from symact.analysis.values import At, Identity, Image, Interval, Value, same
from symact.definition.activation import Activation
from symact.definition.bound import Bound, definition_of
from symact.definition.domain import Pair
from symact.errors import UnknownError
from symact.evidence import Fact, Gap, Proof, Step
from symact.properties import range as line_range
from symact.properties import zeros as line_zeros
from symact.symbolic.real_number import ZERO, Number, order

TOPIC = "values"

DOMAINS = (Pair,)

PROPERTY = ("pair_range", "pair_zeros", "special_values")


OF_RANGES = Step("product of ranges", "f takes every product of a value of g and a value of h: a and b are independent")

OF_ZEROS = Step("product of factors", "a product is 0 where one of its factors is")


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the set of values, the zeros of each factor, and f where an input is 0 or 1."""
    return [
        *by_factors("pair_range", subject, _range, _product, OF_RANGES),
        *by_factors("pair_zeros", subject, _zeros, _either, OF_ZEROS),
        _special(subject),
    ]


def _range(factor: Factor) -> list[Fact]:
    return conclude(factor.line.expression, line_range.RULES[0])


def _zeros(factor: Factor) -> list[Fact]:
    return conclude(factor.line.expression, next(rule for rule in line_zeros.RULES if "zeros" in rule.names))


def _either(both: Pairs, one: Value, other: Value) -> Boolean:
    """Return the condition on a and b under which one of the factors is 0."""
    places = ((own.symbol, each) for own, zeros in zip(both, (one, other), strict=True) for each in zeros)
    return sympy.Or(*(_condition(symbol, each) for symbol, each in places))


def _condition(symbol: Symbol, place: At) -> Boolean:
    if place.period is not None:
        raise UnknownError(f"the zeros in `{symbol}` recur")
    if isinstance(place.where, Number):
        return sympy.Eq(symbol, _closed(place.where))
    low, high = (_closed(end) for end in (place.where.lower, place.where.upper))
    below = (symbol >= low if place.where.has_lower else symbol > low) if low != -oo else sympy.true
    above = (symbol <= high if place.where.has_upper else symbol < high) if high != oo else sympy.true
    return sympy.And(below, above)


def _closed(number: Number) -> Expr:
    if number.exact is None:
        raise UnknownError(f"the zero `{number.text()}` has no closed form")
    return number.exact


def _product(both: Pairs, one: Value, other: Value) -> Interval:
    """Return the products of the numbers of two intervals: their ends are products of ends."""
    if isinstance(one, Image) or isinstance(other, Image):
        raise UnknownError("a factor has a range with gaps")
    for whole, rest in ((one, other), (other, one)):
        # No more of the other factor is asked than that it is not 0 everywhere.
        if whole.lower.exact is -oo and whole.upper.exact is oo and not same(rest.lower, rest.upper):
            return Interval(whole.lower, whole.upper)
    zero = any(_holds_zero(each) for each in (one, other))
    ends = [(_times(a, b), own and others) for (a, own), (b, others) in product(_ends(one), _ends(other))]
    least, greatest = ends[0], ends[0]
    for each in ends[1:]:
        least = _beyond(each, least, -1)
        greatest = _beyond(each, greatest, 1)
    return Interval(least[0], greatest[0], *(each[1] or (zero and each[0] == ZERO) for each in (least, greatest)))


End = tuple[Number, bool]


def _ends(value: Interval) -> tuple[End, End]:
    return (value.lower, value.has_lower), (value.upper, value.has_upper)


def _beyond(one: End, other: End, side: int) -> End:
    sign = order(one[0], other[0])
    if sign is None:
        raise UnknownError(f"the order of `{one[0].text()}` and `{other[0].text()}` is open")
    return one if sign == side or (sign == 0 and one[1]) else other


def _holds_zero(value: Interval) -> bool:
    below, above = order(value.lower, ZERO), order(value.upper, ZERO)
    return (below == -1 and above == 1) or (below == 0 and value.has_lower) or (above == 0 and value.has_upper)


def _times(one: Number, other: Number) -> Number:
    """Return a product of ends; of 0 and an infinity it is 0, as all products beside it are of other ends."""
    if ZERO in (one, other):
        return ZERO
    if one.is_infinite or other.is_infinite:
        signs = [order(each, ZERO) for each in (one, other)]
        if None in signs:
            raise UnknownError(f"the sign of `{one.text()}` or of `{other.text()}` is open")
        return Number(oo if signs[0] == signs[1] else -oo)
    if other.exact is not None:
        return one.times(other.exact)
    if one.exact is not None:
        return other.times(one.exact)
    raise UnknownError("both factors have ends without closed form")


def _special(subject: Activation | Bound) -> Fact:
    """Return f where one input is 0 or 1."""
    about = definition_of(subject)
    found: list[Identity] = []
    steps: list[Step] = []
    for symbol, value in product(about.inputs, (S.Zero, S.One)):
        right = subject.expression.subs(symbol, value)
        if right.has(S.NaN, S.ComplexInfinity, oo, -oo, S.ImaginaryUnit):
            continue
        left = f"f({', '.join(str(value if each == symbol else each) for each in about.inputs)})"
        found.append(Identity(left, right))
        steps.append(Step("put in", f"`{left} = {right}`"))
    if not found:
        return Fact("special_values", None, sympy.true, (Gap("f has no value where an input is 0 or 1"),))
    return Fact("special_values", found, sympy.true, (Proof(tuple(steps)),))

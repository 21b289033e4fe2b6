"""What a formula asks of x, and which values of its parameters take that away, as a = 0 does from x/(x - a)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import sympy
from sympy import Basic, Expr, Integer, Piecewise, S, oo

from symact.analysis.domain import natural_pieces
from symact.analysis.parameter_regions import Region
from symact.analysis.sign_chart_symbolic import chart
from symact.analysis.switches import resolved
from symact.definition.activation import x
from symact.definition.cells import cells
from symact.definition.constant_sign import constant_sign
from symact.definition.elementary import DomainCondition
from symact.definition.pieces import Piece, intervals, split
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.symbolic.domain_conditions import UNREAL, needs, own_needs

U = sympy.Dummy("u", real=True)
"""Any base of a power."""

SWITCHING = (sympy.Abs, sympy.sign, sympy.Max, sympy.Min, Piecewise)
"""What is another expression on each piece."""

LINE = Piece(-oo, oo, S.Zero, False, False)


def loses(expression: Expr, region: Region) -> bool:
    """Whether it is not excluded that parameters with the values of a region take a condition on x away."""
    try:
        return is_without_a_condition(expression, region)
    except SymactError:
        return True


def is_without_a_condition(expression: Expr, region: Region) -> bool:
    """Whether parameters with the values of a region leave no value, or a condition on x is gone from the formula.

    Raises:
        SymactError: that is not decided; OpenSignError, if it depends on a constant.
    """
    own = region.put(expression)
    if own.has(*UNREAL):
        return True
    # What is divided by |x| may cancel piece by piece, as x does in x/(a + |x|) for a = 0.
    kept = {need for need in needs(own) if not need.argument.has(*SWITCHING)}
    gone = [(need, cells) for need, cells in conditions(expression, region, (LINE,)) if need not in kept]
    if not gone:
        return False
    pieces = natural_pieces(intervals(split(resolved(own), x)))
    return not all(_is_met(need, each) for need, cells in gone for each in _common(cells, pieces))


def is_met_by(constant: Expr, need: DomainCondition) -> bool:
    """Whether a constant has a sign that an argument must have; raises OpenSignError where that is open."""
    if constant.has(*UNREAL):
        return False
    sign = constant_sign(constant)
    if sign is None:
        raise OpenSignError(constant)
    return need.allows(sign)


def conditions(
    node: Basic, region: Region, within: Sequence[Piece]
) -> Iterator[tuple[DomainCondition, Sequence[Piece]]]:
    """Yield the domain conditions of a formula in a region, with the intervals and points on which they count."""
    if isinstance(node, Piecewise):
        for index, where in _chosen(node, region):
            yield from conditions(node.args[index][0], region, _common(within, where))
        for _, condition in node.args:
            yield from conditions(condition, region, within)
        return
    for argument in node.args:
        yield from conditions(argument, region, within)
    if within and isinstance(node, Expr):
        # As it would stand if nothing were simplified: 0*log(x) still is a product with a logarithm.
        power = node.is_Pow and not node.is_number
        for need in own_needs(sympy.Pow(U, region.put(node.exp), evaluate=False) if power else node):
            yield need._replace(argument=region.put(node.base if power else need.argument)), within


def _chosen(node: Piecewise, region: Region) -> Iterator[tuple[int, list[Piece]]]:
    """Yield each branch of a Piecewise by its index, and where it is the one that holds."""
    numbered = Piecewise(*((Integer(i), region.put(condition)) for i, (_, condition) in enumerate(node.args)))
    breaks, between, at = cells(resolved(sympy.sympify(numbered)), x)
    ends = (-oo, *breaks, oo)
    for index in range(len(node.args)):
        where = [
            Piece(low, high, S.Zero, False, False)
            for low, high, found in zip(ends, ends[1:], between, strict=False)
            if found == index
        ]
        yield (
            index,
            where + [Piece(p, p, S.Zero, True, True) for p, found in zip(breaks, at, strict=True) if found == index],
        )


def _common(cells: Sequence[Piece], others: Sequence[Piece]) -> list[Piece]:
    """Return the intersections of intervals that are not empty."""
    found = []
    for a in cells:
        for b in others:
            lower, owns_lower = _inner((a.lower, a.owns_lower), (b.lower, b.owns_lower), _below)
            upper, owns_upper = _inner((a.upper, a.owns_upper), (b.upper, b.owns_upper), lambda p, q: _below(q, p))
            if _below(lower, upper) and (lower != upper or (owns_lower and owns_upper)):
                found.append(replace(b, lower=lower, upper=upper, owns_lower=owns_lower, owns_upper=owns_upper))
    return found


def _inner(
    one: tuple[Expr, bool], other: tuple[Expr, bool], is_outside: Callable[[Expr, Expr], bool]
) -> tuple[Expr, bool]:
    """Return of two ends of intervals the inner one, and whether it belongs to both."""
    out, other_out = is_outside(one[0], other[0]), is_outside(other[0], one[0])
    return other[0] if out else one[0], (other[1] or not out) and (one[1] or not other_out)


def _below(a: Expr, b: Expr) -> bool:
    """Whether a <= b, each of them a number or infinite."""
    if a is -oo or b is oo:
        return True
    if a is oo or b is -oo:
        return False
    sign = constant_sign(b - a)
    if sign is None:
        raise OpenSignError(b - a)
    return sign >= 0


def _is_met(need: DomainCondition, piece: Piece) -> bool:
    """Whether an argument has the signs that it must have on all of an interval."""
    if need.argument.has(*UNREAL):
        return False
    if not need.argument.has(x):
        return is_met_by(need.argument, need)
    if need.argument.has(*SWITCHING):
        parts = _common((piece,), intervals(split(resolved(need.argument), x)))
        return all(_is_met(need._replace(argument=part.expression), part) for part in parts)
    if piece.lower == piece.upper:
        return is_met_by(need.argument.subs(x, piece.lower), need)
    charted = chart(need.argument, 0, piece.lower, piece.upper)
    if isinstance(charted, str):
        raise UnknownError(charted)
    if charted.zeros and not need.zero:
        return False
    ends = [e for e, owned in ((piece.lower, piece.owns_lower), (piece.upper, piece.owns_upper)) if owned]
    inside = all(map(need.allows, charted.signs))
    return inside and all(is_met_by(need.argument.subs(x, end), need) for end in ends)

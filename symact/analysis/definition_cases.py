"""The cases of parameters in which a formula is one thing: every part has a value, and its pieces have one order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

import sympy
from sympy import Basic, Expr, Integer, Piecewise, S, Symbol, oo

from symact.analysis.domain import natural_pieces
from symact.analysis.parameter_cases import parts_by_sign, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.sign_chart_symbolic import chart
from symact.analysis.special_values import special_constants
from symact.analysis.switches import resolved
from symact.definition.activation import x
from symact.definition.cells import cells
from symact.definition.constant_sign import constant_sign
from symact.definition.elementary import DomainCondition
from symact.definition.pieces import Piece, intervals, split
from symact.errors import DefinitionError, OpenSignError, SymactError
from symact.symbolic.domain_conditions import needs, own_needs
from symact.symbolic.signs import Interval

UNREAL = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)
"""What SymPy answers where a constant is not a real number."""

U = sympy.Dummy("u", real=True)
"""Any base of a power."""

SWITCHING = (sympy.Abs, sympy.sign, sympy.Max, sympy.Min, Piecewise)
"""What is another expression on each piece."""

LINE = Piece(-oo, oo, S.Zero, False, False)


@lru_cache(maxsize=256)
def definition_cases(expression: Expr) -> tuple[Region, ...]:
    """Return the regions of the parameters' space that all facts on a formula are about; they exclude each other.

    Left out are the values at which a part of the formula has no value whatever x is, as x/a for a = 0, and those at
    which a condition on x cancels, as in x/(x - a) for a = 0: the formula with that value put in is another one.

    Returns:
        One region for each order of the pieces; the whole space where nothing depends on parameters.

    Raises:
        DefinitionError: the formula has no value for any, or for which values it has one is not decided.
    """
    symbols = expression.free_symbols - {x}
    if not symbols:
        return (Region(),)
    found = solve_by_cases(
        expression, lambda region, own: _stands(expression, region, own), _refuse, (Region.whole(symbols),)
    )
    regions = tuple(region for region, stands in found if stands)
    if not regions:
        raise DefinitionError("the formula has no real value for any values of its parameters")
    return regions


def require_defined(expression: Expr, values: Mapping[Symbol, Expr]) -> None:
    """Raise SymactError where a formula is not defined for the values of parameters, or is another one for them."""
    if not is_defined(expression, values):
        shown = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
        raise SymactError(
            f"formula: for {shown} a part of {expression} has no value, or what it asks of x cancels; "
            "write the formula for that value"
        )


def is_defined(expression: Expr, values: Mapping[Symbol, Expr]) -> bool:
    """Whether values of parameters may lie in one of the regions that facts on a formula are about."""
    return any(region.condition.subs(values) != sympy.false for region in definition_cases(expression))


def own_pieces(expression: Expr, region: Region) -> tuple[Piece, ...]:
    """Return the pieces of a formula in a region, in the region's symbols."""
    return split(resolved(region.put(expression)), x)


def open_power(pieces: Sequence[Piece]) -> Expr | None:
    """Return a power that has a value at negative bases for integers among its exponents alone, as x**p has.

    Returns:
        One whose base is negative somewhere and whose exponent is made of parameters; None where there is none.
    """
    for piece in pieces:
        for power in sorted(piece.expression.atoms(sympy.Pow), key=str):
            varies = power.base.has(x) and not power.exp.is_number and not power.exp.has(x)
            if varies and _is_negative_somewhere(power.base, piece):
                return power
    return None


def _is_negative_somewhere(base: Expr, piece: Piece) -> bool:
    """Whether a base is proved to be negative somewhere."""
    if -1 not in Interval(x, piece.lower, piece.upper).signs(base):
        return False
    try:
        charted = chart(base, 0, piece.lower, piece.upper)
    except SymactError:
        return False
    return not isinstance(charted, str) and -1 in charted.signs


def _refuse(reason: str) -> NoReturn:
    raise DefinitionError(reason)


def _stands(expression: Expr, region: Region, own: Expr) -> bool:
    """Whether a formula has values in a region; raises OpenSignError where a part of it differs from the rest."""
    conditions = _conditions(expression, region, (LINE,))
    if own.has(*UNREAL) or not all(need.argument.has(x) or _is_met_by(need.argument, need) for need, _ in conditions):
        return False
    if region.fixed and _loses(expression, region):
        return False
    cuts = _cuts(map(region.put, special_constants(expression)), region)
    _require_kept(expression, region, cuts)
    try:
        pieces = split(resolved(own), x)
    except OpenSignError:
        raise
    except SymactError as error:
        # What no rule finds for all values may be found where their signs are known.
        if cuts:
            raise OpenSignError(cuts[0][0]) from None
        raise DefinitionError(region.told(str(error))) from None
    # What cancels on one piece, as x/(a + |x - 1|) does for a = -1, need not show in the whole.
    if own.has(*SWITCHING):
        for piece in pieces:
            _require_kept(expression, region, _cuts(special_constants(piece.expression), region))
    return True


def _cuts(constants: Iterable[Expr], region: Region) -> list[tuple[Expr, list[Region]]]:
    """Return the constants that have several signs in a region, with the parts on which each has one."""
    return [(each, parts) for each in constants if (parts := parts_by_sign(region, each))]


def _require_kept(expression: Expr, region: Region, cuts: Sequence[tuple[Expr, list[Region]]]) -> None:
    """Raise OpenSignError for a constant of which a value leaves a formula without one of its conditions."""
    for constant, parts in cuts:
        if any(_loses_in(expression, part) for part in parts if part.fixed > region.fixed):
            raise OpenSignError(constant)


def _loses_in(expression: Expr, region: Region) -> bool:
    """Whether `_loses` holds in a region or at a value in it, as (a*x + b)/x loses its divisor where a and b are 0."""
    if _loses(expression, region):
        return True
    own = region.put(expression)
    if next(needs(own), None) is None:
        return False
    cuts = _cuts(special_constants(own), region)
    return any(_loses_in(expression, part) for _, parts in cuts for part in parts if part.fixed > region.fixed)


def _is_met_by(constant: Expr, need: DomainCondition) -> bool:
    if constant.has(*UNREAL):
        return False
    sign = constant_sign(constant)
    if sign is None:
        raise OpenSignError(constant)
    return need.allows(sign)


def _loses(expression: Expr, region: Region) -> bool:
    """Whether parameters with the values of a region leave no value, or a condition on x is gone from the formula."""
    own = region.put(expression)
    if own.has(*UNREAL):
        return True
    # What is divided by |x| may cancel piece by piece, as x does in x/(a + |x|) for a = 0.
    kept = {need for need in needs(own) if not need.argument.has(*SWITCHING)}
    try:
        gone = [(need, cells) for need, cells in _conditions(expression, region, (LINE,)) if need not in kept]
        if not gone:
            return False
        pieces = natural_pieces(intervals(split(resolved(own), x)))
        return not all(_is_met(need, each) for need, cells in gone for each in _common(cells, pieces))
    except SymactError:
        return True


def _conditions(
    node: Basic, region: Region, within: Sequence[Piece]
) -> Iterator[tuple[DomainCondition, Sequence[Piece]]]:
    """Yield the domain conditions of a formula in a region, with the intervals and points on which they count."""
    if isinstance(node, Piecewise):
        for index, where in _chosen(node, region):
            yield from _conditions(node.args[index][0], region, _common(within, where))
        for _, condition in node.args:
            yield from _conditions(condition, region, within)
        return
    for argument in node.args:
        yield from _conditions(argument, region, within)
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
        return _is_met_by(need.argument, need)
    if need.argument.has(*SWITCHING):
        parts = _common((piece,), intervals(split(resolved(need.argument), x)))
        return all(_is_met(need._replace(argument=part.expression), part) for part in parts)
    if piece.lower == piece.upper:
        return _is_met_by(need.argument.subs(x, piece.lower), need)
    charted = chart(need.argument, 0, piece.lower, piece.upper)
    if isinstance(charted, str) or (charted.zeros and not need.zero):
        return False
    ends = [e for e, owned in ((piece.lower, piece.owns_lower), (piece.upper, piece.owns_upper)) if owned]
    inside = all(map(need.allows, charted.signs))
    return inside and all(_is_met_by(need.argument.subs(x, end), need) for end in ends)

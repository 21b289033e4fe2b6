"""The cases of parameters in which a formula is one thing: every part has a value, and its pieces have one order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

import sympy
from sympy import Expr, Symbol, oo

from symact.analysis.domain import NowhereDefinedError, natural_pieces
from symact.analysis.lost_conditions import (
    LINE,
    SWITCHING,
    conditions,
    is_met_by,
    is_without_a_condition,
    loses,
)
from symact.analysis.parameter_cases import parts_by_sign, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.sign_chart_symbolic import chart
from symact.analysis.special_values import special_constants
from symact.analysis.switches import resolved
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import NoValueError, Piece, intervals, split
from symact.errors import DefinitionError, OpenSignError, SwitchError, SymactError, UnknownError
from symact.symbolic.domain_conditions import UNREAL, needs
from symact.symbolic.signs import Interval
from symact.system.time_limit import TimeLimitError

LINE_ITSELF = Interval(x, -oo, oo)
"""Where a base may be 0."""


@lru_cache(maxsize=256)
def definition_cases(expression: Expr) -> tuple[Region, ...]:
    """Return the regions of the parameters' space that all facts on a formula are about; they exclude each other.

    Left out are the values at which a part of the formula has no value whatever x is, as x/a for a = 0, and those at
    which a condition on x cancels, as in x/(x - a) for a = 0: the formula with that value put in is another one.

    Returns:
        One region for each order of the pieces; the whole space where nothing depends on parameters.

    Raises:
        DefinitionError: none is left, or for which values the formula has a value is not decided.
    """
    symbols = expression.free_symbols - {x}
    if not symbols:
        return (Region(),)
    found = solve_by_cases(
        expression, lambda region, own: _stands(expression, region, own), _refuse, (Region.whole(symbols),)
    )
    regions = tuple(region for region, stands in found if stands)
    if not regions:
        raise DefinitionError(
            "for all values of its parameters a part of the formula has no real value, or what it asks of x cancels; "
            "write one that is defined"
        )
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
    """Return the pieces of a formula in a region, in the region's symbols.

    Raises:
        UnknownError: they are not found.
    """
    try:
        return split(resolved(region.put(expression)), x)
    except SwitchError as error:
        raise UnknownError(region.told(str(error))) from None


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
    _require_known_exponents(own)
    asked = conditions(expression, region, (LINE,))
    if own.has(*UNREAL) or not all(need.argument.has(x) or is_met_by(need.argument, need) for need, _ in asked):
        return False
    if region.fixed and loses(expression, region):
        return False
    if own.has(*SWITCHING) and _loses_everywhere(expression, region):
        return False
    cuts = _cuts(map(region.put, special_constants(expression)), region)
    _require_kept(expression, region, cuts)
    pieces = _pieces(own, region, cuts)
    if pieces is None:
        return True
    if not pieces or _is_nowhere(pieces, region):
        return False
    # What cancels on one piece, as x/(a + |x - 1|) does for a = -1, need not show in the whole.
    if own.has(*SWITCHING):
        for piece in pieces:
            _require_kept(expression, region, _cuts(special_constants(piece.expression), region))
    return True


def asks_nothing(own: Expr) -> bool:
    """Whether a formula has a value at every x, as far as its parts tell: it then stands where no pieces are found."""
    return not any(need.argument.has(x) for need in needs(own))


def _pieces(own: Expr, region: Region, cuts: Sequence[tuple[Expr, list[Region]]]) -> tuple[Piece, ...] | None:
    """Return the pieces of a formula in a region, none where it has no value on one; raises as `_stands`.

    None is returned where they are not found and are not needed to know where it has a value.
    """
    try:
        return split(resolved(own), x)
    except OpenSignError:
        raise
    except NoValueError:
        return ()
    except SymactError as error:
        # What no rule finds for all values may be found where their signs are known.
        if cuts:
            raise OpenSignError(cuts[0][0]) from None
        if asks_nothing(own) and not isinstance(error, TimeLimitError):
            return None
        where = "" if region.condition == sympy.true else f" (for {region.condition})"
        said = region.told(str(error)) + where
        refusal = SwitchError(said, error.remedy) if isinstance(error, SwitchError) else DefinitionError(said)
        raise refusal from None


def _require_known_exponents(own: Expr) -> None:
    """Raise OpenSignError where a power may have a zero as its base and an exponent of open sign, as abs(x)**p has."""
    for power in sorted(own.atoms(sympy.Pow), key=str):
        free = power.base.has(x) and power.exp.free_symbols and not power.exp.has(x)
        if free and constant_sign(power.exp) is None and 0 in LINE_ITSELF.signs(power.base):
            raise OpenSignError(power.exp)


def _loses_everywhere(expression: Expr, region: Region) -> bool:
    """Whether a condition is known to be gone from a piece in all of a region; raises OpenSignError where in a part."""
    try:
        return is_without_a_condition(expression, region)
    except OpenSignError as error:
        if any(_is_known_to_lose(expression, part) for part in region.cut(error.constant) or ()):
            raise
    except SymactError:
        return False
    return False


def _is_known_to_lose(expression: Expr, region: Region) -> bool:
    try:
        return is_without_a_condition(expression, region)
    except SymactError:
        return False


def _is_nowhere(pieces: Sequence[Piece], region: Region) -> bool:
    """Whether a formula has no value in a region; raises OpenSignError where it has none in a part of it."""
    try:
        natural_pieces(intervals(pieces))
    except NowhereDefinedError:
        return True
    except OpenSignError as error:
        if any(_is_nowhere_within(pieces, region, part) for part in region.cut(error.constant) or ()):
            raise
    except SymactError:
        # Whatever needs the domain says so itself.
        return False
    return False


def _is_nowhere_within(pieces: Sequence[Piece], region: Region, part: Region) -> bool:
    """Whether a formula with these pieces in a region has no value in a part of it."""

    def put(each: Expr) -> Expr:
        return part.put(region.outside(each))

    own = [replace(p, expression=put(p.expression), lower=put(p.lower), upper=put(p.upper)) for p in pieces]
    if any(each.has(*UNREAL) for p in own for each in (p.expression, *({p.lower, p.upper} - {oo, -oo}))):
        return True
    try:
        return _is_nowhere(own, part)
    except OpenSignError:
        return True


def _cuts(constants: Iterable[Expr], region: Region) -> list[tuple[Expr, list[Region]]]:
    """Return the constants that have several signs in a region, with the parts on which each has one."""
    return [(each, parts) for each in constants if (parts := parts_by_sign(region, each))]


def _require_kept(expression: Expr, region: Region, cuts: Sequence[tuple[Expr, list[Region]]]) -> None:
    """Raise OpenSignError for a constant of which a value leaves a formula without one of its conditions."""
    # (a + b)*log(x) loses its condition where a + b = 0, so also at b = 0 on a = 0, which is no cut of its own.
    for is_lost in (loses, _loses_in):
        for constant, parts in cuts:
            if any(is_lost(expression, part) for part in parts if part.fixed > region.fixed):
                raise OpenSignError(constant)


def _loses_in(expression: Expr, region: Region) -> bool:
    """Whether `loses` holds in a region or at a value in it, as (a*x + b)/x loses its divisor where a and b are 0."""
    if loses(expression, region):
        return True
    own = region.put(expression)
    if next(needs(own), None) is None:
        return False
    cuts = _cuts(special_constants(own), region)
    return any(_loses_in(expression, part) for _, parts in cuts for part in parts if part.fixed > region.fixed)

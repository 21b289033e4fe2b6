"""Regions of the parameters' space: where they lie, as a condition, and symbols whose signs say so too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

import sympy
from sympy import And, Expr, FiniteSet, Interval, S, Set, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_coordinates import bounds, coordinate, own_symbol, shortened, written
from symact.analysis.parameter_relation import Relation, needed
from symact.analysis.parameter_sets import MIRRORED, allowed, condition, has_rational_ends
from symact.analysis.sign_chart import numeric_chart
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign, without_roots
from symact.definition.radicals import with_plain_roots
from symact.display import in_place_of


@dataclass(frozen=True)
class Region:
    """A part of the parameters' space, one set a parameter, with symbols whose signs say where it lies.

    Args:
        sets: (parameter, set) for every parameter that was cut.
        inward: parameter -> expression in a positive symbol, or a number.
        outward: positive symbol -> expression in the parameters, of which those with one value here are not shown.
        relations: between parameters, where one was cut at a value that depends on others.
    """

    sets: tuple[tuple[Symbol, Set], ...] = ()
    inward: tuple[tuple[Symbol, Expr], ...] = ()
    outward: tuple[tuple[Symbol, Expr], ...] = ()
    relations: tuple[Relation, ...] = ()

    @classmethod
    def whole(cls, symbols: Iterable[Symbol]) -> Region:
        """Return the whole space; a parameter that is negative is written by a positive symbol."""
        region = cls()
        for symbol in sorted(symbols, key=str):
            if symbol.is_negative:
                region = region.narrowed(symbol, allowed(symbol))
        return region

    @cached_property
    def condition(self) -> Boolean:
        """The region as a condition on the parameters; where a = 0, it says b > 0, not b > a."""
        values = self.values
        return And(condition(dict(self.sets)), *(each.written(values) for each in needed(self.relations)))

    @property
    def values(self) -> dict[Symbol, Expr]:
        """What each parameter that has one value here is: a number, or in parameters that have not."""
        found = {s: next(iter(part)) for s, part in self.sets if isinstance(part, FiniteSet) and len(part) == 1}
        # A relation is cut by parameters whose own values come later.
        for each in reversed(self.relations):
            if each.signs == {0}:
                found[each.symbol] = each.root.subs(found)
        return found

    @property
    def fixed(self) -> frozenset[Symbol]:
        """The parameters that have one value here, which may depend on others."""
        tied = {each.symbol for each in self.relations if each.signs == {0}}
        return frozenset(tied | {symbol for symbol, part in self.sets if isinstance(part, FiniteSet)})

    def ties(self, symbol: Symbol) -> bool:
        """Whether a parameter has one value here, or is the value of another one."""
        return symbol in self.fixed or any(r.signs == {0} and r.root.has(symbol) for r in self.relations)

    def put(self, expression: Expr) -> Expr:
        """Return an expression in the region's own symbols, NaN where it compares what is not real."""
        try:
            return written(expression, self.inward)
        # SymPy's Max and Min refuse complex numbers by the one, its comparisons by the other.
        except (ValueError, TypeError):
            return sympy.nan

    def outside(self, expression: Expr) -> Expr:
        """Return an expression in the parameters, as it comes."""
        return written(expression, self.outward)

    def back(self, expression: Expr) -> Expr:
        """Return an expression in the parameters, simplified."""
        shown = tuple(each for own, each in self.outward if own in expression.free_symbols)
        if not shown or any(each.has(x) and not each.exp.is_Integer for each in expression.atoms(sympy.Pow)):
            return shortened(self.outside(expression), shown) if shown else expression
        # In the region's own symbols roots are shorter, and so are then the coefficients in the parameters.
        found = self.outside(with_plain_roots(expression, constant_sign))
        return shortened(with_plain_roots(found, lambda p: constant_sign(self.put(p))), shown)

    def told(self, text: str) -> str:
        """Return a text in which the region's own symbols may stand, in the parameters."""
        return in_place_of(text, {own.name: str(shown) for own, shown in self.outward})

    def cut(self, constant: Expr) -> list[Region] | None:
        """Return the parts on each of which a constant has one sign; None where its zeros are not found."""
        shown = self.outside(constant)
        for factor in sympy.Mul.make_args(sympy.factor(shown)):
            base = without_roots(own := factor.as_base_exp()[0])
            parts = self._cut_by(base) if len(base.free_symbols) == 1 else self._split_by(base)
            # SymPy's search does not end where formulas have roots of parameters and of numbers.
            if len(parts) > 1 and (base == own or all(has_rational_ends(s) for part in parts for _, s in part.sets)):
                return parts
        return None

    def _cut_by(self, factor: Expr) -> list[Region]:
        (symbol,) = factor.free_symbols
        whole = dict(self.sets).get(symbol, allowed(symbol))
        if any(symbol == each.symbol for each in self.relations):
            own = _cut_beyond(self, symbol, factor) or self._cut_turned(symbol, factor)
            return own or _split_between(self, factor)
        if not isinstance(whole, Interval):
            return []
        found = numeric_chart(factor.subs(symbol, x), 0, whole.start, whole.end)
        if isinstance(found, str) or any(zero.exact is None for zero in found.zeros):
            return []
        parts: list[Region] = []
        for cell in found.cells:
            # An end that is allowed is a part of its own.
            if parts or not whole.left_open:
                parts.append(self.narrowed(symbol, FiniteSet(cell.lower.exact)))
            parts.append(self.narrowed(symbol, Interval.open(cell.lower.exact, cell.upper.exact)))
        return parts

    def _cut_turned(self, symbol: Symbol, factor: Expr) -> list[Region]:
        """Cut by a parameter that is related to another one: the other one is then written by this one."""
        if len(self.relations) != 1 or len(self.relations[0].root.free_symbols) != 1:
            return []
        ((_, root, signs),) = self.relations
        (other,) = root.free_symbols
        slope = sympy.diff(root, other)
        if other in dict(self.sets) or not slope.is_number or len(signs) != 1:
            return []
        turned = -next(iter(signs)) * int(sympy.sign(slope))
        solved = sympy.expand((symbol - root.subs(other, 0)) / slope)
        base = Region.whole([symbol])
        for each, part in self.sets:
            base = base.narrowed(each, part)
        parts = base._cut_by(factor)
        if other.is_positive and any(constant_sign(part.put(solved)) != 1 for part in parts):
            return []
        return [part.around(other, solved)[1 + turned] for part in parts]

    def narrowed(self, symbol: Symbol, part: Set) -> Region:
        """Return the part where a parameter lies in an open interval, or is one number."""
        sets = {**dict(self.sets), symbol: part}
        if self.relations:
            return Region._made(sets, self.relations)
        base = self._apart_from(symbol)
        if isinstance(part, FiniteSet):
            inside, outward = next(iter(part)), base.outward
        else:
            inside, shown = coordinate(symbol, part.start, part.end)
            outward = (*base.outward, shown)
        inward = dict(self.inward) | {symbol: inside}
        return Region(tuple(sets.items()), tuple(inward.items()), outward)

    @classmethod
    def _made(cls, sets: Mapping[Symbol, Set], relations: Iterable[Relation]) -> Region:
        """Return the region of sets and relations.

        What a parameter is written by may occur in what others are written by, so all of them are written anew.
        """
        region = cls()
        for symbol, part in sets.items():
            region = region.narrowed(symbol, part)
        for symbol, root, (sign,) in relations:
            region = region.around(symbol, root)[1 + sign]
        return region

    def _split_by(self, factor: Expr) -> list[Region]:
        """Return the regions below, at and above the value of a parameter at which a factor, affine in it, is 0.

        The value depends on other parameters. None are returned where no coefficient has a known sign.
        """
        shown = sympy.expand(factor)
        if parts := _compared(self, shown):
            return parts
        for symbol in sorted(shown.free_symbols - dict(self.inward).keys(), key=str):
            if not shown.is_polynomial(symbol) or sympy.degree(shown, symbol) != 1:
                continue
            slope, offset = sympy.Poly(shown, symbol).all_coeffs()
            root = sympy.together(-offset / slope)
            inside = self.put(root)
            # In a region of its own, another parameter may be written by this one.
            if inside.has(symbol):
                continue
            if constant_sign(self.put(slope)) and (not symbol.is_positive or constant_sign(inside) == 1):
                return self.around(symbol, root)
        return _split_between(self, shown)

    def around(self, symbol: Symbol, root: Expr) -> list[Region]:
        """Return the parts below, at and above a value of a parameter that depends on others."""
        if _is_beside(self, symbol, root):
            return _around_equal(self, symbol, root)
        low, high = bounds(symbol, dict(self.sets), self.relations) or (-oo, oo)
        below, above = coordinate(symbol, low, root), coordinate(symbol, root, high)
        base = self._apart_from(symbol)
        sides = ((-1, below.inside, (below.outside,)), (0, root, ()), (1, above.inside, (above.outside,)))
        return [base._beside(Relation(symbol, root, frozenset((side,))), *rest) for side, *rest in sides]

    def _apart_from(self, symbol: Symbol) -> Region:
        """Return the region without what the parameter is written by."""
        inward = tuple((s, e) for s, e in self.inward if s != symbol)
        outward = tuple((s, e) for s, e in self.outward if s != own_symbol(symbol))
        return replace(self, inward=inward, outward=outward)

    def _beside(self, relation: Relation, inside: Expr, outward: tuple[tuple[Symbol, Expr], ...]) -> Region:
        inside = self.put(inside)
        inward = {s: e.subs(relation.symbol, inside) for s, e in self.inward} | {relation.symbol: inside}
        return Region(self.sets, tuple(inward.items()), self.outward + outward, (*self.relations, relation))._settled()

    def _settled(self) -> Region:
        """Return the region with its symbols written without the parameters that have one value here.

        The order of the cuts then leaves no trace: b - a, cut before a = 0 was, is b.
        """
        values = self.values
        return replace(self, outward=tuple((own, e.subs(values)) for own, e in self.outward)) if values else self


def _split_between(region: Region, factor: Expr) -> list[Region]:
    """Return the parts at whose ends a factor is 0, affine in a parameter with bounds, which may depend on others."""
    undecided: list[Expr] = []
    for symbol in sorted(factor.free_symbols - region.fixed, key=str):
        within = bounds(symbol, dict(region.sets), region.relations)
        if within is None or not factor.is_polynomial(symbol) or sympy.degree(factor, symbol) != 1:
            continue
        slope, offset = sympy.Poly(factor, symbol).all_coeffs()
        root, (low, high) = sympy.together(-offset / slope), within
        gaps = [slope**2, *([root - low] if low is not -oo else []), *([high - root] if high is not oo else [])]
        signs = [constant_sign(region.put(each)) for each in gaps]
        if all(sign == 1 for sign in signs):
            relation = partial(Relation, symbol, root)
            return [Region._made(dict(region.sets), (*region.relations, relation(frozenset((s,))))) for s in (-1, 0, 1)]
        undecided += [each for each, sign in zip(gaps, signs, strict=True) if sign is None]
    # A bound or a slope is made of fewer parameters.
    return next((parts for each in undecided if (parts := region.cut(each))), [])


def _compared(region: Region, difference: Expr) -> list[Region]:
    """Cut where a parameter and one beside it, or its negative, are equal, if this is a multiple of the difference."""
    symbols = sorted(difference.free_symbols, key=str)
    related = {symbol for each in region.relations for symbol in (each.symbol, *each.root.free_symbols)}
    if len(symbols) == 2 and not related & set(symbols):
        first, second = symbols
        for other in (second, -second):
            if _is_beside(region, first, other) and sympy.cancel(difference / (first - other)).is_number:
                return region.around(first, other)
    # Above c < 0, b + c is negative up to b = 0; beyond that b and -c are both positive.
    sums = (symbol for symbol, root, _ in region.relations if sympy.cancel(difference / (symbol + root)).is_number)
    return next((parts for each in sums if (parts := _cut_beyond(region, each, each))), [])


def _cut_beyond(region: Region, symbol: Symbol, factor: Expr) -> list[Region]:
    """Cut a parameter at the end of another one's interval, which parts them there: a > b, where b < 0, at a = 0."""
    sets = dict(region.sets)
    if len(region.relations) != 1 or symbol in sets or allowed(symbol) != S.Reals:
        return []
    ((_, other, signs),) = region.relations
    part = sets.get(other) or MIRRORED.get(sets.get(-other, S.Reals))
    if not isinstance(part, Interval) or signs not in ({-1}, {1}):
        return []
    (side,) = signs
    end = part.end if side > 0 else part.start
    if end in (oo, -oo) or sympy.cancel(factor.subs(symbol, end)) != 0:
        return []
    apart = Region._made(sets, ())
    near = apart.narrowed(symbol, part).around(symbol, other)[1 + side]
    far = Interval.open(end, oo) if side > 0 else Interval.open(-oo, end)
    return [near, *(apart.narrowed(symbol, own) for own in (FiniteSet(end), far))][:: int(side)]


def _is_beside(region: Region, symbol: Symbol, other: Expr) -> bool:
    """Whether a parameter and another, or its negative, lie in one open interval, each by a symbol of its own."""
    sets = dict(region.sets)
    part = sets.get(symbol)
    if other.is_Symbol:
        return isinstance(part, Interval) and other != symbol and sets.get(other) == part
    # For a < 0 < b both -a and b are positive symbols.
    return (-other).is_Symbol and -other != symbol and part in MIRRORED and sets.get(-other) == MIRRORED[part]


def _around_equal(region: Region, symbol: Symbol, other: Expr) -> list[Region]:
    """Return the parts of `Region.around` where both parameters lie in one interval: their symbols are compared."""
    inward, outward = dict(region.inward), dict(region.outward)
    (parameter,) = other.free_symbols
    own, its = own_symbol(symbol), own_symbol(parameter)
    less = inward[symbol].subs(own, its / (1 + own)), ((own, outward[its] / outward[own] - 1),)
    more = inward[symbol].subs(own, its + own), ((own, outward[own] - outward[its]),)
    falls = dict(region.sets)[symbol].start is -oo
    below, above = (more, less) if falls else (less, more)
    sides = ((-1, *below), (0, other, ()), (1, *above))
    rest = region._apart_from(symbol)
    return [rest._beside(Relation(symbol, other, frozenset((side,))), *each) for side, *each in sides]

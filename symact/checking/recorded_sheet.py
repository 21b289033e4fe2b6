"""A sheet on file as what it is about: the definition, its parameters, and the cases of a fact."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import sympy
from sympy import Expr, Interval, Set, Symbol, oo

from symact import catalogue, properties
from symact.analysis.inference import ASSUMPTIONS
from symact.analysis.parameter_cases import merge
from symact.analysis.parameter_regions import Region
from symact.analysis.parameter_sets import MIRRORED
from symact.checking.coverage import fault_of_scopes
from symact.checking.record_form import check_sheet
from symact.definition.activation import Activation, Param, Source
from symact.definition.bound import Bound, bind, resolve
from symact.errors import SymactError
from symact.evidence import Fact
from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import DEFINITION, RECORDED
from symact.formula.typed import checked_inputs, domain_of
from symact.properties import Subject, derive_together, module_of
from symact.sheets.content import parameters as written
from symact.system.time_limit import TimeLimitError, at_most

PATIENCE = 2
"""What facts may take here, of the time in which they were derived: a slower machine does not refute them."""


class TimeIsUpError(SymactError):
    """The rules have not come to an end in their time."""


class RecordedSheet:
    """The definition that a sheet is about.

    Args:
        sheet: plain data as `symact show --json` writes it.

    Raises:
        SymactError: this is no sheet.
    """

    def __init__(self, sheet: Mapping[str, Any]) -> None:
        check_sheet(sheet)
        self.facts: Sequence[Mapping[str, Any]] = sheet["facts"]
        parameters = sheet["parameters"]
        self.symbols = {p["name"]: _symbol(p["name"], p["rule"]) for p in parameters}
        self._inputs = checked_inputs(sheet.get("inputs", ["x"]))
        self._names = self.symbols | {name: Symbol(name, real=True) for name in self._inputs}
        self.expression = parse(sheet["expression"], self._names, DEFINITION)
        self._derived: dict[tuple[bool, tuple[str, ...]], list[Fact] | TimeIsUpError] = {}
        self.subject = self._subject(str(sheet["name"]), parameters, sheet.get("definition", sheet["expression"]))
        known = written(self.subject)
        if known != parameters:
            own = next((a for a, b in zip_longest(known, parameters) if a != b), None)
            raise SymactError(f"the sheet's parameters are not those of {sheet['name']}, where it is {own}")

    def _subject(self, name: str, parameters: Sequence[Mapping[str, Any]], definition: object) -> Subject:
        activation = self._activation(name, parameters, definition)
        values = {p["name"]: parse(p["value"], None, RECORDED) for p in parameters if "value" in p}
        subject = _bound(activation, values)
        if not self._is(subject.expression):
            raise SymactError(f"the sheet's expression is not that of {name}, which is {subject.expression}")
        return subject

    def _activation(self, name: str, parameters: Sequence[Mapping[str, Any]], definition: object) -> Activation:
        if name in catalogue.names():
            known = catalogue.get(name)
            if str(definition) != str(known.expression):
                raise SymactError(f"the sheet's expression is not that of {name}; the catalogue has {known.expression}")
            return known
        params = tuple(
            Param.of(self.symbols[p["name"]], parse(str(p["default"]), None, RECORDED), "declared on the sheet")
            for p in parameters
        )
        expression = parse(str(definition), self._names, DEFINITION)
        domain = domain_of(expression, self._inputs)
        return Activation(name, name, expression, (Source("sheet", name),), params, domain=domain)

    def _is(self, expression: Expr) -> bool:
        """Whether an expression is that of the sheet, as it is or as it comes back from its text."""
        return self.expression in (expression, parse(str(expression), self._names, RECORDED))

    @property
    def defaults(self) -> dict[Symbol, Expr]:
        """The parameters' defaults, none where they are bound."""
        if isinstance(self.subject, Bound):
            return {}
        return {param.symbol: value for param, value in resolve(self.subject, {}).items()}

    def case(self, conclusion: Mapping[str, Any], scope: str) -> tuple[Region, Expr]:
        """Return the part of the parameters' space that a conclusion is about, and f there, after checking it.

        Raises:
            SymactError: the expression of the case is not that of the sheet in this part.
        """
        inside = own_symbols(conclusion)
        region = Region()
        for symbol, inward in self._cuts(conclusion["inward"], inside):
            region = _narrowed(region, symbol, inward)
        own = parse(conclusion["expression"], {**self.symbols, **inside}, RECORDED)
        expected = region.put(self.expression if region.inward else self._bound_by(scope))
        # Text read again may come out in another order of factors.
        forms = expected, parse(str(expected), {**self.symbols, **inside}, RECORDED)
        if own not in forms and _reduced(own) != _reduced(expected):
            raise SymactError(f"the evidence is about {own}, not about {expected}")
        # In the form in which the rules met it: a text that is read may come out in another one.
        return region, expected if own in forms else own

    def _cuts(self, inward: Mapping[str, str], inside: Mapping[str, Symbol]) -> list[tuple[Symbol, Expr]]:
        """Return how each parameter is written in a case; those first that are written by no other one."""
        known = {**self.symbols, **inside, **{f"{n}_": Symbol(f"{n}_", positive=True) for n in inward}}
        found = [(self.symbols[name], parse(text, known, RECORDED)) for name, text in inward.items()]
        return sorted(found, key=lambda cut: any(s.name != f"{cut[0].name}_" for s in cut[1].free_symbols))

    def _bound_by(self, scope: str) -> Expr:
        """Return the expression with the values that a scope of equations gives to all parameters."""
        condition = parse_condition(scope, self.symbols, RECORDED)
        equations = [e for e in sympy.And.make_args(condition) if isinstance(e, sympy.Eq)]
        return self.expression.subs({e.lhs: e.rhs for e in equations if e.lhs in self.symbols.values()})

    def at(self, scope: str) -> Subject | None:
        """Return what a fact of that scope was derived of as a whole; None where the scope is a case of the parameters.

        Rules that fail for symbols are applied to the defaults.
        """
        if scope == "True" or isinstance(self.subject, Bound):
            return self.subject
        defaults = sympy.And(*(sympy.Eq(symbol, value) for symbol, value in self.defaults.items()))
        return bind(self.subject) if parse_condition(scope, self.symbols, RECORDED) == defaults else None

    def derived(self, name: str, subject: Subject) -> list[Fact]:
        """Return the facts of one property, derived anew; those that are derived with it are kept.

        Args:
            name: of the property.
            subject: of the sheet, or that with the parameters at their defaults.

        Raises:
            TimeIsUpError: they take too long.
        """
        key, seconds = (subject is self.subject, tuple(module_of(name).PROPERTY)), PATIENCE * properties.SECONDS
        if key not in self._derived:
            with at_most(seconds) as limit:
                try:
                    self._derived[key] = derive_together(subject, name, 2 * seconds)
                except TimeLimitError as error:
                    if error.limit is not limit:
                        raise
                    self._derived[key] = TimeIsUpError(f"by its rules it is {error}")
        found = self._derived[key]
        if isinstance(found, TimeIsUpError):
            raise found
        return [fact for fact in found if fact.property == name]

    def check_scope(self, regions: Sequence[Region], scope: str) -> None:
        """Raise SymactError unless the cases together are the scope, and no two of them are the same."""
        if len({region.inward for region in regions}) < len(regions):
            raise SymactError("the evidence holds a case twice")
        if regions[0].inward:
            joined = [str(condition) for condition, _ in merge(((r, True) for r in regions), lambda a, b: True)]
            if not self.are_scope(joined, scope):
                raise SymactError(f"the cases are {' and '.join(joined)}, the scope says {scope}")
        elif scope != "True" and fault_of_scopes([scope], self.symbols, self.defaults, self.expression):
            raise SymactError(f"the evidence has no cases, the scope says {scope}")

    def are_scope(self, conditions: Sequence[str], scope: str) -> bool:
        """Whether conditions, no two of which meet, are together a scope, in whichever words.

        The same part of the space may be written otherwise: a = b and b = 0, or a = 0 and b = 0.
        """
        others = [*conditions, f"~({scope})"]
        return list(conditions) == [scope] or not fault_of_scopes(others, self.symbols, self.defaults, None)


def own_symbols(conclusion: Mapping[str, Any]) -> dict[str, Symbol]:
    """Return the symbols that a conclusion has beside the parameters, in whose sign the case lies."""
    return {str(name): Symbol(str(name), **ASSUMPTIONS[kind]) for name, kind in conclusion["symbols"].items()}


def _reduced(expression: Expr) -> Expr:
    """Return an expression with the quotients of polynomials in it in lowest terms."""

    def within(each: Expr) -> Expr:
        return each.replace(lambda part: isinstance(part, Expr) and part.is_rational_function(), sympy.cancel)

    own = within(expression)
    # A function of x such as max(0, x) stands beside the parameters of a sum.
    switches = sorted(own.atoms(sympy.Max, sympy.Min, sympy.Abs), key=sympy.default_sort_key)
    hidden = {each: Symbol(f"_{index}") for index, each in enumerate(switches)}
    return within(own.xreplace(hidden)).xreplace({name: each for each, name in hidden.items()})


def _symbol(name: str, rule: str) -> Symbol:
    known = {"> ": "positive", "< ": "negative", "= ": "nonnegative"}.get(rule[-3:-1], "real")
    return Symbol(name, **ASSUMPTIONS[known])


def _bound(activation: Activation, values: Mapping[str, Expr]) -> Activation | Bound:
    return bind(activation, values) if values else activation


def _narrowed(region: Region, symbol: Symbol, inward: Expr) -> Region:
    """Return a region with one parameter cut as a record says: by a positive symbol, a number, or other parameters."""
    own = Symbol(f"{symbol.name}_", positive=True)
    # A value that depends on others may be a number here: b < a where a = 1.
    above, below = (sympy.expand(part.subs(own, 1 / own) * own) for part in sympy.fraction(sympy.together(inward)))
    ends = [region.back(each.subs(own, 0)) for each in (inward, above / below)]
    forms: list[Region] = []
    for root in (end for end in ends if not end.has(sympy.oo, sympy.zoo, sympy.nan)):
        forms += region.around(symbol, root)
        # Where both lie in one interval, or on two sides of 0, their own symbols are compared.
        for other in root.free_symbols if len(root.free_symbols) == 1 else ():
            part = dict(region.sets).get(other)
            within = {other: part, -other: MIRRORED.get(part) if part else None}.get(root)
            forms += region.narrowed(symbol, within).around(symbol, root) if within else []
    if not any(end.has(sympy.oo, sympy.zoo, sympy.nan) for end in ends):
        low, high = ends
        for end, other, where in (
            (low, high, Interval.open(low, oo) if low.is_number else None),
            (high, low, Interval.open(-oo, high) if high.is_number else None),
        ):
            start = region.narrowed(symbol, where) if where else region.around(symbol, end)[2 if end is low else 0]
            forms += start.around(symbol, other)
    if inward.free_symbols <= {own}:
        forms.insert(0, region.narrowed(symbol, _part(inward, own)))
    found = next((each for each in forms if _same(dict(each.inward)[symbol], inward)), None)
    if found is None:
        raise SymactError(f"{symbol} = {inward} is not how a case is written")
    return found


def _part(inward: Expr, own: Symbol) -> Set:
    """Return the number or the open interval that a positive symbol, or none, makes of a parameter."""
    if not inward.has(own):
        return sympy.FiniteSet(inward)
    ends = [each.subs(own, 0) for each in (inward, sympy.together(inward.subs(own, 1 / own)))]
    finite = sorted(end for end in ends if end.is_number and end.is_finite)
    return sympy.Interval.open(
        *finite if len(finite) == 2 else (ends[0], oo) if inward.coeff(own) == 1 else (-oo, ends[0])
    )


def _same(a: Expr, b: Expr) -> bool:
    return bool(sympy.cancel(a - b) == 0)

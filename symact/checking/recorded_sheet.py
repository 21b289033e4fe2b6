"""A sheet on file as what it speaks of: the definition, its parameters, and the cases of a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact import catalogue
from symact.analysis.parameter_cases import Region, merge
from symact.checking.coverage import fault_of_scopes
from symact.checking.record_form import check_sheet
from symact.definition.activation import Activation, Param, Source
from symact.definition.bound import Bound, bind, resolve
from symact.errors import SymactError
from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import DEFINITION, RECORDED
from symact.properties import Subject
from symact.sheets.content import parameters as written

ASSUMPTIONS = {"positive": {"positive": True}, "real": {"real": True}}
"""Words of a record -> assumptions of SymPy."""


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
        self.expression = parse(sheet["expression"], self.symbols, DEFINITION)
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
        expression = parse(str(definition), self.symbols, DEFINITION)
        return Activation(name, name, expression, (Source("sheet", name),), params)

    def _is(self, expression: Expr) -> bool:
        """Whether an expression is that of the sheet, as it is or as it comes back from its text."""
        return self.expression in (expression, parse(str(expression), self.symbols, RECORDED))

    @property
    def defaults(self) -> dict[Symbol, Expr]:
        """The parameters' defaults, none where they are bound."""
        if isinstance(self.subject, Bound):
            return {}
        return {param.symbol: value for param, value in resolve(self.subject, {}).items()}

    def case(self, conclusion: Mapping[str, Any], scope: str) -> Region:
        """Return the part of the parameters' space that a conclusion is about, after checking what it speaks of.

        Args:
            conclusion: the certificate that ends the evidence of one case.
            scope: of the fact.

        Raises:
            SymactError: the expression of the case is not that of the sheet in this part.
        """
        inside = {str(n): Symbol(str(n), **ASSUMPTIONS[kind]) for n, kind in conclusion["symbols"].items()}
        region = Region()
        for name, text in conclusion["inward"].items():
            region = _narrowed(region, self.symbols[name], text)
        own = parse(conclusion["expression"], {**self.symbols, **inside}, RECORDED)
        expected = region.put(self.expression if region.inward else self._bound_by(scope))
        # Text read again may come out in another order of factors.
        if own != expected and own != parse(str(expected), {**self.symbols, **inside}, RECORDED):
            raise SymactError(f"the evidence is about {own}, not about {expected}")
        return region

    def _bound_by(self, scope: str) -> Expr:
        """Return the expression with the values that a scope of equations gives to all parameters."""
        condition = parse_condition(scope, self.symbols, RECORDED)
        equations = [e for e in sympy.And.make_args(condition) if isinstance(e, sympy.Eq)]
        return self.expression.subs({e.lhs: e.rhs for e in equations if e.lhs in self.symbols.values()})

    def at(self, scope: str) -> Subject:
        """Return what a fact of that scope was derived of: rules that fail for symbols are applied to the defaults."""
        if scope == "True" or isinstance(self.subject, Bound):
            return self.subject
        return bind(self.subject)

    def check_scope(self, regions: Sequence[Region], scope: str) -> None:
        """Raise SymactError unless the cases together are the scope, and no two of them are the same."""
        if len({region.inward for region in regions}) < len(regions):
            raise SymactError("the evidence holds a case twice")
        if regions[0].inward:
            joined = [str(condition) for condition, _ in merge(((r, True) for r in regions), lambda a, b: True)]
            if joined != [scope]:
                raise SymactError(f"the cases are {' and '.join(joined)}, the scope says {scope}")
        elif scope != "True" and fault_of_scopes([scope], self.symbols, self.defaults, self.expression):
            raise SymactError(f"the evidence has no cases, the scope says {scope}")


def _symbol(name: str, rule: str) -> Symbol:
    return Symbol(name, positive=True) if rule.endswith("> 0") else Symbol(name, real=True)


def _bound(activation: Activation, values: Mapping[str, Expr]) -> Activation | Bound:
    return bind(activation, values) if values else activation


def _narrowed(region: Region, symbol: Symbol, text: str) -> Region:
    """Return a region with one parameter cut as a record says: the image of a positive symbol, or a number."""
    own = Symbol(f"{symbol.name}_", positive=True)
    inward = parse(text, {own.name: own}, RECORDED)
    if not inward.has(own):
        return region.narrowed(symbol, sympy.FiniteSet(inward))
    flipped = sympy.together(inward.subs(own, 1 / own))
    ends = [each.subs(own, 0) for each in (inward, flipped)]
    finite = sorted(end for end in ends if end.is_Rational)
    if len(finite) == 2:
        part = sympy.Interval.open(*finite)
    else:
        part = (
            sympy.Interval.open(ends[0], sympy.oo)
            if inward.coeff(own) == 1
            else sympy.Interval.open(-sympy.oo, ends[0])
        )
    found = region.narrowed(symbol, part)
    if sympy.cancel(dict(found.inward)[symbol] - inward) != 0:
        raise SymactError(f"{symbol} = {text} is not how a case is written")
    return found

"""A sheet on file as what it speaks of: the definition, its parameters, and the cases of a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact import catalogue
from symact.analysis.parameter_cases import Region, merge
from symact.definition.activation import Activation, Param, Source
from symact.definition.bound import Bound, bind
from symact.errors import SymactError
from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import RECORDED
from symact.properties import Subject

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
        facts, parameters = sheet.get("facts"), sheet.get("parameters")
        if not isinstance(facts, list) or not isinstance(sheet.get("expression"), str):
            raise SymactError("the file is no sheet: it needs an expression and a list of facts; see docs/sheet.md")
        for fact in facts:
            if not isinstance(fact, Mapping) or not isinstance(fact.get("evidence"), list):
                raise SymactError("the file is no sheet: a fact needs a property, a scope, a value and evidence")
        if not isinstance(parameters, list) or not all(_is_parameter(each) for each in parameters):
            raise SymactError("the file is no sheet: a parameter needs a name, a rule and a default")
        self.facts: Sequence[Mapping[str, Any]] = facts
        self.symbols = {p["name"]: _symbol(p["name"], p["rule"]) for p in parameters}
        self.expression = parse(sheet["expression"], self.symbols, RECORDED)
        self.closed = False
        self.subject = self._subject(str(sheet.get("name")), parameters)

    def _subject(self, name: str, parameters: Sequence[Mapping[str, Any]]) -> Subject:
        values = {p["name"]: parse(str(p["value"]), None, RECORDED) for p in parameters if "value" in p}
        if name in catalogue.names():
            known: Subject = _bound(catalogue.get(name), values)
            if known.expression != self.expression:
                raise SymactError(f"the sheet's expression is not that of {name}; the catalogue has {known.expression}")
            return known
        if values:
            # The values are in the expression already; only derivatives by parameters depend on more than that.
            self.closed = True
            return bind(Activation(name, name, self.expression, (Source("sheet", name),)))
        params = tuple(
            Param.of(self.symbols[p["name"]], parse(str(p["default"]), None, RECORDED), "declared on the sheet")
            for p in parameters
        )
        return Activation(name, name, self.expression, (Source("sheet", name),), params)

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
        """Raise SymactError unless the cases together are the scope."""
        if not regions[0].inward:
            return
        joined = [str(condition) for condition, _ in merge(((r, True) for r in regions), lambda a, b: True)]
        if joined != [scope]:
            raise SymactError(f"the cases are {' and '.join(joined)}, the scope says {scope}")


def _is_parameter(each: object) -> bool:
    return isinstance(each, Mapping) and isinstance(each.get("name"), str) and isinstance(each.get("rule"), str)


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

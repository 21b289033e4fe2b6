"""Derivatives with respect to every parameter, piece by piece: what training moves, such as PReLU's weight."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy
from sympy import And, Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.analysis.definition_cases import definition_cases, own_pieces
from symact.analysis.domain import defined_where
from symact.analysis.parameter_cases import merge
from symact.analysis.parameter_regions import Region
from symact.analysis.plain_values import plain_value
from symact.analysis.symbolic_parameters import put_in
from symact.analysis.values import cases_of
from symact.definition.activation import Activation, x
from symact.definition.pieces import Piece
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.sentence import where
from symact.symbolic.zero_test import is_identically_zero, normal

TOPIC = "derivatives"

PROPERTY = ("parameter_derivatives",)

AS_WRITTEN = True
"""It is derived of the definition as it stands, for all parameters at once."""


def derive(subject: Subject) -> list[Fact]:
    """Return df/dp for every parameter p; a breakpoint that moves with p belongs to no piece of it."""
    activation = subject if isinstance(subject, Activation) else subject.activation
    values: dict[Symbol, Expr] = {}
    if not isinstance(subject, Activation):
        if subject.library:
            reason = f"{subject.library} computes its own expression, in which parameters are numbers"
            return [Fact("parameter_derivatives", None, sympy.true, (Gap(reason),))]
        values = {activation.param(name).symbol: value for name, value in subject.values}
    found = [(region, _rows(activation, region, values)) for region in definition_cases(activation.expression)]
    facts = [
        replace(fact, scope=condition.subs(dict(values)), parts=tuple(p for each in joined for p in each.parts))
        for condition, joined in merge(found, lambda a, b: bool(a.value == b.value))
        for fact in joined[:1]
    ]
    return [fact for fact in facts if fact.scope != sympy.false]


def _rows(activation: Activation, region: Region, values: dict[Symbol, Expr]) -> Fact:
    """Return the derivatives in one case; by a parameter that has one value in it there is none."""
    moving = [param for param in activation.params if not region.ties(param.symbol)]
    if activation.params and not moving:
        reason = "no parameter moves by itself along a boundary between cases"
        return Fact("parameter_derivatives", None, sympy.true, (Gap(reason),))
    pieces = [
        replace(p, lower=region.back(p.lower), upper=region.back(p.upper), expression=region.back(p.expression))
        for p in own_pieces(activation.expression, region)
    ]
    rows: list[dict[str, Any]] = []
    said = f"with respect to {' and '.join(param.name for param in moving)}" if moving else "there is no parameter"
    parts: list[Evidence] = [Proof((Step("differentiation", said),))]
    for param in moving:
        slopes, evidence = _pieces(pieces, param.symbol)
        shown = [
            (put_in(slope, values), put_in(piece, values).expression)
            for slope, piece in zip(slopes, pieces, strict=True)
        ]
        cases = [(_on_x(defined_where(slope, [own]), region), slope.expression) for slope, own in shown]
        alone = [(put_in(slope, values), piece) for slope, piece in zip(slopes, pieces, strict=True)]
        points = {place: found for slope, piece in alone for place, found in _at_ends(slope, piece, param.symbol)}
        own = [{"where": sympy.Eq(x, place), "expression": found.subs(values)} for place, found in points.items()]
        rows.append({"parameter": param.symbol, "pieces": [*cases_of(cases), *own]})
        parts += evidence
        parts += [Proof((Step("differentiation", f"by `{param.name}` of `f({place})`"),)) for place in points]
    return Fact("parameter_derivatives", rows, sympy.true, tuple(parts))


def _at_ends(slope: Piece, piece: Piece, parameter: Symbol) -> Iterator[tuple[Expr, Expr]]:
    """Yield the ends at which f has a value for all parameters, with its derivative, though the form has none there.

    The derivative of x**p by p, x**p*log(x), has no value at x = 0, where f is 0 for all p > 0.
    """
    for place, owned in ((slope.lower, slope.owns_lower), (slope.upper, slope.owns_upper)):
        if owned and plain_value(slope.expression, place) is None:
            value = plain_value(piece.expression, place)
            if value is not None:
                yield place, sympy.diff(value, parameter)


def _on_x(where: Boolean, region: Region) -> Boolean:
    """Return a condition without what the region says of the parameters."""
    return And(*(part for part in And.make_args(where) if part.has(x) or region.put(part) != sympy.true))


def _pieces(pieces: Sequence[Piece], parameter: Symbol) -> tuple[list[Piece], list[Evidence]]:
    found: list[Piece] = []
    evidence: list[Evidence] = []
    for piece in pieces:
        slope = sympy.diff(piece.expression, parameter)
        short = _short(slope, piece)
        step = Step("differentiation", f"by `{parameter}` {where(piece.condition(x))}: `{piece.expression} -> {short}`")
        evidence.append(Proof((step,)))
        found.append(
            replace(
                piece,
                expression=short,
                owns_lower=piece.owns_lower and not piece.lower.has(parameter),
                owns_upper=piece.owns_upper and not piece.upper.has(parameter),
            )
        )
    return found, evidence


def _short(slope: Expr, piece: Piece) -> Expr:
    """Return the shortest of equal forms; each but the first is tested by the normal form."""
    forms = [sympy.factor_terms(slope), sympy.together(slope), sympy.powsimp(sympy.expand(slope))]
    form = normal(slope, x, piece.lower, piece.upper)
    forms += [sympy.powsimp(form)] if form is not None else []
    for each in sorted(forms, key=lambda e: (e.count_ops(), str(e))):
        shorter = each.count_ops() < slope.count_ops()
        if shorter and is_identically_zero(each - slope, x, piece.lower, piece.upper).zero:
            return each
    return slope

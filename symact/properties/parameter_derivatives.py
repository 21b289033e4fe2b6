"""Derivatives with respect to every parameter, piece by piece: what training moves, such as PReLU's weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact.analysis.symbolic_parameters import put_in
from symact.analysis.values import cases_of
from symact.definition.activation import Activation, x
from symact.definition.pieces import Piece
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.zero_test import is_identically_zero, normal

TOPIC = "derivatives"

PROPERTY = ("parameter_derivatives",)


def derive(subject: Subject) -> list[Fact]:
    """Return df/dp for every parameter p; a breakpoint that moves with p belongs to no piece of it."""
    activation = subject if isinstance(subject, Activation) else subject.activation
    values: Mapping[Symbol, Expr] = {}
    if not isinstance(subject, Activation):
        if subject.library:
            reason = f"{subject.library} computes its own expression, in which parameters are numbers"
            return [Fact("parameter_derivatives", None, sympy.true, (Gap(reason),))]
        values = {activation.param(name).symbol: value for name, value in subject.values}
    rows: list[dict[str, Any]] = []
    parts: list[Evidence] = [Proof((Step("differentiation", f"with respect to {len(activation.params)} parameters"),))]
    for param in activation.params:
        pieces, evidence = _pieces(activation.pieces, param.symbol)
        shown = [put_in(piece, dict(values)) for piece in pieces]
        branches = cases_of([(p.condition(x), p.expression) for p in shown])
        rows.append({"parameter": param.symbol, "pieces": branches})
        parts += evidence
    return [Fact("parameter_derivatives", rows, sympy.true, tuple(parts))]


def _pieces(pieces: Sequence[Piece], parameter: Symbol) -> tuple[list[Piece], list[Evidence]]:
    found: list[Piece] = []
    evidence: list[Evidence] = []
    for piece in pieces:
        slope = sympy.diff(piece.expression, parameter)
        short = _short(slope, piece)
        step = Step("differentiation", f"by {parameter} for {piece.condition(x)}: {piece.expression} -> {short}")
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

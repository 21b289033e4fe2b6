"""An activation with every parameter bound to an exact value: what tables and verdicts are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sympy import Expr, N, Rational

from symact.definition.activation import Activation, Param, Profile, x
from symact.definition.parameters import exact_value
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.formats.floating import get_format

DIGITS = 60
"""Decimal digits of a constant before it is rounded to a format: far more than a float64 can tell apart."""


@dataclass(frozen=True)
class Bound:
    """An activation and the exact values of its parameters.

    Args:
        activation: the definition.
        values: (parameter name, exact value) pairs in the order of the definition.
        expression: f(x) with the values put in.
        library: whose own function this is, or "" for the ideal one.
    """

    activation: Activation
    values: tuple[tuple[str, Expr], ...]
    expression: Expr
    library: str = ""

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The smooth pieces, from left to right; breakpoints are numbers."""
        return split(self.expression, x)

    @property
    def params(self) -> dict[str, str]:
        """The values as text, for manifests and reports."""
        return {name: str(value) for name, value in self.values}


def _rounded(value: Expr, dtypes: Iterable[str], name: str) -> Expr:
    """Return a number rounded to one format after another; named constants, such as SELU's, are numbers here too."""
    number = Fraction(int(value.p), int(value.q)) if value.is_Rational else Fraction(str(N(value, DIGITS)))
    for fmt in map(get_format, dtypes):
        bits = fmt.from_fraction(number)
        if not fmt.is_finite(bits):
            raise SymactError(f"{name}={value} is too large for {fmt.name}, in which the library keeps it")
        number = fmt.to_fraction(bits)
    return Rational(number.numerator, number.denominator)


def _resolve(activation: Activation, given: Mapping[str, object]) -> dict[Param, Expr]:
    chosen = {activation.param(name): exact_value(value, name) for name, value in given.items()}
    for param, value in chosen.items():
        param.check(value)
    defaults = {p: p.default for p in activation.params} | dict(activation.determined)
    values = {p: chosen.get(p, defaults[p]) for p in activation.params}
    for param in (p for p, value in values.items() if value is None):
        raise SymactError(f"{activation.name}: {param.name} has no default and its condition is not solved; give it")
    return values


def bind(activation: Activation, given: Mapping[str, object] | None = None) -> Bound:
    """Bind parameters to exact values; what is not given takes its default.

    Raises:
        SymactError: an unknown parameter, or a value that is not exact or breaks the assumption.
    """
    values = _resolve(activation, given or {})
    substitution = {p.symbol: v for p, v in values.items()}
    return Bound(
        activation,
        tuple((p.name, v) for p, v in values.items()),
        activation.expression.subs(substitution),
    )


def bind_profile(
    activation: Activation, profile: Profile, given: Mapping[str, object] | None = None, dtype: str = "float32"
) -> Bound:
    """Bind the function that a library itself computes: its own expression, parameters as the numbers it keeps.

    Args:
        activation: the definition.
        profile: how the library spells it.
        given: exact parameter values; what is not given takes its default.
        dtype: the format of the library's input, in which some libraries keep parameters.

    Raises:
        SymactError: as `bind`.
    """
    values = _resolve(activation, given or {})
    wide = dtype if get_format(dtype).width > 32 else "float32"
    kept = [{"array": dtype, "wide": wide}.get(name, name) for name in profile.number.split()]
    rounded = dict(values)
    for p in profile.params:
        rounded[p] = _rounded(rounded[p], kept, p.name)
    expression = activation.expression if profile.expression is None else profile.expression
    return Bound(
        activation,
        tuple((p.name, v) for p, v in rounded.items()),
        expression.subs({p.symbol: v for p, v in rounded.items()}),
        profile.library,
    )


def check_order(order: int) -> int:
    """Return order if it is a derivative order that tables and verdicts know, else raise SymactError."""
    if order not in (0, 1, 2):
        raise SymactError(f"order must be 0 (the function), 1 or 2 (its derivatives), not {order!r}")
    return order

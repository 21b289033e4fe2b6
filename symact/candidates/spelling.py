"""How a library spells an activation: what is called with which arguments, and which function that is by intent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from sympy import Expr, N, Rational

from symact.definition.activation import Activation, Param
from symact.definition.bound import Bound, resolve
from symact.definition.parameters import to_fraction, to_rational
from symact.errors import DefinitionError, SymactError
from symact.formats.floating import get_format

DIGITS = 60
"""Decimal digits of a constant before it is rounded to a format: far more than a float64 can tell apart."""


@dataclass(frozen=True, slots=True)
class Given:
    """An argument that is a parameter of the definition, by its name; so a file is read without any definition."""

    name: str


@dataclass(frozen=True, slots=True)
class AsArray:
    """An argument that a library wants as an array of one element in the input's format (PReLU's weight)."""

    value: Given | Param | Rational


@dataclass(frozen=True, slots=True)
class LastAxis:
    """An argument that is the shape of the input's last axis, (n,), whatever n is (the normalized_shape of norms)."""

    def __str__(self) -> str:
        return "(n,)"


@dataclass(frozen=True, slots=True)
class Shared:
    """An argument that is a further vector of the definition, by its name (the weight of norms)."""

    name: str

    def __str__(self) -> str:
        return self.name


Argument: TypeAlias = Given | Param | AsArray | LastAxis | Shared | Rational | str | bool | int


@dataclass(frozen=True, slots=True)
class Profile:
    """How one library spells an activation.

    Args:
        library: torch, jax, scipy, ...
        path: importable path of the callable.
        arguments: (keyword, value) pairs; a parameter passes the bound value as a float64, an int itself (an axis).
        expression: what the library computes, where that is by intent another function than the
            definition (torch's softplus threshold); its constants are the exact binary numbers used.
        construct: whether path is a class to be constructed with the arguments first (torch.nn.Identity).
        note: what a reader of a verdict should know.
        number: the format in which the library keeps parameters, such as float64 or float32; or "array", that of
            its input; or "wide", the wider of that and float32; or several of these, one rounding after another.
    """

    library: str
    path: str
    arguments: tuple[tuple[str, Argument], ...] = ()
    expression: Expr | None = None
    construct: bool = False
    note: str = ""
    number: str = "float64"

    @classmethod
    def of(
        cls,
        path: str,
        /,
        *,
        expression: Expr | None = None,
        construct: bool = False,
        note: str = "",
        number: str = "float64",
        **arguments: Argument,
    ) -> Profile:
        """Build a profile; the library is the first part of path, keywords are the library's own names."""
        return cls(path.split(".")[0], path, tuple(arguments.items()), expression, construct, note, number)

    @property
    def params(self) -> tuple[Param, ...]:
        """The parameters of the definition that the library lets the caller choose."""
        values = (v.value if isinstance(v, AsArray) else v for _, v in self.arguments)
        return tuple(v for v in values if isinstance(v, Param))


def check_profile(activation: Activation, profile: Profile) -> Profile:
    """Return a profile with a definition's parameters in place of their names.

    Raises:
        DefinitionError: it passes another parameter, or what is not exact, or is not sound itself.
    """
    known = {param.name: param for param in activation.params}
    arguments: list[tuple[str, Argument]] = []
    for keyword, value in profile.arguments:
        if not isinstance(value, (Given, Param, AsArray, LastAxis, Shared, Rational, str, bool, int)):
            raise DefinitionError(f"{activation.name}: {profile.path}: {keyword}={value!r} is not exact; name a Given")
        own = value.value if isinstance(value, AsArray) else value
        if isinstance(own, Given):
            own = known.get(own.name, own)
        if isinstance(own, Given | Param) and own not in activation.params:
            raise DefinitionError(f"{activation.name}: {profile.path} is given {own.name}, which is not in params")
        arguments.append((keyword, AsArray(own) if isinstance(value, AsArray) else own))
    if profile.expression is not None:
        activation.check_expression(profile.expression)
        if activation.space().on_line:
            activation.split(profile.expression)
    return replace(profile, arguments=tuple(arguments))


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
        SymactError: an unknown parameter, or a value that is not exact or breaks the assumption.
    """
    values = resolve(activation, given or {})
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


def fraction(value: Expr) -> Fraction:
    """Return a rational number as it is, a named constant to DIGITS digits."""
    return to_fraction(value) if value.is_Rational else Fraction(str(N(value, DIGITS)))


def _rounded(value: Expr, dtypes: Iterable[str], name: str) -> Expr:
    """Return a number rounded to one format after another; named constants, such as SELU's, are numbers here too."""
    number = fraction(value)
    for fmt in map(get_format, dtypes):
        bits = fmt.from_fraction(number)
        if not fmt.is_finite(bits):
            raise SymactError(f"{name}={value} is too large for {fmt.name}, in which the library keeps it")
        number = fmt.to_fraction(bits)
    return to_rational(number)

"""An activation with every parameter bound to an exact value: what tables and verdicts are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from symact.definition.activation import Activation, Param, x
from symact.definition.domain import Domain
from symact.definition.input_space import Capability, InputSpace
from symact.definition.parameters import exact_value
from symact.definition.pieces import Piece, split
from symact.definition.quantity import Quantity, as_integer
from symact.errors import SymactError, excerpt


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
        self.space().need(Capability.ORDER, self.activation.name, "pieces are for functions of one number")
        return split(self.expression, x)

    @property
    def domain(self) -> Domain:
        """What the function takes and gives."""
        return self.activation.domain

    def space(self, quantity: Quantity = Quantity.VALUE) -> InputSpace:
        """Return what can be done with the inputs of a quantity."""
        return self.domain.space(quantity)

    @property
    def params(self) -> dict[str, str]:
        """The values as text, for manifests and reports."""
        return {name: str(value) for name, value in self.values}


def checked_params(given: object) -> Mapping[str, object]:
    """Return what was given as ``params``, None as no parameters; raise SymactError for what is no mapping."""
    if given is not None and not isinstance(given, Mapping):
        raise SymactError(f"params must map names to exact values, such as {{'alpha': '1/2'}}, not {excerpt(given)}")
    return given or {}


def definition_of(subject: Activation | Bound) -> Activation:
    """Return the definition of an activation or of a bound one."""
    return subject.activation if isinstance(subject, Bound) else subject


def resolve(activation: Activation, given: Mapping[str, object]) -> dict[Param, Expr]:
    """Return the exact value of every parameter; what is not given takes its default.

    Raises:
        SymactError: an unknown parameter, or a value that is not exact or breaks the assumption.
    """
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
    values = resolve(activation, checked_params(given))
    activation.check_order(values)
    substitution = {p.symbol: v for p, v in values.items()}
    return Bound(activation, tuple((p.name, v) for p, v in values.items()), activation.expression.subs(substitution))


def check_quantity(given: Quantity | int | str) -> Quantity:
    """Return a quantity that tables know: value, first or second derivative, JVP or VJP; else raise SymactError."""
    if isinstance(given, (Quantity, str)):
        return Quantity.of(given)
    return Quantity.of_order(check_order(given))


def check_order(order: int) -> int:
    """Return an order of derivatives that tables and verdicts know, as Python's int, else raise SymactError."""
    found = as_integer(order)
    if found not in (0, 1, 2):
        raise SymactError(f"order must be 0 (the function), 1 or 2 (its derivatives), not {excerpt(order)}")
    return found

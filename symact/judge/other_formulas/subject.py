"""What is on trial, as the search for another formula needs it: the definition, and how its JVP or VJP follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import sympy
from sympy import Expr, Symbol

from symact import catalogue
from symact.definition.activation import x as number
from symact.definition.bound import Bound, bind
from symact.definition.products import directional, gradient, over_entries
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import is_one_number
from symact.definition.several import VECTOR
from symact.judge.other_formulas.slips import Slip
from symact.reference.pairs.factors import separated

TANGENTS = sympy.symbols("u_a u_b", real=True)
"""The vector of a pair's JVP."""

SHOWN = {VECTOR: Symbol("v", real=True)}
"""What the vector of a product is called."""


@dataclass(frozen=True)
class Subject:
    """A function of rows or of pairs.

    Args:
        bound: the definition.
        quantity: its value, JVP or VJP.
        pair: whether it is a function of pairs.
    """

    bound: Bound
    quantity: Quantity
    pair: bool = False

    @property
    def inputs(self) -> tuple[Symbol, ...]:
        """The symbols of the definition."""
        return self.bound.activation.inputs

    @property
    def vectors(self) -> tuple[Symbol, ...]:
        """The symbols of the vector of a product."""
        if self.pair and self.quantity.kind is Kind.JVP:
            return tuple(TANGENTS)
        return (VECTOR,) if self.quantity.vector else ()

    def derived(self, expression: Expr) -> Expr:
        """Return the quantity of a definition; of a pair's VJP both gradients.

        Raises:
            DefinitionError: it has none.
        """
        if self.quantity == Quantity.VALUE:
            return expression
        if not self.pair:
            return over_entries(expression, self.inputs[0], VECTOR, self.quantity, self.inputs[1:])
        if self.quantity.kind is Kind.JVP:
            return directional(expression, self.inputs, TANGENTS)
        return sympy.Tuple(*gradient(expression, self.inputs, VECTOR))

    @cached_property
    def of(self) -> str:
        """What is said before a slip of the definition."""
        return "" if self.quantity == Quantity.VALUE else f"it is the {self.quantity} of another function: "

    def related(self) -> Iterator[Slip]:
        """Yield the other functions of the catalogue that take no more inputs and give as many results."""
        inputs, own = self.inputs, dict(self.bound.values)
        single = is_one_number(self.bound.expression, inputs)
        for name in catalogue.names("pair" if self.pair else "vector"):
            activation = catalogue.get(name)
            if name == self.bound.activation.name or len(activation.inputs) > len(inputs):
                continue
            other = bind(activation, {each.name: own[each.name] for each in activation.params if each.name in own})
            if self.pair or is_one_number(other.expression, activation.inputs) == single:
                yield f"it is {name}", other.expression.xreplace(dict(zip(activation.inputs, inputs, strict=False)))
        if self.pair and (factors := separated(self.bound)):
            first, second = (each.expression.xreplace({number: s}) for each, s in zip(factors, inputs, strict=True))
            yield "the halves are added, not multiplied", first + second

    def of_each(self) -> Iterator[Slip]:
        """Yield the functions of one number: of each number of a row by itself, or in place of a pair's factor."""
        factors = separated(self.bound) if self.pair else None
        for name in catalogue.names("line"):
            other = bind(catalogue.get(name)).expression
            if factors is None:
                yield f"it is {name} of each number by itself", other.xreplace({number: self.inputs[0]})
                continue
            for place, symbol in enumerate(self.inputs):
                left = factors[1 - place].expression.xreplace({number: self.inputs[1 - place]})
                yield f"the factor of {symbol} is {name}", other.xreplace({number: symbol}) * left

"""What is on trial, as the search for another formula needs it: the definition, and how its JVP or VJP follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import sympy
from sympy import Dummy, Expr, Symbol, default_sort_key, exp

from symact import catalogue
from symact.definition.activation import x as number
from symact.definition.bound import Bound, bind
from symact.definition.products import directional, gradient, over_entries
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import Greatest, Total, is_one_number
from symact.definition.several import VECTOR
from symact.judge.other_formulas.gradient_writings import Names, tidied, written
from symact.judge.other_formulas.slips import Slip, said
from symact.reference.pairs.factors import separated

TANGENTS = sympy.symbols("u_a u_b", real=True)
"""The vector of a pair's JVP."""

SHOWN = {VECTOR: Symbol("v", real=True)}
"""What the vector of a product is called."""


def factors(bound: Bound) -> tuple[Expr, ...]:
    """Return the factors of a pair, each a function of one of its inputs; none where it is no such product."""
    found = separated(bound) or ()
    return tuple(each.expression.xreplace({number: s}) for each, s in zip(found, bound.activation.inputs, strict=False))


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

    @property
    def transposed(self) -> "Subject":
        """The other of JVP and VJP."""
        return replace(self, quantity=self.quantity.transposed)

    def derived(self, expression: Expr) -> Expr:
        """Return the quantity of a definition; of a pair's VJP both gradients.

        Raises:
            DefinitionError: it has none.
        """
        found = self._derived(expression)
        found = found.xreplace(self.constants) if self.constants else found
        return tidied(found, (*self.inputs, *self.vectors)) if self.vectors and not self.pair else found

    def _derived(self, expression: Expr) -> Expr:
        if self.quantity == Quantity.VALUE:
            return expression
        if not self.pair:
            return over_entries(expression, self.inputs[0], VECTOR, self.quantity, self.inputs[1:])
        if self.quantity.kind is Kind.JVP:
            return directional(expression, self.inputs, TANGENTS)
        return sympy.Tuple(*gradient(expression, self.inputs, VECTOR))

    @cached_property
    def _shifted(self) -> tuple[Expr, Mapping[Symbol, Expr]] | None:
        """The definition with exponentials as they are computed, shifted by the greatest, and what that is by its name.

        The name keeps it constant in derivatives.
        """
        whole = self.bound.expression
        sums = sorted((each for each in whole.atoms(Total) if isinstance(each.args[0], exp)), key=default_sort_key)
        if not sums:
            return None
        exponent = sums[0].args[0].args[0]
        shift = Symbol(str(Greatest(exponent)), real=True)
        one, total = sympy.symbols("one total", positive=True, cls=Dummy)
        factor = exp(shift)
        opened = whole.xreplace({sums[0]: factor * total}).xreplace({exp(exponent): factor * one})
        above, below = opened.as_numer_denom()
        if below.has(total):
            opened = sympy.expand(above / factor) / sympy.expand(below / factor)
        else:
            opened = sympy.expand_log(opened, force=True)
        term = exp(exponent - shift)
        return opened.xreplace({one: term, total: Total(term)}), {shift: Greatest(exponent)}

    @property
    def constants(self) -> Mapping[Symbol, Expr]:
        """What is constant in derivatives, by its name."""
        return self._shifted[1] if self._shifted else {}

    @property
    def writings(self) -> tuple[Expr, ...]:
        """The definition as it stands, and as it is computed."""
        return (self.bound.expression, *(self._shifted[:1] if self._shifted else ()))

    @property
    def gradients(self) -> Iterator[tuple[Expr, Names]]:
        """The ways to write the product, with what the names in them stand for."""
        due = self.derived(self.bound.expression)
        for way, names in written(due, (*self.inputs, *self.vectors)):
            yield way.xreplace(SHOWN), {**{shown: vector for vector, shown in SHOWN.items()}, **names}

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
            shared = {each.name: own[each.name] for each in activation.params if each.name in own}
            for other in dict.fromkeys((bind(activation, shared), bind(activation))):
                changed = [f"{key} = {said(value)}" for key, value in other.values if shared.get(key, value) != value]
                if self.pair or is_one_number(other.expression, activation.inputs) == single:
                    found = other.expression.xreplace(dict(zip(activation.inputs, inputs, strict=False)))
                    yield f"it is {name}{' with ' if changed else ''}{', '.join(changed)}", found
                    if self.pair:
                        turned = dict(zip(inputs, inputs[::-1], strict=True))
                        yield f"it is {name} of swapped halves", found.xreplace(turned)
        if self.pair and (parts := factors(self.bound)):
            first, second = parts
            yield "the halves are added, not multiplied", first + second
            whole = sympy.Mul(*inputs)
            for each, other, symbol in zip(parts, parts[::-1], inputs, strict=True):
                if other in inputs:
                    yield f"it is a function of {whole}", each.xreplace({symbol: whole})

    def of_each(self) -> Iterator[Slip]:
        """Yield the functions of one number: of each number of a row by itself, or in place of a pair's factor."""
        own = factors(self.bound) if self.pair else ()
        for name in catalogue.names("line"):
            other = bind(catalogue.get(name)).expression
            if not own:
                yield f"it is {name} of each number by itself", other.xreplace({number: self.inputs[0]})
                continue
            for place, symbol in enumerate(self.inputs):
                yield f"the factor of {symbol} is {name}", other.xreplace({number: symbol}) * own[1 - place]

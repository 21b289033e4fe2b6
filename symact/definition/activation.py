"""What a definition is: a formula with its parameters and sources; everything is validated on construction."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import sympy
from sympy import Expr, S, Symbol

from symact.definition.declarations import FixedPoint as FixedPoint
from symact.definition.declarations import Param as Param
from symact.definition.declarations import Source as Source
from symact.definition.declarations import check_text
from symact.definition.derivatives import as_expression
from symact.definition.domain import Domain, Line, Vector
from symact.definition.input_space import Capability, InputSpace
from symact.definition.pieces import Piece, split
from symact.definition.quantity import Quantity, as_integer
from symact.definition.recurring_switches import may_recur
from symact.definition.reductions import outermost
from symact.display import Shown
from symact.errors import DefinitionError, OpenSwitchError, SwitchError, SymactError, excerpt, unknown_name

x = Symbol("x", real=True)
"""The input of every elementwise activation."""

NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, repr=False)
class Activation(Shown):
    """One activation function, written down once.

    Args:
        name: lower-case name; the catalogue's file carries the same.
        title: how a text calls it, such as ``CELU``.
        expression: f(x) as the source writes it, in exact constants.
        params: its parameters.
        sources: where it was read, at least one.
        condition: what determines the parameters that have no default.
        ordered: pairs of parameters of which the first must be less than the second.
        forms: how texts and libraries write it also; whether and when each holds is derived, never stated. A function
            called like an activation is that activation, with the parameters in the order of its definition:
            elu(x, a), or elu(x) with their defaults.
        domain: what it takes and gives: one number, a pair, or a vector, of which the expression is one entry.
        aliases: other names of the same definition; `symact.get` and the command line take them too.
        family: one word on what kind of function it is, such as "gated", for those who look for one.
        determined: (parameter, closed form) of those without a default, put in by whoever loads the definition.

    Raises:
        DefinitionError: a rule of definitions is broken; the message names it.
    """

    name: str
    title: str
    expression: Expr
    sources: tuple[Source, ...]
    params: tuple[Param, ...] = ()
    condition: FixedPoint | None = None
    ordered: tuple[tuple[Param, Param], ...] = ()
    forms: tuple[Expr, ...] = ()
    domain: Domain = field(default_factory=Line)
    aliases: tuple[str, ...] = ()
    family: str = ""
    # It follows from the rest, so a definition is the same one before and after.
    determined: tuple[tuple[Param, Expr], ...] = field(default=(), compare=False, repr=False)

    def __repr__(self) -> str:
        params = "".join(f", {p.name}={p.default}" for p in self.params)
        return f"<Activation {self.name}: {self.expression}{params}>"

    def __post_init__(self) -> None:
        for name in (self.name, *self.aliases):
            if not NAME.fullmatch(name):
                raise DefinitionError(f"{name!r}: a name is made of a-z, 0-9 and _, and starts with a letter")
        self._check_kinds()
        for expression in (self.expression, *self.forms):
            if not isinstance(expression, Expr):
                raise DefinitionError(f"{self.name}: the expression must be a SymPy Expr, not {expression!r}")
        self._check_params()
        for expression in (self.expression, *self.forms):
            self.check_expression(expression)
        if isinstance(self.domain, Line):
            # Where the pieces depend on the sign of a parameter, whoever derives from them splits the cases.
            # Those of |sin(x)| have no end: no table is made of it, but facts follow from one period.
            recurs = may_recur(self.expression, x)
            with contextlib.suppress(*((DefinitionError,) if recurs else (OpenSwitchError,) if self.params else ())):
                _ = self.pieces
        elif self.condition:
            raise DefinitionError(f"{self.name}: a condition determines parameters of functions of one number alone")

    def _check_kinds(self) -> None:
        check_text(self.name, "title", self.title)
        for values, kind in ((self.params, Param), (self.sources, Source)):
            for value in values if isinstance(values, tuple) else (values,):
                if not isinstance(value, kind):
                    raise DefinitionError(f"{self.name}: {excerpt(value)} is no {kind.__name__}; give a tuple of them")
        if not self.sources:
            raise DefinitionError(f"{self.name}: a definition needs at least one Source; add where it was read")

    def _check_params(self) -> None:
        determined = self.condition.unknowns if self.condition else ()
        names = [p.name for p in self.params]
        for param in self.params:
            if names.count(param.name) > 1:
                raise DefinitionError(f"{self.name}: parameter {param.name} is declared twice; declare it once")
            if param.name in self.domain.names:
                raise DefinitionError(f"{self.name}: {param.name} is the input; give the parameter another name")
            if param.symbol not in self.expression.free_symbols:
                raise DefinitionError(f"{self.name}: parameter {param.name} is not in the expression; remove it")
            if param.default is None and param not in determined:
                raise DefinitionError(f"{self.name}: parameter {param.name} has no default and no condition for one")
        for param in determined:
            if param not in self.params:
                raise DefinitionError(f"{self.name}: the condition asks for {param.name}, which is not in params")
        self.check_order({p: p.default for p in self.params})

    def check_order(self, values: Mapping[Param, Expr | None]) -> None:
        """Raise SymactError unless values of parameters are in the order that the definition asks for."""
        for low, high in self.ordered:
            least, greatest = values[low], values[high]
            if least is not None and greatest is not None and not least < greatest:
                given = f"{low.name}={least}, {high.name}={greatest}"
                raise SymactError(f"{self.name}: parameters must satisfy {low.name} < {high.name}, not {given}")

    def check_expression(self, expression: Expr) -> None:
        """Raise DefinitionError unless an expression is exact, real, and made of the inputs and the parameters."""
        declared = {*self.inputs} | {p.symbol for p in self.params}
        for symbol in sorted(expression.free_symbols - declared, key=str):
            raise DefinitionError(f"{self.name}: symbol {symbol} is not declared; add a Param for it")
        if outermost(expression) and not isinstance(self.domain, Vector):
            raise DefinitionError(f"{self.name}: {outermost(expression)[0]} is over a vector; give domain=Vector()")
        if expression.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit):
            raise DefinitionError(f"{self.name}: {expression} is not a real number for every input")
        for number in sorted(expression.atoms(sympy.Float), key=str):
            raise DefinitionError(
                f"{self.name}: {number} is a Float; write an exact constant, such as Rational('0.044715')"
            )

    def space(self, quantity: Quantity = Quantity.VALUE) -> InputSpace:
        """Return what can be done with the inputs of a quantity."""
        return self.domain.space(quantity)

    @property
    def inputs(self) -> tuple[Symbol, ...]:
        """The input symbols: x, for an entry of the vector too, with those of further vectors, or the pair's."""
        return tuple(Symbol(name, real=True) for name in self.domain.names)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The smooth pieces with symbolic parameters, from left to right, covering the line once."""
        return self.split(self.expression)

    def split(self, expression: Expr) -> tuple[Piece, ...]:
        """Return the pieces of an expression in this definition's parameters, or raise DefinitionError."""
        self.space().need(Capability.ORDER, self.name, "pieces are for functions of one number")
        try:
            return split(expression, x)
        except OpenSwitchError as error:
            raise OpenSwitchError(error.constant, f"{self.name}: {error}") from None
        except SwitchError:
            # It is the reason of an unknown too, which is about the formula and not its name.
            raise
        except SymactError as error:
            raise DefinitionError(f"{self.name}: {error}") from None

    def derivative(self, order: int = 1) -> Expr:
        """Return the order-th derivative with symbolic parameters.

        Piece by piece; a breakpoint where the derivative does not exist is left out of the
        Piecewise. Order 0 gives the function itself.
        """
        found = as_integer(order)
        if found is None or found < 0:
            raise SymactError(f"{self.name}: order must be 0, 1, 2, ..., not {excerpt(order)}")
        return as_expression(self.pieces, x, found)

    def param(self, name: str) -> Param:
        """Return the parameter of that name, or raise SymactError naming the nearest ones."""
        for each in self.params:
            if isinstance(name, str) and each.name == name:
                return each
        if not self.params:
            raise SymactError(f"{self.name} has no parameters, so none called {excerpt(name)}")
        raise unknown_name(f"parameter of {self.name}", name, (p.name for p in self.params))

    @cached_property
    def definition_hash(self) -> str:
        """SHA-256 over everything that determines values: expression, parameters, condition."""
        parts = [self.name, sympy.srepr(self.expression)]
        parts += [f"{sympy.srepr(p.symbol)}={p.default}" for p in self.params]
        if self.condition:
            parts.append(f"mean={self.condition.mean} variance={self.condition.variance}")
        if not isinstance(self.domain, Line):
            parts.append(repr(self.domain))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

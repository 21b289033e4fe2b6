"""A definition with reductions as straight-line programs of one entry, the same for vectors of any length.

A reduction's argument is a program of one entry; the results over all entries are reduced to one number, which is an
input of what comes after. So a vector costs time linear in its length, and nothing is written out.

Factors that are the same for all entries are taken out of sums, Total(c·g) = c·Total(g), before anything is compiled.
Where x or v is the same at all entries it is such a factor too, and much cancels by algebra alone: softmax is 1/n
then, and a JVP of softmax is 0.
"""

from collections.abc import Sequence
from typing import NamedTuple

import sympy
from sympy import Dummy, Expr, S, Symbol

from symact.definition.reductions import Greatest, Reduction, Threshold, Total
from symact.enclosure.program import Program
from symact.errors import UndecidedError


class UndefinedRowError(UndecidedError):
    """The expression has no value at a vector, as 0/0 has none; exact arithmetic shows it."""


class OpenEntryError(UndecidedError):
    """The value at one entry is not decided."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


class VectorStep(NamedTuple):
    """One number that all entries share.

    Args:
        symbol: what stands for it in later steps.
        reduction: the class of the reduction, None where it is computed from earlier steps alone.
        program: its argument for one entry, or itself.
    """

    symbol: Symbol
    reduction: type[Reduction] | None
    program: Program


class Steps:
    """An expression of one entry, its reductions computed first.

    Args:
        expression: with reductions, nested too.
        symbols: the inputs.
        shared: those of them that are the same at all entries.

    Raises:
        SymactError: some part has no enclosure.
    """

    def __init__(self, expression: Expr, symbols: Sequence[Symbol], shared: frozenset[Symbol] = frozenset()) -> None:
        self.symbols = tuple(symbols)
        self._entries = frozenset(symbols) - shared
        self._known: dict[Expr, Symbol] = {}
        self.steps: list[VectorStep] = []
        found = self._lifted(expression)
        self.is_constant = not found.free_symbols & self._entries
        """Whether all entries of the result are equal."""
        self.expression = self._with_constants(found)
        self.program = self.compiled(self.expression)

    @property
    def is_zero(self) -> bool:
        """Whether algebra alone shows that every entry of the result is 0."""
        return bool(self.expression is S.Zero)

    def compiled(self, expression: Expr) -> Program:
        """Return the program of an expression of the inputs and the steps' symbols; the inputs come first."""
        free = expression.free_symbols
        known = (*self.symbols, *(step.symbol for step in self.steps))
        return Program(expression, tuple(each for each in known if each in free), apart=True)

    def definitions(self) -> dict[Symbol, Expr]:
        """Return what each step's symbol stands for, in earlier steps and one entry's symbols."""
        return {step.symbol: step.program.expression for step in self.steps}

    def _lifted(self, node: Expr) -> Expr:
        """Return the expression with symbols for its reductions, whose steps are added."""
        if not node.args:
            return node
        arguments = [self._lifted(each) for each in node.args]
        if not isinstance(node, Reduction):
            return node.func(*arguments)
        (argument,) = arguments
        if not isinstance(node, Total):
            # The greatest of equal numbers is that number.
            same = isinstance(node, Greatest) and not argument.free_symbols & self._entries
            return argument if same else self._reduced(type(node), argument)
        terms = []
        for term in sympy.Add.make_args(argument):
            factor, rest = term.as_independent(*self._entries, as_Add=False) if self._entries else (term, S.One)
            terms.append(factor * self._reduced(Total, rest))
        return sympy.Add(*terms)

    def _reduced(self, reduction: type[Reduction], argument: Expr) -> Symbol:
        key = reduction(argument)
        if key not in self._known:
            # SymPy cancels what it knows not to be 0.
            positive = True if argument.is_positive and not issubclass(reduction, Threshold) else None
            symbol = Dummy(str(key), real=True, positive=positive)
            argument = self._with_constants(argument)
            self._add(symbol, reduction, argument)
            self._known[key] = symbol
        return self._known[key]

    def _with_constants(self, node: Expr) -> Expr:
        """Return the expression with symbols for what is the same at all entries, computed once."""
        if node.is_Atom:
            return node
        if not node.free_symbols & self._entries:
            return self._constant(node)
        if not (node.is_Add or node.is_Mul):
            return node.func(*map(self._with_constants, node.args))
        own = [self._with_constants(each) for each in node.args if each.free_symbols & self._entries]
        rest = node.func(*(each for each in node.args if not each.free_symbols & self._entries))
        return node.func(rest if rest.is_Atom else self._constant(rest), *own)

    def _constant(self, value: Expr) -> Symbol:
        if value not in self._known:
            signs = {"positive": True} if value.is_positive else {"negative": True} if value.is_negative else {}
            symbol = Dummy(str(value), real=True, **signs)
            self._add(symbol, None, value)
            self._known[value] = symbol
        return self._known[value]

    def _add(self, symbol: Symbol, reduction: type[Reduction] | None, expression: Expr) -> None:
        self.steps.append(VectorStep(symbol, reduction, self.compiled(expression)))


def is_total(expression: Expr, steps: dict[Symbol, Expr]) -> bool:
    """Whether an expression is defined wherever its steps are, by the signs that SymPy knows of their symbols."""
    return all(map(_is_regular, (expression, *steps.values())))


EVERYWHERE = (sympy.exp, sympy.tanh, sympy.sinh, sympy.cosh, sympy.sin, sympy.cos, sympy.atan, sympy.asinh, sympy.erf)
"""Functions that are defined on the whole line."""


def _is_regular(node: Expr) -> bool:
    if node.is_Pow:
        regular = (node.exp.is_Integer and node.exp.is_nonnegative) or bool(node.base.is_positive)
    elif isinstance(node, sympy.log):
        regular = bool(node.args[0].is_positive)
    else:
        regular = node.is_Add or node.is_Mul or node.is_Atom or isinstance(node, (*EVERYWHERE, sympy.Max))
    return regular and all(map(_is_regular, node.args))

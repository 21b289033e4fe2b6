"""Inert reductions of definitions on vectors: what all entries share, as one expression for any length.

``Total(exp(x))`` is the sum of exp(x_i) over the entries, whatever their number, and ``Total(1)`` that number. SymPy
leaves it as it is written: it is expanded for a length (`entrywise`), or carried through a derivative by the chain
rule (`symact.definition.products`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact.errors import DefinitionError


class Reduction(sympy.Function):  # type: ignore[misc]  # SymPy is untyped
    """An expression of one entry, reduced over all entries of the vector."""

    nargs = 1

    @classmethod
    def eval(cls, argument: Expr) -> None:
        """Leave the reduction as it is written."""

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        raise DefinitionError(f"{self} depends on every entry; its derivative is a JVP or VJP, not d/d{symbol}")


class Total(Reduction):
    """The sum over all entries."""

    is_real = True

    @staticmethod
    def over(terms: Sequence[Expr]) -> Expr:
        """Return the sum of the terms."""
        return sympy.Add(*terms)


class Greatest(Reduction):
    """The greatest over all entries."""

    is_real = True

    @staticmethod
    def over(terms: Sequence[Expr]) -> Expr:
        """Return the greatest of the terms."""
        return sympy.Max(*terms)


def outermost(expression: Expr) -> tuple[Reduction, ...]:
    """Return the reductions of an expression that lie in no other one, each once, in a fixed order."""
    found: dict[Any, None] = {}

    def visit(node: Any) -> None:
        if isinstance(node, Reduction):
            found[node] = None
            return
        for child in node.args:
            visit(child)

    visit(expression)
    return tuple(sorted(found, key=sympy.default_sort_key))


def outside(expression: Expr) -> Expr:
    """Return the expression with its reductions replaced by numbers: what is left depends on one entry alone."""
    return expression.xreplace({each: sympy.Dummy(real=True) for each in outermost(expression)})


def entrywise(expression: Expr, entries: Sequence[Mapping[Symbol, Expr]]) -> tuple[Expr, ...]:
    """Return the expression for each entry of a vector, its reductions written out.

    Args:
        expression: may hold reductions, nested too.
        entries: for each entry, what the entry's symbols are, such as {x: x_3, v: v_3}.
    """
    written: dict[Reduction, Expr] = {}
    return tuple(_written(expression, entry, entries, written) for entry in entries)


def _written(
    expression: Expr,
    entry: Mapping[Symbol, Expr],
    entries: Sequence[Mapping[Symbol, Expr]],
    written: dict[Reduction, Expr],
) -> Expr:
    for each in outermost(expression):
        if each not in written:
            terms = [_written(each.args[0], other, entries, written) for other in entries]
            written[each] = each.over(terms)
    return expression.xreplace({**{each: written[each] for each in outermost(expression)}, **entry})

"""The values of facts are SymPy text; this reads them back, by a whitelist over the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.errors import SymactError
from symact.symbolic.real_number import DIGITS

CONSTANTS: dict[str, Expr] = {"oo": sympy.oo, "pi": sympy.pi, "E": sympy.E, "EulerGamma": sympy.EulerGamma}

FUNCTIONS: dict[str, Any] = {
    each.__name__: each
    for each in (
        *(sympy.exp, sympy.log, sympy.erf, sympy.erfc, sympy.tanh, sympy.sinh, sympy.cosh, sympy.tan, sympy.sin),
        *(sympy.cos, sympy.atan, sympy.asinh, sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.sqrt),
    )
} | {"Eq": sympy.Eq, "Ne": sympy.Ne}

OPERATORS: dict[type, Any] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.BitAnd: sympy.And,
    ast.BitOr: sympy.Or,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


class _Reader:
    def __init__(self, text: str, symbols: Iterable[Symbol]) -> None:
        self._text = text
        self._names: dict[str, Any] = {**CONSTANTS, **{s.name: s for s in symbols}}

    def read(self) -> Any:
        try:
            tree = ast.parse(self._text, mode="eval")
        except SyntaxError:
            raise self._refusal(self._text) from None
        return self._node(tree.body)

    def _refusal(self, part: str) -> SymactError:
        return SymactError(f"cannot read {part!r} in the value {self._text!r}; add it to claims.reading")

    def _node(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return self._constant(node.value)
        if isinstance(node, ast.Name) and node.id in self._names:
            return self._names[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._node(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](self._node(node.left), self._node(node.right))
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPERATORS:
            return OPERATORS[type(node.ops[0])](self._node(node.left), self._node(node.comparators[0]))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            return FUNCTIONS[node.func.id](*map(self._node, node.args))
        raise self._refusal(ast.unparse(node))

    def _constant(self, value: object) -> Any:
        if isinstance(value, bool):
            return sympy.true if value else sympy.false
        if isinstance(value, int):
            return sympy.Integer(value)
        if isinstance(value, float):
            # A decimal stands for a number without closed form; the text has all its digits.
            return sympy.Float(self._text.lstrip("-"), DIGITS)
        raise self._refusal(repr(value))


def number(text: str, symbols: Iterable[Symbol] = ()) -> Expr:
    """Return the number that a fact's text means; a decimal becomes a Float of 40 digits.

    Args:
        text: as the sheet writes numbers.
        symbols: the parameters.

    Raises:
        SymactError: the text holds what no sheet writes.
    """
    found = _Reader(text, symbols).read()
    if not isinstance(found, Expr):
        raise SymactError(f"the value {text!r} is not a number")
    return found


def condition(text: str, symbols: Iterable[Symbol] = ()) -> Boolean:
    """Return the condition on parameters that a fact's scope means; raises as `number`."""
    found = _Reader(text, symbols).read()
    # A symbol counts as a Boolean in SymPy.
    if not isinstance(found, Boolean) or isinstance(found, Symbol):
        raise SymactError(f"the scope {text!r} is not a condition")
    return found

"""Typed formulas: text -> SymPy, by a whitelist over Python's syntax tree; text is never evaluated as code.

What would be huge or slow is refused before SymPy sees it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import sympy
from sympy import Expr, Piecewise, Rational, S, Symbol
from sympy.logic.boolalg import Boolean

from symact import functions
from symact.definition.activation import x
from symact.errors import SymactError, unknown_name
from symact.formula import named_functions
from symact.formula.cancelled_conditions import Need, cancelled
from symact.formula.syntax import TYPED, Limits, chained, short, tree
from symact.formula.time_bound import READ_SECONDS, budget
from symact.formula.typed_text import MOST_BITS, Typed
from symact.formula.vocabulary import COMPARISONS, CONSTANTS, FUNCTIONS, RELATIONS
from symact.functions.exp2 import exp2

_Read = TypeVar("_Read", Expr, Boolean)


NUMBER = re.compile(r"(?=\.?\d)\d*\.?\d*([eE][+-]?\d{1,3})?")


def parse(text: str, symbols: Mapping[str, Symbol] | None = None, limits: Limits = TYPED) -> Expr:
    """Read a formula of x as a SymPy expression with exact numbers; for any text from outside.

    Args:
        text: such as ``x*tanh(log(1 + exp(x)))``; a decimal means the rational number that it spells.
        symbols: the parameters that may occur, by name; x is always known.
        limits: how large the text may be.

    Raises:
        SymactError: the text is no formula, uses what is not known, is too large, or is not real.
    """
    return _read(text, symbols, limits, _Formula.whole)


def parse_condition(text: str, symbols: Mapping[str, Symbol] | None = None, limits: Limits = TYPED) -> Boolean:
    """Read a condition such as ``Eq(alpha, 1)`` or ``(x > 0) & (x < a)``; arguments and errors as `parse`."""
    return _read(text, symbols, limits, _Formula.condition)


def _read(
    text: str, symbols: Mapping[str, Symbol] | None, limits: Limits, rule: Callable[[_Formula, ast.expr], _Read]
) -> _Read:
    text = text.strip(" ")
    root = tree(text, limits)
    formula = _Formula(text, {**(symbols or {}), "x": Symbol("x", real=True)}, limits)
    with budget(text, READ_SECONDS, "read"):
        return rule(formula, root)


class _Formula(Typed):
    """One pass over the syntax tree of a text."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol], limits: Limits) -> None:
        super().__init__(text)
        self.symbols, self.limits = symbols, limits
        self.needs: list[Need] = []

    def whole(self, root: ast.expr) -> Expr:
        return self._complete(root, self.value)

    def _complete(self, node: ast.expr, read: Callable[[ast.expr], _Read]) -> _Read:
        """Return what a node stands for, from which nothing that limits its domain may have cancelled."""
        start = len(self.needs)
        found = read(node)
        lost = cancelled(found, self.needs[start:]) if self.limits.complete else None
        if lost is not None:
            raise SymactError(
                f"formula: {short(lost.text)} is not defined everywhere and cancels; write the formula without it"
            )
        self.needs[start:] = [replace(need, inner=True) for need in self.needs[start:]]
        return found

    def value(self, node: ast.expr) -> Expr:
        """Return the number that a node stands for, as an expression in x."""
        if isinstance(node, ast.Constant):
            return self._number(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.BinOp):
            found = self._operation(node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            operand = self.value(node.operand)
            found = -operand if isinstance(node.op, ast.USub) else operand
        elif isinstance(node, ast.Call):
            found = self._call(node)
        elif isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            raise self.refuse(node, "is a condition; conditions stand in Piecewise((value, condition), ...)")
        elif isinstance(node, ast.Tuple):
            raise self.refuse(node, "is a pair; pairs stand in Piecewise((value, condition), ...)")
        else:
            raise self.refuse(node, f"is no part of a formula; known: numbers, x, + - * / **, {self._functions()}")
        return self.checked(node, found)

    def _functions(self) -> str:
        # abs is Abs, too: one spelling of each is enough.
        spelled = {name.lower(): name for name in sorted((*FUNCTIONS, "Piecewise"))}
        return ", ".join(spelled[name] for name in sorted(spelled))

    def _number(self, node: ast.Constant) -> Expr:
        # The tree holds decimals as binary floats; what was typed is exact.
        typed = self.source(node)
        if not NUMBER.fullmatch(typed):
            raise self.refuse(node, "is no number; write digits, such as 12, 0.5 or 1e-3")
        if sum(map(str.isdigit, typed)) > self.limits.digits:
            raise self.refuse(node, f"has more than {self.limits.digits} digits; write fewer")
        return Rational(typed)

    def _name(self, node: ast.Name) -> Expr:
        if node.id in self.symbols:
            return self.symbols[node.id]
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in FUNCTIONS or node.id == "Piecewise":
            raise self.refuse(node, f"is a function; write {node.id}(...)")
        raise _undeclared(node.id, (*self.symbols, *CONSTANTS, *FUNCTIONS))

    def _operation(self, node: ast.BinOp) -> Expr:
        if isinstance(node.op, ast.Pow):
            return self._power(node, self.value(node.left), self.value(node.right))
        if not isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
            if isinstance(node.op, (ast.BitAnd, ast.BitOr)):
                raise self.refuse(node, "is a condition; conditions stand in Piecewise, as (x > 0) & (x < 1)")
            raise self.refuse(node, "uses an operator that formulas do not have; known: + - * / **")
        # A chain is read in a loop: it may be longer than Python's stack is deep.
        links = [node]
        while chained(links[-1], links[-1].left):
            inner = links[-1].left
            assert isinstance(inner, ast.BinOp)
            links.append(inner)
        parts = [self.value(links[-1].left)]
        for link in reversed(links):
            operand = self.value(link.right)
            if isinstance(link.op, ast.Div):
                parts.append(self._inverse(link, operand))
            else:
                parts.append(-operand if isinstance(link.op, ast.Sub) else operand)
        return sympy.Add(*parts) if isinstance(node.op, (ast.Add, ast.Sub)) else sympy.Mul(*parts)

    def _inverse(self, node: ast.BinOp, divisor: Expr) -> Expr:
        if divisor.is_zero:
            raise self.refuse(node, "divides by 0; write a divisor that is not 0")
        text = self.source(node.right)
        plain = isinstance(node.right, (ast.Name, ast.Call))
        self._need("divisor", divisor, f"1/{text}" if plain else f"1/({text})")
        return 1 / divisor

    def _need(self, kind: str, argument: Expr, text: str) -> None:
        if argument.has(self.symbols["x"]):
            self.needs.append(Need(kind, argument, text))

    def _power(self, node: ast.BinOp, base: Expr, exponent: Expr) -> Expr:
        if base.is_zero and not exponent.is_positive:
            raise self.refuse(node, "is a power of 0 without a value; write an exponent that is positive")
        if base.is_negative and base.is_number and not exponent.is_integer:
            raise self.refuse(
                node, "is a broken power of a negative number, so not real; write a base that is positive"
            )
        if base.is_number and exponent.is_number:
            self.check_size(node, base, exponent)
        elif exponent.is_Rational:
            self.check_degree(node, exponent)
        if exponent.is_number and exponent.is_negative:
            self._need("divisor", base, self.source(node))
        if not exponent.is_integer:
            self._need("root", base, self.source(node))
        if base.is_positive and base not in (S.One, S.Exp1) and not base.has(x) and exponent.has(x):
            # What is known of exponentials holds of those to any base.
            return exp2(exponent) if base == 2 else sympy.exp(exponent * sympy.log(base))
        return base**exponent

    def _call(self, node: ast.Call) -> Expr:
        if not isinstance(node.func, ast.Name):
            raise self.refuse(node.func, "is called, but only functions are; write * for products")
        name = node.func.id
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            raise self.refuse(node, "has an argument with a name or a star; write plain arguments")
        if name == "Piecewise":
            return self._piecewise(node)
        known = named_functions.function(name)
        if known is None:
            if name in self.symbols or name in CONSTANTS:
                raise self.refuse(node, f"calls {name}, which is no function; write {name}*(...) for a product")
            raise SymactError(f"formula: {named_functions.unknown(name)}")
        counts, build = known
        if len(node.args) not in counts:
            wanted = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
            raise self.refuse(node, f"has {len(node.args)} arguments; {name} takes {wanted}")
        start = len(self.needs)
        arguments = [self.value(a) for a in node.args]
        if name == named_functions.ROOT:
            # Its x is bound: what its parts ask for says nothing of the formula.
            del self.needs[start:]
        self._check_argument(node, name, arguments[0])
        return build(*arguments)

    def _check_argument(self, node: ast.Call, name: str, argument: Expr) -> None:
        if name not in functions.names():
            return
        record = functions.get(name)
        # exp(n log 2) would be computed as 2**n.
        if record.grows and argument.is_number and abs(argument) > MOST_BITS * sympy.log(2):
            raise self.refuse(node, f"is a number of more than {MOST_BITS} bits; write smaller numbers")
        for condition in record.domain(argument):
            if record.outside and (
                condition.argument.is_negative or (condition.argument.is_zero and not condition.zero)
            ):
                raise self.refuse(node, record.outside)
            if not condition.is_always_met:
                needed = argument if record.means is None else condition.argument
                self._need(record.kind or name, needed, self.source(node))

    def _piecewise(self, node: ast.Call) -> Expr:
        arms = []
        for arm in node.args:
            if not isinstance(arm, ast.Tuple) or len(arm.elts) != 2:
                raise self.refuse(arm, "is no (value, condition) pair; write Piecewise((value, condition), ...)")
            value, condition = arm.elts
            arms.append((self._complete(value, self.value), self._complete(condition, self.condition)))
        if not any(condition != sympy.false for _, condition in arms):
            raise self.refuse(node, "has no arm that can hold; end it with (value, True)")
        return Piecewise(*arms)

    def condition(self, node: ast.expr) -> Boolean:
        """Return the condition that a node stands for."""
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return sympy.true if node.value else sympy.false
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            if any(isinstance(o, ast.BinOp) and isinstance(o.op, (ast.BitAnd, ast.BitOr)) for o in operands):
                raise self.refuse(node, "joins numbers with & or |; write (x > 0) & (x < 1)")
            if not all(type(operator) in COMPARISONS for operator in node.ops):
                raise self.refuse(node, "compares in a way that formulas do not have; known: < <= > >= == !=")
            values = [self.value(o) for o in operands]
            pairs = zip(node.ops, values, values[1:], strict=False)
            return sympy.And(*(COMPARISONS[type(operator)](a, b) for operator, a, b in pairs))
        if isinstance(node, ast.BoolOp):
            join = sympy.And if isinstance(node.op, ast.And) else sympy.Or
            return join(*map(self.condition, node.values))
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            join = sympy.And if isinstance(node.op, ast.BitAnd) else sympy.Or
            return join(self.condition(node.left), self.condition(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Invert, ast.Not)):
            return sympy.Not(self.condition(node.operand))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RELATIONS:
            if len(node.args) != 2 or node.keywords:
                raise self.refuse(node, f"compares other than two numbers; write {node.func.id}(x, 0)")
            return RELATIONS[node.func.id](self.value(node.args[0]), self.value(node.args[1]))
        raise self.refuse(node, "is no condition; write a comparison such as x > 0, or True")


def _undeclared(name: str, known: tuple[str, ...]) -> SymactError:
    """Return the error for a name that is not known; all that are known is longer than how one is declared."""
    unknown, _, remedy = str(unknown_name("constant or parameter", name, known)).partition("; ")
    meant = f"; {remedy}" if remedy.startswith("did you mean") else ""
    return SymactError(f'formula: {unknown}; declare a parameter by --param "{name}>0" or --param {name}=1{meant}')

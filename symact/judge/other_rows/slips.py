"""Formulas of rows altered as slips alter them: a term or factor lost, a sign turned, a mean for a sum."""

import contextlib
from collections.abc import Iterator, Sequence

import sympy
from sympy import Expr, Symbol, sqrt

from symact.definition.reductions import Greatest, Reduction, Total, outermost
from symact.functions.exp2 import exp2
from symact.judge.diagnosis.expression_text import text

Slip = tuple[str, Expr]
"""What is said of an altered formula, and the formula."""

COUNT = Total(sympy.S.One)
"""How many numbers a row has."""


def inputs_altered(expression: Expr, inputs: Sequence[Symbol]) -> Iterator[Slip]:
    """Yield a formula of another input than its own: its sign turned, shifted, or what goes with it left out."""
    entry, *beside = inputs
    for says, other in (
        ("-x", -entry),
        ("x less the greatest", entry - Greatest(entry)),
        ("x less their mean", entry - Total(entry) / COUNT),
        ("x over the root of n", entry / sqrt(COUNT)),
        ("x times the root of n", entry * sqrt(COUNT)),
        ("|x|", sympy.Abs(entry)),
    ):
        yield f"it is the function of {says}", expression.xreplace({entry: other})
    for each in beside:
        yield f"{each} is left out", _left_out(expression, each)
        yield f"{each} has the other sign", expression.xreplace({each: -each})
        yield f"1 is added to {each}", expression.xreplace({each: 1 + each})
        yield f"x is multiplied by {each}, not added to it", expression.xreplace({entry + each: entry * each})
        yield f"{each} is added, not multiplied by", expression.xreplace({entry: entry + each, each: sympy.S.One})


def _left_out(expression: Expr, symbol: Symbol) -> Expr:
    """Return an expression without a summand, or without a factor."""
    factor = any(node.is_Mul and symbol in node.args for node in sympy.preorder_traversal(expression))
    return expression.xreplace({symbol: sympy.S.One if factor else sympy.S.Zero})


def parts_altered(expression: Expr) -> Iterator[Slip]:
    """Yield a formula with one part of it altered, wherever it stands, outside of the sums alone, or in them alone."""
    for node in dict.fromkeys(sympy.preorder_traversal(expression)):
        for says, other in _altered(node):
            # SymPy refuses a maximum of what it cannot compare.
            with contextlib.suppress(ValueError, TypeError):
                yield from [(f"{says}{where}", found) for where, found in _replaced(expression, node, other)]


def _replaced(expression: Expr, node: Expr, other: Expr) -> Iterator[Slip]:
    """Yield where a part is replaced, and the formula: everywhere, outside of the sums alone, or in them alone."""
    yield "", expression.xreplace({node: other})
    sums = {each: sympy.Dummy(real=True) for each in outermost(expression)}
    apart = expression.xreplace(sums)
    if apart.has(node) and any(each.has(node) for each in sums):
        back = {name: each for each, name in sums.items()}
        yield ", outside of the sums", apart.xreplace({node: other}).xreplace(back)
        inside = {name: each.xreplace({node: other}) for each, name in sums.items()}
        yield ", in the sums alone", apart.xreplace(inside)


def _altered(node: Expr) -> Iterator[Slip]:
    if node.is_Add:
        yield from _terms(node)
    elif node.is_Mul:
        for factor in (each for each in node.args if each is not sympy.S.NegativeOne):
            yield f"the factor {text(factor)} is left out of {text(node)}", node / factor
            yield f"the factor {text(factor)} is in {text(node)} twice", node * factor
    elif node.is_Pow and node.exp.is_number and abs(node.exp) != 1:
        yield f"{text(node)} lacks its power", node.base ** sympy.sign(node.exp)
    elif isinstance(node, Reduction):
        yield from _reductions(node)
    elif isinstance(node, sympy.Max):
        yield f"{text(node)} is not cut off", sympy.Add(*node.args)
    elif len(node.args) == 1 and isinstance(node, sympy.Function):
        yield from _functions(node)


def _functions(node: Expr) -> Iterator[Slip]:
    (inside,) = node.args
    yield f"{node.func.__name__} is left out of {text(node)}", inside
    if isinstance(node, sympy.tanh):
        yield f"{text(node)} is cut off at -1 and 1", sympy.Max(-1, sympy.Min(inside, 1))
    elif isinstance(node, sympy.exp):
        yield "2^x takes the place of exp(x)", exp2(inside)


def _terms(node: Expr) -> Iterator[Slip]:
    for term in node.args:
        yield f"the term {text(term)} is left out of {text(node)}", node - term
        yield f"the term {text(term)} has the other sign in {text(node)}", node - 2 * term
        yield f"the term {text(term)} counts twice in {text(node)}", node + term
        yield f"the term {text(term)} counts half in {text(node)}", node - term / 2


def _reductions(node: Reduction) -> Iterator[Slip]:
    if node == COUNT:
        yield "n - 1 takes the place of n", COUNT - 1
        yield "n + 1 takes the place of n", COUNT + 1
        yield "a sum is not divided by n", sympy.S.One
    elif isinstance(node, Total):
        yield f"the mean takes the place of the sum in {text(node)}", node / COUNT
        yield f"the greatest takes the place of the sum in {text(node)}", Greatest(node.args[0])
        yield f"{text(node)} has only the entry itself", node.args[0]
        yield f"n takes the place of {text(node)}", COUNT
    elif isinstance(node, Greatest):
        yield f"the sum takes the place of {text(node)}", Total(node.args[0])
    else:
        yield f"{text(node)} is left out", sympy.S.Zero


def whole_altered(expression: Expr) -> Iterator[Slip]:
    """Yield multiples of a formula by the number of entries."""
    yield "the result has the other sign", -expression
    for says, factor in (("n", COUNT), ("the root of n", sqrt(COUNT))):
        yield f"the result is multiplied by {says}", expression * factor
        yield f"the result is divided by {says}", expression / factor

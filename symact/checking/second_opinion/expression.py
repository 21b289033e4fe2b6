"""Texts of a sheet as functions: read by Python's parser through a whitelist, evaluated in any arithmetic."""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from symact.checking.second_opinion.arithmetic import FUNCTIONS, Arithmetic, OpenError, UndefinedError

MOST_CHARACTERS = 50_000
CONSTANTS = ("pi", "E")

Names = Mapping[str, Any]
Compiled = Callable[[Names, Arithmetic], Any]


@lru_cache(maxsize=4096)
def tree(text: str) -> ast.expr:
    """Return the syntax tree of a text.

    Raises:
        OpenError: it is too long, too deep or no expression.
    """
    try:
        if len(text) > MOST_CHARACTERS:
            raise OpenError
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise OpenError from None


@lru_cache(maxsize=4096)
def compiled(text: str) -> Compiled:
    """Return a text as a function of its names; raises `OpenError` where it uses what is not known."""
    try:
        return build(tree(text), text.strip())
    except RecursionError:
        raise OpenError from None


def evaluate(text: str, names: Names, arithmetic: Arithmetic) -> Any:
    """Return the value of a text: a number, or True or False of a condition.

    Raises:
        UndefinedError: it has no real value.
        OpenError: it cannot be computed.
    """
    try:
        return compiled(text)(names, arithmetic)
    # A stranger's text may add True to a number, or name what is not there: nothing follows from it either way.
    except (OverflowError, ValueError, TypeError, KeyError, MemoryError, ZeroDivisionError, RecursionError):
        raise OpenError from None


def build(node: ast.expr, text: str) -> Compiled:
    """Return a node as a function of names and arithmetic."""
    if isinstance(node, ast.Constant):
        digits = ast.get_source_segment(text, node) or ""
        if isinstance(node.value, bool):
            value = node.value
            return lambda names, a: value
        if not digits or digits[0] not in "0123456789." or len(digits) > 2000:
            raise OpenError
        return lambda names, a: a.number(digits)
    if isinstance(node, ast.Name):
        name = node.id
        if name in CONSTANTS:
            return lambda names, a: a.constant(name)
        return lambda names, a: a.of(names[name])
    if isinstance(node, ast.UnaryOp):
        return _unary(node, text)
    if isinstance(node, ast.BinOp):
        return _binary(node, text)
    if isinstance(node, ast.Compare):
        return _comparison(node, text)
    if isinstance(node, ast.Call):
        return _call(node, text)
    raise OpenError


def _unary(node: ast.UnaryOp, text: str) -> Compiled:
    inner = build(node.operand, text)
    if isinstance(node.op, ast.USub):
        return lambda names, a: -inner(names, a)
    if isinstance(node.op, (ast.Invert, ast.Not)):
        return lambda names, a: not inner(names, a)
    return inner


def _binary(node: ast.BinOp, text: str) -> Compiled:
    left, right = build(node.left, text), build(node.right, text)
    kinds: dict[type[ast.operator], Compiled] = {
        ast.Add: lambda names, a: a.add(left(names, a), right(names, a)),
        ast.Sub: lambda names, a: a.add(left(names, a), -right(names, a)),
        ast.Mult: lambda names, a: left(names, a) * right(names, a),
        ast.Div: lambda names, a: a.divide(left(names, a), right(names, a)),
        ast.Pow: lambda names, a: a.power(left(names, a), right(names, a)),
        ast.BitAnd: lambda names, a: left(names, a) and right(names, a),
        ast.BitOr: lambda names, a: left(names, a) or right(names, a),
    }
    if type(node.op) not in kinds:
        raise OpenError
    if isinstance(node.op, ast.Pow) and any(isinstance(n, ast.Name) and n.id == "x" for n in ast.walk(node.right)):
        return lambda names, a: a.power(_positive(left(names, a)), right(names, a))
    return kinds[type(node.op)]


def _positive(base: Any) -> Any:
    """Return the base of a power with a moving exponent, which is exp(exponent*log(base)), at integers too."""
    if base <= 0:
        raise UndefinedError
    return base


COMPARISONS: dict[type[ast.cmpop], Callable[[int], bool]] = {
    ast.Lt: lambda sign: sign < 0,
    ast.LtE: lambda sign: sign <= 0,
    ast.Gt: lambda sign: sign > 0,
    ast.GtE: lambda sign: sign >= 0,
    ast.Eq: lambda sign: sign == 0,
    ast.NotEq: lambda sign: sign != 0,
}
"""Comparison of two numbers -> whether it holds where their difference has a sign."""


def _order(u: Any, v: Any, a: Arithmetic) -> int:
    """Return the sign of a difference, infinities included."""
    return 0 if u == v else a.sign(u - v)


def _comparison(node: ast.Compare, text: str) -> Compiled:
    parts = [build(each, text) for each in (node.left, *node.comparators)]
    tests = [COMPARISONS[type(op)] for op in node.ops if type(op) in COMPARISONS]
    if len(tests) < len(node.ops):
        raise OpenError

    def holds(names: Names, a: Arithmetic) -> bool:
        values = [part(names, a) for part in parts]
        return all(test(_order(u, v, a)) for test, u, v in zip(tests, values, values[1:], strict=False))

    return holds


def _call(node: ast.Call, text: str) -> Compiled:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise OpenError
    name = node.func.id
    if name == "Piecewise":
        return _piecewise(node, text)
    if name == "RootIn" and len(node.args) == 3:
        return _root(node, text)
    arguments = [build(each, text) for each in node.args]
    if name in ("Eq", "Ne"):
        first, second = arguments
        return lambda names, a: (_order(first(names, a), second(names, a), a) == 0) == (name == "Eq")
    if name in ("Max", "Min") or name in FUNCTIONS:
        if name in FUNCTIONS and len(arguments) != 1:
            raise OpenError
        return lambda names, a: a.call(name, [each(names, a) for each in arguments])
    # f(-x): a function among the names.
    return lambda names, a: names[name](*(each(names, a) for each in arguments))


def _root(node: ast.Call, text: str) -> Compiled:
    name = ast.unparse(node)
    function, low, high = (build(each, text) for each in node.args)
    return lambda names, a: a.root(name, lambda x: function({"x": x}, a), low({}, a), high({}, a))


def _piecewise(node: ast.Call, text: str) -> Compiled:
    branches = []
    for each in node.args:
        if not isinstance(each, ast.Tuple) or len(each.elts) != 2:
            raise OpenError
        branches.append((build(each.elts[0], text), build(each.elts[1], text)))

    def value(names: Names, a: Arithmetic) -> Any:
        for expression, condition in branches:
            if condition(names, a):
                return expression(names, a)
        raise UndefinedError

    return value

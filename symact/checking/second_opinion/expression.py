"""Texts of a sheet as functions: read by Python's parser through a whitelist, evaluated in mpmath or in fractions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath

MOST_CHARACTERS = 50_000
LARGEST_EXPONENT = 400
"""Exponent of an integer power that fractions compute."""

LARGEST_BITS = 4000
"""Bits of the binary exponent of an exponential beyond which nothing is computed."""

ROUNDED_DIGITS = 30
"""Decimals of so many digits stand for numbers without closed form: they are rounded."""

CONSTANTS = ("pi", "E")


class UndefinedError(Exception):
    """The expression has no real value there."""


class OpenError(Exception):
    """This arithmetic cannot tell."""


class Digits:
    """Arithmetic of real numbers to so many digits.

    Args:
        digits: decimal digits.
    """

    def __init__(self, digits: int) -> None:
        self.context = mpmath.MPContext()
        self.context.dps = digits
        self._numbers: dict[str, Any] = {}

    def number(self, text: str) -> Any:
        """Return the number that digits spell."""
        if text not in self._numbers:
            self._numbers[text] = self.context.mpf(text)
        return self._numbers[text]

    def of(self, value: Any) -> Any:
        """Return a fraction or a number of another precision as one of this arithmetic."""
        if isinstance(value, Fraction):
            return self.context.mpf(value.numerator) / value.denominator
        return self.context.make_mpf(value._mpf_) if hasattr(value, "_mpf_") else self.context.mpf(value)

    def constant(self, name: str) -> Any:
        return +getattr(self.context, name.lower())

    def add(self, a: Any, b: Any) -> Any:
        """Return a sum; open where huge terms cancel, as cosh(x)**2 - sinh(x)**2 far out: nothing of it is left."""
        total, digits = a + b, self.context.dps
        if abs(a) > self.context.mpf(10) ** (digits // 2) and abs(total) < abs(a) * self.context.mpf(10) ** (
            20 - digits
        ):
            raise OpenError
        return total

    def divide(self, a: Any, b: Any) -> Any:
        if b == 0:
            raise UndefinedError
        return a / b

    def power(self, base: Any, exponent: Any) -> Any:
        if exponent == int(exponent) if abs(exponent) < 10**6 else False:
            if base == 0 and exponent < 0:
                raise UndefinedError
            return base ** int(exponent)
        if base < 0 or (base == 0 and exponent < 0):
            raise UndefinedError
        return self.context.mpf(0) if base == 0 else self.call("exp", [exponent * self.context.log(base)])

    def call(self, name: str, arguments: list[Any]) -> Any:
        if name in ("Max", "Min"):
            return max(arguments) if name == "Max" else min(arguments)
        (u,) = arguments
        if name in ("exp", "exp2", "sinh", "cosh", "tanh", "erf", "erfc", "expm1", "sin", "cos", "tan"):
            self._check_size(u)
        return FUNCTIONS[name](self.context, u)

    def _check_size(self, u: Any) -> None:
        if self.context.mag(u) > LARGEST_BITS:
            raise OpenError


class Floats(Digits):
    """Arithmetic of machine numbers, for the many values of an integral."""

    def __init__(self) -> None:
        self.context = mpmath.fp
        self._numbers = {}

    def of(self, value: Any) -> float:
        return float(value)

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def call(self, name: str, arguments: list[Any]) -> Any:
        try:
            return super().call(name, arguments)
        except AttributeError:
            # mpmath has some functions for its own numbers only.
            return float(FUNCTIONS[name](ROUNDED, ROUNDED.mpf(arguments[0])))


ROUNDED = mpmath.MPContext()


def _needs(condition: bool) -> None:
    if not condition:
        raise UndefinedError


def _log(c: Any, u: Any) -> Any:
    _needs(u > 0)
    return c.log(u)


def _inverse_sine(name: str) -> Callable[[Any, Any], Any]:
    def value(c: Any, u: Any) -> Any:
        _needs(-1 <= u <= 1)
        return getattr(c, name)(u)

    return value


def _open_unit(name: str) -> Callable[[Any, Any], Any]:
    def value(c: Any, u: Any) -> Any:
        _needs(-1 < u < 1)
        return getattr(c, name)(u)

    return value


def _acosh(c: Any, u: Any) -> Any:
    _needs(u >= 1)
    return c.acosh(u)


def _sqrt(c: Any, u: Any) -> Any:
    _needs(u >= 0)
    return c.sqrt(u)


def _reciprocal(name: str) -> Callable[[Any, Any], Any]:
    def value(c: Any, u: Any) -> Any:
        divisor = getattr(c, name)(u)
        _needs(divisor != 0)
        return 1 / divisor

    return value


def _plain(name: str) -> Callable[[Any, Any], Any]:
    return lambda c, u: getattr(c, name)(u)


PLAIN = ("exp", "sinh", "cosh", "tanh", "erf", "erfc", "sin", "cos", "tan", "atan", "asinh", "expm1")

FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    **{name: _plain(name) for name in PLAIN},
    "Abs": lambda c, u: abs(u),
    "sign": lambda c, u: c.mpf((u > 0) - (u < 0)),
    "sqrt": _sqrt,
    "cbrt": lambda c, u: c.sign(u) * c.cbrt(abs(u)),
    "log": _log,
    "log2": lambda c, u: _log(c, u) / c.log(2),
    "log1p": lambda c, u: _log(c, 1 + u),
    "exp2": lambda c, u: c.exp(u * c.log(2)),
    "asin": _inverse_sine("asin"),
    "acos": _inverse_sine("acos"),
    "atanh": _open_unit("atanh"),
    "erfinv": _open_unit("erfinv"),
    "acosh": _acosh,
    "sech": _reciprocal("cosh"),
    "csch": _reciprocal("sinh"),
    "cot": _reciprocal("tan"),
    "sec": _reciprocal("cos"),
    "sigmoid": lambda c, u: 1 / (1 + c.exp(-u)),
    "softplus": lambda c, u: c.log(1 + c.exp(u)),
}
"""Name -> value of an elementary function at a real number, in a context of mpmath."""

AT_ZERO = {
    **dict.fromkeys(("sinh", "tanh", "erf", "sin", "tan", "atan", "asinh", "asin", "atanh", "erfinv", "expm1"), 0),
    **dict.fromkeys(("log1p", "sqrt", "cbrt"), 0),
    **dict.fromkeys(("exp", "cosh", "cos", "exp2", "erfc", "sech"), 1),
}
"""Values at 0 that are rational."""


class Fractions:
    """Exact arithmetic of fractions; what is irrational is open."""

    def number(self, text: str) -> Fraction:
        if sum(map(str.isdigit, text)) >= ROUNDED_DIGITS and "." in text:
            raise OpenError
        return Fraction(text)

    def of(self, value: Any) -> Fraction:
        return Fraction(value)

    def constant(self, name: str) -> Fraction:
        raise OpenError

    def add(self, a: Fraction, b: Fraction) -> Fraction:
        return a + b

    def divide(self, a: Fraction, b: Fraction) -> Fraction:
        if b == 0:
            raise UndefinedError
        return a / b

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if base == 0 and exponent < 0:
            raise UndefinedError
        if base in (0, 1):
            return base if exponent != 0 else Fraction(1)
        if exponent.denominator != 1 and base < 0:
            raise UndefinedError
        if exponent.denominator != 1 or abs(exponent) > LARGEST_EXPONENT:
            raise OpenError
        return base ** int(exponent)

    def call(self, name: str, arguments: list[Fraction]) -> Fraction:
        if name in ("Max", "Min"):
            return max(arguments) if name == "Max" else min(arguments)
        (u,) = arguments
        if name == "Abs":
            return abs(u)
        if name == "sign":
            return Fraction((u > 0) - (u < 0))
        if u == 0 and name in AT_ZERO:
            return Fraction(AT_ZERO[name])
        if (name in ("log", "log2") and u <= 0) or (name == "sqrt" and u < 0):
            raise UndefinedError
        if name in ("log", "log2") and u == 1:
            return Fraction(0)
        raise OpenError


Arithmetic = Digits | Fractions
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
    return kinds[type(node.op)]


COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: bool(a < b),
    ast.LtE: lambda a, b: bool(a <= b),
    ast.Gt: lambda a, b: bool(a > b),
    ast.GtE: lambda a, b: bool(a >= b),
    ast.Eq: lambda a, b: bool(a == b),
    ast.NotEq: lambda a, b: bool(a != b),
}


def _comparison(node: ast.Compare, text: str) -> Compiled:
    parts = [build(each, text) for each in (node.left, *node.comparators)]
    tests = [COMPARISONS[type(op)] for op in node.ops if type(op) in COMPARISONS]
    if len(tests) < len(node.ops):
        raise OpenError

    def holds(names: Names, a: Arithmetic) -> bool:
        values = [part(names, a) for part in parts]
        return all(test(x, y) for test, x, y in zip(tests, values, values[1:], strict=False))

    return holds


def _call(node: ast.Call, text: str) -> Compiled:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise OpenError
    name = node.func.id
    if name == "Piecewise":
        return _piecewise(node, text)
    arguments = [build(each, text) for each in node.args]
    if name in ("Eq", "Ne"):
        first, second = arguments
        return lambda names, a: (first(names, a) == second(names, a)) == (name == "Eq")
    if name in ("Max", "Min") or name in FUNCTIONS:
        if name in FUNCTIONS and len(arguments) != 1:
            raise OpenError
        return lambda names, a: a.call(name, [each(names, a) for each in arguments])
    # f(-x): a function among the names.
    return lambda names, a: names[name](*(each(names, a) for each in arguments))


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

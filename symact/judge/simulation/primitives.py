"""Functions that libraries compute in one stable step although a definition spells them out: sigmoid, softplus, ..."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy
from sympy import Expr, erf, exp, log, tanh

from symact.definition.activation import x
from symact.formats.arrays import Floats


class Primitive(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """A function of one argument that is computed stably, in one step; `text_name` is its name in texts."""

    text_name = ""

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        """Return its values in float64."""
        raise NotImplementedError

    def written(self) -> Expr:
        """Return it as a definition spells it."""
        raise NotImplementedError

    def stable(self) -> Expr:
        """Return the steps of its stable form; itself where libraries have it as one function."""
        return self

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Any) -> str:
        return f"{self.text_name}({printer.doprint(self.args[0])})"


class Logistic(Primitive):
    """1/(1 + exp(-u))."""

    text_name = "sigmoid"

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative in terms of the function itself, as libraries compute it."""
        return self * (1 - self)

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        small = np.exp(-np.abs(u))
        return np.where(u >= 0, 1.0, small) / (1.0 + small)

    def written(self) -> Expr:
        return 1 / (1 + exp(-self.args[0]))

    def stable(self) -> Expr:
        u, small = self.args[0], exp(-sympy.Abs(self.args[0]))
        return sympy.Piecewise((1 / (1 + small), u >= 0), (small / (1 + small), True))


class Softplus(Primitive):
    """log(1 + exp(u))."""

    text_name = "softplus"

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return Logistic(self.args[0])

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        return np.asarray(np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u))))

    def written(self) -> Expr:
        return log(1 + exp(self.args[0]))

    def stable(self) -> Expr:
        return sympy.Max(self.args[0], 0) + LogOnePlus(exp(-sympy.Abs(self.args[0])))


class Distribution(Primitive):
    """(1 + erf(u))/2."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return exp(-(self.args[0] ** 2)) / sympy.sqrt(sympy.pi)

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        return np.asarray(np.vectorize(math.erfc, otypes=[np.float64])(-u) / 2)

    def written(self) -> Expr:
        return (1 + erf(self.args[0])) / 2

    def _sympystr(self, printer: Any) -> str:
        return f"(erfc({printer.doprint(-self.args[0])})/2)"


class ExpMinusOne(Primitive):
    """exp(u) - 1."""

    text_name = "expm1"

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return exp(self.args[0])

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        return np.asarray(np.expm1(u))

    def written(self) -> Expr:
        return exp(self.args[0]) - 1


class LogOnePlus(Primitive):
    """log(1 + u)."""

    text_name = "log1p"

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return 1 / (1 + self.args[0])

    @staticmethod
    def stand_in(u: Floats) -> Floats:
        return np.asarray(np.log1p(u))

    def written(self) -> Expr:
        return log(1 + self.args[0])


def sigmoid_argument(e: Expr) -> Expr | None:
    """Return u if e is 1/(1 + exp(-u)), else None."""
    found = _one_plus_exp(e.base) if e.is_Pow and e.exp == -1 else None
    return None if found is None else -found


def softplus_argument(e: Expr) -> Expr | None:
    """Return u if e is log(1 + exp(u)), else None."""
    return _one_plus_exp(e.args[0]) if isinstance(e, log) else None


def _one_plus_exp(e: Expr) -> Expr | None:
    if not (e.is_Add and len(e.args) == 2):
        return None
    one, other = sorted(e.args, key=lambda a: bool(a.has(x)))
    return other.args[0] if one == 1 and isinstance(other, exp) else None


def fused(expression: Expr, *, sums: bool = True) -> Expr:
    """Return an expression with the functions of this module in place of what spells them out.

    Args:
        expression: of x.
        sums: whether 1 + tanh(u) counts, which is no step that libraries have.
    """
    found = expression.replace(lambda e: _primitive(e) is not None, _primitive)
    return found.replace(lambda e: _sum(e) is not None, _sum) if sums else found


def _sum(e: Any) -> Expr | None:
    """Return 2*c/(1 + exp(-2*u)) if e is c + c*tanh(u), else None."""
    if not (isinstance(e, Expr) and e.is_Add and len(e.args) == 2):
        return None
    one, other = sorted(e.args, key=lambda a: bool(a.has(x)))
    scale, rest = other.as_independent(x, as_Add=False)
    return 2 * one * Logistic(2 * rest.args[0]) if isinstance(rest, tanh) and one == scale else None


def _primitive(e: Any) -> Expr | None:
    if not isinstance(e, Expr):
        return None
    u = sigmoid_argument(e)
    if u is not None:
        return Logistic(u)
    u = softplus_argument(e)
    if u is not None:
        return Softplus(u)
    if e.is_Add and len(e.args) == 2:
        one, other = sorted(e.args, key=lambda a: bool(a.has(x)))
        scale, rest = other.as_independent(x, as_Add=False)
        if isinstance(rest, erf) and one == scale:
            return 2 * one * Distribution(rest.args[0])
        if isinstance(rest, exp) and one == -scale:
            return scale * ExpMinusOne(rest.args[0])
    return None


def spelled(expression: Expr) -> Expr:
    """Return an expression with its primitives as definitions spell them."""
    return expression.replace(lambda e: isinstance(e, Primitive), lambda e: e.written())


def primitives(expression: Expr) -> tuple[Expr, ...]:
    """Return the primitives and hyperbolic tangents in an expression, in a fixed order."""
    return tuple(sorted(expression.atoms(Primitive, tanh), key=str))


def chain_forms(expression: Expr) -> Iterator[Expr]:
    """Yield derivatives of an expression by the chain rule, in terms of the outputs of its functions.

    Such as s + x*s*(1 - s), s*(1 + x*(1 - s)) of x*s; nothing where the expression has no such function.
    """
    for inner in dict.fromkeys((fused(expression), fused(expression, sums=False))):
        if not primitives(inner) or inner.has(sympy.Piecewise, sympy.Max, sympy.Min, sympy.Abs):
            return
        slope = inner.diff(x)
        yield slope
        for function in primitives(slope):
            terms = sympy.Add.make_args(slope)
            if len(terms) > 1 and all(function in sympy.Mul.make_args(term) for term in terms):
                yield sympy.Mul(function, sympy.Add(*(term / function for term in terms)), evaluate=False)

"""An expression evaluated step by step in a format, every step rounded: what a program without care computes."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from sympy import Expr

from symact import functions
from symact.definition.activation import x
from symact.definition.elementary import lacking
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask
from symact.formats.floating import Format
from symact.formats.rounding import rounded, spacing
from symact.judge.simulation.primitives import Primitive
from symact.reference.rows import constant

LONGEST_POWER = 8
"""Integer powers up to this one are products."""


@dataclass(frozen=True)
class Step:
    """One operation: what it is in the expression, its operands and its rounded result, shape (n,) each."""

    node: Expr
    kind: str
    operands: tuple[Floats, ...]
    result: Floats


@dataclass
class Walk:
    """Evaluates expressions at some inputs, in one format; equal subexpressions once.

    Args:
        inputs: float64, shape (n,).
        work: the format of every step.
        style: where constant factors come: "first", "last", with constant terms in "ends", or "flat", before the
            factors of powers too, (c*x)*x; "reciprocal" is "first" with a*(1/b) for a/b, "fused" with a*b + c
            rounded once (fused multiply-add).
        given: values of some subexpressions, taken as they are.
        shifts: elementary functions in the expression whose results are moved by so many units in the last place.
        steps: filled in the order of evaluation.
    """

    inputs: Floats
    work: Format
    style: str = "first"
    shifts: Mapping[Expr, int] = field(default_factory=dict)
    given: Mapping[Expr, Floats] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    _known: dict[Expr, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known[x] = rounded(self.inputs, self.work)
        self._known.update(self.given)

    def run(self, expression: Expr) -> Floats:
        """Return the value of an expression, float64 numbers of the format.

        Raises:
            SymactError: no rule covers some part.
        """
        found = self._known.get(expression)
        if found is None:
            with np.errstate(all="ignore"):
                found = self._known[expression] = self._new(expression)
        return found

    def _new(self, e: Expr) -> Floats:
        if not e.has(x, *self.given):
            return np.full(len(self.inputs), constant_in(e, self.work))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, (sympy.Max, sympy.Min)):
            values = [self.run(arg) for arg in sorted(e.args, key=lambda a: bool(a.has(x)))]
            choose = np.maximum if isinstance(e, sympy.Max) else np.minimum
            result = values[0]
            for each in values[1:]:
                result = choose(result, each)
            return result
        if isinstance(e, sympy.Piecewise):
            return self._cases(e)
        value = self.run(e.args[0])
        return self._step(e, e.func.__name__, (value,), stand_in(e)(value))

    def _step(self, node: Expr, kind: str, operands: tuple[Floats, ...], result: Floats) -> Floats:
        result = rounded(np.asarray(result, dtype=np.float64), self.work)
        if node in self.shifts:
            # Just below 1 the numbers lie closer than above it; that is where erf and tanh end.
            moved = result + self.shifts[node] * spacing(result * (1 - 2.0**-40), self.work)
            result = np.where((operands[0] != 0) & (result != 0), moved, result)
        self.steps.append(Step(node, kind, operands, result))
        return result

    def _sum(self, e: Expr) -> Floats:
        scale, terms = _ordered(e, self.style)
        if scale is not None:
            # SymPy multiplies 3*(exp(x) - 1) out; programs do not.
            inner = self.run(terms[0])
            factor = self.run(scale)
            return self._step(e, "product", (factor, inner), factor * inner)
        values = [self._unrounded(term) if self.style == "fused" else self.run(term) for term in terms]
        result = values[0]
        for each in values[1:]:
            result = self._step(e, "sum", (result, each), result + each)
        return result

    def _unrounded(self, term: Expr) -> Floats:
        """Return the value of a term, which is not rounded if it is a product of two: float64 holds it exactly."""
        if not _is_product(term):
            return self.run(term)
        factors = _factors(term, self.style, ())
        *first, last = factors.over
        product = self.run(sympy.Mul(*first)) * self.run(last)
        return -product if factors.negative else product

    def _product(self, e: Expr) -> Floats:
        factors = _factors(e, self.style, tuple(g for g in self.given if g.is_Symbol))
        values = [self.run(factor) for factor in factors.over]
        result = values[0] if values else np.ones(len(self.inputs))
        for each in values[1:]:
            result = self._step(e, "product", (result, each), result * each)
        for each in factors.under:
            divisor = self.run(each)
            if self.style == "reciprocal" and values:
                inverse = self._step(1 / each, "quotient", (np.ones(len(divisor)), divisor), 1.0 / divisor)
                result = self._step(e, "product", (result, inverse), result * inverse)
                continue
            result = self._step(e, "quotient", (result, divisor), result / divisor)
        return -result if factors.negative else result

    def _power(self, e: Expr) -> Floats:
        base, exponent = e.args
        if exponent.is_Integer and 0 < exponent <= LONGEST_POWER:
            value = result = self.run(base)
            for _ in range(int(exponent) - 1):
                result = self._step(e, "power", (result, value), result * value)
            return result
        if exponent.could_extract_minus_sign():
            value = self.run(sympy.Pow(base, -exponent))
            return self._step(e, "quotient", (np.ones(len(value)), value), 1.0 / value)
        value = self.run(base)
        if exponent == sympy.Rational(1, 2):
            return self._step(e, "sqrt", (value,), np.sqrt(value))
        other = self.run(exponent)
        return self._step(e, "power", (value, other), np.power(value, other))

    def _cases(self, e: Expr) -> Floats:
        result = np.full(len(self.inputs), np.nan)
        free = np.ones(len(self.inputs), dtype=bool)
        for branch, condition in e.args:
            holds = self._holds(condition) & free
            result = np.where(holds, self.run(branch), result)
            free &= ~holds
        return result

    def _holds(self, condition: Any) -> Mask:
        if condition in (True, False) or condition in (sympy.true, sympy.false):
            return np.full(len(self.inputs), bool(condition))
        if isinstance(condition, (sympy.And, sympy.Or)):
            parts = [self._holds(arg) for arg in condition.args]
            joined = np.logical_and if isinstance(condition, sympy.And) else np.logical_or
            return np.asarray(joined.reduce(parts))
        relations: dict[Any, Callable[..., Any]] = {
            sympy.StrictGreaterThan: np.greater,
            sympy.GreaterThan: np.greater_equal,
            sympy.StrictLessThan: np.less,
            sympy.Equality: np.equal,
            sympy.Unequality: np.not_equal,
            sympy.LessThan: np.less_equal,
        }
        if condition.func not in relations:
            raise SymactError(f"no step-by-step rule for the condition {condition}")
        left, right = (self.run(side) for side in condition.args)
        return np.asarray(relations[condition.func](left, right))


def stand_in(e: Expr) -> Callable[[Floats], Floats]:
    """Return what computes the outermost function of an expression on arrays."""
    if isinstance(e, Primitive):
        return e.stand_in
    if isinstance(e, (sympy.Abs, sympy.sign)):
        return np.abs if isinstance(e, sympy.Abs) else np.sign
    record = functions.of(e.func)
    if record is None:
        raise SymactError(lacking(e, "stand-in in NumPy"))
    if record.numpy is None:
        raise SymactError(record.lacks("its stand-in in NumPy"))
    if isinstance(record.numpy, str):
        found: Callable[[Floats], Floats] = getattr(np, record.numpy)
        return found
    return np.vectorize(record.numpy, otypes=[np.float64])


@dataclass(frozen=True)
class Factors:
    """A product as programs write it: what is multiplied, what it is divided by, and whether its sign is turned."""

    over: tuple[Expr, ...]
    under: tuple[Expr, ...]
    negative: bool


@lru_cache(maxsize=4096)
def _ordered(e: Expr, style: str) -> tuple[Expr | None, tuple[Expr, ...]]:
    """Return the terms of a sum in the order of programs, or the factor that they have in common and their rest."""
    scale = _common_factor(e)
    if scale is not None:
        return scale, (sympy.Add(*(term / scale for term in e.args)),)
    # Constants first and long terms last, as sums are written: 1 + erf(x) + ... A negative term is subtracted.
    first = style != "ends"
    return None, tuple(sorted(e.args, key=lambda a: (bool(a.has(x)) == first, sympy.count_ops(a))))


@lru_cache(maxsize=4096)
def _factors(e: Expr, style: str, free: tuple[Expr, ...]) -> Factors:
    """Return the factors of a product in the order of a style; symbols that have values are no constants."""
    constant_part, rest = e.as_independent(x, *free, as_Add=False)
    over: list[Expr] = []
    under: list[Expr] = []
    for factor in sympy.Mul.make_args(rest):
        if factor.is_Pow and factor.exp.could_extract_minus_sign():
            under.append(sympy.Pow(factor.base, -factor.exp))
        elif style == "flat" and factor.is_Pow and factor.exp in range(2, LONGEST_POWER):
            over += [factor.base] * int(factor.exp)
        elif factor != 1:
            over.append(factor)
    if style in ("last", "ends") and constant_part.is_Rational:
        # c*x/6 rather than (c/6)*x.
        under += [sympy.Integer(constant_part.q)] if constant_part.q != 1 else []
        constant_part = sympy.Integer(constant_part.p)
    if constant_part not in (1, -1):
        last = style in ("last", "ends") and not constant_part.is_Integer
        over = [*over, constant_part] if last else [constant_part, *over]
    return Factors(tuple(over), tuple(under), constant_part == -1)


def _common_factor(e: Expr) -> Expr | None:
    """Return the size of the rational factor that all terms of a sum have, unless it is 1."""
    sizes = {abs(term.as_coeff_Mul()[0]) for term in e.args}
    return sizes.pop() if len(sizes) == 1 and sizes != {sympy.S.One} else None


def _is_product(term: Expr) -> bool:
    """Whether a term is u*v, or c*u*v, of two expressions in x that are not divided by."""
    factors = [factor for factor in sympy.Mul.make_args(term) if factor.has(x)]
    return len(factors) == 2 and not any(each.is_Pow and each.exp.could_extract_minus_sign() for each in factors)


def styles(expressions: Iterable[Expr]) -> tuple[str, ...]:
    """Return the styles in which expressions may give different results."""
    found = {"first": None}
    for expression in expressions:
        for product in expression.atoms(sympy.Mul):
            fixed, rest = product.as_independent(x, as_Add=False)
            factors = sympy.Mul.make_args(rest)
            if fixed not in (1, -1):
                found["last"] = None
                if any(factor.is_Pow and factor.exp in range(2, LONGEST_POWER) for factor in factors):
                    found["flat"] = None
            if any(factor.is_Pow and factor.exp.could_extract_minus_sign() for factor in factors):
                found["reciprocal"] = None
        sums = expression.atoms(sympy.Add)
        if any(len(total.args) > 2 and not all(a.has(x) for a in total.args) for total in sums):
            found["ends"] = None
        if any(len(total.args) == 2 and sum(map(_is_product, total.args)) == 1 for total in sums):
            found["fused"] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def constant_in(value: Expr, work: Format) -> float:
    """Return a constant expression, rounded once to a format, or an infinity."""
    if value.is_infinite and value.is_extended_real:
        return float(value)
    bits = work.round(constant(value))
    if not work.is_finite(bits):
        return math.nan if work.is_nan(bits) else math.inf * (-1 if work.is_negative(bits) else 1)
    return float(work.to_fraction(bits))

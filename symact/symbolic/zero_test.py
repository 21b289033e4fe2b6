"""Is an expression identically zero? Decided by algebra over generators, refuted by an exact witness."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

import sympy
from flint import arb
from sympy import Abs, Expr, Max, Min, Piecewise, Rational, Symbol, oo, sign

from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Enclosure, Evidence, Gap, Proof, Step
from symact.symbolic.generators import NoNormalFormError
from symact.symbolic.normal_form import NormalForm

PRECISIONS = (64, 256, 1024)
"""Working precisions, bits, at which a value is separated from 0."""

SHOWN = 128
"""Bits of a witness's ball that are shown."""

WITNESSES = 24
"""Points at which a witness is looked for."""

FIRST = 3
"""Points at which a witness is looked for before any algebra."""

POSITIVE_VALUES = (Rational(3, 2), Rational(2, 5), Rational(7))
"""Values put in for a positive parameter."""

REAL_VALUES = (Rational(3, 7), Rational(-5, 3), Rational(4))
"""Values put in for a real parameter."""

STEPS = (1, Rational(1, 3), Rational(5, 2), 8, Rational(1, 16), 3, 30)
"""Distances from a finite end, or from 0, at which a witness is looked for."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Exact values at which an expression provably differs from 0.

    Args:
        values: (name, rational) pairs, the variable and every parameter.
        ball: the value there, as Arb prints it.
        sign: 1 or -1.
        precision: working precision, bits.
        exact: the value itself where it is rational.
    """

    values: tuple[tuple[str, Rational], ...]
    ball: str
    sign: int
    precision: int
    exact: Rational | None = None

    @property
    def evidence(self) -> Evidence:
        """The ball that excludes 0, or the exact value."""
        where = ", ".join(f"`{name} = {value}`" for name, value in self.values)
        if self.exact is not None:
            return Proof((Step("witness", f"the value is `{self.exact}`, not 0, at {where}"),))
        return Enclosure(((f"the value at {where}", self.ball),), self.precision)


@dataclass(frozen=True, slots=True)
class ZeroTest:
    """What is known of the claim that an expression is 0 wherever it is real.

    Args:
        zero: True, False (for some values of the parameters), or None if open.
        evidence: a proof, the ball of the witness, or a gap.
        witness: the point that refutes, where there is one.
        coefficients: constants that are all 0 where the expression is identically 0, or None.
        exact: whether the expression is identically 0 only where all coefficients are.
    """

    zero: bool | None
    evidence: Evidence
    witness: Witness | None = None
    coefficients: tuple[Expr, ...] | None = None
    exact: bool = False


@lru_cache(maxsize=4096)
def is_identically_zero(expression: Expr, variable: Symbol, lower: Expr = -oo, upper: Expr = oo) -> ZeroTest:
    """Decide whether an expression is 0 for all values of the variable on an interval and of the parameters.

    Args:
        expression: smooth; Abs and roots only where the interval fixes the sign inside.
        variable: the input.
        lower, upper: ends of the interval, -oo and oo allowed.

    Returns:
        The verdict with its evidence; open where neither algebra nor a witness decides.
    """
    if expression == 0:
        return ZeroTest(True, Proof((Step("normal form", "the difference is 0 as it stands"),)), None, (), True)
    # A witness is found at once where there is one; without parameters nothing else is asked for.
    witness = find_witness(expression, variable, lower, upper, FIRST)
    if witness and not expression.free_symbols - {variable}:
        return ZeroTest(False, witness.evidence, witness)
    coefficients, exact = _coefficients(expression, variable, lower, upper)
    if coefficients == () and not witness:
        if is_somewhere_real(expression, variable, lower, upper):
            step = Step("normal form", f"`{expression} = 0` as a rational function of its generators")
            return ZeroTest(True, Proof((step,)), None, (), True)
        return ZeroTest(None, Gap(f"`{expression}` was nowhere seen to be a real number"))
    witness = witness or find_witness(expression, variable, lower, upper)
    if witness:
        return ZeroTest(False, witness.evidence, witness, coefficients, exact and coefficients != ())
    return ZeroTest(None, Gap(f"whether `{expression} = 0` is open"), None, coefficients, exact)


def are_proved_equal(a: Expr, b: Expr, variable: Symbol) -> bool:
    """Whether two smooth expressions are proved to be equal for all values of the variable and of the parameters.

    Unlike `is_identically_zero` it asks for no coefficients, and so for algebra only where no witness refutes.
    """
    difference = a - b
    if difference.free_symbols and find_witness(difference, variable, most=FIRST):
        return False
    if _cancels(difference):
        return True
    own, other = _inverse_square(a), _inverse_square(b)
    if own is not None and other is not None and _cancels(own - other):
        return True
    return is_identically_zero(difference, variable).zero is True


def _cancels(e: Expr) -> bool:
    """Whether the terms of an expression cancel, erfc being 1 - erf."""
    return bool(sympy.expand(e.xreplace({each: 1 - sympy.erf(each.args[0]) for each in e.atoms(sympy.erfc)})) == 0)


def _inverse_square(e: Expr) -> Expr | None:
    """Return 1/e^2 where e is one square root times what is positive, and so of one sign wherever it is real."""
    factors = sympy.Mul.make_args(e)
    roots = [f for f in factors if f.is_Pow and abs(f.exp) == sympy.S.Half]
    if not roots or not all(f.is_positive for f in factors if f not in roots):
        return None
    # Of two roots that are imaginary the product is negative; what SymPy says of the sign of a long sum takes long.
    unsigned = [f for f in roots if not (f.is_number and f.is_positive)]
    if len(unsigned) > 1 and sum(not f.is_positive for f in unsigned) > 1:
        return None
    return sympy.Mul(*(f**-2 for f in factors))


def _coefficients(e: Expr, variable: Symbol, lower: Expr, upper: Expr) -> tuple[tuple[Expr, ...] | None, bool]:
    try:
        generators = NormalForm((e,), variable, lower, upper)
        numerator = generators.numerator(generators.rational(e))
        if numerator == 0:
            return (), True
        moving = generators.moving(numerator)
        parts = sympy.Poly(numerator, *moving).coeffs() if moving else [numerator]
        return tuple(generators.back(c) for c in parts), generators.independent(numerator)
    except (NoNormalFormError, sympy.PolynomialError):
        return None, False


@lru_cache(maxsize=4096)
def normal(expression: Expr, variable: Symbol, lower: Expr = -oo, upper: Expr = oo) -> Expr | None:
    """Return an expression without common factors over its generators, equal where the given one is real, or None."""
    if not expression.has(variable):
        return expression
    try:
        generators = NormalForm((expression,), variable, lower, upper)
        return generators.back(generators.reduced(generators.rational(expression)))
    except (NoNormalFormError, sympy.PolynomialError):
        return None


def ball_at(expression: Expr, variable: Symbol, point: Rational, precision: int) -> arb | None:
    """Return a ball that contains the value at a point, None where no rule or no finite ball is there."""
    try:
        return _value(_program(expression, variable), point, precision)
    except SymactError:
        return None


@lru_cache(maxsize=1024)
def _program(expression: Expr, variable: Symbol) -> Program:
    return Program(expression, variable)


def _value(program: Program, point: Rational, precision: int) -> arb | None:
    with working_precision():
        try:
            ball = program.plain(to_fmpq(point), precision)
        except (ValueError, ZeroDivisionError):
            return None
    return ball if ball.is_finite() else None


def sign_at(expression: Expr, variable: Symbol, point: Rational) -> tuple[int, arb, int] | None:
    """Return (sign, ball, precision) of a value that provably differs from 0, None if that is open."""
    for precision in PRECISIONS:
        ball = ball_at(expression, variable, point, precision)
        if ball is not None and not ball.contains(0):
            return (1 if ball > 0 else -1), ball, precision
    return None


def find_witness(
    expression: Expr, variable: Symbol, lower: Expr = -oo, upper: Expr = oo, most: int = WITNESSES
) -> Witness | None:
    """Return exact values inside an interval at which an expression provably differs from 0, if some are found."""
    # What is remembered, and printed as evidence, must not depend on the precision of whoever calls first.
    with working_precision(SHOWN):
        for values in islice(_assignments(expression, variable, lower, upper), most):
            point = values[variable]
            found = sign_at(_bind(expression, variable, values), variable, point)
            if found:
                side, ball, precision = found
                named = tuple((str(symbol), value) for symbol, value in values.items())
                value = expression.subs(values)
                return Witness(named, str(ball), side, precision, value if value.is_Rational else None)
    return None


def is_somewhere_real(expression: Expr, variable: Symbol, lower: Expr, upper: Expr) -> bool:
    """Whether a ball shows that the expression is a real number at some point inside an interval."""
    for values in islice(_assignments(expression, variable, lower, upper), WITNESSES):
        if ball_at(_bind(expression, variable, values), variable, values[variable], PRECISIONS[0]) is not None:
            return True
    return False


def _bind(expression: Expr, variable: Symbol, values: Mapping[Symbol, Rational]) -> Expr:
    """Put in the parameters, and the variable too where only SymPy takes the switches out."""
    if expression.has(Abs, Max, Min, Piecewise, sign):
        return expression.subs(values)
    return expression.xreplace({symbol: value for symbol, value in values.items() if symbol != variable})


def _assignments(expression: Expr, variable: Symbol, lower: Expr, upper: Expr) -> Iterator[dict[Symbol, Rational]]:
    """Yield values of the variable, inside the interval, and of the parameters."""
    symbols = sorted((expression.free_symbols | lower.free_symbols | upper.free_symbols) - {variable}, key=str)
    choices = list(zip(*(POSITIVE_VALUES if s.is_positive else REAL_VALUES for s in symbols), strict=True)) or [()]
    for step, chosen in product(range(len(STEPS)), choices):
        values = dict(zip(symbols, chosen, strict=True))
        for point in inner_points(lower.subs(values), upper.subs(values))[2 * step : 2 * step + 2]:
            yield {variable: point, **values}


def inner_points(lower: Expr, upper: Expr) -> list[Rational]:
    """Return rational points strictly inside an interval with numbers or infinities as ends."""
    if lower is -oo and upper is oo:
        return [side * Rational(step) for step in STEPS for side in (1, -1)]
    if upper is oo:
        start = _rational(lower, 1)
        return [start + step for step in STEPS for _ in (0, 1)]
    if lower is -oo:
        start = _rational(upper, -1)
        return [start - step for step in STEPS for _ in (0, 1)]
    low, high = _rational(lower, 1), _rational(upper, -1)
    if low >= high:
        return []
    return [low + (high - low) * Rational(k, 2 * len(STEPS) + 1) for k in range(1, 2 * len(STEPS) + 1)]


def _rational(value: Expr, side: int) -> Rational:
    """Return a number if rational, else a rational just above (side 1) or below (side -1) it."""
    if value.is_Rational:
        return value
    near = Rational(Fraction(str(sympy.N(value, 40))).limit_denominator(10**12))
    return near + side * Rational(1, 10**9)

"""Signs on intervals by structure, and from them: no singularity on a closed piece.

The sign of an expression is a set of possible signs (-1, 0, 1), found from the signs of its parts;
a set that is too large is honest, one that is too small would be a bug.
"""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

import sympy
from sympy import Expr, Symbol, oo

from symact import functions
from symact.definition.constant_sign import constant_sign, two_roots
from symact.definition.elementary import ANY, NEGATIVE, POSITIVE, ElementaryFunction, Signs, as_argument, lacking
from symact.evidence import Evidence, Gap, Proof, Step


class Interval:
    """An interval of the variable; an end may be infinite, and depend on parameters.

    Args:
        variable: the input.
        lower, upper: the ends.
        is_open: whether the finite ends are left out.
    """

    def __init__(self, variable: Symbol, lower: Expr, upper: Expr, is_open: bool = False) -> None:
        self.variable, self.lower, self.upper, self.is_open = variable, lower, upper, is_open
        self.steps: list[Step] = []

    def __str__(self) -> str:
        if self.lower is -oo:
            return f"all {self.variable}" if self.upper is oo else f"`{self.variable} <= {self.upper}`"
        low = f"`{self.variable} >= {self.lower}`"
        return low if self.upper is oo else f"`{self.lower} <= {self.variable} <= {self.upper}`"

    def signs(self, expression: Expr) -> Signs:
        """Return the signs that an expression may take on the interval."""
        if not expression.has(self.variable):
            found = constant_sign(expression)
            if found is not None:
                return frozenset((found,))
            return frozenset((0, 1)) if expression.is_nonnegative else ANY
        if self.lower == self.upper:
            return self._at_the_point(expression)
        affine = self._affine(expression)
        if affine is not None:
            return affine
        if expression.is_Add:
            return self._sum(expression)
        if expression.is_Mul:
            return frozenset(math.prod(choice) for choice in product(*(self.signs(a) for a in expression.args)))
        if expression.is_Pow:
            return self._power(*expression.args)
        return self._function(expression)

    def _at_the_point(self, expression: Expr) -> Signs:
        """Return the sign of the value where the interval is one point."""
        found = constant_sign(expression.subs(self.variable, self.lower))
        return ANY if found is None else frozenset((found,))

    def _affine(self, expression: Expr) -> Signs | None:
        """An affine expression lies between its values at the ends."""
        if _degree(expression, self.variable) != 1:
            return None
        slope = sympy.expand(expression).coeff(self.variable, 1)
        direction = constant_sign(slope)
        if direction is None:
            return ANY
        infinite = {oo: direction, -oo: -direction}
        ends = [
            infinite[end] if end in infinite else constant_sign(expression.subs(self.variable, end))
            for end in (self.lower, self.upper)
        ]
        if None in ends:
            return ANY
        low, high = sorted(e for e in ends if e is not None)
        if self.is_open and 0 in ends and set(ends) != {0}:
            # The value 0 belongs to the end that is left out; inside it has the other end's sign.
            return frozenset(e for e in ends if e)
        # An infinite end is not taken, a finite one is: 0 is possible only where the signs reach it.
        return frozenset(range(low, high + 1))

    def _sum(self, expression: Expr) -> Signs:
        possible = [self.signs(a) for a in expression.args]
        if all(s <= {0, 1} for s in possible):
            return POSITIVE if POSITIVE in possible else frozenset((0, 1))
        if all(s <= {0, -1} for s in possible):
            return frozenset((-1,)) if frozenset((-1,)) in possible else frozenset((0, -1))
        found = self._quadratic(expression) or self._growing(expression) or self._roots(expression)
        return found or self._bounded(expression)

    def _roots(self, expression: Expr) -> Signs | None:
        """Return the sign of u*sqrt(p) + v*sqrt(q): that of the term whose square is larger."""
        terms = two_roots(expression) if expression.free_symbols != {self.variable} else None
        if terms is None:
            return None
        ((p, u), (q, v)) = terms
        if self.signs(p) != POSITIVE or self.signs(q) != POSITIVE:
            return None
        larger = self.signs(sympy.factor(p * u**2 - q * v**2))
        found = self.signs(u if larger == POSITIVE else v)
        return found if larger in (POSITIVE, NEGATIVE) and found in (POSITIVE, NEGATIVE) else None

    def _growing(self, expression: Expr) -> Signs | None:
        """Return the sign of k*(g(u) - g(v)) where g increases, and of k*(exp(u) - 1): that of k*(u - v), and k*u."""
        if len(expression.args) != 2:
            return None
        (factor, function), (other, subtracted) = (_parted(term, self.variable) for term in expression.args)
        if not isinstance(function, sympy.Function):
            (factor, function), (other, subtracted) = (other, subtracted), (factor, function)
        sign = constant_sign(factor)
        if not sign or constant_sign(factor + other) != 0:
            return None
        if isinstance(function, sympy.exp) and subtracted == 1:
            return frozenset(sign * s for s in self.signs(function.args[0]))
        record = functions.of(function.func)
        # What takes no value twice is monotonic, and increases where it has the sign of its argument.
        if function.func != subtracted.func or not (record and record.injective and record.sign is as_argument):
            return None
        return frozenset(sign * s for s in self.signs(sympy.expand(function.args[0] - subtracted.args[0])))

    def _quadratic(self, expression: Expr) -> Signs | None:
        """A quadratic with a negative discriminant has the sign of its leading coefficient."""
        if _degree(expression, self.variable) != 2:
            return None
        a, b, c = sympy.Poly(expression, self.variable).all_coeffs()
        leading = constant_sign(a)
        return frozenset((leading,)) if leading and constant_sign(b**2 - 4 * a * c) == -1 else None

    def _bounded(self, expression: Expr) -> Signs:
        """Return the sign of a sum of c and terms k*g^n, |g| < b: that of c where all |k| b^n together are at most |c|.

        It may be 0 too where every g is a wave, which takes b.
        """
        constant, moving = expression.as_independent(self.variable, as_Add=True)
        if moving.is_Add and len(moving.atoms(sympy.Function)) == 1:
            # (a - 1)*sin(x), written out.
            moving = sympy.factor_terms(moving)
        sign, most, waves = constant_sign(constant), sympy.S.Zero, True
        terms = sympy.Add.make_args(moving)
        if not sign:
            return ANY
        for factor, function in (_parted(term, self.variable) for term in terms):
            base, exponent = function.as_base_exp()
            record = functions.of(base.func)
            direction = constant_sign(factor) if len(terms) > 1 else 1
            if record is None or record.bound is None or not (exponent.is_Integer and exponent > 0 and direction):
                return ANY
            most, waves = most + direction * factor * record.bound**exponent, waves and record.wave
        margins = constant_sign(constant - most), constant_sign(constant + most)
        if not all(m in (0, sign) for m in margins):
            return ANY
        return frozenset((sign, 0)) if waves and 0 in margins else frozenset((sign,))

    def _power(self, base: Expr, exponent: Expr) -> Signs:
        signs = self.signs(base)
        if exponent.is_Integer:
            if exponent < 0 and 0 in signs:
                return ANY
            return frozenset(s if exponent % 2 else s * s for s in signs)
        if exponent.is_Rational and signs <= {0, 1}:
            return signs if exponent > 0 or signs == POSITIVE else ANY
        if signs == POSITIVE and exponent.is_extended_real:
            return POSITIVE
        return ANY

    def _function(self, expression: Expr) -> Signs:
        record = functions.of(expression.func)
        return ANY if record is None or record.sign is None else record.sign(self.signs, expression.args[0])

    def is_smooth(self, expression: Expr) -> str | None:
        """Return None if the expression is analytic at every point of the interval, else what stands in the way."""
        if expression.is_Symbol or expression.is_number:
            return None
        if expression.is_Pow:
            return self._smooth_power(*expression.args)
        if expression.is_Add or expression.is_Mul:
            return self._first(expression.args)
        record = functions.of(expression.func)
        if record is None:
            return lacking(expression, "domain of analyticity")
        return self._first(expression.args) or self._inside(record, expression)

    def _inside(self, record: ElementaryFunction, expression: Expr) -> str | None:
        """Return None if the function is analytic at all values of its argument."""
        for condition in record.domain(expression.args[0]):
            if condition.signs == POSITIVE:
                obstacle = self._positive(condition.argument, record.role or f"condition of {record.name}")
                if obstacle:
                    return obstacle
            elif self.signs(condition.argument) <= condition.signs:
                says = f"`{condition.argument}`, for `{expression}`, has no zero for {self}"
                self.steps.append(Step("no zero", says))
            else:
                return f"`{expression}` may fail to be analytic for {self}: `{condition.argument}` may be 0"
        return None

    def _smooth_power(self, base: Expr, exponent: Expr) -> str | None:
        inner = self._first((base, exponent))
        if inner or (exponent.is_Integer and exponent >= 0):
            return inner
        if exponent.is_Integer:
            if 0 in self.signs(base):
                return f"`{base}` may be 0 for {self}"
            self.steps.append(Step("no zero", f"divisor `{base}` has no zero for {self}"))
            return None
        return self._positive(base, f"base of the power `{exponent}`")

    def _positive(self, expression: Expr, role: str) -> str | None:
        if self.signs(expression) != POSITIVE:
            return f"`{expression}`, the {role}, may fail to be positive for {self}"
        self.steps.append(Step("positive", f"`{expression}`, the {role}, is positive for {self}"))
        return None

    def _first(self, expressions: Iterable[Expr]) -> str | None:
        return next((found for found in map(self.is_smooth, expressions) if found), None)


@lru_cache(maxsize=4096)
def _degree(expression: Expr, variable: Symbol) -> Expr | None:
    """Return the degree of a polynomial in a variable, None of anything else; of roots of parameters it takes long."""
    return sympy.sympify(sympy.degree(expression, variable)) if expression.is_polynomial(variable) else None


def _parted(term: Expr, variable: Symbol) -> tuple[Expr, Expr]:
    """Return the factor of a term that is free of the variable, and the rest."""
    return term.as_independent(variable, as_Add=False)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def parameter_sign(constant: Expr) -> int | None:
    """Return the sign of an expression in parameters, as `constant_sign`, by the rules of intervals too.

    They are tried where it has one parameter: exp(a) - 1 is positive for a > 0, and 1 - tanh(a)^2 for every a, unknown
    to SymPy.
    """
    return _by_intervals(constant) or constant_sign(constant)


def _by_intervals(constant: Expr) -> int | None:
    """Return the sign of an expression in one parameter by the rules of intervals, None where they do not tell it."""
    if len(constant.free_symbols) != 1 or not constant.has(sympy.Function):
        return None
    (symbol,) = constant.free_symbols
    inside = Interval(symbol, sympy.S.Zero if symbol.is_positive else -oo, oo, is_open=True)
    signs = inside.signs(sympy.factor(constant)) if symbol.is_positive or symbol.is_real else ANY
    return next(iter(signs)) if len(signs) == 1 else None


@lru_cache(maxsize=4096)
def prove_smooth(expression: Expr, variable: Symbol, lower: Expr, upper: Expr) -> Evidence:
    """Prove that an expression is infinitely differentiable on a neighbourhood of a closed interval.

    It is, if it is composed of analytic functions and no divisor, logarithm or root meets a
    singularity: what holds at each point of the interval holds near it.

    Returns:
        A Proof with the steps, or a Gap with the part that could not be decided.
    """
    interval = Interval(variable, lower, upper)
    obstacle = interval.is_smooth(expression)
    if obstacle:
        return Gap(obstacle)
    steps = tuple(dict.fromkeys(interval.steps))
    return Proof((*steps, Step("composition of analytic functions", f"`{expression}` for {interval}")))

"""Expressions as rational functions of generators: x, the parameters, exp(r x), tan(r x/2), roots, logarithms, erf.

Every rewriting is an identity wherever the expression is real, so two expressions with the same rational
function are equal. The converse needs that the generators are algebraically independent; see `independent`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import sympy
from sympy import Abs, Dummy, Expr, Integer, Rational, S, Symbol, exp, log, tan

from symact import functions
from symact.definition.pieces import constant_sign
from symact.errors import SymactError
from symact.symbolic.signs import Interval

LONG_CONSTANT = 8
"""Operations beyond which a constant becomes a generator as a whole."""

HIGHEST_POWER = 24
"""Largest power of a generator; polynomials of higher degree would take too long."""

LARGEST = 1500
"""Operations beyond which an expression is refused."""


class NoNormalFormError(SymactError):
    """An expression is beyond the rules or too large."""


class NormalForm:
    """The generators of some expressions on one interval, found while the expressions are rewritten.

    Args:
        expressions: all that is to be rewritten; their rates (of x in exp(r x)) are put over a common divisor.
        variable: the input.
        lower, upper: the closed interval on which signs are read; -oo and oo allowed.
    """

    def __init__(self, expressions: Iterable[Expr], variable: Symbol, lower: Expr, upper: Expr) -> None:
        self.variable = variable
        self.kernels: dict[Symbol, Expr] = {}
        self.relations: list[tuple[Symbol, int, Expr]] = []
        self._interval = Interval(variable, lower, upper)
        self._symbols: dict[Expr, Symbol] = {}
        self._known: dict[Expr, Expr] = {}
        self._rates: dict[tuple[bool, Expr], Rational] = {}
        expressions = tuple(expressions)
        if sum(e.count_ops() for e in expressions) > LARGEST:
            raise NoNormalFormError(f"the expression has more than {LARGEST} operations")
        for expression in expressions:
            self._read_rates(expression)

    def rational(self, expression: Expr) -> Expr:
        """Return the expression as a rational function of generators, not yet brought to a normal form.

        Raises:
            NoNormalFormError: some part is beyond the rules; the message names it.
        """
        found = self._known.get(expression)
        if found is None:
            found = self._known[expression] = self._rational(expression)
        return found

    def back(self, expression: Expr) -> Expr:
        """Return an expression in generators in terms of the variable again."""
        while expression.free_symbols & self.kernels.keys():
            expression = expression.xreplace(self.kernels)
        return expression

    def moving(self, expression: Expr) -> list[Symbol]:
        """Return the generators in an expression that depend on the variable."""
        symbols = sorted(expression.free_symbols, key=str)
        return [s for s in symbols if self.back(s).has(self.variable)]

    def independent(self, expression: Expr) -> bool:
        """Whether the moving generators of an expression are known to be algebraically independent.

        So are x and exp(c x^k), tan(d x^k) with one rate each for every k > 0: exponentials of polynomials
        whose differences are not constant are linearly independent over the rational functions.
        """
        seen = set()
        for generator in self.moving(expression):
            if generator == self.variable:
                continue
            kernel = self.kernels[generator]
            if not isinstance(kernel, (exp, tan)):
                return False
            constant, power = kernel.args[0].as_independent(self.variable, as_Add=False)
            base, degree = power.as_base_exp()
            if base != self.variable or not degree.is_Integer or degree < 1 or not constant_sign(constant):
                return False
            if (kernel.func, degree) in seen:
                return False
            seen.add((kernel.func, degree))
        return True

    def _rational(self, e: Expr) -> Expr:
        if e.is_Rational or e.is_Symbol:
            return e
        if e.is_number and (e.is_NumberSymbol or e.count_ops() > LONG_CONSTANT) and e is not S.Exp1:
            if not e.is_real:
                raise NoNormalFormError(f"{e} is not known to be real")
            return self._generator(e)
        if e.is_Add or e.is_Mul:
            constant, rest = e.as_independent(*e.free_symbols) if e.free_symbols else (None, None)
            if constant not in (None, S.Zero, S.One) and rest not in (S.Zero, S.One) and len(constant.args) > 1:
                return e.func(self.rational(constant), self.rational(rest))
            return e.func(*map(self.rational, e.args))
        if e is S.Exp1:
            return self.exponential(S.One)
        if e.is_Pow:
            return self._power(*e.args)
        if isinstance(e, Abs):
            return self.absolute(e.args[0])
        record = functions.of(e.func)
        if record is not None and record.normal_form is not None:
            return record.normal_form(self, e.args[0])
        return self._function(e, record is not None and record.odd)

    def _function(self, e: Expr, odd: bool) -> Expr:
        """A function without relations to others is a generator; an odd one takes its argument's sign outside."""
        if not e.is_Function or len(e.args) != 1 or e.is_extended_real is False:
            raise NoNormalFormError(f"no rule rewrites {e.func}")
        above, below = sympy.fraction(self.reduced(self.rational(e.args[0])))
        sign = -1 if odd and above.could_extract_minus_sign() else 1
        value = e.func(self.back(sympy.expand(sign * above) / below))
        if isinstance(value, e.func):
            return sign * self._generator(value)
        # SymPy took a sign or a value out.
        if any(node.func is e.func for node in value.atoms(sympy.Function)):
            return sign * value.xreplace({node: self._generator(node) for node in value.atoms(e.func)})
        return sign * self.rational(value)

    def reduced(self, e: Expr) -> Expr:
        """Return a rational function of generators with numerator and denominator without common factor."""
        above, below = sympy.fraction(sympy.cancel(sympy.together(e)))
        (numerator, n), (denominator, d) = self._modulo(above), self._modulo(below)
        quotient = numerator * d / (denominator * n)
        return quotient if n == d == 1 else sympy.cancel(quotient)

    def numerator(self, e: Expr) -> Expr:
        """Return the numerator of a rational function, reduced by the relations; 0 only if the function is 0."""
        numerator = sympy.fraction(sympy.together(e))[0]
        if numerator.count_ops() > LARGEST:
            raise NoNormalFormError(f"the numerator has more than {LARGEST} operations")
        return self._modulo(sympy.expand(numerator))[0]

    def _modulo(self, polynomial: Expr) -> tuple[Expr, Expr]:
        """Return (p, d): the polynomial is p/d, and p holds every root to a power below its degree only."""
        divisor = S.One
        for symbol, degree, value in reversed(self.relations):
            if polynomial.has(symbol):
                above, below = sympy.fraction(sympy.together(value))
                terms = [(k, c) for (k,), c in sympy.Poly(polynomial, symbol).terms()]
                most = max(k for k, _ in terms) // degree
                parts = (
                    c * above ** (k // degree) * below ** (most - k // degree) * symbol ** (k % degree)
                    for k, c in terms
                )
                polynomial, divisor = sympy.Add(*parts), divisor * below**most
        return sympy.expand(polynomial), divisor

    def _generator(self, kernel: Expr, positive: bool | None = None) -> Symbol:
        symbol = self._symbols.get(kernel)
        if symbol is None:
            positive = kernel.is_positive if positive is None else positive
            assumption = {"positive": True} if positive else {"real": True}
            symbol = self._symbols[kernel] = Dummy(f"g{len(self._symbols)}", **assumption)
            self.kernels[symbol] = kernel
        return symbol

    # Exponentials and waves: exp(sum of c m) = product of exp(g m)^(c/g), all c multiples of the rate g.

    def _read_rates(self, expression: Expr) -> None:
        found: dict[tuple[bool, Expr], list[Rational]] = {}
        for node in expression.atoms(sympy.Function):
            record = functions.of(node.func)
            if record is not None and record.kernel is not None:
                for factor, term in _terms(record.kernel(node.args[0])):
                    found.setdefault((record.wave, term), []).append(factor)
        for key, rates in found.items():
            known = [self._rates[key]] if key in self._rates else []
            self._rates[key] = _common([*rates, *known])

    def _multiple(self, wave: bool, factor: Rational, term: Expr) -> tuple[Rational, int]:
        rate = self._rates.setdefault((wave, term), abs(factor))
        times = factor / rate
        if not times.is_Integer or abs(times) > HIGHEST_POWER:
            raise NoNormalFormError(f"the rates {factor} and {rate} of {term} have no small common divisor")
        return rate, int(times)

    def exponential(self, argument: Expr) -> Expr:
        """Return exp(argument) as a product of powers of generators."""
        result = S.One
        for factor, term in _terms(argument):
            logs = [f for f in sympy.Mul.make_args(term) if isinstance(f, log)]
            if logs and term == logs[0] and abs(factor) <= HIGHEST_POWER:
                result *= self._power(logs[0].args[0], factor)
                continue
            rate, times = self._multiple(False, factor, term)
            result *= self._generator(exp(rate * term), positive=True) ** times
        return result

    def wave(self, argument: Expr) -> tuple[Expr, Expr]:
        """Return (cos, sin) of a sum, by tan of the half angles."""
        c, s = S.One, S.Zero
        for factor, term in _terms(argument):
            rate, times = self._multiple(True, factor, term)
            kernel = tan(rate * term / 2)
            if kernel is S.ComplexInfinity or not isinstance(kernel, tan):
                raise NoNormalFormError(f"no rule rewrites the phase {term}")
            t = self._generator(kernel)
            one, other = (1 - t**2) / (1 + t**2), (1 if times > 0 else -1) * 2 * t / (1 + t**2)
            for _ in range(abs(times)):
                c, s = c * one - s * other, s * one + c * other
        return c, s

    # Powers and logarithms: factors of known sign are split off, the rest stays together.

    def _power(self, base: Expr, exponent: Expr) -> Expr:
        if exponent.is_Integer:
            if abs(exponent) > HIGHEST_POWER:
                raise NoNormalFormError(f"the power {exponent} is too high")
            return self.rational(base) ** exponent
        if not exponent.is_Rational:
            return self.exponential(sympy.expand_mul(exponent * log(base)))
        whole, part = divmod(int(exponent.p), int(exponent.q))
        root = S.One
        known, rest = self._signed_factors(self.rational(base))
        for factor, times in [*known, *([(rest, 1)] if rest != 1 else [])]:
            more, left = divmod(times * part, int(exponent.q))
            root *= factor**more * (self._root(factor, int(exponent.q)) ** left if left else 1)
        return self.rational(base) ** whole * root

    def _root(self, value: Expr, degree: int) -> Symbol:
        kernel = self.back(value) ** Rational(1, degree)
        symbol = self._symbols.get(kernel)
        if symbol is None:
            symbol = self._generator(kernel, positive=True)
            self.relations.append((symbol, degree, value))
        return symbol

    def cube_root(self, argument: Expr, function: Callable[[Expr], Expr]) -> Expr:
        """Return the real cube root of an argument, a generator whose cube is the argument."""
        value = self.reduced(self.rational(argument))
        kernel = function(self.back(value))
        if kernel.func is not function:
            return self.rational(kernel)
        symbol = self._symbols.get(kernel)
        if symbol is None:
            symbol = self._generator(kernel)
            self.relations.append((symbol, 3, value))
        return symbol

    def logarithm(self, argument: Expr) -> Expr:
        """Return log(argument), split over the factors of known sign."""
        known, rest = self._signed_factors(self.rational(argument))
        total = S.Zero
        for factor, times in [*known, *([(rest, 1)] if rest != 1 else [])]:
            kernel = self.kernels.get(factor)
            if isinstance(kernel, exp):
                total += times * self.rational(kernel.args[0])
            else:
                total += times * self._generator(log(self.back(factor)))
        return total

    def _signed_factors(self, value: Expr) -> tuple[list[tuple[Expr, int]], Expr]:
        """Return positive factors with their powers, and the product of the others; the value must be positive."""
        known: list[tuple[Expr, int]] = []
        rest = S.One
        for part, side in zip(sympy.fraction(sympy.cancel(sympy.together(value))), (1, -1), strict=True):
            polynomial, divisor = self._modulo(part)
            if divisor != 1:
                rest /= divisor**side
            constant, factors = sympy.factor_list(polynomial)
            rest *= sympy.sign(constant)
            known += [(Integer(p), side * k) for p, k in sympy.factorrat(abs(constant)).items()]
            for factor, times in factors:
                direction = self.sign(factor)
                if direction:
                    known.append((direction * factor, side * times))
                    rest *= direction**times
                else:
                    rest *= factor ** (side * times)
        if rest == -1:
            raise NoNormalFormError(f"{self.back(value)} is negative")
        return known, rest

    def sign(self, polynomial: Expr) -> int | None:
        """Return 1 or -1 where a polynomial in generators is nowhere negative, or nowhere positive; else None."""
        gens = sorted(polynomial.free_symbols, key=str)
        if not gens:
            return constant_sign(polynomial) or None
        terms = sympy.Poly(polynomial, *gens).terms()
        if all(g.is_positive or not p % 2 for powers, _ in terms for g, p in zip(gens, powers, strict=True)):
            signs = {1 if coefficient > 0 else -1 for _, coefficient in terms}
            if len(signs) == 1:
                return signs.pop()
        possible = self._interval.signs(self.back(polynomial))
        return 1 if possible <= {0, 1} else -1 if possible <= {0, -1} else None

    def absolute(self, argument: Expr) -> Expr:
        """Return abs(argument), whose sign must be known."""
        above, below = sympy.fraction(self.reduced(self.rational(argument)))
        signs = self.sign(above), self.sign(below)
        if None in signs:
            raise NoNormalFormError(f"the sign of {argument} is open for {self._interval}")
        return signs[0] * signs[1] * self.rational(argument)  # type: ignore[operator]


def _terms(argument: Expr) -> list[tuple[Rational, Expr]]:
    expanded = sympy.expand(argument, log=False, power_exp=False, power_base=False)
    return [term.as_coeff_Mul(rational=True) for term in sympy.Add.make_args(expanded) if term != 0]


def _common(rates: Iterable[Rational]) -> Rational:
    rates = tuple(rates)
    return Rational(math.gcd(*(int(r.p) for r in rates)), math.lcm(*(int(r.q) for r in rates)))

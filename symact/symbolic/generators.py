"""Generators of rational functions: symbols that stand for x, exponentials, roots and other kernels."""

import sympy
from sympy import Dummy, Expr, S, Symbol, exp, tan

from symact.definition.constant_sign import constant_sign
from symact.errors import SymactError
from symact.symbolic.signs import Interval

LARGEST = 1500
"""Operations beyond which an expression is refused."""


class NoNormalFormError(SymactError):
    """An expression is beyond the rules or too large."""


class Generators:
    """The generators found so far, with the kernels that they stand for and the relations of roots.

    Args:
        variable: the input.
        lower, upper: the closed interval on which signs are read; -oo and oo allowed.
    """

    def __init__(self, variable: Symbol, lower: Expr, upper: Expr) -> None:
        self.variable = variable
        self.kernels: dict[Symbol, Expr] = {}
        self.relations: list[tuple[Symbol, int, Expr]] = []
        self._interval = Interval(variable, lower, upper)
        self._symbols: dict[Expr, Symbol] = {}

    def rational(self, expression: Expr) -> Expr:
        """Return the expression as a rational function of generators, not yet brought to a normal form.

        Raises:
            NoNormalFormError: some part is beyond the rules; the message names it.
        """
        raise NotImplementedError

    def power(self, base: Expr, exponent: Expr) -> Expr:
        """Return a power as a rational function of generators."""
        raise NotImplementedError

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

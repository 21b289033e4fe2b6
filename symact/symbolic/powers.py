"""Powers, roots and logarithms: factors of known sign are split off, the rest stays together."""

from collections.abc import Callable

import sympy
from sympy import Expr, Integer, Rational, S, Symbol, exp, log

from symact.symbolic.exponentials import HIGHEST_POWER, Exponentials
from symact.symbolic.generators import NoNormalFormError


class Powers(Exponentials):
    """Generators that are roots and logarithms of what has a known sign."""

    def power(self, base: Expr, exponent: Expr) -> Expr:
        if exponent.is_Integer:
            if abs(exponent) > HIGHEST_POWER:
                raise NoNormalFormError(f"the power `{exponent}` is too high")
            return self.rational(base) ** exponent
        if not exponent.is_Rational:
            return self.exponential(sympy.expand_mul(exponent * log(base)))
        inner, power = base.as_base_exp()
        if power.is_Rational and not power.is_Integer and self.sign(self.rational(inner)) == 1:
            return self.power(inner, power * exponent)
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
            raise NoNormalFormError(f"`{self.back(value)}` is negative")
        return known, rest

    def absolute(self, argument: Expr) -> Expr:
        """Return abs(argument), whose sign must be known."""
        above, below = sympy.fraction(self.reduced(self.rational(argument)))
        signs = self.sign(above), self.sign(below)
        if None in signs:
            raise NoNormalFormError(f"the sign of `{argument}` is open for {self._interval}")
        return signs[0] * signs[1] * self.rational(argument)  # type: ignore[operator]

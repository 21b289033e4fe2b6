"""Exponentials and waves as powers: exp(sum of c m) = product of exp(g m)^(c/g), all c multiples of the rate g."""

import math
from collections.abc import Iterable

import sympy
from sympy import Expr, Rational, S, Symbol, exp, log, tan

from symact import functions
from symact.symbolic.generators import Generators, NoNormalFormError

HIGHEST_POWER = 24
"""Largest power of a generator; polynomials of higher degree would take too long."""


class Exponentials(Generators):
    """Generators exp(r x) and tan(r x/2), their rates r put over a common divisor."""

    def __init__(self, variable: Symbol, lower: Expr, upper: Expr) -> None:
        super().__init__(variable, lower, upper)
        self._rates: dict[tuple[bool, Expr], Rational] = {}

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
            raise NoNormalFormError(f"the rates `{factor}` and `{rate}` of `{term}` have no small common divisor")
        return rate, int(times)

    def exponential(self, argument: Expr) -> Expr:
        """Return exp(argument) as a product of powers of generators."""
        result = S.One
        for factor, term in _terms(argument):
            logs = [f for f in sympy.Mul.make_args(term) if isinstance(f, log)]
            if logs and term == logs[0] and abs(factor) <= HIGHEST_POWER:
                result *= self.power(logs[0].args[0], factor)
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
                raise NoNormalFormError(f"no rule rewrites the phase `{term}`")
            t = self._generator(kernel)
            one, other = (1 - t**2) / (1 + t**2), (1 if times > 0 else -1) * 2 * t / (1 + t**2)
            for _ in range(abs(times)):
                c, s = c * one - s * other, s * one + c * other
        return c, s


def _terms(argument: Expr) -> list[tuple[Rational, Expr]]:
    if argument.is_Mul or argument.is_Add:
        # x*log(a/(a + 1)) is x*log(a) - x*log(a + 1); what stands alone is read as a power.
        found = (each for each in argument.atoms(log) if each.free_symbols and each.args[0].is_positive)
        parts = {each: sympy.expand_log(each) for each in found}
        argument = argument.xreplace({each: parts[each] for each in parts if argument != each})
    expanded = sympy.expand(argument, log=False, power_exp=False, power_base=False)
    return [term.as_coeff_Mul(rational=True) for term in sympy.Add.make_args(expanded) if term != 0]


def _common(rates: Iterable[Rational]) -> Rational:
    rates = tuple(rates)
    return Rational(math.gcd(*(int(r.p) for r in rates)), math.lcm(*(int(r.q) for r in rates)))

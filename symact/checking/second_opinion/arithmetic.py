"""Real arithmetic for the second opinion: mpmath to so many digits, machine numbers, and exact fractions."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

import mpmath

from symact.checking.second_opinion.roots import root_between

LARGEST_EXPONENT = 400
"""Exponent of an integer power that fractions compute."""

LARGEST_BITS = 4000
"""Bits of the binary exponent of an exponential beyond which nothing is computed."""

ROUNDED_DIGITS = 30
"""Decimals of so many digits stand for numbers without closed form: they are rounded."""


class UndefinedError(Exception):
    """The expression has no real value there."""


class OpenError(Exception):
    """This arithmetic does not decide it."""


class Arithmetic(Protocol):
    """Operations on numbers; `UndefinedError` where there is no real value, `OpenError` where that is open."""

    def number(self, text: str) -> Any:
        """Return the number that digits spell."""

    def of(self, value: Any) -> Any:
        """Return a fraction or a number of another arithmetic as one of this one."""

    def constant(self, name: str) -> Any:
        """Return pi or E."""

    def add(self, a: Any, b: Any) -> Any:
        """Return a sum."""

    def divide(self, a: Any, b: Any) -> Any:
        """Return a quotient."""

    def power(self, base: Any, exponent: Any) -> Any:
        """Return a real power."""

    def sign(self, u: Any) -> int:
        """Return the sign of a number, 0 of what is 0 as far as its digits tell."""

    def call(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of an elementary function, Max or Min."""

    def root(self, name: str, function: Callable[[Any], Any], low: Any, high: Any) -> Any:
        """Return where a function changes its sign between two numbers; it is remembered by its name."""


class Digits(Arithmetic):
    """Arithmetic of real numbers to so many digits.

    Attributes:
        cancelled: whether terms have cancelled, all digits of them or nearly; whoever asks sets it back before.
        rounding: what is smaller counts as 0: it may be all that is left of a zero at a rounded place, as sin(pi).
    """

    def __init__(self, digits: int) -> None:
        self.cancelled = False
        self.rounding = mpmath.mpf(10) ** (20 - digits)
        self.context = mpmath.MPContext()
        self.context.dps = digits
        self._numbers: dict[str, Any] = {}
        self._roots: dict[str, Any] = {}

    def number(self, text: str) -> Any:
        if text not in self._numbers:
            self._numbers[text] = self.context.mpf(text)
        return self._numbers[text]

    def of(self, value: Any) -> Any:
        if isinstance(value, Fraction):
            return self.context.mpf(value.numerator) / value.denominator
        return self.context.make_mpf(value._mpf_) if hasattr(value, "_mpf_") else self.context.mpf(value)

    def constant(self, name: str) -> Any:
        return +getattr(self.context, name.lower())

    def add(self, a: Any, b: Any) -> Any:
        """Return a sum; open where huge terms cancel, as cosh(x)**2 - sinh(x)**2 far out: nothing of it is left."""
        total, digits = a + b, self.context.dps
        self.cancelled |= bool(a and abs(total) < abs(a) * self.context.mpf(10) ** (20 - digits))
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

    def sign(self, u: Any) -> int:
        return 0 if abs(u) < self.rounding else (u > 0) - (u < 0)

    def call(self, name: str, arguments: list[Any]) -> Any:
        if name in ("Max", "Min"):
            return max(arguments) if name == "Max" else min(arguments)
        (u,) = arguments
        if name == "sign":
            return self.context.mpf(self.sign(u))
        if name in ("exp", "exp2", "sinh", "cosh", "tanh", "erf", "erfc", "expm1", "sin", "cos", "tan"):
            self._check_size(u)
        return FUNCTIONS[name](self.context, u)

    def root(self, name: str, function: Callable[[Any], Any], low: Any, high: Any) -> Any:
        if name not in self._roots:
            self._roots[name] = root_between(function, low, high, self.context)
        if self._roots[name] is None:
            raise OpenError
        return self._roots[name]

    def _check_size(self, u: Any) -> None:
        if self.context.mag(u) > LARGEST_BITS:
            raise OpenError


class Floats(Digits):
    """Arithmetic of machine numbers, for the many values of an integral."""

    def __init__(self) -> None:
        self.rounding = 0
        self.context = mpmath.fp
        self._numbers = {}
        self._roots = {}

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


def _of(name: str, belongs: Callable[[Any], bool] = lambda u: True) -> Callable[[Any, Any], Any]:
    """Return a function of mpmath, undefined where an input does not belong to its domain."""

    def value(c: Any, u: Any) -> Any:
        if not belongs(u):
            raise UndefinedError
        return getattr(c, name)(u)

    return value


def _reciprocal(name: str) -> Callable[[Any, Any], Any]:
    def value(c: Any, u: Any) -> Any:
        divisor = getattr(c, name)(u)
        if divisor == 0:
            raise UndefinedError
        return 1 / divisor

    return value


def _fermi_dirac_1(c: Any, u: Any) -> Any:
    """Return -Li_2(-exp(u)), by its reflection where exp(u) may be huge."""
    value = -c.re(c.polylog(2, -c.exp(-abs(u))))
    return u * u / 2 + c.pi**2 / 6 - value if u > 0 else value


_log = _of("log", lambda u: u > 0)
PLAIN = ("exp", "sinh", "cosh", "tanh", "erf", "erfc", "sin", "cos", "tan", "atan", "asinh", "expm1")

FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    **{name: _of(name) for name in PLAIN},
    "Abs": lambda c, u: abs(u),
    "sign": lambda c, u: c.mpf((u > 0) - (u < 0)),
    "sqrt": _of("sqrt", lambda u: u >= 0),
    "cbrt": lambda c, u: c.sign(u) * c.cbrt(abs(u)),
    "log": _log,
    "log2": lambda c, u: _log(c, u) / c.log(2),
    "log1p": lambda c, u: _log(c, 1 + u),
    "exp2": lambda c, u: c.exp(u * c.log(2)),
    "asin": _of("asin", lambda u: -1 <= u <= 1),
    "acos": _of("acos", lambda u: -1 <= u <= 1),
    "atanh": _of("atanh", lambda u: -1 < u < 1),
    "erfinv": _of("erfinv", lambda u: -1 < u < 1),
    "acosh": _of("acosh", lambda u: u >= 1),
    "sech": _reciprocal("cosh"),
    "csch": _reciprocal("sinh"),
    "cot": _reciprocal("tan"),
    "sec": _reciprocal("cos"),
    "sigmoid": lambda c, u: 1 / (1 + c.exp(-u)),
    "softplus": lambda c, u: c.log(1 + c.exp(u)),
    "fermi_dirac_1": _fermi_dirac_1,
}
"""Name -> value of an elementary function at a real number, in a context of mpmath."""

AT_ZERO = {
    **dict.fromkeys(("sinh", "tanh", "erf", "sin", "tan", "atan", "asinh", "asin", "atanh", "erfinv", "expm1"), 0),
    **dict.fromkeys(("log1p", "sqrt", "cbrt"), 0),
    **dict.fromkeys(("exp", "cosh", "cos", "exp2", "erfc", "sech"), 1),
}
"""Values at 0 that are rational."""


class Fractions(Arithmetic):
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

    def root(self, name: str, function: Callable[[Any], Any], low: Any, high: Any) -> Fraction:
        raise OpenError

    def sign(self, u: Fraction) -> int:
        return (u > 0) - (u < 0)

    def call(self, name: str, arguments: list[Fraction]) -> Fraction:
        if name in ("Max", "Min"):
            return max(arguments) if name == "Max" else min(arguments)
        (u,) = arguments
        if name == "Abs":
            return abs(u)
        if name == "sign":
            return Fraction(self.sign(u))
        if u == 0 and name in AT_ZERO:
            return Fraction(AT_ZERO[name])
        if (name in ("log", "log2") and u <= 0) or (name == "sqrt" and u < 0):
            raise UndefinedError
        if name in ("log", "log2") and u == 1:
            return Fraction(0)
        raise OpenError

"""More activations in MPFR: each formula once, on pairs of a value and a slope; f' comes by the chain rule."""

from __future__ import annotations

from dataclasses import dataclass

import gmpy2
from gmpy2 import cosh, mpfr, mpq


@dataclass(frozen=True)
class Dual:
    """A value with its derivative by x."""

    value: mpfr
    slope: mpfr

    def __add__(self, other):
        other = dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other):
        other = dual(other)
        # The square of the divisor may lie beyond MPFR's own greatest number where the quotient does not.
        quotient = self.value / other.value
        return Dual(quotient, self.slope / other.value - quotient * (other.slope / other.value))

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __sub__(self, other):
        return self + -dual(other)

    def __rtruediv__(self, other):
        return dual(other) / self

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def map(self, function, slope):
        """Return function(self), the derivative of function at the value being slope(value)."""
        return Dual(function(self.value), slope(self.value) * self.slope)


def dual(given):
    return given if isinstance(given, Dual) else Dual(mpfr(given), mpfr(0))


def exp(u):
    return u.map(gmpy2.exp, gmpy2.exp)


def expm1(u):
    return u.map(gmpy2.expm1, gmpy2.exp)


def log1p(u):
    return u.map(gmpy2.log1p, lambda v: 1 / (1 + v))


def log(u):
    """The logarithm; where it has no value it has no slope either."""
    return u.map(gmpy2.log, lambda v: 1 / v if v >= 0 else gmpy2.nan())


def tanh(u):
    return u.map(gmpy2.tanh, lambda v: 1 / cosh(v) ** 2)


def sigmoid(u):
    return u.map(lambda v: 1 / (1 + gmpy2.exp(-v)), lambda v: 1 / (1 + gmpy2.exp(-v)) / (1 + gmpy2.exp(v)))


def softplus(u):
    def value(v):
        return v + gmpy2.log1p(gmpy2.exp(-v)) if v > 0 else gmpy2.log1p(gmpy2.exp(v))

    return u.map(value, lambda v: 1 / (1 + gmpy2.exp(-v)))


def _bell(v):
    return 2 / gmpy2.sqrt(gmpy2.const_pi()) * gmpy2.exp(-(v**2))


def erf(u):
    return u.map(gmpy2.erf, _bell)


def normal(u):
    """The distribution function of the standard normal distribution."""
    root = gmpy2.sqrt(mpfr(2))
    return u.map(lambda v: gmpy2.erfc(-v / root) / 2, lambda v: _bell(v / root) / (2 * root))


def sqrt(u):
    return u.map(gmpy2.sqrt, lambda v: 1 / (2 * gmpy2.sqrt(v)))


def sin(u):
    return u.map(gmpy2.sin, gmpy2.cos)


def cos(u):
    return u.map(gmpy2.cos, lambda v: -gmpy2.sin(v))


def _clipped(u):
    return dual(10) if u.value > 10 else u


def _smu(x):
    """SMU by erfc. Left of 0 x/4 is often half-way between two numbers: the least tails tell on which side."""
    side = 1 if x.value >= 0 else -1
    tail = (x * (side * 750_000)).map(lambda v: max(gmpy2.erfc(v), mpfr(2) ** -300), lambda v: -_bell(v))
    return (x if side == 1 else x * at(1, 4)) - side * at(3, 8) * x * tail


def at(numerator, denominator=1):
    """A rational number, rounded at the precision in force."""
    return mpfr(mpq(numerator, denominator))


ROOTED = (lambda v: v / gmpy2.sqrt(1 + v * v), lambda v: 1 / gmpy2.sqrt(1 + v * v) ** 3)
"""x over the root of 1 + x^2, and its derivative."""

FORMULAS = {
    "acon_c": lambda x: x * sigmoid(x),
    "arcsinh": lambda x: x.map(gmpy2.asinh, lambda v: 1 / gmpy2.sqrt(1 + v * v)),
    "arctan": lambda x: x.map(gmpy2.atan, lambda v: 1 / (1 + v * v)),
    "aria2": lambda x: sigmoid(x * at(1, 2)),
    "b_silu": lambda x: (x + at(167, 100)) * sigmoid(x) - at(167, 200),
    "clipped_gelu": lambda x: _clipped(x * normal(x)),
    "cloglog": lambda x: -expm1(-exp(x)),
    "colu": lambda x: x / (1 - x * exp(-(x + exp(x)))),
    "derf": lambda x: erf(x * at(1, 2)),
    "dyt": lambda x: tanh(x * at(1, 2)),
    "eis": lambda x: x * softplus(x) / sqrt(x * x + 1),
    "elish": lambda x: x * sigmoid(x) if x.value >= 0 else expm1(x) * sigmoid(x),
    "erf": erf,
    "erfact": lambda x: x * erf(at(3, 4) * exp(at(3, 4) * x)),
    "exponential": exp,
    "gaussian": lambda x: exp(-(x * x) * at(1, 2)),
    "gcu": lambda x: x * cos(x),
    "golu": lambda x: x * exp(-exp(-x)),
    "hexpo": lambda x: -expm1(-x) if x.value >= 0 else expm1(x),
    "isrlu": lambda x: x if x.value >= 0 else x.map(*ROOTED),
    "isru": lambda x: x.map(*ROOTED),
    "laplace": lambda x: normal((x - at(707107, 10**6)) / at(282095, 10**6)),
    "lisht": lambda x: x * tanh(x),
    "log1mexp": lambda x: log(-expm1(-x)) if x.value < 1 else log1p(-exp(-x)),
    "logish": lambda x: x * log1p(sigmoid(x)),
    "logit": lambda x: log(x / (1 - x)),
    "mpelu": lambda x: x if x.value > 0 else expm1(x) * at(1, 4),
    "nlrelu": lambda x: log1p(x) if x.value > 0 else dual(0),
    "pelu": lambda x: x if x.value >= 0 else expm1(x),
    "phish": lambda x: x * tanh(x * normal(x)),
    "pserf": lambda x: x * erf(at(5, 4) * softplus(at(17, 20) * x)),
    "scaled_tanh": lambda x: at(17159, 10**4) * tanh(at(2, 3) * x),
    "seagull": lambda x: log1p(x * x),
    "serf": lambda x: x * erf(softplus(x)),
    "sinlu": lambda x: (x + sin(x)) * sigmoid(x),
    "smish": lambda x: x * tanh(log1p(sigmoid(x))),
    "smu": _smu,
    "snake": lambda x: x + sin(x) * sin(x),
    "snake_beta": lambda x: x + sin(x) * sin(x),
    "soft_exponential": lambda x: 2 * expm1(x * at(1, 2)) + at(1, 2),
    "soft_clipping": lambda x: 2 * log1p(gmpy2.expm1(at(1, 2)) * sigmoid((x - 1) * at(1, 2))),
    "softcap": lambda x: 30 * tanh(x * at(1, 30)),
    "softplus_parametric": softplus,
    "sqrt_softplus": lambda x: sqrt(softplus(x)),
    "swish_beta": lambda x: x * sigmoid(x),
    "tanhexp": lambda x: x * tanh(exp(x)),
    "tanhsoft": lambda x: tanh(at(87, 100) * x) * softplus(x),
}
"""Name -> f of a Dual."""


def functions(name):
    """Return f and f' of numbers of MPFR."""
    formula = FORMULAS[name]
    return tuple(lambda v, part=part: getattr(formula(Dual(v, mpfr(1))), part) for part in ("value", "slope"))

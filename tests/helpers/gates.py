"""An oracle for gated pairs that shares no code with symact: gates by mpmath at 1,000 bits, then exact rationals."""

from fractions import Fraction
from functools import cache

import mpmath
from mpmath import mpf

TINY = Fraction(1, 1 << 20_000)
"""What stands for a number so small that its sign alone matters."""

VANISHING = Fraction(1, 1 << 10_000)

BITS = 1000


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def inner(x):
    return mpmath.sqrt(2 / mpmath.pi) * (x + mpf(44715) / 1000000 * x**3)


def inner_slope(x):
    return mpmath.sqrt(2 / mpmath.pi) * (1 + 3 * mpf(44715) / 1000000 * x**2)


def swish(steepness):
    def gate(x):
        return x * sigmoid(steepness * x)

    def slope(x):
        return sigmoid(steepness * x) * (1 + steepness * x * sigmoid(-steepness * x))

    return gate, slope


def normal(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


GATES = {
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "silu": swish(mpf(1)),
    "quick_gelu": swish(mpmath.fdiv(1702, 1000, prec=8000)),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "gelu": (lambda x: x * normal(x), lambda x: normal(x) + x * mpmath.exp(-(x**2) / 2) / mpmath.sqrt(2 * mpmath.pi)),
    "gelu_tanh": (
        lambda x: x * sigmoid(2 * inner(x)),
        lambda x: sigmoid(2 * inner(x)) * (1 + 2 * x * inner_slope(x) * sigmoid(-2 * inner(x))),
    ),
}


def rational(value):
    """Return an mpmath number as a rational, or what stands for one that is too small."""
    sign, mantissa, exponent, _ = value._mpf_
    found = Fraction(int(mantissa)) * Fraction(2) ** int(exponent) if exponent > -15_000 or not mantissa else TINY
    return -found if sign else found


def bits_for(x):
    """Return the bits that exp of a cube of x needs beside those of the result."""
    return BITS + 4 * max(abs(x.numerator).bit_length() - x.denominator.bit_length(), 0)


@cache
def smooth(name, order, x):
    """Return a gate or its slope as a rational that rounds alike; just off 1, x or 0 where it saturates."""
    with mpmath.workprec(bits_for(x)):
        value = GATES[name][order](mpf(x.numerator) / x.denominator)
    found = rational(value)
    one = Fraction(1) if x > 0 or name == "sigmoid" else Fraction(-1)
    bounded = name in ("sigmoid", "tanh")
    limit = Fraction(1) if order else one if name == "sigmoid" or (bounded and abs(x) > 1) else x
    if x and found == limit:
        # The gates come to their limits from below, the slopes of x times a gate from above.
        return limit * (1 + TINY) if order and not bounded else limit * (1 - TINY)
    return found


def _relu(order, x):
    return (max(x, Fraction(0)), Fraction(int(x > 0)))[order]


def _squared_relu(order, x):
    return (max(x, Fraction(0)) ** 2, 2 * max(x, Fraction(0)))[order]


@cache
def _oai_gate(order, x):
    at = min(x, Fraction(7))
    if order and x > 7:
        return Fraction(0)
    with mpmath.workprec(bits_for(at)):
        return rational(swish(mpf(1702) / 1000)[order](mpf(at.numerator) / at.denominator))


def _line(order, x):
    return x if order == 0 else Fraction(1)


def _oai_line(order, x):
    return max(min(x, Fraction(7)), Fraction(-7)) + 1 if order == 0 else Fraction(int(abs(x) < 7))


def of(name):
    """Return both factors of a gated pair of the catalogue, functions of an order and a rational."""
    smooths = {key: (lambda order, x, key=key: smooth(key, order, x)) for key in GATES}
    return {
        "glu": (_line, smooths["sigmoid"]),
        "bilinear": (_line, _line),
        "reglu": (_relu, _line),
        "sreglu": (_squared_relu, _line),
        "gtu": (smooths["tanh"], smooths["sigmoid"]),
        "qgeglu": (smooths["quick_gelu"], _line),
        "geglu": (smooths["gelu"], _line),
        "geglu_tanh": (smooths["gelu_tanh"], _line),
        "swiglu": (smooths["silu"], _line),
        "swiglu_oai": (_oai_gate, _oai_line),
    }[name]


def value(name, quantity, numbers):
    """Return the exact results of a quantity at rationals a, b and after them the vector, away from kinks.

    None stands for a sum of two numbers of which no more than the signs are known here.
    """
    first, second = of(name)
    a, b, *vector = numbers
    if quantity == "value":
        return (first(0, a) * second(0, b),)
    slopes = first(1, a) * second(0, b), first(0, a) * second(1, b)
    if quantity == "jvp":
        if all(abs(term) < VANISHING for term in (slopes[0] * vector[0], slopes[1] * vector[1])):
            return (None,)
        return (slopes[0] * vector[0] + slopes[1] * vector[1],)
    return slopes[0] * vector[0], slopes[1] * vector[0]


def at_kink(name, a, b):
    """Return whether a derivative has two sides there."""
    return (name == "reglu" and a == 0) or (name == "swiglu_oai" and (a == 7 or abs(b) == 7))

"""How well a function explains results: errors that allow for cancellation, and parameters estimated from results."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from sympy import Expr, Rational, Symbol

from symact import catalogue
from symact.definition.activation import Activation, Param, x
from symact.definition.derivatives import as_expression
from symact.definition.parameters import to_rational
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.formats.rounding import spacing
from symact.judge.identify.hypotheses import WORK, Hypothesis, with_parameter
from symact.judge.simulation.stepwise import Walk

FLOOR = 0.25
"""A careless formula loses bits next to 0 and in tails; errors count against numbers of this size at least."""

SMALL = 2.0**-12
"""Below this the values in float64, which come from formulas without care, are not good enough to compare losses."""

MEDIAN, MOST, MOST_SHARE = 1.0, 8.0, 0.95
"""A function explains results if half of the errors are within MEDIAN units, and MOST_SHARE of them within MOST."""

GRID = tuple(sign * 2.0 ** (k / 2) for sign in (1, -1) for k in range(-14, 15))
"""Values of a parameter that are tried before the best is refined."""

STEPS = 40

FEW = 200
"""Inputs from which a parameter is estimated; all take part in the decision on it."""

SIMPLE = 64
"""Greatest denominator of a simple fraction; decimals of up to four digits are simple too."""


FINEST = 1 << 24
"""Greatest denominator of a parameter: between 1/5 and its neighbour in float32 there is nothing to tell."""


LEAST = 0.1
"""Of the inputs this share, at least, counts as having a result: what fits at half as many is believed."""


@dataclass(frozen=True)
class Fit:
    """How a hypothesis explains results.

    Args:
        hypothesis: the function.
        median, most: of the errors in units, half and `MOST_SHARE` of them are within these.
        loss: mean of log2(1 + error in ulp), which distinguishes functions that both explain the results.
        values: in float64 at the inputs.
    """

    hypothesis: Hypothesis
    median: float
    most: float
    loss: float
    values: Floats

    @property
    def explains(self) -> bool:
        """Whether rounding, and a formula that is not written with care, may account for the errors."""
        return self.median <= MEDIAN and self.most <= MOST


def fit(hypothesis: Hypothesis, points: Floats, got: Floats, fmt: Format) -> Fit:
    """Return how well a hypothesis, its parameters fixed, explains results."""
    values = hypothesis.values(points)
    known = np.isfinite(values)
    # A candidate without values on a part of the line, as logit is, needs no hypothesis that has some there.
    if known.mean() < max(float(np.isfinite(got).mean()), LEAST) / 2:
        return Fit(hypothesis, math.inf, math.inf, math.inf, values)
    with np.errstate(invalid="ignore"):
        error = np.where(np.isfinite(got), np.abs(got - values), np.inf)[known]
    units = np.sort(error / unit(points, values, fmt)[known])
    ulps = error / spacing(np.maximum(np.abs(values), SMALL), fmt)[known]
    loss = float(np.minimum(np.log2(1 + ulps), 30.0).mean())
    # Sorted and picked: quantiles interpolate, which fails on infinities.
    return Fit(hypothesis, float(units[len(units) // 2]), float(units[int(len(units) * MOST_SHARE)]), loss, values)


def unit(points: Floats, values: Floats, fmt: Format) -> Floats:
    """Return 2^(1-p) times the size against which errors count."""
    size = np.maximum(np.maximum(np.abs(values), np.abs(points) / 4), FLOOR)
    return np.ldexp(size, 1 - fmt.precision)


def families(points: Floats, got: Floats, fmt: Format) -> Iterator[Hypothesis]:
    """Yield functions of one free parameter whose parameter was estimated from the results."""
    for name in catalogue.names("line"):
        activation = catalogue.get(name)
        free = [p for p in activation.params if p.default is not None]
        if len(free) == 1 and activation.condition is None:
            yield from _family(activation, free[0], points, got, fmt)


def _family(activation: Activation, param: Param, points: Floats, got: Floats, fmt: Format) -> Iterator[Hypothesis]:
    try:
        expression = as_expression(activation.pieces, x, 0)
    except SymactError:
        # The order of the pieces depends on the parameter.
        expression = activation.expression
    some = np.linspace(0, len(points) - 1, min(FEW, len(points))).astype(np.intp)
    points, got = points[some], got[some]

    def losses(values: Sequence[float]) -> Floats:
        found = computed(expression, param.symbol, points, values)
        with np.errstate(all="ignore"):
            error = np.abs(got - found) / unit(points, found, fmt)
        return np.asarray(np.minimum(np.where(np.isfinite(error), error, 1e9), 1e9).mean(axis=1))

    def loss(value: float) -> float:
        return float(losses([value])[0])

    grid = [value for value in GRID if value > 0 or not param.symbol.is_positive]
    tried = dict(zip(grid, losses(grid).tolist(), strict=True))
    start = min(tried, key=lambda value: tried[value])
    value, least = refine(loss, start)
    if not least <= 4 * MEDIAN:
        return
    for simple in _simplest(value, loss, least):
        found = with_parameter(activation, param.name, simple)
        if found is not None:
            yield found
            return


def computed(expression: Expr, symbol: Symbol, points: Floats, values: Sequence[float]) -> Floats:
    """Return a function of one parameter at points, about: for each value of the parameter a row."""
    exact = [Fraction(value).limit_denominator(FINEST) for value in values]
    given = np.repeat(np.array([float(each) for each in exact]), len(points))
    try:
        # Never substituted: SymPy takes longer to put one number in than NumPy to compute with all of them.
        found = Walk(np.tile(points, len(values)), WORK, given={symbol: given}).run(expression)
        return found.reshape(len(values), len(points))
    except SymactError:
        # A case of the parameter that is no comparison, as for a = 0.
        return np.array([Walk(points, WORK).run(expression.subs(symbol, Rational(each))) for each in exact])


def refine(loss: Callable[[float], float], start: float) -> tuple[float, float]:
    """Return the place and the value of the least loss around a place, by golden sections."""
    low, high = sorted((start / 2**0.5, start * 2**0.5))
    ratio = (math.sqrt(5) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = loss(a), loss(b)
    for _ in range(STEPS):
        if at_a < at_b:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = loss(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = loss(b)
    return (a, at_a) if at_a < at_b else (b, at_b)


def _simplest(value: float, loss: Callable[[float], float], least: float) -> Iterator[Rational]:
    """Yield the simplest numbers near a value that are no worse, then the value itself to 8 digits."""
    decimals = {Fraction(f"{value:.{digits}e}") for digits in range(4)}
    fractions = {Fraction(value).limit_denominator(d) for d in range(1, SIMPLE)}
    near = [f for f in decimals | fractions if f and abs(float(f) / value - 1) < 0.05]
    for each in sorted(near, key=lambda f: (len(str(f)), f.denominator)):
        if loss(float(each)) <= least * 1.02 + 1e-3:
            yield to_rational(each)
    rest = Fraction(f"{value:.8e}")
    yield to_rational(rest)

"""Point tables hold the inputs at which something changes, found again here by other means."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import is_infinite, is_nan, order_keys, to_float64
from symact.formats.floating import FORMATS, get_format
from symact.reference.points import BUDGET, point_bits

WIDE_FORMATS = [f for f in FORMATS if f.width > 8]


def points(name, fmt_name, order=0, **kwargs):
    return point_bits(bind(catalogue.get(name)), get_format(fmt_name), order, **kwargs)


def holds(bits, fmt_name, value, neighbours=3):
    """Whether the number nearest to value and its neighbours are all there."""
    fmt = get_format(fmt_name)
    man, exp = mpmath.frexp(mpmath.mpf(value))
    nearest = fmt.order_key(fmt.from_fraction(Fraction(int(man * 2**200)) * Fraction(2) ** (int(exp) - 200)))
    return {nearest + d for d in range(-neighbours, neighbours + 1)} <= set(order_keys(bits, fmt).tolist())


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("name", "order", "breaks"),
    [("relu6", 0, (0, 6)), ("hard_sigmoid", 1, (-3, 3)), ("hard_swish", 0, (-3, 3)), ("celu", 1, (0,))],
)
@pytest.mark.parametrize("fmt", [f.name for f in WIDE_FORMATS])
def test_breakpoints_with_three_neighbours(name, order, breaks, fmt):
    bits = points(name, fmt, order)
    assert all(holds(bits, fmt, value) for value in breaks)


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("name", "order", "fmt", "equation", "near"),
    [
        # f' = 0 of SiLU, GELU and Mish; f'' = 0 of GELU, at sqrt(2); tanh's first number that rounds to 1;
        # where sigmoid and its derivative round to 0, and where GELU does.
        ("silu", 0, "float32", lambda x: mpmath.diff(lambda t: t / (1 + mpmath.exp(-t)), x), -1.28),
        ("gelu", 0, "float64", lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x), -0.75),
        ("gelu", 1, "bfloat16", lambda x: x**2 - 2, 1.4),
        ("mish", 0, "float16", lambda x: mpmath.diff(lambda t: t * mpmath.tanh(mpmath.log1p(mpmath.exp(t))), x), -1.2),
        ("tanh", 0, "float32", lambda x: mpmath.tanh(x) - (1 - mpmath.mpf(2) ** -25), 9),
        ("tanh", 0, "float64", lambda x: mpmath.tanh(x) - (1 - mpmath.mpf(2) ** -54), 19),
        ("sigmoid", 0, "float32", lambda x: x + mpmath.log(mpmath.mpf(2) ** 150 - 1), -104),
        ("gelu", 0, "float32", lambda x: mpmath.log(-x * mpmath.ncdf(x)) + 150 * mpmath.log(2), -14),
        ("gelu", 0, "float64", lambda x: mpmath.log(-x * mpmath.ncdf(x)) + 1075 * mpmath.log(2), -38),
    ],
)
def test_extrema_and_thresholds(name, order, fmt, equation, near):
    with mpmath.workprec(300):
        root = mpmath.findroot(equation, near)
    # The threshold lies between two numbers; both have neighbours on their other side.
    assert holds(points(name, fmt, order), fmt, root, neighbours=2)


def test_overflow_threshold_of_a_scaled_function():
    bits = point_bits(bind(catalogue.get("linear"), {"slope": "3"}), get_format("float32"))
    largest = Fraction(2**24 - 1, 1) * Fraction(2) ** 104 + Fraction(2) ** 103
    assert holds(bits, "float32", mpmath.mpf(int(largest)) / 3, neighbours=2)


@pytest.mark.every(5)
@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("name", ["silu", "binary_step", "sine"])
def test_edges_order_and_size(name, fmt):
    bits = points(name, fmt.name)
    values = set(bits.tolist())
    edges = [0, 1, fmt.min_normal_bits - 1, fmt.min_normal_bits, fmt.max_bits, fmt.from_fraction(Fraction(1))]
    assert {b | s for b in edges for s in (0, fmt.sign_bit)} | {fmt.nan_bits} <= values
    assert len(values) == len(bits)
    if fmt.width == 8:
        assert bits.tolist() == list(range(256))
        return
    assert 0.8 * BUDGET[fmt.width] < len(bits) < 1.1 * BUDGET[fmt.width]
    numbers = to_float64(bits, fmt)
    assert is_nan(bits, fmt).tolist() == [False] * (len(bits) - 1) + [True]
    assert is_infinite(bits, fmt).sum() == 2
    assert (np.diff(numbers[1:-2]) >= 0).all()
    assert bits[list(numbers).index(0)] == fmt.sign_bit


def test_spread_over_the_binades():
    for fmt in WIDE_FORMATS:
        numbers = to_float64(points("identity", fmt.name), fmt)
        exponents = np.unique(np.frexp(numbers[np.isfinite(numbers) & (numbers > 0)])[1])
        assert np.diff(exponents).max() <= {64: 16, 32: 3, 16: 3}[fmt.width]


@pytest.mark.every(2)
@pytest.mark.parametrize("name", ["gelu", "sine"])
def test_seeds(name):
    assert (points(name, "float32", 1) == points(name, "float32", 1)).all()
    assert set(points(name, "float32", 1).tolist()) != set(points(name, "float32", 1, seed=1).tolist())

"""Which inputs a verdict rests on in wide formats: the places where a kernel's rounding changes, and a spread."""

import functools
import math

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.definition.input_space import Capability
from symact.errors import SymactError
from symact.formats.arrays import to_bits, to_float64
from symact.formats.floating import get_format
from symact.judge.inputs import DENSE, choose, seed_of
from symact.reference.rows import build_table
from symact.reference.scattered_table import scattered_table

pytestmark = pytest.mark.usefixtures("_undiagnosed")

F32, F64 = get_format("float32"), get_format("float64")


@functools.cache
def numbers(name, fmt, order=0, **params):
    bits, about = choose(bind(catalogue.get(name), params), fmt, order, 0)
    assert about.count == len(bits)
    return to_float64(bits, fmt)


@pytest.fixture(scope="module")
def sigmoid():
    return numbers("sigmoid", F64)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        # Where exp(-x) overflows, and where the result, a subnormal number, vanishes: by hand, 1024 log 2, 1075 log 2.
        (-745.13, -709.79),
        (-709.78, -708.40),
        (-708.39, -512.1),
        (32.01, 36.73),
        *((-(2.0 ** (k + 1)), -(2.0**k)) for k in range(-17, 8)),
    ],
)
def test_each_regime_of_sigmoid_has_its_inputs(sigmoid, low, high):
    # The ends are decimals inside of the regimes, and random numbers fall together now and then.
    assert ((low <= sigmoid) & (sigmoid <= high)).sum() >= 0.98 * DENSE


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("name", "fmt", "place"),
    [
        ("sigmoid", F64, -1024 * math.log(2)),
        ("sigmoid", F64, -1074 * math.log(2)),
        ("softplus", F64, 1024 * math.log(2)),
        ("softplus", F32, 128 * math.log(2)),
        ("softplus", F32, 16 * math.log(2)),  # where exp overflows in float16
        ("softplus", F64, 128 * math.log(2)),
        ("tanh", F32, 64 * math.log(2)),  # exp(2x), which the formula does not spell out
        ("gelu", F32, -math.sqrt(2 * 149 * math.log(2))),  # exp(-x^2/2)
        ("silu", F32, -128 * math.log(2)),
    ],
)
def test_thresholds_of_exponentials_are_inputs(name, fmt, place):
    x = numbers(name, fmt)
    for factor in (0.5, 1, 2):
        assert (np.abs(x - place * factor) <= abs(place * factor) * 2.0 ** (2 - fmt.fraction_bits)).sum() >= 3


def test_multiples_by_a_parameter_are_inputs():
    x = numbers("celu", F32, alpha=3)
    assert (np.abs(x / (-3 * 126 * math.log(2)) - 1) < 2.0**-21).any()


def test_results_that_are_settled_take_few():
    assert len(numbers("relu", F64)) < 60_000


def test_oscillation_ends_the_search():
    assert len(numbers("sine", F32)) < 400_000


@pytest.mark.parametrize("fmt", [F32, F64], ids=lambda f: f.name)
@pytest.mark.parametrize(("name", "order"), [("gelu", 0), ("mish", 1), ("hard_swish", 0), ("relu", 1)])
def test_a_scattered_table_is_the_pointwise_one(name, order, fmt):
    bound = bind(catalogue.get(name))
    x = np.concatenate([np.linspace(-20, 20, 1500), [0.0, -0.0, 3, -3, np.inf, np.nan, 1e-30, -1e30]])
    bits = to_bits(x.astype(fmt.name), fmt)
    found, due = scattered_table(bound, fmt, order, bits), build_table(bound, fmt, order, bits)
    for column in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags", "ulp_exponent"):
        assert (getattr(found, column) == getattr(due, column)).all(), column
    assert (np.abs(found.residual - due.residual) <= found.errors.margin).all()
    assert ((found.residual > 0) == (due.residual > 0)).all()
    assert tuple(found.wide[5:60:7]) == tuple(due.wide[5:60:7])


def sigmoid_plain(x):
    """0 from -709.79 down; sigmoid(-710) = 4.48e-309."""
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-x))


def softplus_to_780(x):
    """Infinite from 709.78 to 780."""
    with np.errstate(all="ignore"):
        return np.where(x < 780, np.log1p(np.exp(x)), x)


def tanh_by_exponentials(x):
    """NaN from 354.9 on, inside a region that is settled at 1."""
    with np.errstate(all="ignore"):
        e = np.exp(2 * x)
        return np.where(np.abs(x) < 300, np.tanh(x), (e - 1) / (e + 1))


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("function", "name", "bound", "seed"),
    [(sigmoid_plain, "sigmoid", 2, 0), (softplus_to_780, "softplus", 4, 7), (tanh_by_exponentials, "tanh", 4, 0)],
)
def test_overflow_that_a_uniform_spread_missed(function, name, bound, seed):
    verdict = symact.verify(function, name, dtype="float64", max_ulp=bound, seed=seed)
    assert verdict.passes is False
    assert verdict.result.violations >= 100
    assert verdict.inputs.seed == seed


def test_a_random_seed_is_told_and_can_be_given_again():
    seeds = {seed_of("random") for _ in range(8)}
    assert len(seeds) > 1
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert seed_of("12") == seed_of(12) == 12
    verdict = symact.verify(lambda x: np.maximum(x, 0), "relu", seed="random")
    again = symact.verify(lambda x: np.maximum(x, 0), "relu", seed=verdict.inputs.seed)
    assert f"seed {verdict.inputs.seed}" in str(verdict)
    assert again.inputs == verdict.inputs


@pytest.mark.parametrize("seed", ["", "-1", "1e3", 2**32, True, None, "often"])
def test_no_other_seed(seed):
    with pytest.raises(SymactError, match="or be the word random"):
        seed_of(seed)


def test_the_first_line_says_where():
    verdict = symact.verify(lambda x: np.maximum(x, 0), "relu", max_ulp=1)
    assert str(verdict).splitlines()[0].endswith(f"stays within 1 ulp at all {verdict.inputs.count} inputs tried")
    whole = symact.verify(lambda x: np.maximum(x, 0), "relu", dtype="bfloat16")
    assert str(whole).splitlines()[0].endswith("is correctly rounded at all 65536 inputs")


@pytest.mark.exhaustive
@pytest.mark.parametrize("fmt", [F32, F64], ids=lambda f: f.name)
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_every_scattered_table_is_the_pointwise_one(name, fmt):
    """All orders, at what a verdict tries, thinned."""
    bound = bind(catalogue.get(name))
    if not bound.space().can(Capability.SWEEP):
        pytest.skip("not a function of one number")
    for order in range(3):
        bits = choose(bound, fmt, order, 1)[0][::149]
        found, due = scattered_table(bound, fmt, order, bits), build_table(bound, fmt, order, bits)
        for column in ("y_bits", "y_lo_bits", "y_hi_bits", "flags", "ulp_exponent"):
            assert (getattr(found, column) == getattr(due, column)).all(), (order, column)
        assert (np.abs(found.residual - due.residual) <= found.errors.margin).all()

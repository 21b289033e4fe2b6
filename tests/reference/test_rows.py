"""Rows of tables: every input is decided, and the policy at zeros, kinks, infinities and NaN holds."""

from fractions import Fraction

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits, to_bits, to_float64
from symact.formats.floating import FORMATS, get_format
from symact.reference.rows import Reference, build_table
from symact.reference.table import Flag
from tests.helpers.sample import sampled

EIGHT = [f for f in FORMATS if f.width == 8]
SIXTEEN = [f for f in FORMATS if f.width == 16]
BF16 = get_format("bfloat16")


def row(name, value, order=0, fmt=BF16, **params):
    bits = int(to_bits(np.array([value]).astype(np.dtype(f"float{fmt.width}")), fmt)[0]) if fmt.name[0] == "f" else None
    if bits is None:
        bits = int(np.array([value], dtype=np.float32).view(np.uint32)[0]) >> 16
    return Reference(bind(catalogue.get(name), params), fmt, order).row(bits)


def bf16(value):
    return int(np.array([value], dtype=np.float32).view(np.uint32)[0]) >> 16


DOMAINS = {"log1mexp": (0, np.inf), "logit": (0, 1)}
"""Open intervals outside of which a function has no value, and nothing is required of its derivatives."""


def outside(name, table):
    low, high = DOMAINS.get(name, (-np.inf, np.inf))
    inputs = to_float64(table.x_bits, table.format)
    return (name in DOMAINS) & ~((inputs > low) & (inputs < high))


@pytest.mark.parametrize("fmt", EIGHT, ids=lambda f: f.name)
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_every_8_bit_input_is_decided(name, order, fmt):
    table = build_table(bind(catalogue.get(name)), fmt, order, all_bits(fmt))
    assert len(table.y_bits) == 256
    assert not (table.has(Flag.OPEN) & np.isfinite(to_float64(table.x_bits, fmt)) & ~outside(name, table)).any()


@pytest.mark.exhaustive
@pytest.mark.parametrize("fmt", SIXTEEN, ids=lambda f: f.name)
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_every_16_bit_input_is_decided(name, order, fmt):
    table = build_table(bind(catalogue.get(name)), fmt, order, all_bits(fmt))
    assert len(table.y_bits) == 65_536
    assert not (table.has(Flag.OPEN) & np.isfinite(to_float64(table.x_bits, fmt)) & ~outside(name, table)).any()


@pytest.mark.every(4)
@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_the_edges_of_every_format_are_decided(name, order, fmt):
    one = fmt.from_fraction(Fraction(1))
    edges = [
        0,
        1,
        2,
        fmt.min_normal_bits - 1,
        fmt.min_normal_bits,
        one - 1,
        one,
        one + 1,
        fmt.max_bits - 1,
        fmt.max_bits,
    ]
    bits = [b | s for b in edges for s in (0, fmt.sign_bit)]
    table = build_table(bind(catalogue.get(name)), fmt, order, np.array(bits, dtype=f"uint{fmt.width}"))
    assert not (table.has(Flag.OPEN) & ~outside(name, table)).any()


def test_rational_activations_equal_their_formula_in_exact_arithmetic():
    cases = {
        "relu6": lambda x: min(max(x, Fraction(0)), Fraction(6)),
        "hard_swish": lambda x: x * min(max(x + 3, Fraction(0)), Fraction(6)) / 6,
        "hard_sigmoid": lambda x: min(max(x / 6 + Fraction(1, 2), Fraction(0)), Fraction(1)),
        "softsign": lambda x: x / (1 + abs(x)),
        "leaky_relu": lambda x: x if x >= 0 else x / 100,
        "rrelu": lambda x: x if x >= 0 else x * Fraction(11, 48),
    }
    fmt = get_format("float16")
    for name, function in cases.items():
        table = build_table(bind(catalogue.get(name)), fmt, 0, all_bits(fmt)[::29])
        for x, y in zip(table.x_bits.tolist(), table.y_bits.tolist(), strict=True):
            if fmt.is_finite(x) and (expected := function(fmt.to_fraction(x))):
                assert y == fmt.from_fraction(expected), (name, hex(x))


@pytest.mark.parametrize(
    ("name", "value", "order", "low", "y", "high"),
    [
        ("relu", 0.0, 1, 0, 0, 1),
        ("relu", -0.0, 1, 0, 0, 1),
        ("relu6", 6.0, 1, 0, 0, 1),
        ("leaky_relu", 0.0, 1, Fraction(1, 100), Fraction(1, 100), 1),
        ("hard_swish", 3.0, 1, 1, 1, Fraction(3, 2)),
        ("hard_swish", -3.0, 1, Fraction(-1, 2), 0, 0),
        ("elu", 0.0, 2, 0, 0, 1),
        ("softsign", 0.0, 2, -2, 0, 2),
    ],
)
def test_kinks_hold_both_sides_and_the_least_element(name, value, order, low, y, high):
    found = row(name, value, order)
    assert found.flags & Flag.KINK
    assert [found.low, found.y, found.high] == [BF16.from_fraction(Fraction(v)) for v in (low, y, high)]


def test_smooth_breakpoints_are_no_kinks():
    assert not row("elu", 0.0, 1).flags & Flag.KINK
    assert not row("celu", 0.0, 1).flags & Flag.KINK
    assert row("elu", 0.0, 1, alpha="1/2").flags & Flag.KINK


def test_a_jump_has_the_functions_own_value():
    found = row("binary_step", 0.0)
    assert found.flags & Flag.JUMP
    assert (found.low, found.y, found.high) == (0, bf16(1), bf16(1))
    assert row("binary_step", 0.0, 1).flags & Flag.JUMP


@pytest.mark.parametrize(
    ("name", "value", "order", "bits", "is_open"),
    [
        ("tanh", -0.0, 0, bf16(-0.0), False),
        ("gelu", -0.0, 0, bf16(-0.0), False),
        ("tanhshrink", -0.0, 0, bf16(-0.0), False),
        ("tanh", 0.0, 2, bf16(-0.0), False),
        ("tanh", -0.0, 2, 0, False),
        ("relu", -0.0, 0, 0, True),
        ("relu", 0.0, 0, 0, False),
        ("relu", -1.0, 0, 0, True),
        ("hard_swish", -4.0, 0, 0, True),
        ("gelu", -np.inf, 0, bf16(-0.0), False),
        ("silu", -np.inf, 0, bf16(-0.0), False),
        ("sigmoid", -np.inf, 0, 0, False),
        ("gelu", -300.0, 0, bf16(-0.0), False),
        ("gelu", -300.0, 1, bf16(-0.0), False),
    ],
)
def test_the_sign_of_zero(name, value, order, bits, is_open):
    found = row(name, value, order)
    assert found.y == bits
    assert bool(found.flags & Flag.ZERO_SIGN_OPEN) == is_open


@pytest.mark.parametrize(
    ("name", "value", "order", "expected"),
    [
        ("relu", np.inf, 0, np.inf),
        ("softsign", -np.inf, 0, -1.0),
        ("elu", -np.inf, 0, -1.0),
        ("squareplus", -np.inf, 0, 0.0),
        ("log_sigmoid", -np.inf, 0, -np.inf),
        ("gelu", np.inf, 1, 1.0),
        ("tanh", np.inf, 1, 0.0),
        ("tanhshrink", np.inf, 1, 1.0),
        ("identity", -np.inf, 0, -np.inf),
    ],
)
def test_limits_at_infinity(name, value, order, expected):
    found = row(name, value, order)
    assert found.y == bf16(expected)
    assert found.flags & Flag.INFINITE_INPUT


@pytest.mark.parametrize(
    ("formula", "left", "right"),
    [("cbrt(x)", -0.0, 0.0), ("-cbrt(x)**2", -0.0, -0.0), ("cbrt(x/8) - cbrt(x)", 0.0, -0.0), ("x*cbrt(x)", 0.0, 0.0)],
)
def test_zeros_where_there_is_no_derivative_have_the_sign_beside_them(formula, left, right):
    found = symact.values(symact.define(formula), np.array([-0.0, 0.0], np.float32))
    assert np.signbit(found).tolist() == np.signbit([left, right]).tolist()
    assert not found.any()


def test_no_limit_is_nan_and_nan_stays_nan():
    assert BF16.is_nan(row("sine", np.inf).y)
    assert not row("sine", np.inf).flags & Flag.OPEN
    nan = Reference(bind(catalogue.get("relu")), BF16, 0).row(BF16.nan_bits | 1)
    assert BF16.is_nan(nan.y)
    assert nan.flags == Flag.NAN_INPUT
    assert Reference(bind(catalogue.get("relu")), BF16, 1).row(BF16.nan_bits).flags & Flag.OPEN


def test_flags_of_rounding():
    half = get_format("float16")
    assert row("softplus", 65504.0, 0, half).flags & Flag.OVERFLOW == 0
    linear = Reference(bind(catalogue.get("linear"), {"slope": "2"}), half, 0)
    assert linear.row(half.max_bits).flags == Flag.OVERFLOW
    assert linear.row(half.max_bits).y == half.infinity_bits
    assert linear.row(1).flags == Flag.EXACT | Flag.SUBNORMAL
    halved = Reference(bind(catalogue.get("linear"), {"slope": "1/2"}), half, 0)
    assert halved.row(1).flags == Flag.TIE | Flag.SUBNORMAL | Flag.UNDERFLOW
    assert halved.row(3).y == 2
    assert row("gelu", -20.0, 0, half).flags & Flag.UNDERFLOW


def test_parameters_of_a_format():
    exact = row("leaky_relu", -1.0, 0, get_format("float64"))
    single = row("leaky_relu", -1.0, 0, get_format("float64"), negative_slope="0.01@float32")
    assert exact.y == int(np.float64(-0.01).view(np.uint64))
    assert single.y == int(np.float64(-np.float32(0.01)).view(np.uint64))


class TestWhereTheFunctionIsNotDefined:
    """A derivative such as 1/x has values where f, such as log(x), has none; they are no values of f'."""

    @pytest.mark.parametrize(
        ("formula", "inside", "outside"),
        [("log(x)", 2.0, -1.0), ("log1p(x)", -0.5, -3.0), ("atanh(x)", 0.5, 2.0), ("sqrt(x)", 4.0, -4.0)],
    )
    @pytest.mark.parametrize("order", [1, 2])
    def test_its_derivative_is_nan(self, formula, inside, outside, order):
        subject = symact.define(formula)
        for dtype in (np.float64, np.float32):
            found = symact.values(subject, np.array([inside, outside], dtype), order=order)
            assert np.isfinite(found[0])
            assert np.isnan(found[1])

    @pytest.mark.parametrize("side", [-np.inf, -1e300])
    def test_no_limit_of_the_derivative_stands_in(self, side):
        # 1/x tends to -0; log(x) has no value there.
        assert np.isnan(symact.values(symact.define("log(x)"), np.full(40, side), order=1)).all()

    def test_the_catalogue_needs_few_guards(self):
        def guarded(name):
            reference = Reference(bind(symact.get(name)), get_format("float32"), 1)
            return not all(reference.is_total(index) for index in range(len(reference.bound.pieces)))

        # That 1 - x*exp(-x - exp(x)) has no zero is not seen from its terms; the others have no value somewhere.
        assert [name for name in symact.names("line") if guarded(name)] == ["colu", "log1mexp", "logit", "sinc"]

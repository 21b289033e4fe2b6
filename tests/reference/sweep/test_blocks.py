"""The sweep's answers against the pointwise path, bit for bit, and against MPFR."""

import numpy as np
import pytest
from sympy import Rational, exp, sin, sinh, tanh

from symact import catalogue
from symact.definition.activation import Activation, Param, Source, x
from symact.definition.bound import bind
from symact.formats.floating import FORMATS, get_format
from symact.reference.rows import Reference
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.regimes import overflowing
from tests.helpers import mpfr
from tests.helpers.sample import rotated

FLOAT32 = get_format("float32")
NAMED = ("gelu", "silu", "tanh", "mish", "softplus", "elu", "sigmoid", "celu", "selu", "gelu_tanh", "log_sigmoid")


def differences(sweep, reference, first, count, every=1):
    found = sweep.bits(first, count)
    places = range(0, count, every)
    return [hex(first + i) for i in places if reference.row(first + i).y != found[i]]


@pytest.mark.parametrize(
    ("name", "order", "fmt"), rotated(catalogue.names("line"), [0, 1, 2], [f for f in FORMATS if f.width == 8], every=4)
)
def test_all_inputs_of_eight_bits(name, order, fmt):
    bound = bind(catalogue.get(name))
    assert not differences(Sweep(bound, fmt, order), Reference(bound, fmt, order), 0, 256)


@pytest.mark.exhaustive
@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.width == 16], ids=lambda f: f.name)
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_all_inputs_of_sixteen_bits(name, order, fmt):
    bound = bind(catalogue.get(name))
    assert not differences(Sweep(bound, fmt, order), Reference(bound, fmt, order), 0, 1 << 16)


def stretches(seed, count, length):
    """Beginnings of stretches over all binades of both signs, and at the ends of the line."""
    rng = np.random.default_rng(seed)
    found = rng.integers(0, (1 << 32) - length, count, dtype=np.uint64).tolist()
    return [0, 0x7F7FFF00, 0x7F800000 - 16, 0x80000000 - 16, 0xFF7FFFE0, *found]


@pytest.mark.every(2)
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", NAMED)
def test_stretches_of_float32(name, order):
    bound = bind(catalogue.get(name))
    sweep, reference = Sweep(bound, FLOAT32, order), Reference(bound, FLOAT32, order)
    for first in stretches(order, 24, 400):
        assert not differences(sweep, reference, first, 400, 29)


def grown(expression):
    return bind(Activation("grown", "Grown", expression, (Source("here", "a test"),)))


@pytest.mark.parametrize("fmt", [FLOAT32, get_format("float16"), get_format("float8_e4m3fn")], ids=lambda f: f.name)
@pytest.mark.parametrize("expression", [exp(x), -x * exp(-3 * x), sinh(x)], ids=str)
def test_what_is_beyond_all_numbers_is_filled_at_once(expression, fmt):
    sweep, reference = Sweep(grown(expression), fmt, 1), Reference(grown(expression), fmt, 1)
    places = [(s.first | sign) for sign, ways in zip((0, fmt.sign_bit), sweep.segments, strict=True)
              for s in ways if s.edge and s.edge.overflows]  # fmt: skip
    assert len(places) == (2 if expression == sinh(x) else 1)
    for first in places:
        count = min(fmt.max_bits + 1 - (first & ~fmt.sign_bit), 1 << 20)
        assert not differences(sweep, reference, first, count, max(count // 7, 1))
        assert len(set(sweep.bits(first, count).tolist())) == 1
        assert sweep.ziv == 0


def test_what_grows_and_returns_to_zero_has_no_end_beyond_all_numbers():
    assert overflowing(exp(x), 1, FLOAT32.emax)
    assert not any(overflowing(each, 1, FLOAT32.emax) for each in (exp(-x), exp(x) * sin(x), x**3))


def test_a_stretch_is_a_slice_of_a_longer_one():
    sweep = Sweep(bind(catalogue.get("gelu")), FLOAT32, 0)
    first = 0x3F7FFF00
    whole = sweep.bits(first, 70_000)
    for start, count in ((0, 1), (1, 15), (255, 2), (300, 65_000), (69_999, 1)):
        assert (sweep.bits(first + start, count) == whole[start : start + count]).all()


def test_breakpoints_inside_stretches():
    bound = bind(catalogue.get("hard_swish"))
    for order in (0, 1, 2):
        sweep, reference = Sweep(bound, FLOAT32, order), Reference(bound, FLOAT32, order)
        for place in (3.0, -3.0):
            first = int(np.float32(place).view(np.uint32)) - 40
            assert not differences(sweep, reference, first, 80)


def test_a_formula_of_ones_own():
    p = Param.positive("p", default=1)
    definition = Activation("made", "made", x / (1 + p.symbol * x**2), (Source("here", ""),), (p,))
    bound = bind(definition, {"p": "1/3"})
    fmt = get_format("bfloat16")
    assert not differences(Sweep(bound, fmt, 1), Reference(bound, fmt, 1), 0, 1 << 16, 37)


@pytest.mark.every(2)
@pytest.mark.parametrize("limit", ["257/256", "-257/256", "259/256", "1/3", "3"])
def test_a_limit_halfway_between_two_numbers(limit):
    """From some x on the tie is decided by the side on which f lies; this once gave x for f(x)."""
    definition = Activation("made", "made", tanh(x) * Rational(limit), (Source("here", ""),), ())
    bound, fmt = bind(definition), get_format("bfloat16")
    sweep = Sweep(bound, fmt, 0)
    assert not differences(sweep, Reference(bound, fmt, 0), 0, 1 << 16, 11)
    assert sweep.ziv < 3000


@pytest.mark.exhaustive
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", sorted(mpfr.FUNCTIONS))
def test_float32_against_mpfr(name, order):
    """Stretches over all binades, every input; the pointwise path decides the zeros, infinities and kinks."""
    sweep = Sweep(bind(catalogue.get(name)), FLOAT32, order)
    length = 1024
    firsts = np.random.default_rng(order).integers(0, (1 << 32) // length, 100, dtype=np.uint64) * length
    for first in firsts.tolist():
        found = sweep.bits(first, length)
        for i in range(length):
            if FLOAT32.is_finite(first + i) and (first + i) & ~FLOAT32.sign_bit:
                expected, known = mpfr.correctly_rounded(name, order, FLOAT32.to_fraction(first + i), FLOAT32)
                mask = 0xFFFFFFFF if known else 0x7FFFFFFF
                assert expected is None or (expected ^ int(found[i])) & mask == 0, hex(first + i)

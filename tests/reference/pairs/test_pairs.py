"""Gated pairs against mpmath and exact rationals: values, JVP and VJP, special inputs, kinks, and the two ways."""

import itertools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import Symbol, cos, exp, tanh

import symact
from symact import Activation, Source, catalogue
from symact.definition.bound import bind
from symact.definition.domain import Pair
from symact.definition.quantity import Quantity
from symact.errors import SymactError, UndecidedError
from symact.formats.floating import get_format
from symact.reference.entries import residual
from symact.reference.pairs.factors import separated
from symact.reference.pairs.table import Pairs
from symact.reference.table import Flag
from tests.helpers import gates

NAMES = tuple(name for name in catalogue.names("pair") if separated(bind(catalogue.get(name))))
WIDTHS = {"value": 2, "jvp": 4, "vjp": 3}
FORMATS = ("float32", "bfloat16", "float16", "float64")
a, b = Symbol("a", real=True), Symbol("b", real=True)


def nearest(fmt, value):
    """Return the encoding nearest to a rational; the sign of what underflows is that of the value."""
    found = fmt.from_fraction(value)
    return found | fmt.sign_bit if value < 0 else found


def encodings(fmt, shape, seed):
    """Return encodings: half of them all over the format, half where gates bend."""
    rng = np.random.default_rng(seed)
    everywhere = rng.integers(0, 1 << fmt.width, size=shape, dtype=np.uint64)
    normal = [fmt.from_fraction(Fraction(float(v))) for v in rng.normal(scale=4, size=shape).ravel()]
    near = np.array(normal, dtype=np.uint64).reshape(shape)
    chosen = rng.random(shape) < 0.5
    return np.where(chosen, near, everywhere).astype(f"u{fmt.width // 8}")


def check(name, quantity, dtype, given):
    """Compare a table with the oracle at all rows of finite numbers; return how many entries were compared."""
    fmt = get_format(dtype)
    found = symact.table(name, dtype=dtype, order=quantity, inputs=given)
    y = found.y_bits.reshape(len(given), -1)
    compared = 0
    for bits, got in zip(given.tolist(), y.tolist(), strict=True):
        if not all(map(fmt.is_finite, bits)):
            continue
        numbers = [fmt.to_fraction(k) for k in bits]
        if quantity != "value" and gates.at_kink(name, *numbers[:2]):
            continue
        for exact, result in zip(gates.value(name, quantity, numbers), got, strict=True):
            if exact is None:
                assert result & ~fmt.sign_bit == 0
                continue
            due = nearest(fmt, exact)
            assert result & ~fmt.sign_bit == due & ~fmt.sign_bit, (name, quantity, dtype, bits)
            assert exact == 0 or result == due, (name, quantity, dtype, bits)
            compared += 1
    return compared


@pytest.mark.every(7)
@pytest.mark.parametrize(("name", "quantity", "dtype"), list(itertools.product(NAMES, WIDTHS, FORMATS)))
def test_pairs_are_those_of_mpmath(name, quantity, dtype):
    fmt = get_format(dtype)
    assert check(name, quantity, dtype, encodings(fmt, (60, WIDTHS[quantity]), 5)) > 15


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "quantity", "dtype"), list(itertools.product(NAMES, WIDTHS, FORMATS)))
def test_many_pairs_are_those_of_mpmath(name, quantity, dtype):
    fmt = get_format(dtype)
    assert check(name, quantity, dtype, encodings(fmt, (2000, WIDTHS[quantity]), 17)) > 500


@pytest.mark.exhaustive
@pytest.mark.parametrize("dtype", ["float8_e4m3fn", "float8_e5m2"])
@pytest.mark.parametrize("name", NAMES)
def test_all_pairs_of_fp8_are_those_of_mpmath(name, dtype):
    given = np.stack(np.meshgrid(*[np.arange(256, dtype=np.uint8)] * 2), axis=-1).reshape(-1, 2)
    assert check(name, "value", dtype, given) > 60_000 * (dtype == "float8_e4m3fn")


@pytest.mark.parametrize("name", NAMES)
def test_some_pairs_of_fp8_are_those_of_mpmath(name):
    given = np.stack(np.meshgrid(np.arange(1, 256, 11), np.arange(0, 256, 7)), axis=-1).reshape(-1, 2).astype(np.uint8)
    assert check(name, "value", "float8_e4m3fn", given) > 500
    assert check(name, "value", "float8_e5m2", given) > 500


@pytest.mark.every(2)
@pytest.mark.parametrize(("name", "quantity"), list(itertools.product(NAMES, WIDTHS)))
def test_double_words_decide_what_ziv_decides(name, quantity):
    fmt = get_format("bfloat16")
    given = encodings(fmt, (60, WIDTHS[quantity]), 23)
    pairs = Pairs(bind(catalogue.get(name)), fmt, Quantity.of(quantity), WIDTHS[quantity])
    found = pairs.build(given)
    columns = (found.y_bits, found.y_lo_bits, found.y_hi_bits, found.flags, found.ulp_exponent, found.residual)
    y, low, high, flags, exponent, rest = (each.reshape(len(given), -1).tolist() for each in columns)
    for row, bits in enumerate(given.tolist()):
        for entry, due in enumerate(pairs.exact.row(bits)):
            got = (y[row][entry], low[row][entry], high[row][entry], flags[row][entry])
            assert got == (due.y, due.low, due.high, due.flags), (name, bits)
            assert exponent[row][entry] == (fmt.quantum if due.wide is None else fmt.ulp_exponent(due.wide))
            assert rest[row][entry] == pytest.approx(residual(fmt, due.y, due.wide), abs=1e-12)
            assert found.wide[row * len(y[0]) + entry] == due.wide


INF, NAN = float("inf"), float("nan")
SPECIAL = [
    # a, b, result; None where nothing is required
    ("swiglu", INF, 1.0, INF),
    ("swiglu", INF, -2.0, -INF),
    ("swiglu", -INF, 3.0, -0.0),
    ("swiglu", -INF, -3.0, 0.0),
    ("swiglu", INF, 0.0, None),
    ("swiglu", -INF, INF, None),
    ("swiglu", INF, INF, INF),
    ("swiglu", 0.0, INF, None),
    ("swiglu", -0.0, 2.0, -0.0),
    ("swiglu", -0.0, -2.0, 0.0),
    ("swiglu", 2.0, -0.0, -0.0),
    ("swiglu", -2.0, -0.0, 0.0),
    ("swiglu", NAN, 0.0, NAN),
    ("swiglu", 1.0, NAN, NAN),
    ("glu", 1.0, INF, 1.0),
    ("glu", -3.0, -INF, -0.0),
    ("glu", INF, -INF, None),
    ("glu", INF, -5.0, INF),
    ("geglu", -INF, 1.0, -0.0),
    ("geglu_tanh", INF, -1.0, -INF),
    ("bilinear", INF, 0.0, None),
    ("bilinear", -INF, -INF, INF),
    ("reglu", 2.0, -INF, -INF),
    ("reglu", -INF, INF, None),
    ("swiglu_oai", 0.0, INF, 0.0),
    ("swiglu_oai", -0.0, INF, -0.0),
    ("swiglu_oai", 1.0, -1.0, 0.0),
]


@pytest.mark.parametrize(("name", "first", "second", "due"), SPECIAL)
def test_special_inputs(name, first, second, due):
    found = symact.table(name, dtype="float32", inputs=np.array([[first, second]], dtype=np.float32))
    got = found.y[0]
    if due is None:
        assert np.isnan(got)
        assert found.flags[0] == Flag.OPEN | Flag.INFINITE_INPUT
    elif np.isnan(due):
        assert np.isnan(got)
        assert found.flags[0] == Flag.NAN_INPUT
    else:
        assert got == due
        assert np.signbit(got) == np.signbit(due)
        assert bool(found.flags[0] & Flag.INFINITE_INPUT) == (np.isinf(first) or np.isinf(second))


def test_the_zeros_of_a_rectified_gate_have_no_sign():
    given = np.array([[-1.0, 2.0], [-1.0, -2.0], [0.0, 2.0], [-0.0, 2.0]], dtype=np.float32)
    found = symact.table("reglu", dtype="float32", inputs=given)
    assert (found.y == 0).all()
    assert [bool(f & Flag.ZERO_SIGN_OPEN) for f in found.flags] == [True, True, False, True]


def test_at_a_kink_stands_the_interval_of_both_sides():
    given = np.array([[0.0, 3.0, 2.0], [0.0, -3.0, 2.0], [0.0, 0.0, 2.0]], dtype=np.float32)
    found = symact.table("reglu", dtype="float32", order="vjp", inputs=given)
    low, high = (np.ascontiguousarray(bits).view(np.float32) for bits in (found.y_lo_bits, found.y_hi_bits))
    assert low[:, 0].tolist() == [0.0, -6.0, 0.0]
    assert high[:, 0].tolist() == [6.0, 0.0, 0.0]
    assert found.y[:, 0].tolist() == [0.0, 0.0, 0.0]
    assert [bool(f & Flag.KINK) for f in found.flags[:, 0]] == [True, True, False]
    assert not (found.flags[:, 1] & Flag.KINK).any()


def test_both_clamps_of_gpt_oss_are_kinks():
    given = np.array([[7.0, 7.0, 1.0], [7.0, 1.0, 1.0], [1.0, -7.0, 1.0], [9.0, 9.0, 1.0]], dtype=np.float32)
    found = symact.table("swiglu_oai", dtype="float32", order="vjp", inputs=given)
    kinks = [[bool(f & Flag.KINK) for f in row] for row in found.flags.tolist()]
    assert kinks == [[True, True], [True, False], [False, True], [False, False]]
    assert found.y[3].tolist() == [0.0, 0.0]
    # d/da at a = 7, b = 1 lies between 0 beyond the clamp and 2*(s + 7*1.702*s*(1-s)) below it.
    gate = 1 / (1 + np.exp(-1.702 * 7))
    below = 2 * gate * (1 + 1.702 * 7 * (1 - gate))
    assert found.y_hi_bits[1, 0] == np.float32(below).view(np.uint32)


def test_the_slope_of_swish_is_a_parameter():
    given = np.array([[1.5, 2.0]], dtype=np.float64)
    found = symact.table("swiglu", dtype="float64", params={"beta": "1/2"}, inputs=given)
    assert found.y[0] == pytest.approx(1.5 / (1 + np.exp(-0.75)) * 2)


def test_what_is_no_product_goes_another_way():
    own = Activation("own", "Own", exp(a * b), (Source("a test", "definition"),), domain=Pair("a", "b"))
    assert separated(bind(own)) is None
    assert symact.table(own, dtype="float32", inputs=np.ones((1, 2), "f4")).y[0] == np.float32(np.e)


def test_two_curved_factors_make_a_pair_too():
    own = Activation("own", "Own", tanh(a) * cos(b) * 3, (Source("a test", "definition"),), domain=Pair("a", "b"))
    given = np.array([[0.5, 1.0], [2.0, -3.0]], dtype=np.float64)
    found = symact.table(own, dtype="float64", inputs=given)
    assert found.y == pytest.approx(3 * np.tanh(given[:, 0]) * np.cos(given[:, 1]), rel=1e-15)


def test_a_rest_longer_than_the_way_to_the_grid_is_decided():
    # v/2 is far below the rest of the other term, and moves its anchor to the other side of a number of 128 bits.
    numbers = [Fraction(1315311291740716542080319488), Fraction(-107, 1 << 100)]
    vector = [Fraction(-247, 1 << 115), Fraction(-4548452048076509002592714784396804096)]
    fmt = get_format("bfloat16")
    bits = np.array([[fmt.from_fraction(n) for n in (*numbers, *vector)]], dtype=np.uint16)
    assert check("glu", "jvp", "bfloat16", bits) == 1


def test_an_undecided_pair_is_named(monkeypatch):
    def undecided(*given):
        raise UndecidedError("too near")

    monkeypatch.setattr("symact.reference.pairs.exact_rows.evaluate", undecided)
    pairs = Pairs(bind(catalogue.get("geglu_tanh")), get_format("float32"), Quantity.VALUE, 2)
    with pytest.raises(UndecidedError, match="geglu_tanh, value, at the pair 1, 3/2: too near"):
        pairs.exact.row([0x3F800000, 0x3FC00000])


def test_a_width_that_is_none_is_refused():
    with pytest.raises(SymactError, match="VJP needs 3, a, b, v"):
        symact.table("swiglu", dtype="float32", order="vjp", inputs=np.ones((1, 2), "f4"))


def test_arrays_of_pairs_have_their_results_in_their_own_shape():
    pairs = np.array([[[1.5, -2.0], [-0.25, 8.0]], [[3.0, 0.125], [-6.0, 1.0]]], dtype=np.float32)
    with mpmath.workdps(40):
        numbers = [(mpmath.mpf(float(u)), mpmath.mpf(float(v))) for u, v in pairs.reshape(4, 2)]
        gates = [1 / (1 + mpmath.exp(-u)) for u, _ in numbers]
        values = [u * gate * v for (u, v), gate in zip(numbers, gates, strict=True)]
        slopes = [(gate + u * gate * (1 - gate)) * v for (u, v), gate in zip(numbers, gates, strict=True)]
        by_b = [u * gate for (u, _), gate in zip(numbers, gates, strict=True)]
    expected = np.array(list(map(float, values))).astype(np.float32).reshape(2, 2)
    assert (symact.values("swiglu", pairs) == expected).all()
    upstream = np.concatenate([pairs, np.ones((2, 2, 1), np.float32)], axis=-1)
    expected = np.array([list(map(float, slopes)), list(map(float, by_b))]).T.astype(np.float32).reshape(2, 2, 2)
    assert (symact.values("swiglu", upstream, order="vjp") == expected).all()
    for wrong, says in ((np.float32(1), "pairs"), (pairs[..., :1], "value needs 2")):
        with pytest.raises(SymactError, match=says):
            symact.values("swiglu", wrong)

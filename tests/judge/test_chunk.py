"""Figures of stretches, merged: the same as the ordinary exhaustive verdict's, on formats of at most 16 bits."""

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import mpmath
import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits, bits_dtype
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive import quiet_rows
from symact.judge.exhaustive.chunk import Judge
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.summary import result, summarise
from symact.judge.question import Question
from symact.reference.rows import Reference, build_table


def spoiled(y, fmt, seed):
    """Return correct results with every kind of defect at random places, and errors of a few ulp."""
    rng = np.random.default_rng(seed)
    got = y.copy()
    count = len(y)
    near = rng.random(count) < 0.3
    got[near] += rng.integers(-2, 3, near.sum()).astype(got.dtype)
    pick = lambda share: rng.random(count) < share  # noqa: E731
    got[pick(0.01)] = 0
    got[pick(0.01)] ^= got.dtype.type(fmt.sign_bit)
    got[pick(0.01)] = fmt.nan_bits
    got[pick(0.01)] = fmt.overflow_bits
    start = int(rng.integers(0, count // 2))
    got[start : start + count // 16] = 0
    far = pick(0.02)
    got[far] = rng.integers(0, 1 << fmt.width, far.sum()).astype(got.dtype)
    return got


@lru_cache
def exact_table(name, dtype, order):
    fmt = get_format(dtype)
    return build_table(bind(catalogue.get(name)), fmt, order, all_bits(fmt))


def merged(bound, fmt, order, policy, max_ulp, got, table, size):
    question = Question("", bound.activation.name, fmt.name, order, policy=policy, max_ulp=max_ulp)
    judge = Judge(bound, question, table.ends)
    half = fmt.sign_bit
    starts = [*reversed(range(half, 2 * half, size)), *range(0, half, size)]
    total = Accumulator()
    for start in starts:
        total = total.merged(judge.judge(start, got[start : start + size]))
    return total


def test_a_stretch_that_is_wrong_everywhere_keeps_its_ends():
    """No row is quiet, and yet the outermost inputs and results are those of the correct ones."""
    fmt, bound = get_format("float16"), bind(catalogue.get("silu"))
    judge = Judge(bound, Question("", "silu", fmt.name, 0), (-1.0, 65504.0))
    first, count = fmt.from_fraction(Fraction(1)), 64
    y = judge.sweep.bits(first, count)
    right, wrong = judge.judge(first, y), judge.judge(first, y + np.uint16(2))
    assert wrong.mismatched == count
    assert (
        (wrong.first, wrong.last, wrong.ends)
        == (right.first, right.last, right.ends)
        == (first, first + count - 1, (float(y.view(np.float16)[0]), float(y.view(np.float16)[-1])))
    )


def test_an_infinite_error_does_not_hide_a_finite_one_of_a_later_chunk():
    fmt, bound = get_format("float16"), bind(catalogue.get("silu"))
    judge = Judge(bound, Question("", "silu", fmt.name, 0), (-1.0, 65504.0))
    first, count = fmt.from_fraction(Fraction(1)), 64
    y, later = judge.sweep.bits(first, count), judge.sweep.bits(first + count, count)
    y[3] = fmt.nan_bits
    later[5] += 2
    later[7] += 3
    found = judge.judge(first, y).merged(judge.judge(first + count, later)).worst_finite
    assert (found.x, 2.5 <= found.error <= 3.5) == (first + count + 7, True)


def counted(judge, monkeypatch):
    """Return the list of the inputs whose exact values are asked for from now on."""
    exact, wanted = judge.line.reference.row, []
    monkeypatch.setattr(judge.line.reference, "row", lambda bits: wanted.append(bits) or exact(bits))
    return wanted


def test_a_tail_of_zeros_of_the_other_sign_needs_no_exact_values(monkeypatch):
    """A billion inputs of float32 lie on such a tail, and each value takes a tenth of a millisecond."""
    fmt, bound = get_format("float32"), bind(catalogue.get("gelu"))
    judge = Judge(bound, Question("", "gelu", fmt.name, 1), None)
    first, wanted = 0xFF000000, counted(judge, monkeypatch)
    y = judge.sweep.bits(first, 1 << 12)
    found = judge.judge(first, y ^ np.uint32(fmt.sign_bit))
    assert found.classes["zero_sign"].rows == found.mismatched == 1 << 12
    worst = found.segments[int(Segment.UNDERFLOW)].worst
    assert (worst.x, worst.error) == (first, 0.0)
    assert len(wanted) < 10


def test_values_that_float64_does_not_tell_apart_need_no_exact_errors(monkeypatch):
    """Next to 0 a softplus is log(2) but for less than float64 shows, and each right result is off by the same."""
    fmt, bound = get_format("float32"), bind(catalogue.get("softplus"))
    judge = Judge(bound, Question("", "softplus", fmt.name, 0), None)
    first, wanted = 0x20000000, counted(judge, monkeypatch)
    y = judge.sweep.bits(first, 1 << 15)
    found = judge.judge(first, y)
    assert found.mismatched == 0
    assert len(wanted) < 10
    error = abs(mpmath.log(2) - mpmath.mpf(float(y[0].view(np.float32)))) * 2**24
    assert found.segments[int(Segment.CORE)].max_ulp == pytest.approx(float(error), abs=2.0**-24)


def test_values_just_below_a_power_of_two_need_no_exact_errors(monkeypatch):
    """Next to 0 a sigmoid is 1/2 but for less than float64 shows, at 700 million inputs of either sign."""
    fmt, bound = get_format("float32"), bind(catalogue.get("sigmoid"))
    judge = Judge(bound, Question("", "sigmoid", fmt.name, 0), None)
    first, wanted = 0xA3000000, counted(judge, monkeypatch)
    y = judge.sweep.bits(first, 1 << 12)
    found = judge.judge(first, y)
    assert (found.judged, found.mismatched) == (1 << 12, 0)
    assert len(wanted) < 10


@pytest.mark.parametrize(("name", "first"), [("gelu", 0), ("elu", 0x8000), ("silu", 0x8000), ("sine", 0)])
def test_subnormal_results_beside_an_edge_of_the_histogram_have_their_class(name, first):
    """In bfloat16 errors are compared to the last digit; half of the next numbers are off by 1/2 and little more."""
    fmt, bound = get_format("bfloat16"), bind(catalogue.get(name))
    reference, x = Reference(bound, fmt, 0), np.arange(first, first + 512, dtype=np.uint16)
    table = reference.table(x, [reference.row(int(each)) for each in x])
    for off in (1, -1):
        got = table.y_bits + np.array(off).astype(np.uint16)
        found = Judge(bound, Question("", name, fmt.name, 0), None).judge(first, got)
        assert found.histogram == tuple(compare(table, got).histogram())


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("name", "order", "first"),
    [
        ("gelu", 0, 0x3F7FFC00), ("gelu", 0, 0xC0FFFC00), ("silu", 1, 0xBEFFFC00), ("tanh", 0, 0x007FFC00),
        ("softplus", 1, 0xA4000000), ("mish", 0, 0x947FFC00), ("hard_sigmoid", 0, 0xBF7FFC00), ("abs", 0, 0x3F7FFC00),
        ("arcsinh", 1, 0x41FFFC00), ("exponential", 0, 0xC2CFFC00), ("hard_sigmoid", 1, 0x3F7FFC00),
        # 1 - x^2 just below 1: the unit of the exact value is half that of the result.
        ("tanh", 1, 0x39320000),
    ],
)  # fmt: skip
def test_the_greatest_error_of_right_results_is_that_of_all_of_them(name, order, first, monkeypatch):
    """Most parts of a stretch are passed by for the bound of their errors; powers of two lie inside of them."""
    monkeypatch.setattr(quiet_rows, "PIECE", 128)
    bound, fmt, size = bind(catalogue.get(name)), get_format("float32"), 1 << 9
    judge, reference = Judge(bound, Question("", name, fmt.name, order), None), Reference(bound, fmt, order)
    total = Accumulator()
    for start in range(first, first + 4 * size, size):
        found = judge.judge(start, judge.sweep.bits(start, size))
        total = found.merged(total) if first >> 31 else total.merged(found)
    x = np.arange(first, first + 4 * size, dtype=np.uint32)
    due = compare(table := reference.table(x, [reference.row(int(each)) for each in x]), table.y_bits)
    assert total.mismatched == 0
    assert max(part.max_ulp for part in total.segments.values()) == pytest.approx(due.max_ulp(), abs=2.0**-23)


QUICK = [
    ("binary_step", 0, "float8_e5m2"), ("softplus", 0, "float8_e4m3fn"),
    ("squareplus", 0, "float8_e4m3fn"), ("tanh", 1, "float8_e5m2"), ("selu", 1, "float8_e4m3fn"),
]  # fmt: skip
LONG = [
    ("elu", 0, "bfloat16"), ("gelu", 0, "bfloat16"), ("gelu", 1, "float16"), ("relu", 0, "bfloat16"),
    ("relu", 1, "bfloat16"), ("hard_swish", 1, "float16"),
    ("sigmoid", 0, "bfloat16"), ("softplus", 0, "float16"), ("sine", 0, "bfloat16"), ("tanhshrink", 1, "float16"),
    ("selu", 1, "bfloat16"), ("leaky_relu", 0, "float16"), ("gelu", 2, "bfloat16"),
]  # fmt: skip


@pytest.mark.every(5)
@pytest.mark.parametrize(
    ("name", "order", "dtype"), QUICK + [pytest.param(*case, marks=pytest.mark.exhaustive) for case in LONG]
)
@pytest.mark.parametrize(
    ("policy", "max_ulp"),
    [
        (Policy(), None),
        (Policy(infinities="open", nan="open", zero_sign="strict", subnormals="flush"), 1.0),
        (Policy(rounding="faithful", kinks="least"), 0.75),
        (Policy(rounding="faithful", kinks="ends", subnormals="flush_inputs"), None),
    ],
)
def test_merged_stretches_equal_the_ordinary_verdict(name, order, dtype, policy, max_ulp):
    fmt = get_format(dtype)
    bound = bind(catalogue.get(name))
    table = exact_table(name, dtype, order)
    for seed, size in ((1, 1 << (fmt.width - 3)), (2, 1 << (fmt.width - 6)), (None, 1 << (fmt.width - 2))):
        got = table.y_bits.copy() if seed is None else spoiled(table.y_bits, fmt, seed)
        expected = replace(summarise(compare(table, got, policy), max_ulp), absolute=None, relative=None)
        total = merged(bound, fmt, order, policy, max_ulp, got, table, size)
        assert result(total, fmt) == expected
        assert total.ends == (table.ends or total.ends)
        assert bits_dtype(fmt) == got.dtype


@pytest.mark.every(2)
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("formula", ["log(x)", "log(x/(1-x))", "log(x - 1)"])
def test_inputs_without_a_value_are_judged_as_in_the_ordinary_verdict(formula, order):
    """NaN is due there and right with any payload, a number is wrong, and of slopes nothing is required."""
    fmt, bound = get_format("float8_e5m2"), bind(symact.define(formula))
    table = build_table(bound, fmt, order, all_bits(fmt))
    signed = np.where(table.y_bits == fmt.nan_bits, table.y_bits | fmt.sign_bit, table.y_bits).astype(np.uint8)
    for got in (table.y_bits, signed, spoiled(table.y_bits, fmt, 1), np.zeros_like(table.y_bits)):
        expected = replace(summarise(compare(table, got, Policy()), 1.0), absolute=None, relative=None)
        assert result(merged(bound, fmt, order, Policy(), 1.0, got, table, 32), fmt) == expected


@pytest.mark.parametrize("first", [0x3F800000 - 256, 0x3F800000 + 256, 0x80000000 + 1])
def test_a_number_beyond_the_domain_is_found_without_exact_values(first, monkeypatch):
    """Around and beyond logit's end at 1, and below 0."""
    fmt, bound, count = get_format("float32"), bind(symact.define("log(x/(1-x))")), 512
    x_bits = np.arange(first, first + count, dtype=np.uint32)
    table = build_table(bound, fmt, 0, x_bits)
    judge = Judge(bound, Question("", bound.activation.name, fmt.name, 0, span=(first, first + count - 1)), None)
    for got in (table.y_bits, table.y_bits ^ np.uint32(fmt.sign_bit), np.where(x_bits % 3 == 0, 7, table.y_bits)):
        got = got.astype(np.uint32)
        expected = replace(summarise(compare(table, got), None), absolute=None, relative=None)
        assert result(judge.judge(first, got), fmt) == expected
    asked = counted(judge, monkeypatch)
    gap = np.full(1 << 12, fmt.nan_bits, dtype=np.uint32)
    gap[77] = 0x40000000
    found = judge.judge(0x40000000, gap)
    assert (found.judged, found.mismatched, found.classes["not_nan"].rows) == (1 << 12, 1, 1)
    assert len(asked) <= 1


@pytest.mark.parametrize("first", [0x4340, 0x4600])
def test_zeros_whose_value_float64_does_not_hold_have_underflowed(first):
    """The bound of such a value is far below an ulp, and yet the value is not 0."""
    fmt, bound, count = get_format("bfloat16"), bind(symact.define("sqrt(x*x-2)*exp(-x)")), 16
    table = build_table(bound, fmt, 1, np.arange(first, first + count, dtype=np.uint16))
    judge = Judge(bound, Question("", bound.activation.name, fmt.name, 1, span=(first, first + count - 1)), None)
    for got in (table.y_bits, table.y_bits ^ np.uint16(fmt.sign_bit)):
        expected = replace(summarise(compare(table, got), None), absolute=None, relative=None)
        assert [each.name for each in expected.segments] == ["underflow"]
        assert result(judge.judge(first, got), fmt) == expected

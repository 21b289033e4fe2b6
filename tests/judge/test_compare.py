"""The judge against exact rationals: errors, conventions, classes, segments, bounds."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import all_bits, bits_dtype, to_floats
from symact.formats.floating import FORMATS, Format, get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.judge.comparison.compare import HISTOGRAM_EDGES, compare
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import LARGEST
from symact.judge.figures.summary import summarise
from symact.reference.rows import build_table
from symact.reference.table import Flag, Table
from tests.helpers.exact_tables import rational_table, softsign, square, table_of_values, third
from tests.helpers.sample import examples

FORMAT = st.sampled_from(FORMATS)


def beyond(fmt: Format) -> Fraction:
    """The number after the largest finite one, computed apart from the code under test."""
    top = fmt.to_fraction(fmt.max_bits)
    return 2 * top - fmt.to_fraction(fmt.max_bits - 1)


def true_error(fmt: Format, got: int, wide: RoundToOdd) -> Fraction | None:
    """The documented metric in exact rationals; None for NaN."""
    if fmt.is_nan(got):
        return None
    clip = beyond(fmt)
    sign = -1 if fmt.is_negative(got) else 1
    value = sign * clip if fmt.is_infinite(got) else fmt.to_fraction(got)
    exact = wide.to_fraction()
    if not fmt.is_finite(fmt.round(wide)):
        exact = max(-clip, min(clip, exact))
    return abs(value - exact) / Fraction(2) ** fmt.ulp_exponent(wide)


@st.composite
def wides(draw: st.DrawFn, fmt: Format) -> RoundToOdd:
    """Real numbers around everything that a format holds, its edges included, exact and inexact."""
    kind = draw(st.sampled_from(["anywhere", "near", "overflow", "tiny"]))
    negative = draw(st.booleans())
    if kind == "near":
        significand, exponent = fmt.parts(draw(st.integers(1, fmt.max_bits)))[1:]
    elif kind == "overflow":
        significand, exponent = fmt.parts(fmt.max_bits)[1:]
        significand += draw(st.integers(-2, 5))
    elif kind == "tiny":
        significand, exponent = draw(st.integers(1, 40)), fmt.quantum - draw(st.integers(0, 80))
    else:
        significand, exponent = draw(st.integers(1, 2**60)), draw(st.integers(fmt.quantum - 70, fmt.emax))
    rest = draw(st.integers(0, 2**64 - 1))
    return RoundToOdd.from_bits(negative, (significand << 140) + (rest << 60), exponent - 140, draw(st.booleans()))


class TestError:
    @given(data=st.data(), fmt=FORMAT)
    @settings(max_examples=examples(400), deadline=None)
    def test_agrees_with_exact_rationals(self, data: st.DataObject, fmt: Format) -> None:
        wide = data.draw(wides(fmt))
        near = fmt.order_key(fmt.round(wide) if fmt.is_finite(fmt.round(wide)) else fmt.max_bits)
        got = data.draw(
            st.one_of(
                st.integers(0, (1 << fmt.width) - 1),
                st.integers(-3, 3).map(lambda k: fmt.from_order_key(max(-fmt.max_bits, min(fmt.max_bits, near + k)))),
            )
        )
        table = table_of_values(fmt, np.zeros(1, dtype=bits_dtype(fmt)), [wide])

        error = compare(table, np.array([got], dtype=bits_dtype(fmt))).error[0]

        expected = true_error(fmt, got, wide)
        if expected is None:
            overflows_to_nan = not fmt.has_infinity and fmt.is_nan(int(table.y_bits[0]))
            assert error == (0.0 if overflows_to_nan else math.inf)
        elif expected > Fraction(LARGEST):
            assert error == LARGEST
        else:
            assert abs(Fraction(float(error)) - expected) <= Fraction(2) ** -49 * max(expected, 1)

    @given(data=st.data(), fmt=FORMAT)
    @settings(max_examples=examples(200), deadline=None)
    def test_the_correctly_rounded_result_is_within_half_an_ulp(self, data: st.DataObject, fmt: Format) -> None:
        wide = data.draw(wides(fmt))
        table = table_of_values(fmt, np.zeros(1, dtype=bits_dtype(fmt)), [wide])

        found = compare(table, table.y_bits)

        assert found.mismatched == 0
        assert not found.violations(0.5).any()

    def test_a_difference_beyond_float64_is_the_largest_float64(self) -> None:
        fmt = get_format("float64")
        table = table_of_values(fmt, np.zeros(1, dtype=np.uint64), [RoundToOdd.from_ratio(1, 2**1074)])

        found = compare(table, np.array([fmt.max_bits | fmt.sign_bit], dtype=np.uint64))

        assert found.error[0] == LARGEST
        assert found.defects[Defect.WRONG_SIGN][0]

    def test_infinity_for_a_finite_result_counts_as_the_next_number(self) -> None:
        fmt = get_format("float32")
        largest = fmt.to_fraction(fmt.max_bits)
        wide = RoundToOdd.from_ratio(largest.numerator, largest.denominator)
        table = table_of_values(fmt, np.zeros(1, dtype=np.uint32), [wide])

        found = compare(table, np.array([fmt.infinity_bits], dtype=np.uint32))

        assert found.error[0] == 1.0
        assert found.defects[Defect.INFINITY][0]
        assert not found.violations(1.0).any()
        assert found.violations(0.5).all()


class TestBound:
    """A bound is decided in rationals where float64 cannot tell."""

    def test_a_hair_beyond_the_bound_is_beyond(self) -> None:
        fmt = get_format("bfloat16")
        one, hair = Fraction(1), Fraction(1, 2**100)
        ulp = Fraction(1, 2**7)
        values = [one + ulp / 2 + hair, one + ulp / 2 - hair, one + ulp / 2]
        table = table_of_values(
            fmt, np.zeros(3, dtype=np.uint16), [RoundToOdd.from_ratio(v.numerator, v.denominator) for v in values]
        )

        found = compare(table, np.full(3, fmt.from_fraction(one), dtype=np.uint16))

        assert found.violations(0.5).tolist() == [True, False, False]

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("float16", marks=pytest.mark.exhaustive),
            pytest.param("bfloat16", marks=pytest.mark.exhaustive),
            "float8_e4m3fn",
            "float8_e5m2",
        ],
    )
    @pytest.mark.parametrize("function", [softsign, square, third])
    def test_a_correctly_rounded_table_is_clean(self, name: str, function: object) -> None:
        fmt = get_format(name)
        table = exhaustive(fmt, function)

        found = compare(table, table.y_bits, Policy(zero_sign="strict"))

        assert found.mismatched == 0
        assert found.max_ulp() <= 0.5
        assert not found.violations(0.5).any()
        assert not any(rows.any() for rows in found.defects.values())


@cache
def exhaustive(fmt: Format, function: object) -> Table:
    """Return the table of all encodings; the three functions' limits are known."""
    infinity, one = fmt.infinity_bits or fmt.nan_bits, fmt.from_fraction(Fraction(1))
    ends = {
        softsign: (one | fmt.sign_bit, one),
        square: (infinity, infinity),
        third: (infinity | fmt.sign_bit, infinity),
    }
    return rational_table(fmt.name, function, all_bits(fmt), ends[function])


def changed(table: Table, x: Fraction, bits: int) -> np.ndarray:
    """Return the table's results with one of them replaced."""
    fmt = table.format
    got = table.y_bits.copy()
    got[int(np.flatnonzero(table.x_bits == fmt.from_fraction(x))[0])] = bits
    return got


@pytest.fixture(scope="module")
def table() -> Table:
    """Softsign over all of float16."""
    return exhaustive(get_format("float16"), softsign)


class TestClasses:
    def counts(self, table: Table, got: np.ndarray, policy: Policy | None = None) -> dict[str, int]:
        found = compare(table, got, policy)
        return {d.value: int(rows.sum()) for d, rows in found.defects.items() if rows.any()}

    def test_lost(self, table: Table) -> None:
        assert self.counts(table, changed(table, Fraction(1), 0)) == {"lost": 1}

    def test_wrong_sign(self, table: Table) -> None:
        got = changed(table, Fraction(1), table.format.from_fraction(Fraction(-1, 2)))
        assert self.counts(table, got) == {"wrong_sign": 1}

    def test_the_sign_of_an_underflowed_result_is_known(self) -> None:
        fmt = get_format("float16")
        table = exhaustive(fmt, square)
        assert table.has(Flag.UNDERFLOW)[1]
        got = table.y_bits.copy()
        got[1] = 0x8001
        assert self.counts(table, got) == {"wrong_sign": 1, "out_of_range": 1}
        got[1] = 0x8000
        assert self.counts(table, got) == {"zero_sign": 1}

    def test_nan(self, table: Table) -> None:
        assert self.counts(table, changed(table, Fraction(1), 0x7E00)) == {"nan": 1}

    def test_infinity_is_also_out_of_range(self, table: Table) -> None:
        assert self.counts(table, changed(table, Fraction(1), 0x7C00)) == {"infinity": 1, "out_of_range": 1}

    def test_out_of_range(self, table: Table) -> None:
        got = changed(table, Fraction(2), table.format.from_fraction(Fraction(1)) + 1)
        assert self.counts(table, got) == {"out_of_range": 1}

    def test_range_is_not_judged_on_part_of_the_inputs(self) -> None:
        fmt = get_format("float16")
        part = rational_table("float16", softsign, all_bits(fmt)[:100])
        assert self.counts(part, changed(part, Fraction(0), 0x4000)) == {}

    def test_not_nan(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x7E00] = 0x3C00
        assert self.counts(table, got) == {"not_nan": 1}
        assert compare(table, got).error[0x7E00] == math.inf
        assert self.counts(table, got, Policy(nan="open")) == {}

    def test_any_nan_will_do(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x7E00] = 0xFFFF
        assert compare(table, got).mismatched == 0

    def test_not_infinity(self) -> None:
        table = exhaustive(get_format("float16"), square)
        got = table.y_bits.copy()
        got[0x7C00] = 0x7BFF
        assert self.counts(table, got) == {"not_infinity": 1}
        assert compare(table, got).error[0x7C00] == math.inf
        assert self.counts(table, got, Policy(infinities="open")) == {}

    def test_zero_sign(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x8000] = 0
        assert self.counts(table, got) == {"zero_sign": 1}
        found = compare(table, got)
        assert found.mismatched == 1
        assert found.max_ulp() <= 0.5
        assert found.violations(1e6).sum() == 1
        assert self.counts(table, got, Policy(zero_sign="ignore")) == {}

    def test_an_open_zero_sign_counts_only_when_strict(self, table: Table) -> None:
        flags = table.flags.copy()
        flags[0x8000] |= Flag.ZERO_SIGN_OPEN
        opened = replace(table, flags=flags)
        got = table.y_bits.copy()
        got[0x8000] = 0
        assert self.counts(opened, got) == {}
        assert compare(opened, got).mismatched == 0
        assert self.counts(opened, got, Policy(zero_sign="strict")) == {"zero_sign": 1}

    def test_flushed_subnormals_are_lost_unless_declared(self, table: Table) -> None:
        subnormal = table.has(Flag.SUBNORMAL)
        got = np.where(subnormal, table.y_bits & 0x8000, table.y_bits).astype(np.uint16)
        assert self.counts(table, got) == {"lost": int(subnormal.sum())}
        declared = compare(table, got, Policy(subnormals="flush"))
        assert declared.mismatched == 0
        assert not declared.violations(0.5).any()

    def test_a_flushed_zero_keeps_its_sign(self, table: Table) -> None:
        got = np.where(table.has(Flag.SUBNORMAL), 0, table.y_bits).astype(np.uint16)
        negative = int((table.has(Flag.SUBNORMAL) & (table.y_bits >> 15 == 1)).sum())
        assert self.counts(table, got, Policy(subnormals="flush")) == {"zero_sign": negative}

    def test_open_rows_are_not_judged(self, table: Table) -> None:
        opened = replace(table, flags=table.flags | np.uint16(Flag.OPEN))
        found = compare(opened, np.zeros(65536, dtype=np.uint16))
        assert (found.count, found.mismatched, found.max_ulp()) == (0, 0, 0.0)


class TestKink:
    """At a kink the answer is an interval."""

    @pytest.fixture
    def table(self) -> Table:
        fmt = get_format("bfloat16")
        zero, one = 0, fmt.from_fraction(Fraction(1))
        base = table_of_values(fmt, np.zeros(1, dtype=np.uint16), [RoundToOdd(False, 0, 0, True)])
        return replace(
            base,
            y_lo_bits=np.array([zero], dtype=np.uint16),
            y_hi_bits=np.array([one], dtype=np.uint16),
            flags=np.array([Flag.KINK], dtype=np.uint16),
        )

    @pytest.mark.parametrize("inside", ["0", "1", "1/2", "1/128"])
    def test_inside(self, table: Table, inside: str) -> None:
        got = np.array([table.format.from_fraction(Fraction(inside))], dtype=np.uint16)
        found = compare(table, got)
        assert (found.error[0], found.mismatched) == (0.0, 0)

    def test_a_zero_of_either_sign_is_inside(self, table: Table) -> None:
        found = compare(table, np.array([0x8000], dtype=np.uint16), Policy(zero_sign="strict"))
        assert found.mismatched == 0

    def test_outside_is_measured_from_the_nearer_end(self, table: Table) -> None:
        above = table.format.from_fraction(Fraction(1)) + 3
        assert compare(table, np.array([above], dtype=np.uint16)).error[0] == 3.0
        below = 0x8001
        assert compare(table, np.array([below], dtype=np.uint16)).error[0] == 1.0
        assert compare(table, np.array([below], dtype=np.uint16)).mismatched == 1

    def test_nan_is_outside(self, table: Table) -> None:
        found = compare(table, np.array([0x7FC0], dtype=np.uint16))
        assert found.defects[Defect.NAN][0]
        assert found.error[0] == math.inf


class TestSegments:
    def test_each_judged_row_lies_in_the_segment_of_its_kind(self) -> None:
        fmt = get_format("float16")
        table = exhaustive(fmt, softsign)
        segment = compare(table, table.y_bits).segment

        def at(value: str) -> Segment:
            return Segment(int(segment[fmt.from_fraction(Fraction(value))]))

        assert at("1/2") is Segment.CORE
        assert at("62") is Segment.CORE
        assert at("64") is Segment.TAIL
        assert at("-1000") is Segment.TAIL
        assert at("1/100000") is Segment.SUBNORMAL
        assert Segment(int(segment[0x7C00])) is Segment.INFINITE_INPUT
        assert Segment(int(segment[0xFE00])) is Segment.NAN_INPUT

    def test_overflow_edge_and_underflow(self) -> None:
        fmt = get_format("float16")
        segment = compare(table := exhaustive(fmt, square), table.y_bits).segment
        assert Segment(int(segment[fmt.from_fraction(Fraction(250))])) is Segment.OVERFLOW_EDGE
        assert Segment(int(segment[fmt.from_fraction(Fraction(1000))])) is Segment.OVERFLOW_EDGE
        assert Segment(int(segment[1])) is Segment.UNDERFLOW


class TestHistogram:
    def test_counts_every_judged_row_once(self) -> None:
        fmt = get_format("float16")
        table = exhaustive(fmt, softsign)
        got = table.y_bits.copy()
        got[fmt.from_fraction(Fraction(1))] += 3
        got[0x7E00] = 0
        histogram = compare(table, got).histogram()
        assert sum(histogram) == 65536
        assert dict(zip(HISTOGRAM_EDGES, histogram, strict=False))[4.0] == 1
        assert histogram[-1] == 1

    @pytest.mark.parametrize("side", [-1, 1])
    def test_an_error_beside_an_edge_has_its_class_by_the_side(self, side: int) -> None:
        # x·(1 + side·2^-90): of results n units away the error is n ± 2^-67 units, which no float64 holds.
        fmt = get_format("float32")
        x = np.full(21, 0x3F800003, dtype=np.uint32)
        table = rational_table("float32", lambda number: number * (1 + side * Fraction(1, 1 << 90)), x)
        got = x + np.array([0, *(1 << k for k in range(10)), *(-(1 << k) for k in range(10))]).astype(np.uint32)
        exact = [fmt.ulp_error(int(bits), table.wide[0]) for bits in got]
        classes = [sum(edge < error for edge in HISTOGRAM_EDGES) for error in exact]
        assert compare(table, got).histogram() == [classes.count(k) for k in range(len(HISTOGRAM_EDGES) + 1)]

    def test_a_result_of_finer_units_has_its_class_by_exact_rationals(self) -> None:
        fmt = get_format("bfloat16")
        table = rational_table("bfloat16", lambda number: number, np.array([0x3F80, 0x3F80], dtype=np.uint16))
        got = np.array([0x0080, 0x8080], dtype=np.uint16)
        assert [fmt.ulp_error(int(bits), table.wide[0]) > 128 for bits in got] == [False, True]
        assert compare(table, got).histogram()[8:10] == [1, 1]


class TestWrongInput:
    def test_shape(self) -> None:
        table = exhaustive(get_format("float8_e5m2"), softsign)
        with pytest.raises(CandidateError, match="shape"):
            compare(table, table.y_bits[:-1])

    def test_dtype(self) -> None:
        table = exhaustive(get_format("float8_e5m2"), softsign)
        with pytest.raises(CandidateError, match="uint8"):
            compare(table, to_floats(table.y_bits, table.format))


class TestPolicy:
    def test_text(self) -> None:
        policy = Policy.parse(["subnormals=flush", "zero_sign = ignore"])
        assert str(policy) == (
            "infinities=limit, nan=propagate, zero_sign=ignore, subnormals=flush, kinks=clarke, rounding=nearest, "
            "conduct=count, masked_rows=open, infinite_rows=open"
        )

    @pytest.mark.parametrize(
        ("texts", "says"),
        [
            (["subnormal=flush"], "did you mean subnormals"),
            (["subnormals=drop"], "choose keep or flush"),
            (["subnormals"], "name=value"),
            (["nan=open", "nan=open"], "twice"),
        ],
    )
    def test_refused(self, texts: list[str], says: str) -> None:
        with pytest.raises(SymactError, match=says):
            Policy.parse(texts)


def test_the_judge_imports_no_prover() -> None:
    code = "import sys, symact.judge.comparison.compare as _; sys.exit(bool({'sympy', 'flint'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestDifferences:
    def test_a_lost_value_is_off_by_all_of_itself_though_float64_holds_it_as_0(self) -> None:
        table = build_table(bind(catalogue.get("gelu")), get_format("float32"), 0, np.array([0xC2200000], np.uint32))
        comparison = compare(table, np.zeros(1, dtype=np.uint32))  # gelu(-40) = -1.5e-348, got +0
        assert comparison.measured.exact[0] == 0
        assert comparison.relative[0] == 1

    def test_the_greatest_absolute_and_relative_differences(self) -> None:
        """Against exact rationals, with every result of the format once."""
        fmt = get_format("float8_e5m2")
        table = rational_table("float8_e5m2", softsign, all_bits(fmt), (0xBC, 0x3C))
        got = np.random.default_rng(5).permutation(256).astype(np.uint8)
        result = summarise(compare(table, got, Policy(infinities="open")), None)
        found = []
        for row in range(256):
            if fmt.is_finite(row) and fmt.is_finite(int(got[row])) and got[row] != table.y_bits[row]:
                exact = softsign(fmt.to_fraction(row))
                off = abs(fmt.to_fraction(int(got[row])) - exact)
                found.append((off, off / abs(exact) if exact else Fraction(0), row))
        for difference, greatest in ((result.absolute, 0), (result.relative, 1)):
            assert difference is not None
            best = max(found, key=lambda each: each[greatest])
            assert difference.value == pytest.approx(float(best[greatest]), rel=1e-5)
            assert int(difference.sample.x.bits, 16) == best[2]

    def test_a_correct_table_has_none(self, table: Table) -> None:
        result = summarise(compare(table, table.y_bits), None)
        assert result.absolute is result.relative is None

    def test_at_a_kink_the_unit_is_that_of_the_accepted_number(self) -> None:
        table = build_table(
            bind(catalogue.get("relu")), get_format("float16"), 1, all_bits(get_format("float16"))[:100]
        )
        got = table.y_bits.copy()
        got[0] = 0x4000  # 2, where 0 to 1 is accepted
        difference = summarise(compare(table, got), None).absolute
        assert difference is not None
        assert difference.value == 1.0

"""Figures add up: those of the parts of a comparison, wherever it is cut, are those of the whole, and are right."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from symact.formats.arrays import all_bits, is_nan, total_order
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.judge.figures.accumulation import Places, of
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.summary import result, summarise
from tests.helpers.exact_tables import rational_table, softsign

FMT = get_format("float8_e5m2")
ONE = FMT.from_fraction(1)
BOUND = 1.0


@pytest.fixture(scope="module")
def comparison():
    table = rational_table("float8_e5m2", softsign, all_bits(FMT), (ONE | FMT.sign_bit, ONE))
    got = table.y_bits.copy()
    got[[3, 4, 5, 6, 60, 61, 160, 200]] = 0
    got[100:106] = FMT.nan_bits
    # Around 2, on both sides of 0: of -2 and 2 one must stand for the class.
    got[[62, 63, 64, 65, 66]] ^= np.uint8(FMT.sign_bit)
    got[[190, 191, 192, 193, 194]] ^= np.uint8(FMT.sign_bit)
    got[30:50] += 1
    return compare(table, got)


def cut(comparison, rows):
    """Return the comparison of some of the rows, with errors and segments as in the whole."""
    table = comparison.table
    columns = {name: getattr(table, name)[rows] for name in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")}
    part = replace(table, **columns, wide=tuple(table.wide[row] for row in rows.tolist()))
    return replace(
        comparison,
        table=part,
        got_bits=comparison.got_bits[rows],
        error=comparison.error[rows],
        judged=comparison.judged[rows],
        wrong=comparison.wrong[rows],
        segment=comparison.segment[rows],
        defects={defect: mask[rows] for defect, mask in comparison.defects.items()},
    )


@pytest.mark.parametrize("size", [1, 3, 17, 100, 256])
def test_the_figures_of_parts_add_up_to_those_of_the_whole(comparison, size):
    x = comparison.table.x_bits
    places, nan = total_order(x, FMT), is_nan(x, FMT)
    order = np.concatenate([np.flatnonzero(nan), np.flatnonzero(~nan)[np.argsort(places[~nan])]])
    total = Accumulator()
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        inside = places[rows][~nan[rows]]
        ends = (int(inside.min()), int(inside.max())) if len(inside) else None
        total = total.merged(of(cut(comparison, rows), BOUND, Places(places[rows], ends)))
    assert result(total, FMT) == replace(summarise(comparison, BOUND), absolute=None, relative=None)


def test_counts_and_runs_are_those_of_a_plain_loop(comparison):
    found = {each.name: each for each in summarise(comparison, BOUND).classes}
    x = [bits for bits in comparison.table.x_bits.tolist() if not FMT.is_nan(bits)]
    x.sort(key=lambda bits: -(bits & ~FMT.sign_bit) - 1 if FMT.is_negative(bits) else bits)
    for defect, mask in comparison.defects.items():
        inside = [bits for bits in x if mask[bits]]
        if not inside:
            continue
        each = found[defect.value]
        assert each.count == int(mask.sum())
        runs = [[bits for bits, _ in run] for wrong, run in groupby(((b, mask[b]) for b in x), lambda p: p[1]) if wrong]
        longest = max(runs, key=len)
        assert (each.longest_run.count, each.longest_run.lowest.bits) == (len(longest), FMT.hex(longest[0]))
        assert (each.lowest.bits, each.highest.bits) == (FMT.hex(inside[0]), FMT.hex(inside[-1]))
        assert each.tested_between == x.index(inside[-1]) - x.index(inside[0]) + 1


def test_the_worst_row_is_the_one_of_greatest_error_and_least_input(comparison):
    found = summarise(comparison, BOUND)
    greatest = comparison.error[comparison.wrong].max()
    rows = np.flatnonzero(comparison.wrong & (comparison.error == greatest)).tolist()
    assert found.worst.x.bits == FMT.hex(min(rows, key=lambda bits: (bits & ~FMT.sign_bit, bits)))
    assert found.violations == int((comparison.violations(BOUND)).sum())

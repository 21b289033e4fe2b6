"""Properties held against results: correctly rounded ones keep them all, and each planted break is counted."""

from fractions import Fraction

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.judge.exhaustive.invariants import invariants
from symact.judge.exhaustive.ranges import Range, chunks, place
from symact.judge.exhaustive.tally import merged_tallies, nothing, tally
from symact.reference.sweep.blocks import Sweep
from tests.helpers.sample import rotated

F16 = get_format("float16")


def judged(got, found, fmt=F16, size=1 << 11):
    total = nothing(found)
    outer = fmt.infinity_bits
    for first, length in chunks(fmt, Range(outer | fmt.sign_bit, outer), size):
        ends = sorted([place(first, fmt), place(first + length - 1, fmt)])
        other = first ^ fmt.sign_bit
        mirrored = None if first >= fmt.sign_bit else got[other : other + length]
        part = tally(found, fmt, first, got[first : first + length], (ends[0], ends[1]), mirrored)
        total = merged_tallies(found, fmt, total, part)
    return {law.kind: (count, first) for law, count, first in zip(found, total.counts, total.first, strict=True)}


def correct(name, order=0):
    bound = bind(catalogue.get(name))
    return invariants(bound, F16, order), Sweep(bound, F16, order).bits(0, 1 << 16)


@pytest.mark.parametrize(("name", "order"), rotated(catalogue.names("line"), [0, 1], every=4))
def test_correctly_rounded_results_keep_every_law(name, order):
    found, y = correct(name, order)
    assert found or order or name == "sine"
    assert all(count == 0 for count, _ in judged(y, found).values())


def test_laws_of_tanh_and_where_they_are_broken():
    found, y = correct("tanh")
    assert [law.kind for law in found] == ["at_least", "at_most", "increasing", "odd"]
    one = F16.from_fraction(1)
    y[0x3800] = one + 1
    broken = judged(y, found)
    assert broken["at_least"] == (0, None)
    assert broken["at_most"] == (1, (0x3800, one + 1, None, None))
    assert broken["increasing"][0] == 1
    assert broken["increasing"][1] == (0x3800, one + 1, 0x3801, int(y[0x3801]))
    assert broken["odd"] == (1, (0x3800, one + 1, 0xB800, int(y[0xB800])))


def test_a_break_across_the_seam_of_two_chunks_counts():
    found, y = correct("sigmoid")
    seam = 0x3800
    y[seam - 1] = y[seam] + 1
    assert judged(y, found)["increasing"] == (1, (seam - 1, int(y[seam]) + 1, seam, int(y[seam])))


@pytest.mark.every(2)
@pytest.mark.parametrize("size", [1 << 6, 1 << 9, 1 << 15])
def test_the_counts_do_not_depend_on_chunks(size):
    found, y = correct("softsign")
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 1 << 16, 3000)
    y[rows] += rng.integers(-3, 4, 3000).astype(np.uint16)
    values = y.view(np.float16).astype(np.float64)
    finite = all_bits(F16)
    order = np.concatenate([np.arange(0xFC00, 0x7FFF, -1), np.arange(0, 0x7C01)])
    falls = int((values[order][:-1] > values[order][1:]).sum())
    positive = finite[: F16.infinity_bits + 1].astype(np.int64)
    unlike = (values[positive] != -values[positive | 0x8000]) & ~(
        np.isnan(values[positive]) & np.isnan(values[positive | 0x8000])
    )
    broken = judged(y, found, size=size)
    assert broken["increasing"][0] == falls
    assert broken["odd"][0] == int(unlike.sum())


def test_an_extremum_parts_two_directions():
    bound = bind(catalogue.get("gelu"))
    assert [law.kind for law in invariants(bound, F16, 0)] == ["at_least", "decreasing", "increasing"]


def test_the_end_of_a_range_known_as_a_decimal_is_rounded():
    # The minimum of GELU is -0.16997120747990366... (mpmath.findroot of the derivative).
    law = invariants(bind(catalogue.get("gelu")), F16, 0)[0]
    assert law.bound == float(np.float16(-0.16997120747990366))


def test_laws_of_a_derivative_and_where_one_is_broken():
    """gelu' has its minimum (1 - erf(1))/2 - exp(-1)/sqrt(pi) = -0.128904... at -sqrt(2); float16 has -0.1289."""
    found, y = correct("gelu", 1)
    assert [law.kind for law in found] == ["at_least", "at_most", "decreasing", "increasing", "decreasing"]
    lowest = F16.from_fraction(-Fraction("0.1289041451851547863"))
    assert found[0].bound == float(F16.to_fraction(lowest))
    y[F16.from_fraction(Fraction(-3, 2))] = lowest + 1
    broken = judged(y, found)
    assert broken["at_least"][0] == 1
    assert broken["at_most"] == (0, None)


def test_a_derivative_with_kinks_has_no_laws():
    assert correct("relu", 1)[0] == ()


def test_kept_laws_are_the_derived_ones_and_damaged_ones_are_derived_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path))
    bound = bind(catalogue.get("tanh"))
    derived = invariants(bound, F16, 0)
    (kept,) = (tmp_path / "invariants").glob("*.json")

    def refused(*args):
        raise AssertionError("derived again")

    with monkeypatch.context() as patched:
        patched.setattr("symact.judge.exhaustive.invariants.derive", refused)
        assert invariants(bound, F16, 0) == derived
        assert [type(part) for part in invariants(bound, F16, 0)[0]] == [str, str, int, int, float]
    kept.write_bytes(kept.read_bytes().replace(b"at_least", b"at_worst"))
    assert invariants(bound, F16, 0) == derived

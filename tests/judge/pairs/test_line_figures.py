"""Lines of pairs are judged as any pairs are: the same figures from whole lines and from tables."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits, to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.comparison.policy import Policy
from symact.judge.pairs.comparison import EDGES, compare
from symact.judge.pairs.line_figures import LineJudge
from symact.reference.pairs.lines import Line, Lines


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def quick(a, b):
    return a * sigmoid(1.702 * a) * b


def twice_rounded(fmt):
    def candidate(a, b):
        return to_float64(encode(a * sigmoid(a), fmt), fmt) * b

    return candidate


def halved(a, b):
    return b * sigmoid(b) * a


def negated(a, b):
    return -a * sigmoid(a) * b


def nothing(a, b):
    return np.full(a.shape, np.nan)


def flushed(a, b):
    found = a * sigmoid(a) * b
    return np.where(np.abs(found) < 1e-3, 0.0, found)


def huge(a, b):
    return np.where(np.abs(b) < 1, a * sigmoid(a) * b, np.inf)


def results(candidate, a_bits, fmt):
    with np.errstate(all="ignore"):
        b = to_float64(all_bits(fmt), fmt)
        a = np.full(len(b), to_float64(np.array([a_bits], dtype=all_bits(fmt).dtype), fmt)[0])
        return encode(candidate(a, b), fmt)


def figures_of_table(lines, a_bits, got, policy, max_ulp):
    b = all_bits(lines.format)
    table = lines.pairs.build(np.stack([np.full(len(b), a_bits, dtype=b.dtype), b], axis=1))
    return compare(table, got, policy, max_ulp).figures(max_ulp)


def same(one, other):
    """Compare figures; greatest errors within the bounds of float64."""
    for field in ("judged", "open", "mismatched", "violations", "histogram"):
        assert getattr(one, field) == getattr(other, field), field
    assert one.segments.keys() == other.segments.keys()
    for key, part in one.segments.items():
        due = other.segments[key]
        assert part[:2] == due[:2]
        assert part.max_ulp == pytest.approx(due.max_ulp, rel=1e-9, abs=1e-9)
        same_row(part.worst, due.worst)
    assert one.classes.keys() == other.classes.keys()
    for key, part in one.classes.items():
        assert part[:2] == other.classes[key][:2], key
        same_row(part.loose.worst, other.classes[key].loose.worst)
    same_row(one.worst_violation, other.worst_violation)
    same_row(one.worst_finite, other.worst_finite)


def same_row(one, other):
    assert (one is None) == (other is None)
    if one:
        # Which of equal errors is quoted may hang on float64's last bit.
        assert one.error == pytest.approx(other.error, rel=1e-9)


CANDIDATES = (quick, halved, negated, nothing, flushed, huge)
POLICIES = (Policy(), Policy(zero_sign="strict"), Policy(infinities="open", nan="open"), Policy(subnormals="flush"))


@pytest.mark.every(3)
@pytest.mark.parametrize("name", ["swiglu", "reglu", "swiglu_oai", "glu"])
@pytest.mark.parametrize("dtype", ["float8_e4m3fn", "float8_e5m2"])
def test_lines_of_fp8_have_the_figures_of_tables(name, dtype):
    fmt = get_format(dtype)
    lines = Lines(bind(catalogue.get(name)), fmt)
    candidates = (twice_rounded(fmt), *CANDIDATES)
    for number, a_bits in enumerate([*range(0, 256, 17), fmt.max_bits, fmt.nan_bits, 0x80, 0x7C, 0xFC]):
        candidate, policy = candidates[number % len(candidates)], POLICIES[number % len(POLICIES)]
        max_ulp = (None, 1.0, 3.0)[number % 3]
        got = results(candidate, a_bits, fmt)
        judged = LineJudge(lines, policy, max_ulp).judge(a_bits, got)
        same(judged, figures_of_table(lines, a_bits, got, policy, max_ulp))


def test_errors_next_to_an_edge_lie_on_the_side_of_exact_rationals():
    """Results near 0 where 128 ulp and a little more or less is due: what float64 loses of either decides the class."""
    rng, fmt, count = np.random.default_rng(1), get_format("bfloat16"), 4000
    got = (rng.integers(66, 78, count) << 7 | rng.integers(0, 128, count) | rng.integers(0, 2, count) << 15).astype(
        "u2"
    )
    line = Line(
        y_bits=np.full(count, 0x3F00, dtype=np.uint16),
        scaled=np.full(count, 128.0),
        rest=np.zeros(count),
        unit=np.full(count, -8),
        short=np.ones(count, dtype=bool),
        off=rng.choice([-1, 1], count) * 2.0 ** rng.uniform(-60, -52, count),
        special=np.zeros(count, dtype=bool),
    )
    ordinary = SimpleNamespace(signs=SimpleNamespace(sort=np.zeros(1 << 16, dtype=int)))
    judge = LineJudge(SimpleNamespace(format=fmt, columns=(ordinary, ordinary)), Policy(), None)
    found, left = judge._errors(line, got, np.arange(count), np.zeros(count, dtype=np.int8))
    assert not len(left)
    for bits, off, error in zip(got.tolist(), line.off.tolist(), found.error.tolist(), strict=True):
        exact = abs(fmt.to_fraction(bits) * 256 - 128 * (1 + Fraction(off))) * (2 if off < 0 else 1)
        assert [error <= edge for edge in EDGES] == [exact <= Fraction(edge) for edge in EDGES]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["swiglu", "geglu", "reglu", "swiglu_oai", "glu", "bilinear"])
@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_lines_of_16_bits_have_the_figures_of_tables(name, dtype):
    fmt = get_format(dtype)
    lines = Lines(bind(catalogue.get(name)), fmt)
    candidates = (twice_rounded(fmt), *CANDIDATES)
    rng = np.random.default_rng(3)
    special = [0, fmt.sign_bit, fmt.infinity_bits, fmt.infinity_bits | fmt.sign_bit, fmt.nan_bits, fmt.max_bits]
    near = [fmt.from_fraction(value) for value in (1, 2, 3, 7, 8, 20, 100)]
    chosen = [*special, *near, *rng.integers(0, 1 << 16, 30).tolist()]
    for number, a_bits in enumerate(chosen):
        candidate, policy = candidates[number % len(candidates)], POLICIES[number % len(POLICIES)]
        max_ulp = (None, 1.0, 3.0)[number % 3]
        got = results(candidate, a_bits, fmt)
        judged = LineJudge(lines, policy, max_ulp).judge(a_bits, got)
        same(judged, figures_of_table(lines, a_bits, got, policy, max_ulp))

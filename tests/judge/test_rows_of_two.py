"""Softmax at all rows of two numbers: thresholds against mpmath, figures against those of a table of the same rows."""

import random
from concurrent.futures import Executor, Future
from fractions import Fraction

import mpmath
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import to_bits, to_floats
from symact.formats.floating import get_format
from symact.judge.campaign import for_all_inputs
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive.job import Job
from symact.judge.exhaustive.kinds import run_of
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.rows_of_two import RowJudge, RowsOfTwoRun
from symact.judge.pairs.comparison import compare
from symact.judge.question import Question
from symact.judge.text import report
from symact.reference.vectors.rows_of_two import RowsOfTwo
from symact.reference.vectors.table import vector_table
from tests.helpers.scored_rows import narrow

pytestmark = pytest.mark.usefixtures("_own_process")

FP8 = get_format("float8_e4m3fn")


class Here(Executor):
    def submit(self, work, *arguments):
        future = Future()
        future.set_result(work(*arguments))
        return future


def exact(fmt, difference):
    """Return sigmoid of a rational, rounded from 400 bits of mpmath."""
    with mpmath.workprec(400):
        value = 1 / (1 + mpmath.exp(-mpmath.mpf(difference.numerator) / difference.denominator))
        sign, mantissa, exponent, _ = value._mpf_
    return fmt.from_fraction(Fraction(mantissa) * Fraction(2) ** exponent * (-1) ** sign)


@pytest.mark.parametrize(
    ("name", "dtype"), [("softmax", "bfloat16"), ("softmin", "float16"), ("softmax", "float8_e4m3fn")]
)
def test_results_are_those_of_mpmath(name, dtype):
    fmt, draw = get_format(dtype), random.Random(1)
    rows = RowsOfTwo(bind(catalogue.get(name)), fmt)
    numbers = [fmt.to_fraction(int(bits)) for bits in rows.encodings]
    assert numbers == sorted(numbers)
    assert len(numbers) == 2 * (fmt.max_bits + 1)
    moderate = [k for k, number in enumerate(numbers) if abs(number) < 128]
    for _ in range(2):
        first = draw.choice(moderate)
        due, values = rows.line(first)
        for second in draw.sample(moderate, 25):
            difference = (numbers[first] - numbers[second]) * (-1 if name == "softmin" else 1)
            assert due[second].tolist() == [exact(fmt, difference), exact(fmt, -difference)]
            assert float(values[second, 0]) == pytest.approx(float(1 / (1 + mpmath.exp(-float(difference)))), rel=1e-13)


def question(**more):
    return Question("tests.helpers.scored_rows:narrow", "softmax", "float8_e4m3fn", widths=(2,), **more)


def whole():
    """Return all rows and what is on trial at them."""
    judge = RowJudge(Job(question()), bind(catalogue.get("softmax")))
    given = judge.inputs(Chunk(0, len(judge.rows.encodings) ** 2))
    return given, to_bits(narrow(to_floats(given, FP8)), FP8)


def test_all_rows_have_the_figures_of_their_table():
    given, got = whole()
    table = vector_table(bind(catalogue.get("softmax")), FP8, Quantity.VALUE, given)
    due = compare(table, got, Policy(), 1.0).figures(1.0)
    verdict = RowsOfTwoRun(question(max_ulp=1.0), Here(), 1).verdict()
    assert (verdict.inputs.kind, verdict.inputs.count) == ("exhaustive", 254**2)
    found = verdict.result
    assert (found.judged, found.mismatched, found.violations) == (due.judged, due.mismatched, due.violations)
    assert due.violations > 0
    segments = {each.name: (each.count, each.mismatched) for each in found.segments}
    assert sorted(segments.values()) == sorted((part.rows, part.mismatched) for part in due.segments.values())
    greatest = [sorted(each.max_ulp for each in parts) for parts in (found.segments, due.segments.values())]
    assert greatest[0] == pytest.approx(greatest[1], rel=1e-9)
    assert verdict.passes is False
    assert ", entry 0" in report(verdict)


def test_wrong_thresholds_are_not_believed():
    _, got = whole()
    judge = RowJudge(Job(question()), bind(catalogue.get("softmax")))
    right = judge.rows.thresholds
    judge.rows.__dict__["thresholds"] = 1.02 * right
    with pytest.raises(AssertionError, match="disagree"):
        [judge.line(place, each) for place, each in enumerate(got.reshape(254, 254, 2))]


def test_which_questions_are_about_all_rows_of_two():
    every, families = for_all_inputs(
        [
            question(),
            Question("numpy:add", "log_softmax", "float16", widths=(2,)),
            Question("numpy:add", "softmax", "float32", widths=(2,)),
            Question("numpy:add", "softmax", "float16", widths=(2, 3)),
        ]
    )
    assert [each.target for each in every] == ["tests.helpers.scored_rows:narrow"]
    assert run_of(every[0]) is RowsOfTwoRun
    assert [each.widths for each in families] == [(2,), (2,), (2, 3)]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"span": (0, 1)}, "--range is for functions of one number"),
        ({"max_bound": 1}, "over all rows of two give --max-ulp"),
        ({"policy": Policy(subnormals="flush_inputs")}, "choose keep or flush"),
    ],
)
def test_terms_without_a_meaning_are_refused(terms, says):
    with pytest.raises(SymactError, match=says):
        RowsOfTwoRun(question(**terms), Here(), 1)

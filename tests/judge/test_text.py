"""Verdicts as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.candidates.finding import MISCONDUCT, REMARKS, Finding
from symact.formats.arrays import all_bits
from symact.formats.decimals import decimal
from symact.formats.floating import FORMATS, Format, get_format
from symact.judge.comparison.compare import compare
from symact.judge.comparison.policy import Policy
from symact.judge.figures.summary import summarise
from symact.judge.figures.verdict import Inputs, Target, Verdict
from symact.judge.scoreboard import score
from symact.judge.text import headline, report
from symact.reference.table import Table
from symact.reports.summary_table import summary
from tests.helpers.exact_tables import rational_table, softsign
from tests.helpers.schemas import schema


@pytest.fixture(scope="module")
def table() -> Table:
    """Softsign over all of float16."""
    one = 0x3C00
    return rational_table("float16", softsign, all_bits(get_format("float16")), (one | 0x8000, one))


def judged(table: Table, got: np.ndarray, max_ulp: float | None = None, conduct: tuple[Finding, ...] = ()) -> Verdict:
    """Return the verdict on results in which something is wrong."""
    return Verdict(
        target=Target("torch", "torch.nn.functional.softsign", {"alpha": 1.0}, "torch 2.13.0"),
        activation="softsign",
        against="ideal",
        params={},
        definition_hash="0" * 64,
        dtype="float16",
        order=0,
        inputs=Inputs("exhaustive", 65536, "0" * 64),
        policy=Policy().to_json(),
        max_ulp=max_ulp,
        result=summarise(compare(table, got), max_ulp),
        conduct=conduct,
    )


def between(table: Table, low: int, high: int) -> np.ndarray:
    """Return which inputs lie in [low, high]."""
    x = table.x_bits.view(np.float16)
    return (x >= low) & (x <= high)


def lose(table: Table, low: int, high: int) -> np.ndarray:
    """Return the table's results with those of an interval lost."""
    return np.where(between(table, low, high), 0, table.y_bits).astype(np.uint16)


class TestText:
    def test_clean(self, table: Table) -> None:
        text = report(judged(table, table.y_bits, 0.5))
        assert text.splitlines() == [
            "softsign float16 forward: torch.nn.functional.softsign (torch 2.13.0) stays within 0.5 ulp at all "
            "65536 inputs",
            "All 65536 inputs",
            "",
            "Policy: infinities=limit, nan=propagate, zero_sign=determined, subnormals=keep, kinks=clarke, "
            "rounding=nearest, conduct=count",
        ]

    def test_opens_like_assert_close(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x3C00] += 3
        lines = report(judged(table, got, 1.0)).splitlines()
        assert lines[:6] == [
            "softsign float16 forward: torch.nn.functional.softsign (torch 2.13.0) breaks the bound of 1 ulp",
            "All 65536 inputs",
            "Mismatched elements: 1 / 65536 (0.0015%), 1 of them beyond the bound",
            "Greatest error: 3 ulp at x = 1 (0x3c00) (up to 1 ulp allowed)",
            "    got     0.5015 (0x3803)",
            "    correct 0.5 (0x3800)",
        ]

    def test_lost_values_are_named_with_their_interval(self, table: Table) -> None:
        text = report(judged(table, lose(table, -8, -4)))
        assert "Lost: the result is 0 although the correct one is not: 1025 inputs" in text
        assert "For x from -8 to -4 the result is returned as 0" in text
        assert "at every one of the 1025 inputs tested there, but softsign(-4) = -0.8 (0xba66)." in text
        assert "Of the correct results all are normal numbers of float16: the value is lost entirely," in text
        assert "In all" not in text

    def test_an_interval_with_gaps_is_not_claimed_whole(self, table: Table) -> None:
        got = lose(table, -8, -4)
        got[0xC500] = table.y_bits[0xC500]  # -5 is right
        text = report(judged(table, got))
        assert "For x from -8 to -5.004 the result is returned as 0" in text
        assert "at every one of the 768 inputs tested there" in text
        assert "In all, 1024 of the 1025 inputs tested from -8 to -4 are lost." in text

    def test_flushing_is_called_flushing(self, table: Table) -> None:
        magnitude = table.y_bits & 0x7FFF
        got = np.where(magnitude < 0x400, table.y_bits & 0x8000, table.y_bits).astype(np.uint16)
        text = report(judged(table, got))
        assert "Every value lost is subnormal in float16, as when subnormal results are flushed to zero." in text
        assert "--policy subnormals=flush" in text

    def test_inputs_taken_for_zero_are_told_from_lost_results(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[1:0x400] = 0
        normal = replace(table, y_bits=np.where(got == table.y_bits, table.y_bits, 0x3C00).astype(np.uint16))
        text = report(judged(normal, got))
        assert "Every input concerned is subnormal in float16: subnormal inputs are taken for zero." in text

    def test_an_infinite_error_does_not_hide_the_greatest_finite_one(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x7C00] = 0x7E00
        got[0x3C00] += 2
        text = report(judged(table, got))
        assert "Greatest error: infinite at x = inf (0x7c00)" in text
        assert "Greatest finite error: 2 ulp at x = 1 (0x3c00)" in text
        assert "NaN, although a number is due: 1 input" in text

    def test_nor_one_in_the_same_segment(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x3D00] = 0x7E00
        got[0x3C00] += 2
        got[0x0001] += 1
        found = judged(table, got)
        assert "Greatest finite error: 2 ulp at x = 1 (0x3c00)" in report(found)
        assert found.result.max_finite_ulp == score("torch", found).max_finite_ulp == 2
        assert score("torch", found).worst[0] == "1"

    def test_a_class_that_breaks_the_bound_is_shown_beside_the_greatest_error(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x8000] = 0
        got[0x3C00] += 2
        text = report(judged(table, got, 4.0))
        assert "breaks the bound of 4 ulp" in text
        assert "Greatest error: 2 ulp at x = 1" in text
        assert "Also beyond the bound: 0 ulp at x = -0.0 (0x8000)" in text
        assert "Zero of the wrong sign" in text

    def test_zeros_of_the_wrong_sign_do_not_bury_the_rest(self, table: Table) -> None:
        got = table.y_bits.copy()
        got[0x0000], got[0x3C00] = 0x8000, got[0x3C00] + 3
        assert "Mismatched elements: 2 / 65536 (0.0031%), 1 of them only in the sign of a zero" in report(
            judged(table, got)
        )

    def test_correctly_rounded_results_beyond_a_bound_are_no_part_of_the_mismatched(self, table: Table) -> None:
        """Below half an ulp they are more than those: counted here by the exact errors themselves."""
        got = table.y_bits.copy()
        got[0x3C00] += 3
        beyond = sum(abs(each) > 0.25 for each in table.residual.tolist()) + 1
        assert f"(0.0015%); {beyond} of all elements beyond the bound" in report(judged(table, got, 0.25))

    def test_an_error_a_little_above_the_bound_is_not_said_to_be_allowed(self, table: Table) -> None:
        found = judged(table, lose(table, -8, -4), 1.0)
        worst = replace(found.result.worst, error_ulp=1.0 + 1e-12)
        text = report(replace(found, result=replace(found.result, worst=worst)))
        assert "Greatest error: 1 ulp" in text
        assert "(a little above the 1 ulp allowed)" in text

    def test_a_flush_is_hinted_at_only_where_no_subnormal_result_comes_out(self, table: Table) -> None:
        some_lost = report(judged(table, lose(table, -5e-5, -1e-5)))
        assert "subnormals=flush" not in some_lost
        assert "it is no flush to zero" in some_lost

    def test_a_long_parameter_is_a_decimal(self, table: Table) -> None:
        found = judged(table, table.y_bits)
        long = replace(found, params={"scale": "sqrt(2)*" * 9, "a": "1/3"}, decimals={"scale": "1.05070099"})
        assert "softsign(scale=1.05070099, a=1/3) float16" in report(long)
        assert long.to_json()["params"]["scale"] == "sqrt(2)*" * 9
        assert "decimals" not in found.to_json()

    def test_conduct(self, table: Table) -> None:
        assert "Conduct: writes into its input" in report(
            judged(table, table.y_bits, conduct=(Finding("input", "writes into its input"),))
        )

    def test_summary(self, table: Table) -> None:
        assert summary([judged(table, table.y_bits), judged(table, lose(table, -8, -4), 1.0)]).row_count == 2


CONDUCT = [Finding(kind, f"does {kind}") for kind in (*MISCONDUCT, *REMARKS)]


class TestPasses:
    @pytest.mark.parametrize("finding", CONDUCT, ids=lambda f: f.kind)
    def test_by_conduct(self, table: Table, finding: Finding) -> None:
        """Writing where it must not, another array and another answer count; the rest is told."""
        verdict = judged(table, table.y_bits, 1.0, conduct=(finding,))
        counts = finding.kind in ("input", "outside", "arrays", "repeat", "reused", "position", "batch")
        assert verdict.passes is not counts
        assert ("but fails by its conduct: it " in headline(verdict)) is counts
        assert verdict.to_json()["conduct"] == [{"kind": finding.kind, "says": f"does {finding.kind}"}]
        assert judged(table, table.y_bits, None, conduct=(finding,)).passes is None
        mild = replace(verdict, policy=verdict.policy | {"conduct": "report"})
        assert mild.passes is True
        assert "conduct:" not in headline(mild)

    @pytest.mark.parametrize(("bound", "expected"), [(None, None), (3.0, True), (2.99, False)])
    def test_by_error(self, table: Table, bound: float | None, expected: bool | None) -> None:
        got = table.y_bits.copy()
        got[0x3C00] += 3
        assert judged(table, got, bound).passes is expected

    @pytest.mark.parametrize(
        "spoil", [lambda y: y.__setitem__(0x8000, 0), lambda y: y.__setitem__(0x3C00, 0x7E00)], ids=["zero_sign", "nan"]
    )
    def test_by_class(self, table: Table, spoil: Callable[[np.ndarray], None]) -> None:
        got = table.y_bits.copy()
        spoil(got)
        assert judged(table, got, 1e300).passes is False


class TestJson:
    def test_agrees_with_the_schema(self, table: Table) -> None:
        got = lose(table, -8, -4)
        got[0x7C00] = 0x7E00
        got[0x7E00] = 0
        verdicts = [judged(table, got, 1.0).to_json(), judged(table, table.y_bits).to_json()]
        data = {"schema": "symact.verdicts/1", "verdicts": verdicts, "unjudged": []}

        again = json.loads(json.dumps(data, allow_nan=False))

        schema("judge").validate(again)
        assert again == data
        assert verdicts[0]["result"]["worst"]["error_ulp"] == "infinite"
        assert [c["name"] for c in verdicts[0]["result"]["classes"]] == ["lost", "nan", "not_nan"]

    def test_the_schema_refuses_what_it_does_not_know(self, table: Table) -> None:
        verdict = judged(table, table.y_bits).to_json() | {"surprise": 1}
        with pytest.raises(jsonschema.ValidationError):
            schema("judge").validate({"schema": "symact.verdicts/1", "verdicts": [verdict], "unjudged": []})


class TestDecimal:
    @given(st.sampled_from(FORMATS), st.data())
    def test_reads_back_as_the_same_number(self, fmt: Format, data: st.DataObject) -> None:
        bits = data.draw(st.integers(0, fmt.max_bits))
        assert fmt.from_fraction(Fraction(decimal(bits, fmt))) == bits
        if bits:
            assert decimal(bits | fmt.sign_bit, fmt) == "-" + decimal(bits, fmt)

    def test_is_short(self) -> None:
        fmt = get_format("bfloat16")
        texts = {"0.1": "0.1", "3.14159": "3.14", "-1/3": "-0.334", "100": "100", "1e-40": "9e-41"}
        assert {value: decimal(fmt.from_fraction(Fraction(value)), fmt) for value in texts} == texts

    def test_what_is_no_finite_number(self) -> None:
        fmt = get_format("bfloat16")
        texts = [decimal(bits, fmt) for bits in (0x8000, 0, 0x7F80, 0xFF80, 0xFFC0)]
        assert texts == ["-0.0", "0.0", "inf", "-inf", "nan"]


def test_a_verdict_prints_its_report(table: Table) -> None:
    verdict = judged(table, table.y_bits)
    assert str(verdict) == report(verdict)
    assert "second derivative" in report(replace(verdict, order=2))

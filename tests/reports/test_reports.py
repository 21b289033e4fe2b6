"""Reports as files: what other readers read in them, and text that must not get out of its place."""

import math
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

import numpy as np
import pytest

import symact
from symact import catalogue, reports
from symact.candidates.finding import Finding
from symact.errors import SymactError
from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.judge.figures.error_curve import COLUMNS, column_count, column_of
from symact.judge.figures.verdict import Target
from symact.reports.figure import error_curve, histogram

EVIL = "<script>alert(1)</script> | `x` \x00 ]]> & \" '"


@dataclass(frozen=True)
class Left:
    task: str = "gelu float64 order 0"
    reason: str = EVIL
    failed: bool = True


def squashed(x):
    """Sigmoid as a formula that overflows, with one NaN."""
    with np.errstate(all="ignore"):
        y = 1 / (1 + np.exp(-x))
    y[x == 1] = np.nan
    return y


@pytest.fixture(scope="module")
def verdict():
    return symact.verify(squashed, "sigmoid", dtype="float16", max_ulp=1.0)


@pytest.fixture(scope="module")
def evil(verdict):
    return replace(verdict, target=Target("numpy", EVIL, {"a": EVIL}, EVIL, EVIL), conduct=(Finding("input", EVIL),))


def test_formats_are_found_with_their_summaries():
    assert reports.names() == ("html", "junit_xml", "markdown")
    assert all(reports.summary(name).endswith(".") for name in reports.names())


class Tags(HTMLParser):
    """Collects tags, and fails where one is closed that is not open."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in ("meta", "line", "path", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(html):
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags


def test_html_is_one_well_formed_file_without_a_script(verdict, evil):
    tags = parsed(reports.report("html").render([verdict, evil], [Left()]))
    assert tags.open == []
    assert "script" not in tags.seen
    assert not {"link", "img", "iframe", "object"} & set(tags.seen)
    assert tags.seen.count("svg") == 4
    assert "alert(1)" in tags.text
    assert "breaks the bound" in tags.text


def test_figures_are_well_formed_xml(verdict):
    for figure in (error_curve(verdict), histogram(verdict.result)):
        for each in Xml.fromstring(figure).iter():
            for key in ("x", "y", "width", "height"):
                assert math.isfinite(float(each.get(key, "0")))


def test_junit_is_read_as_other_tools_read_it(verdict, evil):
    good = replace(verdict, max_ulp=None)
    suites = Xml.fromstring(reports.report("junit_xml").render([verdict, good, evil], [Left(), Left(failed=False)]))
    (suite,) = suites
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5", "failures": "2", "errors": "1", "skipped": "1",
    }  # fmt: skip
    assert [case[0].tag for case in suite] == ["failure", "system-out", "failure", "error", "skipped"]
    assert "Mismatched elements" in suite[0][0].text
    assert suite[2].get("classname") == EVIL.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def test_markdown_keeps_its_table_whatever_the_names_are(verdict, evil):
    text = reports.report("markdown").render([verdict, evil], [Left()])
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 3
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
    assert "<script>" not in re.sub(r"```.*?```", "", text, flags=re.S).replace("\\<", "&lt;")


def test_a_report_is_written_whole_or_not_at_all(verdict, tmp_path):
    reports.write("markdown", tmp_path / "r.md", [verdict])
    assert (tmp_path / "r.md").read_text().startswith("**0 of 1 correctly rounded, 1 breaks the bound**")
    assert [p.name for p in tmp_path.iterdir()] == ["r.md"]
    with pytest.raises(SymactError, match="cannot write"):
        reports.write("markdown", tmp_path / "none" / "r.md", [verdict])


def test_no_verdict_at_all_is_no_reason_to_fail():
    for name in reports.names():
        assert reports.report(name).render([], [Left()])


def test_the_curve_has_the_greatest_error_of_each_column():
    got = []

    def identity_with_errors(x):
        y = x.copy()
        y.view(np.uint16)[0x3C00] += 3
        got.append(y)
        return y

    verdict = symact.verify(identity_with_errors, "identity", dtype="float16")
    curve = verdict.curve
    column = int(column_of(np.array([0x3C00]), get_format("float16"))[0])
    assert curve.columns == len(curve.max_ulp) == COLUMNS
    assert [k for k, error in enumerate(curve.max_ulp) if error] == [column]
    assert curve.max_ulp[column] == 3.0
    assert curve.classes == {}


@pytest.mark.parametrize("name", ["float8_e4m3fn", "float16", "bfloat16", "float32", "float64"])
def test_columns_run_from_the_least_input_to_the_greatest(name):
    fmt = get_format(name)
    outer = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
    places = np.array([~outer, ~0, 0, outer], dtype=np.int64)
    count = column_count(fmt)
    assert column_of(places, fmt).tolist() == [0, count // 2 - 1, count // 2, count - 1]


def test_every_format_has_labels_at_its_input_axis():
    assert to_float64(np.array([0x3C00], dtype=np.uint16), get_format("float16"))[0] == 1.0
    for name in ("float8_e4m3fn", "float16", "bfloat16"):
        verdict = symact.verify(lambda x: x + x.dtype.type(0), "identity", dtype=name)
        labels = [each.text for each in Xml.fromstring(error_curve(verdict)).iter("text")]
        assert {"0", "1"} <= set(labels)


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the page in")
def test_a_browser_shows_the_page(verdict, tmp_path):
    reports.write("html", tmp_path / "page.html", [verdict])
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path / 'home'}"]
    page = (tmp_path / "page.html").as_uri()
    found = subprocess.run([CHROMIUM, *flags, "--dump-dom", page], capture_output=True, text=True, timeout=60)
    assert "breaks the bound" in found.stdout
    assert found.stdout.count("<svg") == 2


def test_all_names_of_the_catalogue_may_stand_in_a_report():
    assert all(re.fullmatch(r"\w+", name) for name in catalogue.names())

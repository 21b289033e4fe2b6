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
from symact.judge.scoreboard import score
from symact.reports.error_picture import BAR, error_picture
from symact.reports.figure import error_curve, histogram, zoomed
from symact.reports.fix_first import advice, commands
from symact.reports.plain_axis import plain_axis
from symact.reports.scoreboard import scoreboard
from tests.helpers import browser

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
        self.open, self.seen, self.roles, self.text = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.roles.append(dict(attrs).get("role"))
        if tag != "meta":
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
    assert tags.roles.count("img") == 6
    assert "alert(1)" in tags.text
    assert "breaks the bound" in tags.text


def test_a_page_opens_with_what_to_fix_first(verdict):
    page = reports.report("html").render([verdict, replace(verdict, max_ulp=None)], [])
    before = page.partition("<table")[0]
    most = max(verdict.causes, key=lambda cause: cause.reproduced)
    assert f"explains {2 * most.reproduced} of {2 * most.tried} wrong results tried" in before
    assert f"{most.remedy_error:.3g} ulp at most" in before
    assert "Fix this first" in reports.report("markdown").render([verdict], []).partition("| judged")[0]


def test_few_causes_that_explain_most_are_chosen(verdict):
    result = replace(verdict.result, mismatched=1000)
    cause = verdict.causes[0]
    most, few, none = (
        replace(cause, name=name, remedy=name, remedy_error=error, tried=100, reproduced=count)
        for name, error, count in (("most", 300.0, 80), ("few", 0.0, 15), ("none", 0.0, 1))
    )
    found = advice([replace(verdict, result=result, causes=(most, few, none))])
    assert [(each.remedy, each.explains) for each in found] == [("few", 150), ("most", 800)]


def test_commands_repeat_what_a_command_can():
    def of(target, **terms):
        return commands(
            [replace(symact.verify(lambda x: x, "identity", dtype="float8_e4m3fn"), target=target, **terms)]
        )

    library = Target("torch", "torch.nn.functional.elu", version="torch 2")
    assert of(library, activation="elu", params={"alpha": "1/2"}, max_ulp=1.0) == [
        "symact verify torch elu --dtype float8_e4m3fn --order 0 --param alpha=1/2 --max-ulp 1"
    ]
    assert of(Target("cmd:./a b", "a")) == ["symact verify 'cmd:./a b' identity --dtype float8_e4m3fn --order 0"]
    assert of(Target("numpy", "__main__.f")) == []


def test_errors_in_few_columns_are_shown_closer():
    def wrong_at_one(x):
        y = x.copy()
        y.view(np.uint16)[0x3C00] += 3
        return y

    verdict = symact.verify(wrong_at_one, "identity", dtype="float16")
    bars = [re.findall(r'class="bad" d="M[\d.]+ [\d.]+V[\d.]+h([\d.]+)', f(verdict)) for f in (error_curve, zoomed)]
    assert float(bars[1][0]) > 10 * float(bars[0][0])
    labels = [each.text for each in Xml.fromstring(zoomed(verdict)).iter("text")]
    assert "1" in labels
    assert "0" not in labels


def test_no_figure_is_empty():
    """ReLU that swallows NaN is exact on the axis of numbers; the page says where it is not."""
    verdict = symact.verify(lambda x: np.where(x > 0, x, x.dtype.type(0)), "relu", dtype="float16")
    page = reports.report("html").render([verdict], [])
    assert error_curve(verdict) == ""
    assert "Every result on the axis of numbers is exact; 2046 of 2046 results at NaN input are wrong" in page


def test_a_plain_axis_shows_where_nan_came_back():
    """exp(x)/(1 + exp(x)) is NaN in float16 from log(65520) = 11.09 on; the first such number is 0x498c = 11.09375."""

    def quotient(x):
        with np.errstate(over="ignore", invalid="ignore"):
            return (np.exp(x) / (1 + np.exp(x))).astype(x.dtype)

    figure = plain_axis(symact.verify(quotient, "sigmoid", dtype="float16"))
    dots = [each for each in Xml.fromstring(figure[1]).iter() if "open" in each.get("class", "").split()]
    assert dots
    assert "An open dot" in figure[2]


def test_results_and_the_exact_curve_stand_on_a_plain_axis(verdict):
    figure = Xml.fromstring(plain_axis(verdict)[1])
    (inner,) = [each for each in figure if each.tag.endswith("svg")]
    low, high = map(float, inner.get("data-x").split())
    places = [low + (high - low) * float(dot.get("cx")) / float(inner.get("width")) for dot in inner if dot.get("cx")]
    wanted = sorted(
        float(s.worst.x.value) for s in verdict.result.segments if s.mismatched and math.isfinite(s.max_ulp)
    )
    assert all(min(abs(place - each) for place in places) < 0.1 for each in wanted)


def test_figures_are_well_formed_xml(verdict):
    for figure in (error_curve(verdict), histogram(verdict.result)):
        for each in Xml.fromstring(figure).iter():
            for key in ("x", "y", "width", "height"):
                assert math.isfinite(float(each.get(key, "0")))


def test_the_figure_of_errors_is_a_picture_too(verdict):
    """As many bars of either colour as the SVG has, whose pixels are there; twice the same bytes."""
    pytest.importorskip("matplotlib")
    made = error_picture(verdict, "png")
    assert made[:4] == b"\x89PNG"
    assert made == error_picture(verdict, "png")
    assert error_picture(replace(verdict, curve=None), "pdf") == b""
    bars = [
        len(BAR.findall(path)) for path in re.findall(r'<path class="(?:good|bad)" d="([^"]*)"', error_curve(verdict))
    ]
    assert sum(bars) == sum(1 for error in verdict.curve.max_ulp if error)


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
    assert found.stdout.count('role="img"') == 3


@pytest.mark.exhaustive
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 800, 1600])
@pytest.mark.parametrize("kind", ["report", "scoreboard"])
def test_a_browser_finds_nothing(verdict, tmp_path, kind, width, dark):
    browser.need()
    second = replace(verdict, max_ulp=None)
    pages = {
        "report": lambda: reports.report("html").render([verdict, second], [Left()]),
        "scoreboard": lambda: scoreboard([score("torch", verdict), score("jax", second)]),
    }
    (tmp_path / "page.html").write_text(pages[kind]())
    found = browser.look(tmp_path / "page.html", tmp_path, width, dark)
    assert {key: found[key] for key in ("console", "sideways", "overlaps", "axe")} == {
        "console": [], "sideways": 0, "overlaps": [], "axe": [],
    }  # fmt: skip


def test_all_names_of_the_catalogue_may_stand_in_a_report():
    assert all(re.fullmatch(r"\w+", name) for name in catalogue.names())

"""The atlas: its pages say what sheets, tables and the ledger say, lead somewhere, and read well in a browser."""

import json
import os
import re
from fractions import Fraction
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import sympy

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.display import signs
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge import known_issues, naming
from symact.sheets import cached, neighbours
from symact.system import processes
from tests.helpers import browser
from tests.helpers.paths import ROOT
from tests.helpers.sample import sampled
from tests.helpers.sheets import values

pytest.importorskip("jinja2")
pytest.importorskip("latex2mathml")

from symact.atlas import build as atlas
from symact.atlas import computing
from symact.atlas import entry as pages
from symact.atlas.computing import thresholds
from symact.atlas.drawings import drawings
from symact.atlas.facts import FEW, card, citation, claim, coded, identifier, sympy_text, topics
from symact.atlas.indexes import properties as properties_by_name
from symact.atlas.markup import INFIX, NAMESPACE, SUM, html, math, words
from symact.atlas.search import ALSO, INDEXES
from symact.figures.formats import svg
from symact.sheets.explain import sentences
from symact.sheets.latex import escaping
from symact.sheets.latex.typeset import typeset

NAMES = ("elu", "softmax")
KINDS = (*NAMES, *atlas.PAGES, "property-lipschitz")


@pytest.fixture(scope="module", autouse=True)
def _few_neighbours():
    """Look for neighbours among few, which is as good a test and much less work."""
    with pytest.MonkeyPatch.context() as patch:
        near = {name: neighbours._values(bind(catalogue.get(name))) for name in ("elu", "celu", "relu")}
        patch.setattr(neighbours, "_grid_values", lambda: near)
        yield


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("atlas")
    scores = folder / "scoreboard.json"
    row = {"target": "torch", "activation": "elu", "dtype": "float16", "order": 0, "against": "ideal", "version": "t 1",
           "function": "elu<b>", "judged": 9, "mismatched": 2, "max_ulp": 3.0, "max_finite_ulp": 3.0,
           "classes": {"lost": 1}, "worst": ["1", "2", "3"], "causes": ["<script>alert(1)</script>"]}  # fmt: skip
    right = {**row, "order": 1, "mismatched": 0, "max_ulp": 0.5, "max_finite_ulp": 0.5, "classes": None, "causes": []}
    scores.write_text(json.dumps({"schema": "symact.scoreboard/1", "scores": [row, right]}))
    atlas.build(folder / "site", NAMES, [scores, ROOT / "docs" / "scoreboard" / "rows.json"])
    return folder / "site"


class Page(HTMLParser):
    """The ids, links and headings of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.levels = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[key] for key in ("href", "src") if key in found]
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []


def test_every_fact_has_its_place(site):
    for name in NAMES:
        page = Page((site / f"{name}.html").read_text())
        wanted = [identifier(fact) for fact in cached.sheet(name)["facts"]]
        assert [each for each in page.ids if each in set(wanted)] == wanted
        assert len(page.ids) == len(set(page.ids))


def test_every_link_leads_somewhere(site):
    pages = {path.name: Page(path.read_text()) for path in site.glob("*.html")}
    for name, page in pages.items():
        for link in (each for each in page.links if not each.startswith("https://github.com/")):
            path, _, place = link.partition("#")
            assert (site / (path or name)).is_file(), link
            assert not place or place in pages[path or name].ids, f"{name}: {link}"


def test_a_property_has_one_anchor_on_every_page_and_a_page_of_its_own(site):
    """Facts under conditions have anchors of their own; the plain name leads to the first of them."""
    page, words = Page((site / "elu.html").read_text()), (site / "property-lipschitz.html").read_text()
    assert "lipschitz" in page.ids
    assert page.ids.index("lipschitz") == min(k for k, each in enumerate(page.ids) if each.startswith("lipschitz-")) - 1
    assert words.count("elu.html#lipschitz-") == 2


def test_cases_of_one_property_stand_under_one_heading(site):
    """Both Lipschitz constants of ELU; a title that is the name is told once; properties stand under their topics."""
    cases = re.findall(r'<section class="fact( again)?" id="lipschitz-', (site / "elu.html").read_text())
    assert cases == ["", " again"]
    assert (site / "names.html").read_text().count("<code>elu</code>") == 1
    assert "<code>ELU</code>" not in (site / "names.html").read_text()
    heads = re.findall(r"<h[23][^>]*>(.*?)</h", (site / "properties.html").read_text())
    assert heads.index("Functions of one number") < heads.index("shape") < heads.index("Functions of vectors")


def test_a_long_condition_scrolls_by_itself():
    """SELU's fixed points are told for its own constants, whose closed forms are wider than a telephone."""
    typeset = {"lines": [], "claim": "$x = 0$; $x = 1$", "condition": f"${'x + ' * 30}x = 1$"}
    assert '<p class="claim if" tabindex="0"' in claim(typeset)


def test_what_is_right_everywhere_takes_one_line(site):
    page = (site / "elu.html").read_text()
    assert '<tr id="score-torch-float16-forward">' in page
    assert "score-torch-float16-gradient" not in page
    assert "<p>No wrong result: t 1: float16 gradient.</p>" in page


def test_two_properties_of_one_title_are_told_apart():
    """The range of a function of one number, and that of a function of a pair."""
    entries = [
        {"kind": kind, "topics": topics(cached.sheet(name))} for name, kind in (("elu", "line"), ("glu", "pair"))
    ]
    listed = [(each["title"], each["alias"]) for each in properties_by_name(entries)]
    assert len(set(listed)) == len(listed)
    assert {("range", ""), ("range", "pair range")} <= set(listed)


def test_a_proof_stands_once_on_a_page(site):
    """Others with the same steps lead to it; short ones stand wherever they are used."""
    proofs = re.findall(r"<ol>(.*?)</ol>", (site / "elu.html").read_text(), re.DOTALL)
    long = [proof for proof in proofs if proof.count("<li>") > FEW]
    assert len(long) == len(set(long)) > 10
    assert sum('Step by step as for <a href="#' in proof for proof in proofs) > 2


def test_what_is_copied_for_sympy_reads_back():
    sheet = cached.sheet("elu")
    for fact, lines in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
        copies = dict(card(sheet, fact, lines).copies)
        if "SymPy" in copies:
            sympy.sympify(copies["SymPy"], evaluate=False)
    assert sympy_text({"lower": "-a", "lower_attained": False, "upper": "oo", "upper_attained": False}) == (
        "Interval(-a, oo, True, True)"
    )
    assert [sympy_text(each) for each in ("neither", "not monotonic", True, None)] == [""] * 4


def test_a_page_is_cited_in_bibtex_that_latex_takes(site):
    """A line of underscores would end LaTeX; what stands between tags is written as it is."""
    text = (site / "elu.html").read_text()
    assert "@misc{symact:elu,\n  title = {ELU},\n" in text
    assert citation({"name": "hard_swish", "title": "A & B"}, "1").count(r"hard\_swish") == 2
    assert "&#34;" not in text.partition('id="part-facts"')[2].partition('id="part-names"')[0]


def test_constants_are_not_said_to_have_their_values():
    value = {"kind": "certificate", "rule": "value", "at": "0", "expression": "1", "value": "1"}
    other = {**value, "expression": "x + 1"}
    assert sentences({"evidence": [value, other]}) == ["At x = `0`, `x + 1` has the value `1`."]
    assert sentences({"evidence": [value]}) == ["At x = `0`, `1` has the value `1`."]


def test_headings_descend_one_by_one(site):
    for path in site.glob("*.html"):
        levels = Page(path.read_text()).levels
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), path.name


def test_nothing_is_fetched_from_elsewhere(site):
    for path in site.iterdir():
        text = path.read_text().replace("http://www.w3.org/", "")
        # Links to reports of others lead away; nothing is loaded from there.
        assert not re.search(
            r"""<(?:link|script|img)[^>]*(?:src|href)=["']?(?:https?:)?//|url\(|@import|fetch\(""", text
        ), path.name


def test_what_others_wrote_is_escaped(site):
    for page in ("elu.html", "causes.html"):
        text = (site / page).read_text()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_the_data_beside_a_page_are_the_sheet(site):
    data = json.loads((site / "elu.json").read_text())
    assert data["sheet"] == json.loads(json.dumps(cached.documented(cached.sheet("elu"))))
    assert [row["error"] for row in data["scores"]] == ["3", "0.5"]


def test_every_place_that_the_search_knows_exists(site):
    """A property and a part of a page, by what readers call them: the least value is an extremum."""
    index = json.loads(re.search(r"const INDEX = (.*);", (site / "search.js").read_text())[1])
    for _, page, _, own in index["pages"]:
        ids = Page((site / f"{page}.html").read_text()).ids
        assert {index["properties"][place][1] for place in index["sets"][own]} <= set(ids)
    also = {anchor: words.split() for _, anchor, words in index["properties"]}
    assert "minimum" in also["extrema"]
    assert "nan" in also["part-conventions"]
    assert set(ALSO) <= set(properties.names())
    assert {page for _, page, _, _ in index["pages"]} == {*NAMES, *INDEXES}


def test_mathml_stands_once_on_the_page_and_in_its_data(site):
    """A parser of XML reads it; buttons copy it from the page."""
    data, text = json.loads((site / "elu.json").read_text()), (site / "elu.html").read_text()
    assert "derivative_1" in data["mathml"]
    for line in (line for lines in data["mathml"].values() for line in lines):
        assert ElementTree.fromstring(line).tag == "{http://www.w3.org/1998/Math/MathML}math"
        assert line.replace(NAMESPACE, "") in SUM.sub("", text)
    assert "&lt;math" not in text
    assert NAMESPACE not in text


def test_a_long_formula_stands_on_its_own_page_alone(site):
    table = (site / "property-variance_map.html").read_text()
    assert "elu.html#variance_map" in table
    assert "<math" not in table
    limits = (site / "property-limit_neg_inf.html").read_text()
    assert len(re.findall("<math", limits.partition("<tbody>")[2])) == 1


def test_all_digits_come_with_their_condition():
    """An exact value stands on the page in full already; one of a case holds in that case."""
    decimal = {"at": "-1.27846454276107", "value": "-0.27846454276107"}
    fact = {"property": "extrema", "scope": "Eq(beta, 1)", "decimal": [decimal, {"at": "0", "value": "0"}]}
    assert pages._digits({"parameters": [], "facts": [fact]}) == [(*decimal.values(), "if beta = 1")]


def test_no_line_begins_with_a_comma_or_breaks_a_word_with_a_number():
    comma = html("limit of $f(c x)$, $c \\to 0$")
    assert re.search(r'<span class="nb"><math>(?:(?!</math>).)*</math>,</span> <math>', comma)
    assert html("Lipschitz, 2-norm, and 1-x") == "Lipschitz, 2\N{NON-BREAKING HYPHEN}norm, and 1-x"
    assert (
        signs("from -4 to .5, -.5, 2026-05, x-1, 1e-5")
        == "from \N{MINUS SIGN}4 to .5, \N{MINUS SIGN}.5, 2026-05, x-1, 1e-5"
    )


def test_rules_stand_once_on_a_page(site):
    page = Page((site / "elu.html").read_text())
    used = {link[1:] for link in page.links if link.startswith("#rule-")}
    assert used == {each for each in page.ids if each.startswith("rule-")}
    assert "rule-gluing" in used


def test_verdicts_on_rows_stand_on_their_page(site):
    """The place, and the law that is broken, as rows.json has them."""
    scores = json.loads((ROOT / "docs" / "scoreboard" / "rows.json").read_text())["scores"]
    known = [each["of_rows"] for each in scores if each["activation"] == "softmax" and "of_rows" in each]
    text = (site / "softmax.html").read_text()
    assert len(json.loads((site / "softmax.json").read_text())["scores"]) == len(known) > 4
    wrong = [each for each in known if each["laws"]]
    assert wrong
    assert all(escape(each["laws"][0][2], quote=False) in text.replace("&#39;", "'") for each in wrong)
    assert any(
        f"{each['family']}, row {each['row']} of n = {each['width']}, entry {each['entry']}" in text for each in wrong
    )


def test_the_nearest_come_first(site):
    """ELU and CELU are the same at alpha = 1; ReLU is 1 - exp(-20) away at the end of the grid."""
    (celu, same), (relu, gap) = neighbours.screened("elu")
    assert (celu, same, relu) == ("celu", 0, "relu")
    assert gap == pytest.approx(1 - 2.061153622438558e-9, abs=1e-15)


def test_it_is_twice_the_same_however_many_processes_make_it(site, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "FEW", 1)
    atlas.build(
        tmp_path / "again", NAMES, [site.parent / "scoreboard.json", ROOT / "docs" / "scoreboard" / "rows.json"]
    )
    first, second = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in (site, tmp_path / "again"))
    assert first == second


def test_claims_of_the_ledger_stand_on_their_page(site):
    text = (site / "softmax.html").read_text()
    found = [each for each in atlas._claims(NAMES) if each["function"] == "softmax"]
    assert found
    assert all(f'id="claim-{each["id"].replace(":", "-")}"' in text for each in found)


def test_what_libraries_return_and_what_was_reported_stands_there(site):
    data, text = json.loads((site / "elu.json").read_text()), (site / "elu.html").read_text()
    at_nan = next(row for row in data["conventions"] if (row["quantity"], row["x"]) == ("value", "nan"))
    assert at_nan["correct"] == "nan"
    assert sorted(lib for _, who in at_nan["results"] for lib in who.split(", ")) == sorted(
        {each["library"] for each in naming.naming("elu")["calls"] if each["measured"]}
    )
    assert [each["name"] for each in data["known"]] == [each.name for each in known_issues.of("elu")]
    assert all(f'id="known-{each["name"]}"' in text for each in data["known"])


def test_thresholds_are_where_relu6_settles():
    """From 6 on all numbers are cut to 6, and below 0 all are 0: by the definition, not by a table."""
    rows = {(row["format"], row["where"].split(" (")[0]): row["result"].split(" (")[0] for row in thresholds("relu6")}
    assert {key: value for key, value in rows.items() if key[0] == "float16"} == {
        ("float16", "x \N{GREATER-THAN OR EQUAL TO} 6"): "6",
        ("float16", "all x < 0"): "0.0",
    }


@pytest.mark.parametrize("at_first", [1, 5, 1000])
@pytest.mark.parametrize(("dtype", "whole"), [("float8_e4m3fn", 8), ("float8_e5m2", 4)])
def test_inputs_are_tried_inward_to_the_last_that_is_no_integer(monkeypatch, dtype, whole, at_first):
    """sin(pi*x)/(pi*x) is 0 at integers alone, which all numbers are whose significand has no bits behind the point."""
    monkeypatch.setattr(computing, "AT_FIRST", at_first)
    bound, fmt = bind(catalogue.get("sinc")), get_format(dtype)
    assert list(computing._seen(bound, fmt, 1)) == [(fmt.from_fraction(Fraction(whole)), 0)]
    assert list(computing._seen(bind(catalogue.get("gcu")), fmt, -1)) == []


def test_a_proof_has_isolated_roots_in_words():
    root = "the zero of x**5 + x - 10 in (1, 2)"
    assert (
        coded("At x = `RootIn(x**5 + x - 10, 1, 2)` it is `0`.")
        == f"At x = <code>({root})</code> it is <code>0</code>."
    )


SIGNS = set("∑∖∼∞∂∪∈′″−→≤≥≠·…∧∨")
"""What formulas hold beside ASCII and Greek; a sign that fonts lack would be lost."""


@pytest.mark.parametrize("name", sampled(catalogue.names(), every=4))
def test_no_sign_of_a_formula_is_lost(name):
    known = typeset(catalogue.get(name), values(name))
    lines = [known["formula"], *(line for fact in known["facts"] for line in fact["lines"])]
    for line in lines:
        text = "".join(ElementTree.fromstring(math(line)).itertext())
        assert not {c for c in text if ord(c) > 127 and not 0x370 < ord(c) < 0x400} - SIGNS - {"\N{NO-BREAK SPACE}"}
        assert "\\" not in text, line
        assert text.count("\N{SET MINUS}") == line.count(r"\setminus")


def test_a_set_difference_and_a_limit_are_set_as_tex_sets_them():
    text = "".join(ElementTree.fromstring(math(r"f \in C^{1} \setminus C^{2}")).itertext())
    assert "\N{SET MINUS}" in text
    # An operator has room on both sides, and a minus after it belongs to what follows.
    assert '<mo>\N{TILDE OPERATOR}</mo><mo form="prefix"' in math(r"f(x) - y \sim - x")
    assert '<mo>\N{NOT EQUAL TO}</mo><mo form="prefix"' in math(r"a \neq -1")
    assert '<mo>\N{RIGHTWARDS ARROW}</mo><mo form="prefix" lspace="0" rspace="0">+' in math(r"\to +\infty")
    assert math(r"[-a, -b/2]").count('<mo form="prefix" lspace="0" rspace="0">') == 2
    assert "pt" not in math(r"\begin{cases} \displaystyle a & b \\[6pt] c & d \end{cases}")
    assert "<munder><mi>lim</mi>" in math(r"\lim_{x \to -\infty} f(x) = 0")


def test_brackets_stretch_around_what_is_high_alone_and_functions_stand_apart():
    flat = math(r"x \log{\left(e^{x} + \left(a + 1\right)^{2} \right)}")
    assert 'stretchy="true"' not in flat
    assert '<mi>x</mi><mspace width="0.167em" /><mi>log</mi>' in flat
    high = math(r"\left(\frac{x}{2} + \left(a + 1\right)\right) \operatorname{erfc}{\left(x \right)}")
    assert high.count('stretchy="true"') == high.count('stretchy="false"') / 2 == 2
    assert "<mspace" not in math(r"\frac{x}{2} \left(x + 1\right) \sqrt{x}")


def test_a_long_sum_stands_in_parts_between_which_a_line_breaks():
    sum_ = r"\alpha e^{m/\alpha + v} \left(x + 1\right) + \left\{ a + b \right\} - \frac{x + 1}{2} + O(x^{6} + x)"
    page = html(f"f is ${sum_}$ here")
    assert page.count("<math>") == page.count(INFIX) + 1 == 4
    assert SUM.sub("", page).count("<math>") == 1
    for part in page.split(" <math>"):
        ElementTree.fromstring(part.rpartition("</math>")[0].partition("<math>")[2].join(("<math>", "</math>")))
    assert html("$a + b$").count("<math>") == 1


def test_claims_are_told_with_signs():
    told = signs("x**2 >= 0 on (-oo, oo), a <= 2")
    assert told == "x^2 {} 0 on ({}, {}), a {} 2".format(
        "\N{GREATER-THAN OR EQUAL TO}", "\N{MINUS SIGN}\N{INFINITY}", "\N{INFINITY}", "\N{LESS-THAN OR EQUAL TO}"
    )


def test_text_comes_back_from_latex():
    text = "alpha_1 {x} > 0 & 50% ~ #$ ^ \N{GREEK SMALL LETTER ALPHA}\N{PLUS-MINUS SIGN}2 - 1/2"
    assert words(escaping.escape(text)).replace("\N{INFINITY}", "oo") == text
    assert html("a < b").startswith("a &lt; b")


def _ending(name, *_):
    os._exit(3)


def test_a_process_that_ends_is_one_line(monkeypatch):
    monkeypatch.setattr(processes, "FEW", 1)
    monkeypatch.setattr(atlas, "entry", _ending)
    with pytest.raises(SymactError, match="made the pages of elu or of one after it ended"):
        list(atlas._entries(NAMES, [], [], "0", 2))


def test_a_folder_that_is_not_empty_is_refused(run, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").touch()
    code, _, err = run("atlas", "relu", "-o", "there")
    assert code == 2
    assert err.startswith("symact: cannot write the folder")
    code, _, err = run("atlas", "relu", "-o", "there/file")
    assert (code, err) == (2, "symact: cannot write a folder at 'there/file': it is a file; name a new folder")


@pytest.mark.exhaustive
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 800, 1600])
@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_finds_nothing(site, tmp_path, kind, width, dark):
    browser.need()
    found = browser.look(site / f"{kind}.html", tmp_path, width, dark)
    assert (found["width"], found["dark"]) == (width, dark)
    assert found["console"] == []
    assert found["sideways"] == 0
    assert found["overlaps"] == []
    assert found["axe"] == []
    assert found["search"][0] == "elu.html#range"


@pytest.mark.exhaustive
def test_labels_of_level_lines_do_not_meet(tmp_path):
    """Both axes of level lines go from -4 to 4: two labels of -4 meet in one corner, 4 and a name in another."""
    browser.need()
    style = f"{svg.COLOURS}{svg.STYLE} svg {{ width: 42rem; display: block; }}"
    drawn = "".join(each["svg"] for each in drawings("swiglu"))
    page = f'<!DOCTYPE html><html lang="en"><head><style>{style}</style></head><body>{drawn}</body></html>'
    (tmp_path / "page.html").write_text(page)
    assert browser.look(tmp_path / "page.html", tmp_path, 800, dark=False)["overlaps"] == []

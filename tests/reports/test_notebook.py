"""Objects in notebooks: HTML that a parser takes, LaTeX, Markdown; and what a stranger wrote is text in all of them."""

import enum
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
import sympy

import symact
from symact import display
from symact.checking.recheck import Outcome
from symact.checking.sheet_audit import SheetAudit
from symact.definition.activation import Activation, Param, Source
from symact.display import Shown
from symact.figures.plotting import Plot
from symact.judge.identify.separate import Identification, Separation
from symact.reports.notebook import card
from symact.tables.audit.audit import TableAudit

HOSTILE = "<script>alert(1)</script> & $\\end{document}$ | `x` [a](javascript:b) \\input{/etc/passwd}"

VOID = {"br"}


class Balanced(HTMLParser):
    """Collects tags and text, and asserts that every tag is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text = [], set(), []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert attrs == []
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def things():
    own = symact.define("Max(0, x)**2", name="own_square")
    verdict = symact.verify(lambda x: np.maximum(x, 0) ** 2 * x.dtype.type(1.01), own, dtype="bfloat16")
    yield from (own, symact.sheet("relu"), symact.derive("relu", "range"), symact.derive("relu", "range")[0])
    yield from (symact.Param.real("a", 1, "a slope"), symact.Source("Somebody 2020", "f(x) = x"), symact.Policy())
    yield from (SheetAudit("relu", (Outcome("range", "True", "refuted", "of < nothing"),)), TableAudit(()))
    yield Identification("relu", "relu", {}, 0, ("torch",), "bfloat16", 9, 0.5, 1.0, (Separation("gelu", "open"),))
    yield from (symact.compare("relu", "softsign"), symact.table(own, dtype="bfloat16"), verdict)


@pytest.fixture(scope="module")
def shown():
    return {type(thing).__name__: thing for thing in things()}


def public_types():
    """Yield every class that the public names are, or return."""
    for name in symact.__all__:
        thing = getattr(symact, name)
        if not isinstance(thing, type):
            # Hints whose names are imported for type checkers alone are text: their last word is the class.
            hint = thing.__annotations__["return"].split("|")[0].strip()
            home = vars(sys.modules[thing.__module__])
            thing = home.get(hint) or vars(symact.display).get(hint) or hint
        yield name, thing


def test_everything_public_shows_itself():
    """All but errors, numbers of an enumeration, tuples and arrays, which notebooks know."""
    known = {each.__name__: each for each in Shown.__subclasses__()}
    missing = []
    for name, thing in public_types():
        found = known.get(thing, Plot if thing == "Plot" else thing) if isinstance(thing, str) else thing
        if isinstance(found, type) and issubclass(found, (Exception, enum.Enum)):
            continue
        if isinstance(found, str) and found.startswith(("tuple[", "npt.NDArray[")):
            continue
        if not (hasattr(found, "_repr_html_") and hasattr(found, "_repr_latex_")):
            missing.append((name, found))
    assert missing == []
    assert all(each in card.registry for each in known.values())


KINDS = ["Activation", "Sheet", "Facts", "Fact", "Comparison", "Table", "Verdict", "Param", "Source", "Policy",
         "SheetAudit", "TableAudit", "Identification"]  # fmt: skip


@pytest.mark.every(2)
@pytest.mark.parametrize("kind", KINDS)
def test_every_object_is_shown_in_all_languages(shown, kind):
    thing = shown[kind]
    page = Balanced(thing._repr_html_())
    assert page.tags <= {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br"}
    said = " ".join(page.text)
    assert card(thing).title in said
    assert thing._repr_latex_().count("{") == thing._repr_latex_().count("}")
    widths = {line.count("|") for line in thing._repr_markdown_().splitlines() if line.startswith("|")}
    assert len(widths) <= 1
    assert str(thing)


def test_what_is_said(shown):
    assert "[0, oo)" in shown["Fact"]._repr_html_()
    assert str(shown["Fact"]) == "range\n[0, oo)   proved"
    assert r"f(x) = \begin{cases}" in shown["Sheet"]._repr_latex_()
    assert "proved" in shown["Sheet"]._repr_markdown_()
    assert "own_square, bfloat16, order 0" in shown["Table"]._repr_html_()
    assert "not correctly rounded" in shown["Verdict"]._repr_html_()


def hostile():
    a = sympy.Symbol("a", real=True)
    x = sympy.Symbol("x", real=True)
    return Activation("hostile", HOSTILE, a * x, (Source(HOSTILE, HOSTILE),), (Param(a, sympy.Integer(1), HOSTILE),))


@pytest.mark.parametrize("language", ["html", "latex", "markdown"])
def test_a_strangers_text_stays_text(language):
    thing = hostile()
    text = display.shown(thing, language)
    assert "<script" not in text
    assert "<img" not in text
    if language == "html":
        page = Balanced(text)
        assert page.tags <= {"div", "p", "strong"}
        assert HOSTILE in "".join(page.text)
    if language == "latex":
        assert r"\input" not in text
        assert r"\end{document}" not in text
    if language == "markdown":
        assert "](" not in text
        assert "`" not in text


def test_without_a_renderer_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(display, "_registered", [])
    assert symact.get("relu")._repr_html_() is None


def test_the_renderer_is_loaded_when_something_is_shown():
    import subprocess
    import sys

    code = "import sys, symact; symact.get('relu'); print('symact.reports.notebook' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_formula_of_a_vector_has_its_indices():
    """The same as on its sheet and its page."""
    shown = symact.get("rms_norm")._repr_latex_()
    assert r"f(x)_{i} = \frac{x_{i}}{\sqrt{\varepsilon + \frac{\sum_{j} x_{j}^{2}}{n}}}" in shown

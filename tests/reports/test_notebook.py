"""Objects in notebooks: HTML that a parser takes, LaTeX, Markdown; and what a stranger wrote is text in all of them."""

from html.parser import HTMLParser

import numpy as np
import pytest
import sympy

import symact
from symact import display
from symact.definition.activation import Activation, Param, Source
from symact.reports.notebook import card

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
    verdict = symact.verify(lambda x: np.maximum(x, 0) ** 2 * np.float32(1.001), own, dtype="float32")
    yield from (own, symact.sheet("relu"), symact.derive("relu", "range"), symact.derive("relu", "range")[0])
    yield from (symact.compare("relu", "softsign"), symact.table(own, dtype="bfloat16"), verdict)


@pytest.fixture(scope="module")
def shown():
    return {type(thing).__name__: thing for thing in things()}


KINDS = ["Activation", "Sheet", "Facts", "Fact", "Comparison", "Table", "Verdict"]


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

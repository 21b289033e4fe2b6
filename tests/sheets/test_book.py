"""The book and the article: what they hold, and that TeX sets them without a box that is too wide."""

import re
import shutil
import subprocess

import pytest
import sympy

from symact import catalogue
from symact.claims import claims, judge
from symact.claims.report import explanation, to_json
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.display import signs
from symact.errors import SymactError
from symact.figures.course import course
from symact.figures.formats import tikz
from symact.sheets import cached
from symact.sheets.latex import compiled as pdf_file
from symact.sheets.latex.book import FAMILIES, _constants, book, family_of, figure
from symact.sheets.latex.document import _fact, document
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.exercises import exercises
from symact.sheets.latex.notation import cases


def judged(names):
    found = [(claim, judge(claim)) for claim in claims() if claim.function in names]
    rows = to_json(found)["claims"]
    return [{**row, "explanation": explanation(ruling)} for row, (_, ruling) in zip(rows, found, strict=True)]


def made(names):
    activations = [catalogue.get(name) for name in names]
    return book(activations, {name: cached.sheet(name) for name in names}, judged(names))


def compiled(text, folder):
    """Return TeX's log of a document that latexmk has made a PDF of."""
    (folder / "document.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return (folder / "document.log").read_text(encoding="latin-1")


def test_a_family_follows_from_the_sheet():
    wanted = {"relu": 0, "elu": 1, "gelu": 2, "swiglu": 3, "softmax": 4}
    found = {name: family_of(catalogue.get(name), cached.sheet(name)) for name in wanted}
    assert found == {name: FAMILIES[k] for name, k in wanted.items()}


def test_the_book_has_all_of_its_parts():
    text = made(("elu", "softmax"))
    chapters = (
        "Piecewise smooth functions",
        "Functions of vectors",
        "Constants",
        "Textbook claims, judged",
        "Exercises",
    )
    for part in (
        *(f"chapter{{{name}}}" for name in (*chapters, "The rules of proof", "Answers")),
        *("tableofcontents", "bibliography{", "printindex", "begin{tikzpicture}", "begin{theorem}[ELU, range]"),
    ):
        assert f"\\{part}" in text
    told = [each for each in judged(("elu", "softmax")) if each["function"] in ("elu", "softmax")]
    assert text.count(r"\claimline{") == len(told)


def test_answers_are_the_facts():
    sheet = cached.sheet("gelu")
    asked, answers = exercises([sheet], [])
    assert len(asked) == len(answers) > 2
    (extrema,) = [k for k, line in enumerate(asked) if "extreme values" in line]
    assert answers[extrema] == r"\item $x = -0.751791524693\ldots$: value $-0.169971207479\ldots$, minimum, global."


def test_points_of_the_drawing_are_the_values():
    """The panel is ten centimetres wide, from -5 to 5: a point's place is its x plus 5."""
    drawn = course(bind(catalogue.get("elu")), ())
    text = tikz.drawing(drawn)
    (line,) = [each for each in text.splitlines() if each.startswith(r"\draw[blue") and "+(" not in each]
    y = drawn.panels[0].y
    for a, b in re.findall(r"\((-?[\d.]+),(-?[\d.]+)\)", line):
        x = float(a) - 5
        value = y.low + (y.high - y.low) * (float(b) + 4.2) / 4.2
        assert value == pytest.approx(x if x > 0 else 2.718281828459045**x - 1, abs=4e-3)


def test_constants_keep_their_condition():
    """SiLU's slope is bounded by the same number whatever beta is; ACON's is known at its defaults alone."""
    fact = {"property": "lipschitz", "value": "r", "decimal": "1.0998393201288668", "scope": "Eq(beta, 1) & Eq(p1, 1)"}
    sheet = {"title": "ACON", "facts": [fact, {**fact, "scope": "True"}], "latex": {"facts": [{"heading": "sup"}] * 2}}
    rows = [line for line in _constants([sheet]) if "ACON" in line]
    assert ["beta = 1, p1 = 1" in row for row in rows] == [True, False]


def test_a_wide_fraction_is_set_smaller_and_a_sum_broken():
    terms = " + ".join(rf"\frac{{x^{{{k}}}}}{{{k}}}" for k in range(1, 20))
    whole = rf"\frac{{1}}{{\sqrt{{{terms}}}}}"
    for formula, shrinks in ((whole, True), (terms, False), (r"\frac{1}{2}", False), (f"{whole} + x", False)):
        line = _fact(
            {"status": "proved"}, {"lines": [], "heading": "gain", "claim": f"${formula}$", "condition": ""}, ""
        )
        assert (rf"\fit{{{formula}}}" in line) is shrinks


def test_what_fills_half_a_page_is_left_to_the_json_with_its_condition():
    long = {"lines": [], "heading": "variance map", "claim": f"${'x + ' * 2000}x$", "condition": "$a > 0$"}
    assert _fact({"status": "proved"}, long, "hard_elish") == (
        r"\fact{variance map}{a closed form of half a page, in the output of "
        r"\texttt{symact show hard\_\allowbreak{}elish -{}-json} \ if $a > 0$}{proved}"
    )


def test_signs_in_text_are_signs():
    assert escape(signs("[-1, oo) for x >= 0")) == r"[\ensuremath{-}1, \ensuremath{\infty}) for x \ensuremath{\geq} 0"


@pytest.fixture
def tex():
    """Skip where there is no latexmk, or no TikZ, which figures need."""
    found = shutil.which("latexmk") and subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, check=False)
    if not found or found.returncode:
        pytest.skip("no latexmk, or no TikZ; apt-get install latexmk texlive-pictures")


def test_parameters_of_a_caption_are_formulas():
    drawn = figure(catalogue.get("xielu"))
    assert r"xIELU ($\alpha_{p}$ = 4/\allowbreak{}5, $\alpha_{n}$ = " in drawn
    assert r"The curve of $f$ from $x$ = \ensuremath{-}5 to 5, and below it $f'$ and $f''$." in drawn


def test_rows_of_fractions_do_not_touch():
    assert cases([(x / 2, x > 0), (x / 3, sympy.true)]).count(r"\\[6pt]") == 1
    assert r"\\[" not in cases([(x, x > 0), (2 * x, sympy.true)])


@pytest.mark.exhaustive
@pytest.mark.usefixtures("tex")
@pytest.mark.parametrize("kind", ["book", "article"])
def test_no_box_is_too_wide(kind, tmp_path):
    names = catalogue.names()
    activations = [catalogue.get(name) for name in names]
    text = made(names) if kind == "book" else document(activations, {each.name: figure(each) for each in activations})
    log = compiled(text, tmp_path)
    assert re.findall(r"Overfull .hbox \(.*", log) == []
    assert "undefined" not in log


@pytest.mark.exhaustive
@pytest.mark.usefixtures("tex")
def test_a_sheet_has_two_pages(tmp_path):
    log = compiled(document([catalogue.get("celu")], {"celu": figure(catalogue.get("celu"))}), tmp_path)
    assert "(2 pages" in log


@pytest.mark.skipif(shutil.which("latexmk") is not None, reason="latexmk is installed")
def test_without_latexmk_a_pdf_is_refused_in_one_line(run):
    code, _, err = run("docs", "relu", "--pdf", "-o", "relu.pdf")
    assert code == 2
    assert "latexmk" in err


def test_without_tikz_it_is_said_what_to_install(monkeypatch):
    said = b"This is pdfTeX\n! LaTeX Error: Environment tikzpicture undefined.\n"
    monkeypatch.setattr(pdf_file, "need", lambda: None)
    monkeypatch.setattr(pdf_file.subprocess, "run", lambda *words, **more: subprocess.CompletedProcess(words, 1, said))
    with pytest.raises(SymactError, match="figures need TikZ; apt-get install texlive-pictures"):
        pdf_file.pdf("")

"""The catalogue as a book for students: chapters by family, figures, theorems, constants, claims, exercises, index."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symact.definition.activation import Activation
from symact.definition.bound import bind
from symact.display import signs
from symact.errors import SymactError
from symact.figures import examples
from symact.figures.course import course
from symact.figures.formats import tikz
from symact.sheets.conditions import condition_text
from symact.sheets.explain import rules_used
from symact.sheets.latex.document import described, sources
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.exercises import exercises
from symact.sheets.latex.notation import FIT, tex
from symact.sheets.latex.proof import theorem

PREAMBLE = (
    r"""\documentclass[11pt,a4paper,oneside]{book}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{microtype}
\usepackage{amsmath,amsthm,longtable,makeidx,tikz}
\usepackage[hidelinks,pdftitle={Activation functions, derived}]{hyperref}
\makeindex
\allowdisplaybreaks
"""
    + FIT
    + r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{3pt}
\setlength{\emergencystretch}{5em}
\setlength{\jot}{6pt}
\theoremstyle{definition}
\newtheorem{theorem}{Theorem}[section]
\newcommand{\status}[1]{\textnormal{\small\textit{#1}}}
\newcommand{\fact}[3]{{\raggedright\hangindent=2em #1: #2 \status{(#3)}\par}}
\newcommand{\topic}[1]{\par\smallskip\textbf{#1}\par\nopagebreak}
\newcommand{\claimline}[3]{{\raggedright\hangindent=2em #1\ \ \textbf{#2.} #3\par}}
\title{Activation functions, derived}
\author{Written by symact from definitions, proofs and correctly rounded values}
\date{}
"""
)

NOTATION = r"""\chapter*{Notation}
\addcontentsline{toc}{chapter}{Notation}
Every statement carries its status. \emph{Proved}: by algebra and named rules. \emph{Certified}: where algebra does not
decide, balls of interval arithmetic cover the line. \emph{Unknown}: a step failed, and the text says which.

$f'$ and $f''$ are derivatives where they exist; $f(c^-)$ and $f(c^+)$ are one-sided limits, $\partial f(c)$ is the
Clarke interval between the one-sided slopes. $C^k$ has $k$ continuous derivatives. $Z$ is a standard normal variable
and
$\mathrm{E}$ its expectation. In figures a filled dot belongs to the curve, a hollow one does not; all curves are drawn
from correctly rounded values. A decimal with dots is cut off, not rounded.
"""

PROVED = ("smoothness", "range", "lipschitz", "entry_bounds", "shift_invariance")
"""Properties that stand as theorems with their proofs; the others stand as lines."""

CONSTANTS = ("lipschitz", "curvature_bound", "gaussian_mean", "gaussian_second_moment", "gaussian_slope_second_moment",
             "gain")  # fmt: skip
"""Properties whose value may be one number."""

RATIONAL = re.compile(r"-?\d+(/\d+)?|-?oo")
"""A value that needs no decimals."""

SCALE = 0.72
"""Of a figure, so that a sheet fits on two pages."""

FAMILIES = (
    "Piecewise linear functions",
    "Piecewise smooth functions",
    "Smooth functions",
    "Gated pairs",
    "Functions of vectors",
)


def book(
    activations: Sequence[Activation], sheets: Mapping[str, Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]
) -> str:
    """Return the book on activations, their sheets, and the judged claims, as a LaTeX document."""
    body: list[str] = []
    for family in FAMILIES:
        members = [each for each in activations if family_of(each, sheets[each.name]) == family]
        if members:
            body += [rf"\chapter{{{family}}}", *(_section(each, sheets[each.name]) for each in members)]
    told = [each for each in claims if each["function"] in sheets]
    asked, answers = exercises(list(sheets.values()), told)
    parts = [
        PREAMBLE,
        _bibliography(activations),
        r"\begin{document}",
        r"\frontmatter\maketitle\tableofcontents",
        NOTATION,
    ]
    parts += [r"\mainmatter", *body, r"\appendix", *_constants(sheets.values()), *_claims(told)]
    parts += _rules(sheets.values())
    parts += [r"\chapter{Exercises}", *asked, r"\chapter{Answers}", *answers]
    parts += [
        r"\backmatter\nocite{*}\bibliographystyle{plain}\bibliography{\jobname}",
        r"\printindex",
        r"\end{document}",
    ]
    return "\n".join(parts) + "\n"


def family_of(activation: Activation, sheet: Mapping[str, Any]) -> str:
    """Return the family of a function, from its domain, its second derivative and its smoothness."""
    if activation.domain.kind != "line":
        return FAMILIES[3] if activation.domain.kind == "pair" else FAMILIES[4]
    second = [fact["value"] for fact in sheet["facts"] if fact["property"] == "derivative_2" and fact["value"]]
    if second and all(each["expression"] == "0" for value in second for each in value):
        return FAMILIES[0]
    return FAMILIES[2] if len(sheet["pieces"]) == 1 else FAMILIES[1]


def _section(activation: Activation, sheet: Mapping[str, Any]) -> str:
    title = escape(activation.title)
    parts = [rf"\section{{{title}}}\index{{{title}}}", *described(activation, sheet, figure(activation))]
    present = {fact["property"] for fact in sheet["facts"] if fact["status"] != "unknown"}
    parts += [theorem(sheet, name, rules=False) for name in PROVED if name in present]
    cited = ", ".join(key for key, _ in sources([activation]))
    return "\n".join([*parts, rf"Sources: \cite{{{cited}}}.\par\bigskip"])


def figure(activation: Activation) -> str:
    """Return the figure of a function with its derivatives, or an example of one of several numbers."""
    bound = bind(activation)
    try:
        drawn = course(bound, (1, 2)) if bound.space().on_line else examples.example(bound)
    except SymactError:
        return ""
    if drawn is None:
        return ""
    said = f"{drawn.title}. {drawn.description}".replace("\N{PRIME}", "'").replace("\N{DOUBLE PRIME}", "''")
    caption = re.sub(r"\b([fx])('*)(?=[ .,])", r"$\1\2$", escape(signs(said)))
    for param in activation.params:
        name = escape(param.symbol.name)
        for before in "( ":
            caption = caption.replace(f"{before}{name} = ", f"{before}${tex(param.symbol)}$ = ")
    picture = f"\\scalebox{{{SCALE}}}{{{tikz.drawing(drawn)}}}"
    return f"\\begin{{center}}\n{picture}\\par\n{{\\small {caption}\\par}}\n\\end{{center}}"


def _bibliography(activations: Sequence[Activation]) -> str:
    entries = [
        f"@misc{{{key},\n  title = {{{{{escape(text)}}}}},\n  key = {{{key}}}\n}}" for key, text in sources(activations)
    ]
    return "\\begin{filecontents*}[overwrite]{\\jobname.bib}\n" + "\n".join(entries) + "\n\\end{filecontents*}"


def _constants(sheets: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield r"\chapter{Constants}"
    yield "With 29 decimal places, cut off; where a parameter decides, at the values that are named."
    yield r"\begin{longtable}{@{}p{34mm}lll@{}}"
    for sheet in sheets:
        for fact, typeset in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
            decimal = fact["decimal"]
            is_number = isinstance(decimal, str) and not RATIONAL.fullmatch(str(fact["value"]))
            if fact["property"] in CONSTANTS and is_number:
                given = rf"\parbox[t]{{32mm}}{{\raggedright\footnotesize {escape(condition_text(fact['scope']))}}}"
                row = (escape(sheet["title"]), typeset["heading"], rf"${_cut(decimal)}\ldots$", given)
                yield rf"{' & '.join(row)} \\"
    yield r"\end{longtable}"


def _cut(decimal: str) -> str:
    digits, _, exponent = decimal.partition("e")
    return digits[: 31 + digits.startswith("-")] + (rf"\cdot 10^{{{int(exponent)}}}" if exponent else "")


def _rules(sheets: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the rules that the proofs of the book use, each once."""
    used = {
        line: None for s in sheets for fact in s["facts"] if fact["property"] in PROVED for line in rules_used(fact)
    }
    return [
        r"\chapter{The rules of proof}",
        *(rf"{{\raggedright\hangindent=2em {escape(each)}.\par}}" for each in sorted(used)),
    ]


def _claims(claims: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield r"\chapter{Textbook claims, judged}"
    yield "What lecture notes, a glossary and articles say; each verdict is computed, and none is typed in."
    for name in dict.fromkeys(each["function"] for each in claims):
        yield rf"\topic{{{escape(name)}}}"
        for each in claims:
            if each["function"] == name:
                says, why = (escape(signs(each[key])) for key in ("says", "explanation"))
                yield rf"\claimline{{{says}:}}{{{each['verdict']}}}{{{why}}}"

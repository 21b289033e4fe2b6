"""The sheet of one activation, or of several, as an article of LaTeX."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from symact.definition.activation import Activation, Param
from symact.definition.bound import definition_of
from symact.enclosure.digits import digits
from symact.properties import Subject, derive_all
from symact.sheets.content import content
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import FIT, MEASURED, display, tex
from symact.sheets.latex.typeset import said, typeset
from symact.symbolic.fixed_point_condition import solution

PREAMBLE = (
    r"""\documentclass[10pt]{article}
\usepackage[a4paper,margin=18mm]{geometry}
\usepackage{amsmath,graphicx}
\IfFileExists{tikz.sty}{\usepackage{tikz}}{}
\allowdisplaybreaks
"""
    + FIT
    + r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{1pt}
\emergencystretch=3em
\newcommand{\status}[1]{\textnormal{\small\textit{#1}}}
\newcommand{\fact}[3]{{\raggedright\hangindent=2em #1: #2 \status{(#3)}\par}}
\newcommand{\topic}[1]{\par\smallskip\textbf{#1}\par\nopagebreak}
\begin{document}
\setlength{\abovedisplayskip}{4pt plus 3pt}
\setlength{\belowdisplayskip}{4pt plus 3pt}
\setlength{\jot}{6pt}
"""
)


UNREADABLE = 3000
"""Characters of LaTeX beyond which nobody reads a formula."""


def document(subjects: Iterable[Subject], drawings: Mapping[str, str] | None = None) -> str:
    """Return a complete LaTeX document with one section for each activation.

    Args:
        subjects: definitions, or definitions with bound parameters.
        drawings: name -> a figure in LaTeX, for those that have one.
    """
    sections = (section(subject, (drawings or {}).get(definition_of(subject).name, "")) for subject in subjects)
    return PREAMBLE + "\n".join(sections) + "\\end{document}\n"


def section(subject: Subject, drawing: str = "") -> str:
    """Return the section of one activation: formula, parameters, figure, facts with their status, sources."""
    activation = definition_of(subject)
    facts = derive_all(subject)
    sheet = {**content(subject, facts), "latex": typeset(subject, facts)}
    parts = [rf"\section*{{{escape(activation.title)}}}", *described(activation, sheet, drawing)]
    parts += [r"\topic{Sources}\par", *(_source(s.reference, s.says) for s in activation.sources)]
    return "\n".join(parts) + "\n"


def described(activation: Activation, sheet: Mapping[str, Any], drawing: str = "") -> Iterator[str]:
    """Yield formula, parameters, a figure if there is one, and all facts under their topics."""
    yield _display([sheet["latex"]["formula"]])
    if activation.params:
        yield from (r"\topic{Parameters}\par", *_parameters(activation))
    yield drawing
    pairs = zip(sheet["facts"], sheet["latex"]["facts"], strict=True)
    for topic, group in groupby(pairs, key=lambda pair: str(pair[1]["topic"])):
        yield rf"\topic{{{escape(topic[:1].upper() + topic[1:])}}}"
        yield from (_fact(fact, written, activation.name) for fact, written in group)


def sources(activations: Iterable[Activation]) -> list[tuple[str, str]]:
    """Return the sources of definitions, each once: a key to cite it by, and its text."""
    texts = {s.reference: None for activation in activations for s in activation.sources}
    return [(f"s{hashlib.sha256(text.encode()).hexdigest()[:8]}", text) for text in texts]


def _source(reference: str, says: str) -> str:
    return rf"{{\raggedright\small {escape(reference)}: {escape(says)}.\par}}"


def _parameters(activation: Activation) -> list[str]:
    lines = [_parameter(p) for p in activation.params]
    if activation.condition:
        lines.append("The condition: a standard normal input keeps its mean and variance.")
        solved = solution(activation)
        rows = [
            line
            for p, v in solved.values
            for line in (f"{tex(p.symbol)} = {tex(v)}", rf"\phantom{{{tex(p.symbol)}}} \approx {digits(v, 20)}")
        ]
        lines.append(_display(_tagged(rows, str(solved.evidence.status))))
    return lines


def _parameter(param: Param) -> str:
    signs = {
        "> 0": param.symbol.is_positive,
        "< 0": param.symbol.is_negative,
        r"\ge 0": param.symbol.is_nonnegative,
        r"\in \mathbb R": True,
    }
    rule = f"{tex(param.symbol)} {next(words for words, holds in signs.items() if holds)}"
    default = "determined by a condition" if param.default is None else f"default ${tex(param.default)}$"
    says = f": {escape(param.says)}" if param.says else ""
    return rf"${rule}$, {default}{says}\par".replace(r"\mathbb R", r"\mathbf R")


def _fact(fact: Mapping[str, Any], written: Mapping[str, Any], name: str) -> str:
    """Return formulas on lines of their own where the fact brings some, else a line of text."""
    if written["lines"]:
        return _display(_tagged(written["lines"], fact["status"]))
    if len(written["claim"]) > UNREADABLE:
        where = rf"\texttt{{symact show {escape(name)} -{{}}-json}}"
        written = {**written, "claim": f"a closed form of half a page, in the output of {where}"}
    claim = said(written)
    # A sum is broken into lines; a fraction that is wider than the page is set smaller.
    if len(claim) > MEASURED and claim.count("$") == 2 and _is_fraction(claim.strip("$")):
        claim = rf"\fit{{{claim.strip('$')}}}"
    return rf"\fact{{{written['heading']}}}{{{claim}}}{{{fact['status']}}}"


def _is_fraction(formula: str) -> bool:
    """Whether a formula is one fraction as a whole."""
    depth = groups = 0
    for place, sign in enumerate(formula):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and depth == 0:
            groups += 1
            if groups == 2:
                return formula.startswith(r"\frac{") and place == len(formula) - 1
    return False


def _tagged(lines: Sequence[str], status: str) -> list[str]:
    """Put the status beside the last of the lines."""
    return [*lines[:-1], rf"{lines[-1]} \tag*{{\status{{{status}}}}}"]


def _display(lines: Sequence[str]) -> str:
    # A display that begins a paragraph has an empty line above it.
    return "\\ifvmode\\vspace{-0.8\\baselineskip}\\fi\n" + display(lines) + "\\par"

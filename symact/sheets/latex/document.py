"""A LaTeX document of the catalogue; it needs no more than Debian's texlive-latex-base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from symact.definition.activation import Param
from symact.enclosure.digits import digits
from symact.evidence import Fact
from symact.properties import Subject, derive_all, module_of, topic_of
from symact.sheets.content import branches, definition
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.formulas import displayed
from symact.sheets.latex.notation import cases, tex
from symact.sheets.latex.values import claim, heading
from symact.symbolic.fixed_point_condition import solution

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{3pt}
\emergencystretch=3em
\newcommand{\status}[1]{\textnormal{\small\textit{#1}}}
\newcommand{\fact}[3]{{\raggedright\hangindent=2em #1: #2 \status{(#3)}\par}}
\newcommand{\topic}[1]{\par\smallskip\textbf{#1}\par\nopagebreak}
\begin{document}
\setlength{\abovedisplayskip}{4pt plus 3pt}
\setlength{\belowdisplayskip}{4pt plus 3pt}
\setlength{\jot}{6pt}
"""


def document(subjects: Iterable[Subject]) -> str:
    """Return a complete LaTeX document with one section for each activation.

    Args:
        subjects: definitions, or definitions with bound parameters.
    """
    sections = (section(subject) for subject in subjects)
    return PREAMBLE + "\n".join(sections) + "\\end{document}\n"


def section(subject: Subject) -> str:
    """Return the section of one activation: formula, parameters, facts with their status, sources."""
    activation = definition(subject)
    parts = [rf"\section*{{{escape(activation.title)}}}"]
    parts.append(_display([f"f(x) = {cases(branches(subject))}"]))
    if activation.params:
        parts += [r"\topic{Parameters}\par", *_parameters(subject)]
    for topic, facts in groupby(derive_all(subject), key=lambda fact: topic_of(module_of(fact.property))):
        parts += [rf"\topic{{{escape(topic[:1].upper() + topic[1:])}}}", *_facts(facts, subject)]
    parts += [r"\topic{Sources}\par", *(_source(s.reference, s.says) for s in activation.sources)]
    return "\n".join(parts) + "\n"


def _source(reference: str, says: str) -> str:
    return rf"{{\raggedright\small {escape(reference)}: {escape(says)}.\par}}"


def _parameters(subject: Subject) -> list[str]:
    activation = definition(subject)
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


def _facts(facts: Iterable[Fact], subject: Subject) -> Iterator[str]:
    """Return formulas on lines of their own where the fact brings some, else a line of text."""
    for fact in facts:
        lines = displayed(fact, subject)
        if lines:
            yield _display(_tagged(lines, str(fact.status)))
        else:
            yield rf"\fact{{{heading(fact.property)}}}{{{claim(fact)}}}{{{fact.status}}}"


def _tagged(lines: list[str], status: str) -> list[str]:
    """Put the status beside the last of the lines."""
    return [*lines[:-1], rf"{lines[-1]} \tag*{{\status{{{status}}}}}"]


def _display(lines: list[str]) -> str:
    return "\\begin{gather*}\n" + " \\\\\n".join(lines) + "\n\\end{gather*}\\par"

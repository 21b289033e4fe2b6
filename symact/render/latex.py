"""A LaTeX document of the catalogue; it needs no more than Debian's texlive-latex-base."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from symact.activation import Param, x
from symact.constants import digits, solution
from symact.evidence import Fact
from symact.notation import cases, tex
from symact.properties import Subject, derive_all
from symact.render.content import definition

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{3pt}
\emergencystretch=3em
\newcommand{\status}[1]{\textnormal{\small\textit{#1}}}
\newcommand{\topic}[1]{\par\smallskip\textbf{#1}\nopagebreak}
\begin{document}
\setlength{\abovedisplayskip}{4pt plus 3pt}
\setlength{\belowdisplayskip}{4pt plus 3pt}
\setlength{\jot}{6pt}
"""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_\allowbreak{}",
    "~": r"\ensuremath{\sim}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "/": r"/\allowbreak{}",
    "-": "-{}",
}

TOPICS = (
    ("Derivatives", ("derivative_1", "derivative_2")),
    ("Limits", ("limit_neg_inf", "limit_pos_inf")),
    ("Smoothness", ("smoothness",)),
    ("Breakpoints", ("breakpoints",)),
)
"""Headings and the properties under each; any other property follows under its own name."""


def escape(text: str) -> str:
    """Return text for LaTeX: special characters as commands, Greek letters as mathematics, the rest as ASCII."""
    return "".join(_escape_one(character) for character in " ".join(text.split()))


def _escape_one(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character.isascii():
        return character if character.isprintable() else " "
    name = unicodedata.name(character, "")
    if name.startswith("GREEK SMALL LETTER ") and name.count(" ") == 3:
        letter = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
        return rf"\ensuremath{{\{letter}}}" if letter != "omicron" else "o"
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return "".join(SPECIAL.get(c, c) for c in plain) or ("--" if "DASH" in name else "?")


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
    parts.append(_display([f"f(x) = {cases([(p.expression, p.condition(x)) for p in subject.pieces])}"]))
    if activation.params:
        parts += [r"\topic{Parameters}\par", *_parameters(subject)]
    facts = derive_all(subject)
    known = {name for _, names in TOPICS for name in names}
    others = [(f.property, (f.property,)) for f in facts if f.property not in known]
    for title, names in (*TOPICS, *dict(others).items()):
        chosen = [f for f in facts if f.property in names]
        if chosen:
            rows = [line for fact in chosen for line in _fact(fact)]
            parts += [rf"\topic{{{escape(title)}}}", _display(rows)]
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
    rule = f"{tex(param.symbol)} > 0" if param.symbol.is_positive else rf"{tex(param.symbol)} \in \mathbb R"
    default = "determined by a condition" if param.default is None else f"default ${tex(param.default)}$"
    says = f": {escape(param.says)}" if param.says else ""
    return rf"${rule}$, {default}{says}\par".replace(r"\mathbb R", r"\mathbf R")


def _fact(fact: Fact) -> list[str]:
    lines = fact.latex.split("\n") if fact.latex else [rf"\text{{{escape(str(fact.value))}}}"]
    return _tagged(lines, str(fact.status))


def _tagged(lines: list[str], status: str) -> list[str]:
    """Put the status beside the last of the lines."""
    return [*lines[:-1], rf"{lines[-1]} \tag*{{\status{{{status}}}}}"]


def _display(lines: list[str]) -> str:
    return "\\begin{gather*}\n" + " \\\\\n".join(lines) + "\n\\end{gather*}"

"""Exercises for students with checked answers: claims to judge, and values to find, from facts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symact.sheets.latex.escaping import escape
from symact.sheets.latex.typeset import said

ASKED = {
    "extrema": "Find all extreme values of {}, and tell which are global.",
    "lipschitz": "Find the least Lipschitz constant of {}.",
    "inflections": "Where does {} have inflection points?",
    "gaussian_mean": "Find the mean of {} at a standard normal input.",
    "inverse": "Find the inverse of {}, or show that there is none.",
}
"""Property -> what is asked of a function."""

LONGEST = 240
"""Characters of LaTeX beyond which an answer is no exercise."""


def exercises(sheets: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the exercises and their answers, both as enumerations of LaTeX."""
    pairs = [*_values(sheets), *_judgements(claims)]
    return _listed(question for question, _ in pairs), _listed(answer for _, answer in pairs)


def _values(sheets: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield two questions a function, one after another in the order of the properties."""
    names = list(ASKED)
    for k, sheet in enumerate(sheets):
        for name in (names[k % len(names)], names[(k + 2) % len(names)]):
            found = [
                said(typeset)
                for fact, typeset in zip(sheet["facts"], sheet["latex"]["facts"], strict=True)
                if fact["property"] == name and fact["status"] != "unknown"
            ]
            answer = "; ".join(found)
            if found and len(answer) < LONGEST:
                yield ASKED[name].format(escape(sheet["title"])), f"{answer}."


def _judgements(claims: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the first claim on each function that does not simply hold."""
    seen: set[str] = set()
    for each in claims:
        if each["verdict"] in ("false", "holds under a condition") and each["function"] not in seen:
            seen.add(each["function"])
            says = escape(each["says"])
            yield (
                f"True, false, or under which condition? {says[:1].upper()}{says[1:]}.",
                rf"\emph{{{each['verdict']}}}: {escape(each['explanation'])}.",
            )


def _listed(items: Iterator[str]) -> list[str]:
    return [r"\begin{enumerate}\raggedright", *(rf"\item {item}" for item in items), r"\end{enumerate}"]

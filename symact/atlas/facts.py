"""The facts of a sheet as cards of a page: claim, status, conditions, proof, and forms to copy."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from symact.atlas.markup import display, html, scrolled
from symact.display import spelled_out
from symact.sentence import FORMULA
from symact.sheets.explain import rules_used, sentences, settling
from symact.sheets.latex.typeset import is_compound, said
from symact.sheets.named_roots import in_words
from symact.sheets.text import under
from symact.sheets.titles import TITLES, title

WORDS = re.compile(r"[a-z][a-z]+( [a-z]+)*")
"""A value that is no formula, such as neither; oo alone is one."""

FEW = 3
"""Steps of a proof that stand wherever they are used."""

INLINE = 90
"""Characters of LaTeX up to which a claim stands in one line."""


class Card(NamedTuple):
    """One fact of a page.

    Args:
        id: permanent: the property, and a digest of the condition where there is one.
        property: its name.
        title: of the property, text.
        alias: its name in words where the heading is a formula.
        heading, claim: HTML.
        status: in a word.
        proof, rules, settling: HTML of the steps, names of the rules, and text of what would settle it.
        copies: (name, text) to copy; MathML and BibTeX are made of the page itself, JSON stands beside it.
    """

    id: str
    property: str
    title: str
    alias: str
    heading: str
    claim: str
    status: str
    proof: list[str]
    rules: list[tuple[str, str]]
    settling: list[str]
    copies: list[tuple[str, str]]


def identifier(fact: Mapping[str, Any]) -> str:
    """Return the permanent name of a fact on its page."""
    if fact["scope"] == "True":
        return str(fact["property"])
    return f"{fact['property']}-{hashlib.sha256(fact['scope'].encode()).hexdigest()[:6]}"


def topics(sheet: Mapping[str, Any]) -> list[tuple[str, list[Card]]]:
    """Return the cards of a sheet under the headings of their topics."""
    pairs = zip(sheet["facts"], sheet["latex"]["facts"], strict=True)
    first: dict[tuple[str, ...], Card] = {}
    return [
        (topic, [_quoting(card(sheet, fact, typeset), first) for fact, typeset in group])
        for topic, group in groupby(pairs, key=lambda pair: pair[1]["topic"])
    ]


def _quoting(card: Card, first: dict[tuple[str, ...], Card]) -> Card:
    """Return a card that leads to the first one with its proof, where that is longer than a few steps."""
    known = first.setdefault(tuple(card.proof), card)
    if known is card or len(card.proof) <= FEW:
        return card
    return card._replace(proof=[f'Step by step as for <a href="#{known.id}">{known.title}</a>.'])


def card(sheet: Mapping[str, Any], fact: Mapping[str, Any], typeset: Mapping[str, Any]) -> Card:
    """Return the card of a fact."""
    name = identifier(fact)
    heading = typeset["heading"]
    known = fact["status"] != "unknown"
    return Card(
        name,
        fact["property"],
        title(fact["property"]),
        alias(fact["property"]),
        html(heading),
        claim(typeset),
        fact["status"],
        [coded(each) for each in sentences(fact)],
        [(anchor, name) for anchor, name, _ in map(_rule, rules_used(fact))],
        [] if known else settling(fact, sheet["parameters"]),
        list(_copies(fact, typeset)),
    )


def rules(sheet: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rules that the proofs of a sheet use: anchor, name and statement, by name."""
    return sorted({_rule(line) for fact in sheet["facts"] for line in rules_used(fact)})


def _rule(line: str) -> tuple[str, str, str]:
    name, _, says = line.partition(": ")
    return f"rule-{name.replace(' ', '-')}", name, says


def alias(name: str) -> str:
    """Return the name of a property in words where its heading is a formula alone; "" of any other."""
    words = re.sub("gaussian|lipschitz", lambda found: found[0].title(), name.replace("_", " "))
    return words if re.fullmatch(r"\$[^$]*\$", TITLES.get(name, "")) else ""


def claim(typeset: Mapping[str, Any]) -> str:
    """Return what a fact claims: formulas on lines of their own, or a line of text, or a list of several entries."""
    if typeset["lines"]:
        return "".join(display(each) for each in typeset["lines"])
    line = typeset["claim"]
    if not is_compound(line):
        return entry_line(said(typeset))
    given = entry_line(f"{under(typeset['condition'])}:", "claim if") if typeset["condition"] else ""
    entries = line.split("; ")
    short = len(line) <= INLINE or line.startswith("unknown") or len(entries) == 1
    if short or any(each.count("$") % 2 for each in entries):
        return given + entry_line(line)
    return f"{given}<ul>{''.join(f'<li>{entry_line(each)}</li>' for each in entries)}</ul>"


def entry_line(line: str, kind: str = "claim") -> str:
    """Return a line of text, which scrolls where a formula in it is wider than the page."""
    return f'<p class="{kind}"{scrolled(max(map(len, line.split("$")[1::2]), default=0))}>{html(line)}</p>'


def coded(sentence: str) -> str:
    """Return a sentence as HTML, with its formulas as code and isolated roots in words."""
    pieces = FORMULA.split(spelled_out(in_words(sentence)))
    return "".join(f"<code>{escape(each)}</code>" if k % 2 else escape(each) for k, each in enumerate(pieces))


def _copies(fact: Mapping[str, Any], typeset: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "LaTeX", " \\\\\n".join(typeset["lines"]) or said(typeset)
    written = sympy_text(fact["value"])
    if written:
        yield "SymPy", written


def citation(sheet: Mapping[str, Any], version: str) -> str:
    """Return the BibTeX of a page, of which the page's script makes that of each fact."""
    name, about = (re.sub("([_&%#$])", r"\\\1", sheet[key]) for key in ("name", "title"))
    return (
        f"@misc{{symact:{sheet['name']},\n  title = {{{about}}},\n"
        f"  howpublished = {{symact {version}, {name}.html}},\n"
        f"  note = {{recheck with: symact show {name} -{{}}-json, symact recheck}}\n}}"
    )


def sympy_text(value: Any) -> str:
    """Return a value of plain data as what SymPy's `sympify` reads; "" of words and of values in several parts."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, list):
        if value and all(isinstance(each, Mapping) and each.keys() == {"where", "expression"} for each in value):
            pieces = ", ".join(f"({each['expression']}, {each['where']})" for each in value)
            return str(value[0]["expression"]) if value[0]["where"] == "True" else f"Piecewise({pieces})"
        return f"[{', '.join(map(str, value))}]" if value and all(isinstance(each, str) for each in value) else ""
    if isinstance(value, Mapping):
        if "parts" in value:
            return str(value["parts"])
        if "lower_attained" not in value:
            return ""
        ends = f"{not value['lower_attained']}, {not value['upper_attained']}"
        return f"Interval({value['lower']}, {value['upper']}, {ends})"
    return "" if WORDS.fullmatch(str(value)) and value != "oo" else str(value)

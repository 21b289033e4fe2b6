"""The proof of a fact as a theorem in LaTeX, from its plain data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from sympy import Symbol

from symact.display import spelled_out
from symact.errors import SymactError
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED
from symact.sheets.explain import FORMULA, STATUS, facts_of, rules_used, sentences, settling
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import display, tex
from symact.sheets.latex.typeset import said
from symact.sheets.latex.vectors import indexed

RELATION = re.compile("( (?:=|->|<=|>=|<|>) | is |, with |: )")

SIGNS = {"=": "=", "->": r"\to", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}

LETTER = re.compile(r"\b[A-Za-z]\d?\b")
"""A name of a proof's own, such as n, c or v."""

CLAUSE = re.compile("[,;] | for | at ")
"""Where words may follow a formula: 0 for all x."""

REST = re.compile(r"(.+) \+ O\((.+)\)")


def theorem(sheet: Mapping[str, Any], name: str, rules: bool = True) -> str:
    """Return the facts of one property as theorems with proofs, for a document with amsthm.

    Args:
        sheet: its plain data, with what is kept for typesetting.
        name: of the property.
        rules: whether what each rule states stands below its proof.

    Raises:
        SymactError: the sheet has no such fact.
    """
    symbols = {name: Symbol(name, real=True) for name in ("t", *(each["name"] for each in sheet["parameters"]))}
    # An entry of a vector has an index, and so has an entry of f and of the v that a Jacobian is applied to.
    entries = [Symbol(each, real=True) for each in (*sheet["inputs"], "v", "f")] if "inputs" in sheet else []
    parts = []
    wanted = facts_of(sheet, name)
    for fact, set_fact in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
        if fact not in wanted:
            continue
        steps = [*sentences(fact), *(settling(fact, sheet["parameters"]) if fact["status"] == "unknown" else [])]
        items = "\n".join(rf"  \item {_line(each, symbols, entries)}" for each in steps)
        head = f"{escape(sheet['title'])}, {set_fact['heading']}"
        claim = display(set_fact["lines"]) if set_fact["lines"] else f"{said(set_fact)}."
        listed = f"\\begin{{enumerate}}\\raggedright\n{items}\n\\end{{enumerate}}"
        if fact["status"] == "unknown":
            # What is not known is no theorem.
            parts.append(f"\\par\\noindent\\textbf{{{head}:}} {claim}\n{listed}")
            continue
        parts.append(rf"\begin{{theorem}}[{head}] {claim}\end{{theorem}}")
        parts.append(f"\\begin{{proof}} {escape(STATUS[fact['status']])}\n{listed}\n\\end{{proof}}")
        parts += rules * [rf"\par\noindent{{\small \emph{{Rule.}} {escape(each)}\par}}" for each in rules_used(fact)]
    return "\n".join(parts)


def _line(sentence: str, symbols: Mapping[str, Symbol], entries: Sequence[Symbol]) -> str:
    """Return a sentence with its formulas set."""
    pieces = FORMULA.split(sentence)
    return "".join(_formula(each, symbols, entries) if k % 2 else _words(each) for k, each in enumerate(pieces))


def _words(text: str) -> str:
    """Return words between formulas, with the spaces that separate them."""
    before, after = (" " if text != stripped else "" for stripped in (text.lstrip(" "), text.rstrip(" ")))
    return f"{before}{_plain(text)}{after}"


def _plain(text: str) -> str:
    """Return what is not set as a formula, with the signs of people where it holds one."""
    return escape(spelled_out(text).replace("**", "^"))


def _formula(text: str, symbols: Mapping[str, Symbol], entries: Sequence[Symbol]) -> str:
    """Return formulas and the relations between them, each side set if it can be read, and else as words."""
    known = {**{name: Symbol(name, real=True) for name in LETTER.findall(text)}, **symbols}
    tokens: list[tuple[bool, str]] = []
    for k, part in enumerate(RELATION.split(text)):
        if k % 2:
            tokens.append((part.strip() in SIGNS, SIGNS.get(part.strip(), part.strip())))
        else:
            tokens += _side(part, known, entries)
    parts = [(is_set, " ".join(each for _, each in group)) for is_set, group in groupby(tokens, lambda each: each[0])]
    return re.sub(" (?=[,;:])", "", " ".join(f"${each}$" if is_set else each for is_set, each in parts))


def _side(text: str, symbols: Mapping[str, Symbol], entries: Sequence[Symbol]) -> Iterator[tuple[bool, str]]:
    """Yield the parts of one side of a relation, each with whether it is set as a formula."""
    ends = [found.start() for found in CLAUSE.finditer(text)]
    for end in (len(text), *(end for end in ends if text[:end].count("(") == text[:end].count(")"))):
        with suppress(SymactError):
            yield True, _set(text[:end], symbols, entries)
            text = text[end:].strip()
            break
    if text:
        yield False, _plain(text).replace("*", r"*\allowbreak{}")


def _set(text: str, symbols: Mapping[str, Symbol], entries: Sequence[Symbol]) -> str:
    if text.lstrip("+-") == "oo":
        return text.lstrip("+").replace("oo", r"\infty")
    if found := REST.fullmatch(text):
        return f"{_set(found[1], symbols, entries)} + O({_set(found[2], symbols, entries)})"
    # A line may end between two factors, as between two terms.
    return tex(indexed(parse(text, symbols, RECORDED), entries), breakable=True).replace(" (", r" \allowbreak (")

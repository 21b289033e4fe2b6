"""The proof of a fact as a theorem in LaTeX, from its plain data."""

import re
from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from symact.errors import SymactError
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED
from symact.sheets.explain import FORMULA, STATUS, facts_of, rules_used, sentences, settling
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import display, tex
from symact.sheets.latex.typeset import said

RELATION = re.compile(" (=|->) ")

SIGNS = {"=": " = ", "->": r" \to "}

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
    parts = []
    wanted = facts_of(sheet, name)
    for fact, set_fact in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
        if fact not in wanted:
            continue
        steps = [*sentences(fact), *(settling(fact, sheet["parameters"]) if fact["status"] == "unknown" else [])]
        items = "\n".join(rf"  \item {_line(each, symbols)}" for each in steps)
        head = f"{escape(sheet['title'])}, {set_fact['heading']}"
        claim = display(set_fact["lines"]) if set_fact["lines"] else f"{said(set_fact)}."
        parts.append(rf"\begin{{theorem}}[{head}] {claim}\end{{theorem}}")
        parts.append(rf"\begin{{proof}} {escape(STATUS[fact['status']])}")
        parts.append(f"\\begin{{enumerate}}\\raggedright\n{items}\n\\end{{enumerate}}\n\\end{{proof}}")
        parts += rules * [rf"\par\noindent{{\small \emph{{Rule.}} {escape(each)}\par}}" for each in rules_used(fact)]
    return "\n".join(parts)


def _line(sentence: str, symbols: Mapping[str, Symbol]) -> str:
    """Return a sentence with its formulas set."""
    pieces = FORMULA.split(sentence)
    return "".join(_formula(each, symbols) if k % 2 else _words(each) for k, each in enumerate(pieces))


def _words(text: str) -> str:
    """Return words between formulas, with the spaces that separate them."""
    before, after = (" " if text != stripped else "" for stripped in (text.lstrip(" "), text.rstrip(" ")))
    return f"{before}{escape(text)}{after}"


def _formula(text: str, symbols: Mapping[str, Symbol]) -> str:
    """Return a formula, an equation or what tends to what between dollar signs; what is none of these as words."""
    try:
        sides = [_side(each, symbols) if k % 2 == 0 else SIGNS[each] for k, each in enumerate(RELATION.split(text))]
    except SymactError:
        return escape(text).replace("*", r"*\allowbreak{}")
    return f"${''.join(sides)}$"


def _side(text: str, symbols: Mapping[str, Symbol]) -> str:
    if text.lstrip("+-") == "oo":
        return text.lstrip("+").replace("oo", r"\infty")
    if found := REST.fullmatch(text):
        return f"{_side(found[1], symbols)} + O({_side(found[2], symbols)})"
    # A line may end between two factors, as between two terms.
    return tex(parse(text, symbols, RECORDED), breakable=True).replace(" (", r" \allowbreak (")

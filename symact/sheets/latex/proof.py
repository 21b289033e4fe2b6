"""The proof of a fact as a theorem in LaTeX, from its plain data."""

from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from symact.sheets.explain import STATUS, facts_of, rules_used, sentences, settling
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import display
from symact.sheets.latex.sentences import sentence
from symact.sheets.latex.typeset import said


def theorem(sheet: Mapping[str, Any], name: str, rules: bool = True) -> str:
    """Return the facts of one property as theorems with proofs, for a document with amsthm.

    Args:
        sheet: its plain data, with what is kept for typesetting.
        name: of the property.
        rules: whether what each rule states stands below its proof.

    Raises:
        SymactError: the sheet has no such fact.
    """
    names = [each["name"] for each in sheet["parameters"]]
    # An entry of a vector has an index, and so has an entry of f and of the v that a Jacobian is applied to.
    entries = [Symbol(each, real=True) for each in (*sheet["inputs"], "v", "f")] if "inputs" in sheet else []
    parts = []
    wanted = facts_of(sheet, name)
    for fact, set_fact in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
        if fact not in wanted:
            continue
        steps = [*sentences(fact), *(settling(fact, sheet["parameters"]) if fact["status"] == "unknown" else [])]
        items = "\n".join(rf"  \item {sentence(each, names, entries)}" for each in steps)
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

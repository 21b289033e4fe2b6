"""Sentences of evidence: what is a formula in one is marked where it is written, between backquotes."""

import re
from collections.abc import Callable

FORMULA = re.compile(r"`([^`]*)`")
"""A formula in a sentence: an expression, a relation, a condition, or a place."""

SIGN = re.compile(r"((?:^| )(?:=|!=|->|<=|>=|<|>|or) |, )")
"""What stands between the sides of a relation, and between relations."""


def where(condition: object, word: str = "for") -> str:
    """Return the end of a clause that says where it holds: for all x, for no parameters, for `x > 0`.

    Args:
        condition: on x or on parameters, of SymPy.
        word: what stands before a condition that does not always hold.
    """
    return {"True": "for all x", "False": "for no parameters"}.get(str(condition), f"{word} `{condition}`")


def with_formulas(sentence: str, change: Callable[[str], str]) -> str:
    """Return a sentence with each of its formulas changed, within its marks."""
    return FORMULA.sub(lambda found: f"`{change(found[1])}`", sentence)


def unmarked(sentence: str) -> str:
    """Return a sentence as text, without the marks."""
    return FORMULA.sub(r"\1", sentence)


def sides(formula: str) -> list[str]:
    """Return a formula as its sides and the signs between them, by turns; what stands in parentheses is one side."""
    found = [""]
    for k, part in enumerate(SIGN.split(formula)):
        if k % 2 and found[-1].count("(") == found[-1].count(")"):
            found += [part, ""]
        else:
            found[-1] += part
    return found

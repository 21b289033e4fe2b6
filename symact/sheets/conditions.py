"""Conditions on parameters as people write them: Eq(alpha, 1) as alpha = 1."""

import re
from collections.abc import Mapping
from typing import Any

RELATION = re.compile(r"(\S+) ([<>]=?) (.+)")

LONGEST = 72
"""Characters of a closed form beyond which its decimal is shown instead."""

FEW = 2
"""Parameters whose default values are written out in a condition."""

DEFAULTS = "at the defaults"
"""What a condition says that gives every parameter its default."""


def defaults_of(sheet: Mapping[str, Any]) -> frozenset[str]:
    """Return the equations that give the parameters of a sheet their defaults, as conditions have them."""
    return frozenset(f"Eq({each['name']}, {each['default']})" for each in sheet["parameters"])


def condition_text(condition: str, defaults: frozenset[str] = frozenset()) -> str:
    """Return a condition as people write it: Eq(alpha, 1) as alpha = 1; empty where it always holds.

    Args:
        condition: as SymPy writes it.
        defaults: equations of which more than a few are said in words.
    """
    if condition == "True":
        return ""
    values = [_bare(each) for each in split(condition, " & ")]
    is_long = len(condition) > 2 * LONGEST and all(each.startswith("Eq(") for each in values)
    if is_long or (len(values) > FEW and defaults.issuperset(values)):
        return DEFAULTS
    return " or ".join(_conjunction(part) for part in split(condition, " | "))


def _conjunction(text: str) -> str:
    """Return conditions that hold together, a lower and an upper bound on the same thing as one: a < x < b."""
    parts = [_bare(part) for part in split(_bare(text), " & ")]
    bounds = [found.groups() for part in parts if " | " not in part and (found := RELATION.fullmatch(part))]
    for name in dict.fromkeys(name for name, _, _ in bounds):
        lower, upper = ([each for each in bounds if each[0] == name and each[1][0] == sign] for sign in "><")
        if len(lower) == len(upper) == 1:
            (_, above, low), (_, below, high) = *lower, *upper
            first, second = sorted(parts.index(" ".join(each)) for each in (*lower, *upper))
            parts[first] = f"{low} <{above[1:]} {name} <{below[1:]} {high}"
            del parts[second]
    return ", ".join(map(_relation, parts))


def _relation(text: str) -> str:
    if len(split(text, " | ")) > 1:
        return f"({condition_text(text)})"
    for name, sign in (("Eq", "="), ("Ne", "!=")):
        if text.startswith(f"{name}(") and text.endswith(")"):
            return f" {sign} ".join(split(text[3:-1], ", "))
    return text


def split(text: str, separator: str) -> list[str]:
    """Split where a separator stands outside all parentheses."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and text.startswith(separator, index):
            parts.append(text[start:index])
            start = index + len(separator)
    return [*parts, text[start:]]


def _bare(text: str) -> str:
    """Take off parentheses around the whole."""
    inner = text[1:-1]
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for character in inner:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return text
    return inner

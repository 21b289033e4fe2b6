"""Numbers without closed form as people read them: r on a printed sheet, "the zero of ..." in a single line."""

from collections.abc import Iterator, Mapping
from typing import Any

START = "RootIn("

SHOWN = 16
"""Significant digits of a root."""


def with_named_roots(sheet: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a sheet with names for its isolated roots, and a line on each that says what it is."""
    texts = dict.fromkeys(root for text in _texts([sheet["pieces"], sheet["facts"]]) for root in _roots(text))
    # A root in the equation of another one is named with it.
    found = sorted(texts, key=len, reverse=True)
    taken = {each["name"] for each in sheet["parameters"]}
    stem = next(name for name in ("r", "root", "root_") if name not in taken)
    names = {root: stem if len(texts) == 1 else f"{stem}{i + 1}" for i, root in enumerate(texts)}
    lines = [f"{names[root]} = {_decimal(root)}..., the root of {_equation(root)}" for root in texts]
    return {**sheet, **{key: _renamed(sheet[key], found, names) for key in ("pieces", "facts")}}, lines


def in_words(text: str) -> str:
    """Return a text with its isolated roots in words: RootIn(u, 1, 2) as (the zero of u in (1, 2))."""
    for root in sorted(set(_roots(text)), key=len, reverse=True):
        expression, low, high = _parts(root)
        text = text.replace(root, f"(the zero of {in_words(expression)} in ({low}, {high}))")
    return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _roots(text: str) -> Iterator[str]:
    """Yield the roots in a text, each up to the parenthesis that closes it."""
    start = text.find(START)
    while start >= 0:
        depth, end = 1, start + len(START)
        while depth and end < len(text):
            depth += (text[end] == "(") - (text[end] == ")")
            end += 1
        if not depth:
            yield text[start:end]
        start = text.find(START, end)


def _renamed(value: Any, roots: list[str], names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for root in roots:
            value = value.replace(root, names[root])
        return value
    if isinstance(value, Mapping):
        return {key: _renamed(each, roots, names) for key, each in value.items()}
    return [_renamed(each, roots, names) for each in value] if isinstance(value, list | tuple) else value


def _decimal(root: str) -> str:
    # The prover is imported where there is a root to evaluate, so that other sheets are shown at once.
    from symact.enclosure.digits import digits
    from symact.formula.parser import parse
    from symact.formula.syntax import RECORDED

    return digits(parse(root, None, RECORDED), SHOWN)


def _equation(root: str) -> str:
    expression, low, high = _parts(root)
    return f"{expression} = 0 between {low} and {high}"


def _parts(root: str) -> list[str]:
    return root.removeprefix(START).removesuffix(")").rsplit(", ", 2)

"""Writes docs/api.md from the docstrings of the public names; `make docs` runs it, a test holds the page current."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import symact
from symact.candidates import Adapter

PAGE = Path(__file__).with_name("api.md")
INTRODUCTION = """# Python API

The names that `import symact` offers; everything else is internal, but for `symact.candidates.Adapter`, from which an
adapter for one more library is derived. Written by `make docs` from the docstrings.
"""
SECTIONS = ("Args", "Returns", "Raises", "Yields")


def page() -> str:
    """Return the page: functions, types, errors, and the extension point."""
    public = {name: getattr(symact, name) for name in symact.__all__}
    errors = {n: v for n, v in public.items() if isinstance(v, type) and issubclass(v, Exception)}
    types = {n: v for n, v in public.items() if isinstance(v, type) and n not in errors}
    functions = {n: v for n, v in public.items() if n not in types and n not in errors}
    lines = [INTRODUCTION]
    for title, found in {"Functions": functions, "Types": types, "Errors": errors}.items():
        lines += [f"## {title}", ""]
        for name, value in found.items():
            lines += entry(f"symact.{name}", value)
    return "\n".join([*lines, "## Extension point", "", *entry("symact.candidates.Adapter", Adapter)]).rstrip() + "\n"


def entry(title: str, value: Any) -> Iterator[str]:
    """Yield the lines on a function or a class and its public members."""
    yield from (f"### `{title}`", "")
    if not isinstance(value, type):
        yield from ("```python", signature(title.rpartition(".")[2], value), "```", "")
    yield from text(documentation(value))
    members = list(members_of(value)) if isinstance(value, type) and not issubclass(value, Exception) else []
    if members:
        yield from ("**Members**", "", *members, "")


def signature(name: str, function: Any) -> str:
    """Return a function's signature in one line, or one parameter a line where it is long."""
    found = inspect.signature(function)
    result = f" -> {annotation(found.return_annotation)}"
    parts, keyword = [], False
    for each in found.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not keyword:
            parts.append("*")
        keyword = keyword or each.kind in (each.KEYWORD_ONLY, each.VAR_POSITIONAL)
        star = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        default = "" if each.default is each.empty else f" = {each.default!r}"
        parts.append(f"{star}{each.name}: {annotation(each.annotation)}{default}")
    line = f"{name}({', '.join(parts)}){result}"
    return line if len(line) <= 100 else "\n".join([f"{name}(", *(f"    {part}," for part in parts), f"){result}"])


def annotation(value: Any) -> str:
    """Return an annotation as it is written in the source."""
    return value if isinstance(value, str) else inspect.formatannotation(value)


def documentation(value: Any) -> str:
    """Return the docstring; a public name without one is an error."""
    found = inspect.getdoc(value)
    if not found:
        raise ValueError(f"{value} has no docstring")
    return found


def text(docstring: str) -> Iterator[str]:
    """Yield a docstring as Markdown: paragraphs, examples, and a list for each section."""
    for block in re.split(r"\n\n+", docstring):
        head, _, rest = block.partition("\n")
        if head.rstrip(":") in SECTIONS and head.endswith(":"):
            yield from (f"**{head[:-1]}**", "")
            yield from items(inspect.cleandoc(rest), head[:-1])
        elif head.lstrip().startswith(">>>"):
            yield from ("```python", *inspect.cleandoc(block).splitlines(), "```")
        else:
            yield from marked(block).splitlines()
        yield ""


def items(section: str, kind: str) -> Iterator[str]:
    """Yield the entries of a section; further lines of an entry are indented in the source."""
    for item in re.split(r"\n(?! )", section):
        line = " ".join(part.strip() for part in item.splitlines())
        name, colon, says = line.partition(": ")
        names = ", ".join(f"`{each}`" for each in name.split(", "))
        yield f"- {names}: {marked(says)}" if colon and kind != "Returns" else marked(line)


def members_of(kind: type) -> Iterator[str]:
    """Yield a line for each public method and property that the class itself defines, and for its values."""
    if issubclass(kind, Enum):
        yield from (f"- `{each.name}` = {each.value}" for each in kind)
    for name, value in vars(kind).items():
        plain = getattr(value, "__func__", getattr(value, "func", value))
        shown = inspect.isfunction(plain) or isinstance(value, property)
        if shown and not name.startswith("_"):
            call = "(...)" if inspect.isfunction(getattr(value, "__func__", value)) else ""
            yield f"- `{name}{call}`: {marked(documentation(plain).partition(chr(10) * 2)[0]).replace(chr(10), ' ')}"


def marked(words: str) -> str:
    """Return text with double backquotes, as in reStructuredText, turned into Markdown's single ones."""
    return words.replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

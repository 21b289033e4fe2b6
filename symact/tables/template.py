"""Texts in other languages, kept as files of those languages, with gaps to fill: @@{name}."""

from collections.abc import Mapping
from importlib.resources import files
from string import Template


class _Gaps(Template):
    # Neither C nor SystemVerilog has this, while both have a use for $ or @.
    delimiter = "@@"


def fill(name: str, fields: Mapping[str, str]) -> bytes:
    """Return a file of symact/tables/formats/templates with its gaps filled."""
    text = files("symact.tables").joinpath("formats", "templates", name).read_text(encoding="ascii")
    return _Gaps(text).substitute(fields).encode("ascii")


def gaps(text: str, fields: Mapping[str, str]) -> str:
    """Return a text with its gaps filled."""
    return _Gaps(text).substitute(fields)

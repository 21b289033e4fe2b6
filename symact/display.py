"""How objects are shown in notebooks: classes say that they can be shown, the edge of the program says how.

What a sheet or a verdict looks like is known above the modules that define them. So their classes inherit `Shown`,
and `symact` registers the one renderer, `symact.reports.notebook`, which is loaded when something is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

Kind = Literal["html", "latex", "markdown", "text"]

Renderer = Callable[[object, Kind], str]

_registered: list[Renderer] = []

SHIFTED = re.compile(r"(-?)(\w+) ([+-]) (\d+)")
"""A parameter, or its negative, and a whole number."""

IN_WORDS = (
    (r"\bTotal\(1\)", "n"),
    (r"\bTotal\(", "sum("),
    (r"\bGreatest\(", "max("),
    (r"(?<![\w.])E(?=[*/,)`]| [-+]|$)", "exp(1)"),
)
"""What plain data call reductions over the entries of a vector and Euler's number, and what people do: E is an
expectation to them."""


NEGATIVE = re.compile(r"(?<![\w.)\]^-])-(?=[\d.])")
"""The sign of a number, which is no hyphen."""

INFINITY = re.compile(r"([+-]?)\boo\b")


def register(renderer: Renderer) -> None:
    """Say what shows objects, in place of what was said before."""
    _registered[:] = [renderer]


def shown(thing: object, kind: Kind) -> str | None:
    """Return an object as a piece of a page, None where nothing is registered."""
    return _registered[0](thing, kind) if _registered else None


def derivative_of(order: int, text: str) -> str:
    """Return how a sentence calls a derivative of a formula; the formula itself where the order is 0."""
    said = {0: "", 1: "the derivative of ", 2: "the second derivative of "}
    return f"{said.get(order, f'derivative {order} of ')}`{text}`"


def in_place_of(text: str, names: Mapping[str, str]) -> str:
    """Return a text with expressions in place of names, in parentheses where that is needed.

    Args:
        text: expressions, or a sentence with some.
        names: name -> the expression that it stands for.
    """
    for name, meant in names.items():
        word, bare = rf"(?<!\w){re.escape(name)}(?!\w)", meant.removeprefix("-")
        text = _with_constants_added(text, word, meant)
        if re.fullmatch(r"-\w+", meant):
            # -p for p: two signs are none, unless a power binds more strongly.
            text = f"+ {bare}".join(re.split(rf"(?<=\w )- {word}(?!\*\*)", text))
            text = bare.join(re.split(rf"-{word}(?!\*\*)", text))
        text = (meant if re.fullmatch(r"\w+", meant) else f"({meant})").join(re.split(word, text))
    return text


def _with_constants_added(text: str, word: str, meant: str) -> str:
    """Return a text with sums of a name and a whole number, such as (-p + x - 1) for p = -a - 1, as (a + x)."""
    form = SHIFTED.fullmatch(meant)
    if form is None:
        return text
    own = -1 if form[1] else 1
    shift = int(f"{form[3]}{form[4]}")

    def added(found: re.Match[str]) -> str:
        opens, minus, others, size, closes = found.groups()
        sign = -1 if minus else 1
        constant = sign * shift + int(size.replace(" ", ""))
        rest = f" {'+' if constant > 0 else '-'} {abs(constant)}" if constant else ""
        inside = f"{'-' if sign * own < 0 else ''}{form[2]}{others}{rest}"
        is_bare = opens == "(" and re.fullmatch(r"\w+", inside) and not re.search(r"\w$", text[: found.start()])
        return inside if is_bare else f"{opens}{inside}{closes}"

    return re.sub(rf"([(`])(-?){word}((?: [+-] [^()`]+?)??) ([+-] \d+)([)`])", added, text)


def spelled_out(text: str) -> str:
    """Return a text with expressions as people write them: Total(x**2)/Total(1) as sum(x**2)/n, E as exp(1)."""
    for written, meant in IN_WORDS:
        text = re.sub(written, meant, text)
    return text


class Shown:
    """What a notebook shows as HTML, LaTeX or Markdown, by the protocol of IPython."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        return shown(self, "html")

    def _repr_latex_(self) -> str | None:
        return shown(self, "latex")

    def _repr_markdown_(self) -> str | None:
        return shown(self, "markdown")


def signs(text: str) -> str:
    """Return text with formulas as people write them: infinity, inequalities, powers and minus with their signs."""
    text = NEGATIVE.sub("\N{MINUS SIGN}", text)
    text = INFINITY.sub(lambda found: f"{found[1].replace('-', chr(0x2212))}\N{INFINITY}", text).replace("**", "^")
    return text.replace(">=", "\N{GREATER-THAN OR EQUAL TO}").replace("<=", "\N{LESS-THAN OR EQUAL TO}")

"""Which steps of a proof belong to which case of the parameters, and what that case assumes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symact.display import in_place_of

Part = Mapping[str, Any]
"""One part of a fact's evidence."""

SHORT = (
    (r"-(\w+)", r"\1 < 0"),
    (r"([a-z]\w*) - (\S+)", r"\1 > \2"),
    (r"([a-z]\w*) \+ (\S+)", r"\1 > -\2"),
    (r"-(\w+) - (\S+)", r"\1 < -\2"),
    (r"-(\w+) \+ (\S+)", r"\1 < \2"),
    (r"(\S+) - (\w+)", r"\2 < \1"),
    (r"(\w+)/\((\S+) - \1\)", r"0 < \1 < \2"),
    (r"\((\w+) - (\S+)\)/\((\S+) - \1\)", r"\2 < \1 < \3"),
    (r"-\((\w+) \+ (\S+)\)/\1", r"-\2 < \1 < 0"),
)
"""What is positive -> what that says of a parameter."""


def by_conclusion(evidence: Sequence[Part]) -> Iterator[tuple[list[Part], Part]]:
    """Yield the parts of the evidence up to each conclusion, with it: it says what their symbols stand for.

    What follows the last conclusion comes with an empty one.
    """
    parts: list[Part] = []
    for part in evidence:
        parts.append(part)
        if part.get("rule") == "conclusion":
            yield parts, part
            parts = []
    yield parts, {}


def conditions(conclusion: Part) -> list[str]:
    """Return what the case of a conclusion assumes of the parameters, beside what is declared of them."""
    outward = conclusion.get("outward", {})
    others = {name: value for name, value in conclusion.get("inward", {}).items() if f"{name}_" not in outward}
    return [
        *(_positive(meant) for meant in outward.values()),
        *(_fixed(name, in_place_of(value, outward)) for name, value in others.items()),
    ]


def _fixed(name: str, value: str) -> str:
    """Return what is assumed of a parameter whose own symbol, a positive number, does not stand in the formula."""
    own = f"{name}_"
    if value in (own, f"-{own}"):
        return f"{name} {'<' if value.startswith('-') else '>'} 0"
    return f"{name} = {value}" + f" for some {own} > 0" * bool(re.search(rf"\b{own}\b", value))


def _positive(text: str) -> str:
    for pattern, said in SHORT:
        if found := re.fullmatch(pattern, text):
            return found.expand(said)
    return f"{text} > 0"

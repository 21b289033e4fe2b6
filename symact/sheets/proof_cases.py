"""Which steps of a proof belong to which case of the parameters, and what that case assumes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symact.display import in_place_of
from symact.errors import SymactError

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


def cancelled(text: str, names: Mapping[str, str]) -> str:
    """Return a formula with quotients in place of names, as p/(1 - p), where those of p_ and p_ + 1 cancel."""
    quotients = {name: meant for name, meant in names.items() if "/" in meant and re.search(rf"\b{name}\b", text)}
    if not quotients:
        return text
    # The prover is imported where there is a formula to set, so that other sheets are shown at once.
    from sympy import Expr, Symbol, cancel

    from symact.definition.activation import x
    from symact.formula.parser import parse
    from symact.formula.syntax import RECORDED

    def shortened(part: Expr) -> Expr:
        factor, rest = part.as_independent(x, as_Add=False)
        return cancel(factor) * rest

    symbols = {name: Symbol(name, real=True) for name in re.findall(r"\w+", " ".join((text, *quotients.values())))}
    try:
        formula = parse(text, symbols, RECORDED)
        for name, meant in quotients.items():
            formula = formula.subs(symbols[name], parse(meant, symbols, RECORDED))
    except SymactError:
        return text
    return str(formula.replace(lambda part: part.is_Mul or (part.is_Add and not part.has(x)), shortened))

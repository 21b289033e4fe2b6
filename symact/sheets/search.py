"""Which activations have a property: a condition in words, answered from their sheets by yes, no and unknown."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symact import catalogue
from symact.errors import SymactError, unknown_name
from symact.system.cache import remembered

Answer = bool | None
"""What is known of one activation; None is unknown, and no part of yes or no."""

WORD = re.compile(r"[()]|[^\s()]+")

Facts = Mapping[str, Any]
"""Property -> value at the defaults, of what is known."""


def _smooth(least: float) -> Callable[[Facts], Answer]:
    def found(facts: Facts) -> Answer:
        cases = facts.get("smoothness")
        orders = [case["order"] for case in cases or ()]
        return (
            None if not orders or None in orders else all(float(str(o).replace("oo", "inf")) >= least for o in orders)
        )

    return found


def _among(name: str, *values: str) -> Callable[[Facts], Answer]:
    return lambda facts: None if facts.get(name) is None else str(facts[name]) in values


MEANINGS: dict[str, Callable[[Facts], Answer]] = {
    "smooth": _smooth(float("inf")),
    "monotone": _among("monotonicity", "increasing", "decreasing", "strictly increasing", "strictly decreasing"),
    "increasing": _among("monotonicity", "increasing", "strictly increasing"),
    "decreasing": _among("monotonicity", "decreasing", "strictly decreasing"),
    "convex": _among("convexity", "convex", "strictly convex", "affine"),
    "concave": _among("convexity", "concave", "strictly concave", "affine"),
    "bounded": _among("bounded", "bounded"),
    "bounded_below": _among("bounded", "bounded", "below"),
    "bounded_above": _among("bounded", "bounded", "above"),
    "odd": _among("parity", "odd", "both"),
    "even": _among("parity", "even", "both"),
    "periodic": lambda facts: None if facts.get("period") is None else facts["period"] != "none",
    "lipschitz": lambda facts: None if facts.get("lipschitz") is None else facts["lipschitz"] != "oo",
}
"""Words whose meaning is not the fact of that name, which is yes or no."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Which activations meet a condition at the defaults of their parameters.

    Args:
        yes: names of those that do.
        unknown: names of those of which it is not known.
    """

    yes: tuple[str, ...]
    unknown: tuple[str, ...]


def find(condition: str, among: Iterable[str] | None = None) -> Matches:
    """Return which activations of the catalogue meet a condition.

    Args:
        condition: words joined by ``and``, ``or``, ``not`` and parentheses: properties that are yes or no, c0, c1, c2,
            ..., families, and those of `MEANINGS`.
        among: names to choose from; by default all functions of one number.

    Raises:
        SymactError: a word is not known, or the condition cannot be read.
    """
    names = catalogue.names("line") if among is None else tuple(among)
    parsed = _Reader(condition).read()
    answers = {name: parsed(name) for name in names}
    return Matches(
        tuple(n for n, answer in answers.items() if answer is True), tuple(n for n, a in answers.items() if a is None)
    )


def facts_at_defaults(name: str) -> Facts:
    """Return what is known of an entry at its defaults, from the cache."""

    def make() -> dict[str, Any]:
        from symact.definition.bound import bind
        from symact.sheets.content import content

        facts = content(bind(catalogue.get(name)))["facts"]
        return {fact["property"]: fact["value"] for fact in facts if fact["status"] != "unknown"}

    found: dict[str, Any] = remembered(("facts at defaults", name), make)
    return found


class _Reader:
    """A condition, read by recursive descent; only the words that are known have a meaning."""

    def __init__(self, text: str) -> None:
        self.text, self.words, self.at = text, WORD.findall(text.lower()), 0

    def read(self) -> Callable[[str], Answer]:
        found = self._either()
        if self.at < len(self.words):
            raise self._unreadable(f"{self.words[self.at]!r} stands where 'and' or 'or' is expected")
        return found

    def _take(self, word: str) -> bool:
        taken = self.at < len(self.words) and self.words[self.at] == word
        self.at += taken
        return taken

    def _either(self) -> Callable[[str], Answer]:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return lambda name: _any(part(name) for part in parts)

    def _both(self) -> Callable[[str], Answer]:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return lambda name: _not(_any(_not(part(name)) for part in parts))

    def _one(self) -> Callable[[str], Answer]:
        if self._take("not"):
            inside = self._one()
            return lambda name: _not(inside(name))
        if self._take("("):
            inside = self._either()
            if not self._take(")"):
                raise self._unreadable("a parenthesis is not closed")
            return inside
        if self.at >= len(self.words) or self.words[self.at] in ("and", "or", ")"):
            raise self._unreadable("a property is missing")
        self.at += 1
        return _meaning(self.words[self.at - 1].replace("-", "_"))

    def _unreadable(self, why: str) -> SymactError:
        return SymactError(f"condition {self.text!r}: {why}; write it as 'monotone and not (bounded or smooth)'")


def _any(answers: Iterable[Answer]) -> Answer:
    """Return the disjunction; what comes after a yes is not asked."""
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _meaning(word: str) -> Callable[[str], Answer]:
    families = {catalogue.family(name) for name in catalogue.names()} - {""}
    if word in families:
        return lambda name: catalogue.family(name) == word
    if re.fullmatch(r"c\d", word):
        return lambda name: _smooth(float(word[1:]))(facts_at_defaults(name))
    if word in MEANINGS:
        return lambda name: MEANINGS[word](facts_at_defaults(name))
    # Facts that are yes or no are the same for all entries; any of them tells their names.
    plain = {name for name, value in facts_at_defaults("relu").items() if isinstance(value, bool)}
    if word not in plain:
        raise unknown_name("property", word, {*families, *MEANINGS, *plain, "c0", "c1", "c2"})
    return lambda name: facts_at_defaults(name).get(word)

"""Which activations have a property: a condition in words, answered by what is derived: yes, no, unknown."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symact import catalogue
from symact.errors import SymactError, unknown_name
from symact.system.cache import remembered

Answer = bool | None
"""What is known of one activation; None is unknown, and no part of yes or no."""

BOOLEAN = {"type": "boolean"}
"""What the schema of sheets says of a value that is yes or no."""

WORD = re.compile(r"[()]|[^\s()]+")

Meaning = Callable[[Any], Answer]
"""What the value of a property, which is known, answers."""


def _smooth(least: float) -> Meaning:
    def found(cases: Any) -> Answer:
        orders = [case["order"] for case in cases]
        return (
            None if not orders or None in orders else all(float(str(o).replace("oo", "inf")) >= least for o in orders)
        )

    return found


def _among(*values: str) -> Meaning:
    return lambda value: value in values


MEANINGS: dict[str, tuple[str, Meaning]] = {
    "smooth": ("smoothness", _smooth(float("inf"))),
    "monotone": ("monotonicity", _among("increasing", "decreasing", "strictly increasing", "strictly decreasing")),
    "increasing": ("monotonicity", _among("increasing", "strictly increasing")),
    "decreasing": ("monotonicity", _among("decreasing", "strictly decreasing")),
    "convex": ("convexity", _among("convex", "strictly convex", "affine")),
    "concave": ("convexity", _among("concave", "strictly concave", "affine")),
    "bounded": ("bounded", _among("bounded")),
    "bounded_below": ("bounded", _among("bounded", "below")),
    "bounded_above": ("bounded", _among("bounded", "above")),
    "odd": ("parity", _among("odd", "both")),
    "even": ("parity", _among("even", "both")),
    "periodic": ("period", lambda value: value != "none"),
    "lipschitz": ("lipschitz", lambda value: value != "oo"),
}
"""Words whose meaning is not the fact of that name, which is yes or no: the property asked for, and what it answers."""


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


def value_at_defaults(name: str, kind: str) -> Any:
    """Return what one property of an entry is at its defaults, None if that is unknown; it is kept in the cache."""

    def make() -> dict[str, Any]:
        from symact.definition.bound import bind
        from symact.properties import derive
        from symact.sheets.content import content

        subject = bind(catalogue.get(name))
        facts = content(subject, derive(subject, kind))["facts"]
        return {fact["property"]: fact["value"] for fact in facts if fact["status"] != "unknown"}

    return remembered(("value at defaults", name, kind), make, f"values of {kind}").get(kind)


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
        return _asked("smoothness", _smooth(float(word[1:])))
    if word in MEANINGS:
        return _asked(*MEANINGS[word])
    if word not in (plain := _yes_or_no()):
        raise unknown_name("property", word, {*families, *MEANINGS, *plain, "c0", "c1", "c2"})
    return _asked(word, bool)


def _asked(kind: str, meaning: Meaning) -> Callable[[str], Answer]:
    def answer(name: str) -> Answer:
        value = value_at_defaults(name, kind)
        return None if value is None else meaning(value)

    return answer


def _yes_or_no() -> set[str]:
    """Return the properties of functions of one number whose values are yes or no, as the schema of sheets has them."""
    from symact import properties

    schema = json.loads((Path(properties.__path__[0]) / "schema.json").read_text(encoding="utf-8"))
    rules = (rule for rule in schema["$defs"]["fact"]["allOf"] if rule["then"]["properties"].get("value") == BOOLEAN)
    found = {rule["if"]["properties"]["property"]["const"] for rule in rules}
    return found.intersection(properties.applicable(catalogue.get("relu")))

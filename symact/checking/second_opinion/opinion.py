"""The second opinion on one sheet: parameters are chosen, functions are set up, facts are attacked."""

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from symact.checking.second_opinion import attacks, vector_attacks
from symact.checking.second_opinion.arithmetic import OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate
from symact.checking.second_opinion.points import FINE
from symact.checking.second_opinion.registry import ATTACKS
from symact.checking.second_opinion.vector_registry import VECTOR_ATTACKS
from symact.checking.second_opinion.vector_view import VectorView
from symact.checking.second_opinion.view import View

for package in (attacks, vector_attacks):
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")

SPECIAL = ("0", "1", "-1", "2", "1/2", "-1/2", "-2", "3", "7/5", "1/10")
"""Values of parameters, those at which claims most often change first."""

RULES: tuple[tuple[str, Callable[[Fraction], bool]], ...] = (
    (">= 0", lambda v: v >= 0),
    ("> 0", lambda v: v > 0),
    ("< 0", lambda v: v < 0),
)
"""How the rule of a parameter ends, and which values it allows; any other allows all."""

MOST_CHOICES = 4
"""Choices of the parameters at which a fact is attacked."""

MOST_COMBINATIONS = 400

SECONDS = 30.0
"""Processor time after which the remaining facts of a sheet are not attacked; a sheet of the catalogue takes 0.2 s."""

Choice = tuple[tuple[str, Fraction], ...]

NUMBER = re.compile(r"(?<![\w.])\d{1,30}(?:/[1-9]\d{0,30})?(?![\w.])")


class SecondOpinion:
    """Attacks the facts of a sheet.

    Args:
        sheet: plain data as `symact show --json` writes it.
    """

    def __init__(self, sheet: Mapping[str, Any]) -> None:
        self._facts = [fact for fact in sheet["facts"] if isinstance(fact.get("scope"), str)]
        parameters = sheet["parameters"]
        given = [_rational(each.get("value")) for each in parameters]
        self._text = str(sheet["expression"])
        self._parameters: dict[str, list[Fraction]] = {}
        if None not in given and parameters:
            self._text = str(sheet["definition"])
            self._parameters = {
                p["name"]: [value] for p, value in zip(parameters, given, strict=True) if value is not None
            }
        elif not any("value" in each for each in parameters):
            self._parameters = {p["name"]: self._candidates(p) for p in parameters}
        self._inputs = tuple(map(str, sheet.get("inputs") or ("x",)))
        self._views: dict[Choice, View] = {}
        self._spent = 0.0

    def _candidates(self, parameter: Mapping[str, Any]) -> list[Fraction]:
        """Return values of a parameter: its default, special ones, and those beside which scopes change."""
        numbers = dict.fromkeys(n for fact in self._facts for n in NUMBER.findall(fact["scope"]))
        changes = [value for n in numbers if (value := _rational(n)) is not None]
        near = [value + d for value in changes for d in (0, Fraction(1, 100), Fraction(-1, 100))]
        default = _rational(parameter["default"])
        found = [*([] if default is None else [default]), *map(Fraction, SPECIAL), *near, *(-value for value in near)]
        rule = str(parameter["rule"])
        for ending, allows in RULES:
            if rule.endswith(ending):
                return [v for v in dict.fromkeys([*found, *(-v for v in found)]) if allows(v)]
        return list(dict.fromkeys(found))

    def objection(self, fact: Mapping[str, Any]) -> str | None:
        """Return what contradicts a fact, in words; empty where nothing was found, None where it is not attacked."""
        known = fact["property"] in ATTACKS or fact["property"] in VECTOR_ATTACKS
        choices = self._choices(str(fact["scope"])) if known and fact["value"] is not None else []
        if not choices or self._spent > SECONDS:
            return None
        began = time.process_time()
        try:
            return next(self._objections(fact, choices), "")
        finally:
            self._spent += time.process_time() - began

    def _objections(self, fact: Mapping[str, Any], choices: list[Choice]) -> Iterator[str]:
        name = fact["property"]
        for choice in choices:
            attacks: list[tuple[Any, Any]] = []
            if name in VECTOR_ATTACKS:
                several = VectorView(self._text, self._inputs, dict(choice))
                several.property = name
                attacks = [(attack, several) for attack in VECTOR_ATTACKS[name]]
            else:
                view = self._view(choice)
                view.property = name
                if self._is_nowhere(view):
                    yield f"f has no value anywhere where {_said(choice)}"
                attacks = [(attack, view) for attack in ATTACKS[name]]
            for found in self._found(attacks, fact["value"]):
                yield f"{found}{' where ' if choice else ''}{_said(choice)}"

    def _found(self, attacks: list[tuple[Any, Any]], value: Any) -> Iterator[str]:
        for attack, view in attacks:
            try:
                yield from attack(view, value)
            except (OpenError, UndefinedError, ArithmeticError, MemoryError):
                # What cannot be computed refutes nothing.
                continue

    def _choices(self, scope: str) -> list[Choice]:
        """Return values of the parameters for which a scope holds, special ones first."""
        found: list[Choice] = []
        ranges = [[(name, value) for value in values] for name, values in self._parameters.items()]
        for choice in itertools.islice(_diagonally(ranges), MOST_COMBINATIONS):
            if self._allows(scope, choice):
                found.append(choice)
            if len(found) == MOST_CHOICES:
                break
        return found

    def _allows(self, scope: str, choice: Choice) -> bool:
        try:
            return bool(evaluate(scope, dict(choice), FINE))
        except (OpenError, UndefinedError):
            return False

    def _is_nowhere(self, view: View) -> bool:
        """Whether f has no value on the whole grid, which is more than that none is computed."""
        return bool(self._parameters) and view.once("nowhere", lambda: all(view.is_undefined(p.x) for p in view.grid))

    def _view(self, choice: Choice) -> View:
        if choice not in self._views:
            here = [fact for fact in self._facts if self._allows(fact["scope"], choice)]
            places = [text for fact in here for text in _places(fact["value"])]
            broken = [fact["value"] or [] for fact in here if fact["property"] == "discontinuities"]
            # A domain that recurs has no form, and is unknown.
            unsaid = any(fact["property"] == "domain" and fact["value"] is None for fact in here)
            recurring = [entry for value in broken for entry in value if "period" in entry]
            lone_values = any(entry.get("kind") == "removable" and "value" in entry for entry in recurring)
            self._views[choice] = View(self._text, dict(choice), places, unsaid or bool(recurring), lone_values)
        return self._views[choice]


def _diagonally(ranges: list[list[tuple[str, Fraction]]]) -> Iterator[Choice]:
    """Yield combinations, those of early values first."""
    most = 8 if len(ranges) > 1 else MOST_COMBINATIONS
    indices = itertools.product(*(range(min(most, len(r))) for r in ranges))
    for index in sorted(indices, key=sum):
        yield tuple(r[i] for r, i in zip(ranges, index, strict=True))


def _said(choice: Choice) -> str:
    return ", ".join(f"{name} = {value}" for name, value in choice)


def _rational(text: object) -> Fraction | None:
    """Return the rational number that a text is, None where it is another or none."""
    return Fraction(text) if isinstance(text, str) and NUMBER.fullmatch(text.removeprefix("-")) else None


PLACES = ("at", "from", "to")


def _places(value: Any) -> Iterator[str]:
    """Yield the texts of places in a value of a sheet."""
    if isinstance(value, list):
        for each in value:
            yield from _places(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in PLACES and isinstance(each, str):
                yield each

"""Values of a sheet, which are text, as balls, formulas, conditions and sets."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from flint import arb, fmpq
from sympy import Symbol, oo

from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import RECORDED
from tests.attack.evaluation import EXACT, FINE, Formula, Undecided, bits, holds, middle, x

LONG = re.compile(r"\d\.\d{25}|\.\d{30}")
ROUNDED = arb(0, 2.0**-125)
"""Relative error of a decimal with 40 digits, and some more."""

SYMBOLS = {name: Symbol(name, real=True) for name in ("f", "g", "y", "m", "v", "n")}


@lru_cache(maxsize=2000)
def number(text: str) -> arb:
    """Return a ball that contains the number a text stands for; ``oo`` and ``-oo`` are infinite."""
    if text in ("oo", "-oo"):
        return arb.pos_inf() if text == "oo" else arb.neg_inf()
    found = Formula(parse(text, limits=RECORDED)).ball(fmpq(0), FINE)
    assert found is not None, f"{text} is no number"
    with bits(FINE):
        return found * (1 + ROUNDED) if LONG.search(text) else found


def is_finite(text: str) -> bool:
    return text not in ("oo", "-oo")


def point(text: str) -> fmpq:
    """Return a number exactly if it is rational, else the centre of its ball."""
    value = parse(text, limits=RECORDED)
    if value.is_Rational:
        return fmpq(int(value.p), int(value.q))
    with bits(FINE):
        return middle(number(text))


@lru_cache(maxsize=2000)
def formula(text: str, variable: str = "x") -> Formula:
    """Return the formula that a text stands for, in x, y or f."""
    symbol = x if variable == "x" else SYMBOLS[variable]
    return Formula(parse(text, SYMBOLS, limits=RECORDED), symbol)


@lru_cache(maxsize=2000)
def condition(text: str, variable: str = "x") -> Callable[[fmpq | arb], bool | None]:
    """Return the test of a condition at a point: True, False, or None where it is not decided."""
    decide = holds(parse_condition(text, SYMBOLS, limits=RECORDED))
    symbol = x if variable == "x" else SYMBOLS[variable]

    def test(place: fmpq | arb) -> bool | None:
        with bits(FINE):
            try:
                exact = place if isinstance(place, fmpq) and symbol == x else None
                return decide({symbol: arb(place), EXACT: exact})
            except Undecided:
                return None

    return test


def inside(place: fmpq, lower: str, upper: str) -> bool:
    """Whether a point lies in the open interval for certain."""
    with bits(FINE):
        return bool(arb(place) > number(lower) and arb(place) < number(upper))


def member(text: str) -> Callable[[fmpq], bool | None]:
    """Return the test of membership in a set such as ``Union(Interval.open(-oo, 0), Interval(1, 2))``."""
    return _set(ast.parse(text, mode="eval").body)


def _set(node: ast.expr) -> Callable[[fmpq], bool | None]:
    if isinstance(node, ast.Set):
        return lambda place: _any([_equal(place, ast.unparse(each)) for each in node.elts])
    assert isinstance(node, ast.Call), ast.unparse(node)
    name = ast.unparse(node.func)
    if name == "Union":
        parts = [_set(each) for each in node.args]
        return lambda place: _any([p(place) for p in parts])
    if name in ("FiniteSet", "{}"):
        return lambda place: _any([_equal(place, ast.unparse(each)) for each in node.args])
    kind = {"Interval": (True, True), "Interval.open": (False, False), "Interval.Lopen": (False, True)}
    kind["Interval.Ropen"] = (True, False)
    closed, (low, high) = kind[name], (number(ast.unparse(each).replace(" ", "")) for each in node.args[:2])
    return lambda place: _within(place, low, high, closed)


def _any(found: Sequence[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def _equal(place: fmpq, text: str) -> bool | None:
    return _within(place, number(text), number(text), (True, True))


def _within(place: fmpq, low: arb, high: arb, closed: tuple[bool, bool]) -> bool | None:
    with bits(FINE):
        ball = arb(place)
        if ball < low or ball > high or (ball == low and not closed[0]) or (ball == high and not closed[1]):
            return False
        above, below = ball > low or (ball == low and closed[0]), ball < high or (ball == high and closed[1])
    return True if above and below else None


def shifts(item: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to add to an item's places: multiples of its period, or 0."""
    if "period" not in item:
        return ("0",)
    return tuple(f"({k})*({item['period']})" for k in (-3, -1, 0, 1, 2, 64))


def moved(text: str, shift: str) -> str:
    """Return a place moved by a multiple of the period."""
    return text if shift == "0" or text in ("oo", "-oo", str(oo)) else f"{text} + {shift}"

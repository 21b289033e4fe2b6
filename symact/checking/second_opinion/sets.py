"""Whether an input belongs to a set of a sheet, or to one of its intervals and points."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.expression import tree
from symact.checking.second_opinion.points import CONTEXT, NEAR, Point
from symact.checking.second_opinion.view import View


def entry_has(view: View, entry: Mapping[str, Any], where: Point) -> bool | None:
    """Whether a point is the place of an entry, or lies in its interval; None where it is too near an end to tell."""
    start = view.number(entry["at"] if "at" in entry else entry["from"])
    x = where.x
    if "period" in entry:
        period = view.number(entry["period"])
        turn = floor((x - start) / period)
        if "at" in entry and abs(x - start - period * (turn + 1)) <= NEAR * max(1, abs(where.x)):
            turn += 1
        if not has_turn(entry, turn):
            return _beside(entry, view, x)
        x = x - period * turn
    if "at" in entry:
        return _is(view, str(entry["at"]), x, where)
    low, high = start, view.number(entry["to"])
    if "period" in entry and min(abs(x - low), abs(x - high), abs(x - low - period)) <= NEAR * max(1, abs(where.x)):
        return None
    for end, key in ((low, "from"), (high, "to")):
        if CONTEXT.isfinite(end) and abs(x - end) <= NEAR * max(1, abs(end)):
            belongs = bool(entry.get(f"has_{key}"))
            same = _is(view, str(entry[key]), x, where)
            return belongs if same else None
    return bool(low < x < high)


def has_turn(entry: Mapping[str, Any], turn: int) -> bool:
    """Whether an entry recurs so many periods further to the right."""
    return {"n >= 0": turn >= 0, "n <= 0": turn <= 0}.get(str(entry.get("turns")), True)


def _beside(entry: Mapping[str, Any], view: View, x: Any) -> bool | None:
    """Whether a point is outside of an entry that recurs to one side alone; None where it is too near its end."""
    end = view.number(entry["at"] if "at" in entry else entry["from"] if entry["turns"] == "n >= 0" else entry["to"])
    return None if abs(x - end) <= NEAR * max(1, abs(x)) else False


def _is(view: View, text: str, x: Any, where: Point) -> bool | None:
    """Whether a point is the number that a text stands for; None where only the digits are the same."""
    exact = view.fraction(text)
    if where.exact is not None and exact is not None and x == where.x:
        return exact == where.exact
    number = view.number(text)
    apart = abs(x - number)
    if apart > NEAR * max(1, abs(number)):
        return False
    return True if apart == 0 or where.exact is None else None


def floor(x: Any) -> int:
    """Return the floor of a number."""
    return int(CONTEXT.floor(x))


def listed(view: View, claim: Any, where: Point) -> bool | None:
    """Whether a point is in one of several entries; None where that is open."""
    found = [entry_has(view, entry, where) for entry in claim]
    return True if True in found else None if None in found else False


Member = Callable[[Point], bool | None]


def member(view: View, text: str) -> Member:
    """Return the test of membership in a set such as ``Union(Interval.open(-oo, 0), {1})``."""
    return _set(view, tree(text))


def _set(view: View, node: ast.expr) -> Member:
    if isinstance(node, ast.Set):
        return _finite(view, node.elts)
    if not isinstance(node, ast.Call):
        raise OpenError
    name = ast.unparse(node.func)
    if name == "FiniteSet":
        return _finite(view, node.args)
    if name == "Union":
        parts = [_set(view, each) for each in node.args]
        return lambda p: _any([part(p) for part in parts])
    open_ends = {"Interval": "", "Interval.open": "lr", "Interval.Lopen": "l", "Interval.Ropen": "r"}.get(name)
    if open_ends is None:
        raise OpenError
    low, high = (ast.unparse(each) for each in node.args[:2])
    entry = {"from": _spaceless(low), "to": _spaceless(high)}
    entry |= {"has_from": "l" not in open_ends, "has_to": "r" not in open_ends}  # type: ignore[dict-item]
    return lambda p: entry_has(view, entry, p)


def _finite(view: View, nodes: list[ast.expr]) -> Member:
    return lambda p: _any([entry_has(view, {"at": _spaceless(ast.unparse(each))}, p) for each in nodes])


def _spaceless(text: str) -> str:
    return text.replace(" ", "")


def _any(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False

"""Facts as plain data: the one writer of values as text, numbers, lists and objects, as docs/sheet.md has them."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import sympy
from sympy import Basic, Expr

from symact.analysis.values import At, Enclosed, Identity, Image, Interval, Matrix, Power, RealSet, Series, Value
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.evidence import Fact
from symact.symbolic.real_number import DIGITS, Number

TURNS = {1: "n >= 0", -1: "n <= 0"}
"""For which whole n an entry with a period recurs n periods further to the right, where that is not for all."""


def plain(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain data, with decimals beside the closed forms of its value."""
    return {
        "property": fact.property,
        "scope": str(fact.scope),
        "value": written(fact.value),
        "decimal": decimals(fact.value),
        "status": str(fact.status),
        "evidence": [part.to_json() for part in fact.parts],
    }


def written(value: Value) -> Any:
    """Return a value as plain data.

    Returns:
        None, a bool, an int, text, or lists and objects of these.
    """
    value = spread(value)
    if isinstance(value, Mapping):
        return {key: written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [written(each) for each in value]
    return value if value is None or isinstance(value, bool | int | str) else text(value)


def spread(value: Value) -> Value:
    """Return what is written as an object as its named values, several values as a list; others as they are."""
    if isinstance(value, At):
        where = value.where
        place: dict[str, Value] = {"at": where}
        if isinstance(where, Interval):
            owned = {"has_from": where.has_lower, "has_to": where.has_upper}
            place = {"from": where.lower, "to": where.upper, **{end: True for end, has in owned.items() if has}}
        recurring = {} if value.period is None else {"period": value.period}
        return {**place, **value.says, **recurring, **({"turns": TURNS[value.side]} if value.side else {})}
    if isinstance(value, Interval):
        lower = {"lower": value.lower, "lower_attained": value.has_lower}
        parts = {"parts": RealSet(value.parts)} if isinstance(value, Image) else {}
        return {**lower, "upper": value.upper, "upper_attained": value.has_upper, **parts}
    if isinstance(value, Matrix):
        return asdict(value)
    return list(value) if isinstance(value, tuple) else value


def text(value: Value) -> str:
    """Return a number, expression, condition, series, identity or set as SymPy text."""
    if isinstance(value, Number):
        return value.text()
    if isinstance(value, Enclosed):
        return value.decimal
    if isinstance(value, Power):
        return f"({value.base.text()})**{value.exponent}"
    if isinstance(value, Series):
        rest = [] if value.order is None else [f"O({value.order})"]
        return " + ".join([*map(str, value.terms), *rest]).replace("+ -", "- ") or "0"
    if isinstance(value, Identity):
        return f"{value.left} = {value.right}"
    if isinstance(value, RealSet):
        return _set(value)
    if not isinstance(value, Basic):
        raise TypeError(f"{type(value).__name__} is no type of a fact's value; see symact.analysis.values")
    return str(value)


def _set(value: RealSet) -> str:
    """Return a set as SymPy text, its parts from left to right."""
    points = [part for part in value.parts if isinstance(part, Number)]
    if len(points) == len(value.parts):
        return f"{{{', '.join(map(text, points))}}}"
    parts = []
    for part in value.parts:
        if isinstance(part, Interval):
            ends = part.lower.expression(), part.upper.expression()
            parts.append(str(sympy.Interval(*ends, not part.has_lower, not part.has_upper)))
        else:
            parts.append(f"{{{text(part)}}}")
    return parts[0] if len(parts) == 1 else f"Union({', '.join(parts)})"


def decimals(value: Value) -> Any:
    """Return the numbers of a value as decimals of 40 significant digits, in the shape of `written`.

    Returns:
        A string for a finite number without parameters, a list or an object of the same keys where the value is one;
        None where there is no number.
    """
    if isinstance(value, Matrix):
        return None
    value = spread(value)
    if isinstance(value, Mapping):
        named = {key: decimals(each) for key, each in value.items()}
        return named if any(each is not None for each in named.values()) else None
    if isinstance(value, list):
        found = [decimals(each) for each in value]
        return found if any(each is not None for each in found) else None
    if isinstance(value, Enclosed):
        return value.decimal
    if isinstance(value, Number):
        if value.has_parameters:
            return None
        return value.text() if value.exact is None else _decimal(value.exact)
    if isinstance(value, Series) and value.rest is None and len(value.terms) < 2:
        return _decimal(sympy.Add(*value.terms))
    return _decimal(value) if isinstance(value, Expr) else None


@lru_cache(maxsize=4096)
def _decimal(value: Expr) -> str | None:
    """Return the decimal of a finite number without parameters, an integer as it is."""
    if not value.is_number or value in (sympy.oo, -sympy.oo):
        return None
    try:
        return str(value) if value.is_Integer else digits(value, DIGITS)
    except SymactError:
        return None

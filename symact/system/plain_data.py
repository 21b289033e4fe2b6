"""Records as JSON holds them: infinities as a word on the way out, dataclasses and named tuples on the way back."""

import math
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from itertools import repeat
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

INFINITE = "infinite"
"""Stands for infinity, which JSON has no number for."""


def strict(data: Any) -> Any:
    """Return plain data with the text ``infinite`` in place of infinities."""
    if isinstance(data, dict):
        return {key: strict(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [strict(value) for value in data]
    return INFINITE if isinstance(data, float) and math.isinf(data) else data


def number(value: Any) -> float:
    """Return a number that `strict` may have written."""
    return math.inf if value == INFINITE else float(value)


def record(kind: Any, data: Any, read: Callable[[Any], float] = number) -> Any:
    """Return plain data as a value of a type, such as a dataclass of named tuples; fields with a default may lack.

    Args:
        kind: a type hint: a dataclass (an object of JSON), named tuple (a list), tuple, dict, union, literal, number.
        data: as JSON gives it.
        read: makes a float of what stands for one.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the data do not fit.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any or origin is Literal:
        return data
    if origin in (UnionType, Union):
        if data is None and NoneType in inner:
            return None
        fitting = [each for each in inner if each is not NoneType]
        # Of several, as in int | str, the first that the data are of.
        chosen = next((each for each in fitting if type(data) is each), fitting[0])
        return record(chosen, data, read)
    if origin is tuple:
        kinds = repeat(inner[0], len(data)) if inner[-1] is Ellipsis else inner
        return tuple(record(each, value, read) for each, value in zip(kinds, data, strict=True))
    if origin is dict:
        return {record(inner[0], key, read): record(inner[1], value, read) for key, value in data.items()}
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a class, never an instance
        return kind(**{key: record(hints[key], value, read) for key, value in data.items()})  # type: ignore[operator]
    if issubclass(kind, tuple):
        return kind(*(record(each, value, read) for each, value in zip(_hints(kind).values(), data, strict=True)))
    return read(data) if kind is float else kind(data)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)

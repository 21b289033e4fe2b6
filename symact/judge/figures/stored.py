"""Verdicts read back from the JSON that `symact verify --json` writes; every field is checked."""

from __future__ import annotations

import dataclasses
import json
import types
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from symact.errors import SymactError
from symact.judge.figures.verdict import SCHEMA, Verdict
from symact.system.files import read_bytes

LIMIT = 1 << 28
"""Bytes of a file of verdicts."""

SET = "symact.verdicts/1"
"""Name and version of a file of several verdicts."""

COMPUTED = {"schema", "passes", "correctly_rounded"}
"""Keys of the JSON that follow from the others."""


def read_verdicts(path: str | Path) -> list[Verdict]:
    """Return the verdicts of a file.

    Raises:
        SymactError: the file cannot be read, or does not hold verdicts of this version; the message names it.
    """
    try:
        data = json.loads(read_bytes(path, LIMIT))
    except OSError as error:
        raise SymactError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise SymactError(f"{path}: is no JSON; give what symact verify --json wrote") from None
    if isinstance(data, dict) and data.get("schema") == SCHEMA:
        return [verdict(data, str(path))]
    if not isinstance(data, dict) or data.get("schema") != SET or not isinstance(data.get("verdicts"), list):
        raise SymactError(f"{path}: holds no verdicts ({SET}); give what symact verify --json wrote")
    return [verdict(each, str(path)) for each in data["verdicts"]]


def verdict(data: Any, source: str) -> Verdict:
    """Return the verdict that `Verdict.to_json` wrote.

    Raises:
        SymactError: a field is missing, unknown or of another type; the message names the source and the field.
    """
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise SymactError(f"{source}: holds no verdict of version {SCHEMA}; judge again with this version")
    try:
        found: Verdict = _object(Verdict, data, "verdict")
    except _WrongError as error:
        raise SymactError(f"{source}: {error}; the file is altered") from None
    return found


class _WrongError(Exception):
    """A field that does not have its type."""


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise _WrongError(f"{where} is no object")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in data:
        if key not in fields and key not in COMPUTED:
            raise _WrongError(f"{where} has an unknown field {key[:40]!r}")
    values = {}
    for name, field in fields.items():
        if name in data:
            values[name] = _value(_hints(kind)[name], data[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise _WrongError(f"{where} lacks the field {name!r}")
    return kind(**values)


def _value(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _value(next(k for k in get_args(kind) if k is not types.NoneType), data, where)
    if dataclasses.is_dataclass(kind):
        return _object(kind, data, where)
    if origin is tuple:
        return _tuple(get_args(kind), data, where)
    if origin is dict:
        if not isinstance(data, dict):
            raise _WrongError(f"{where} is no object")
        return {key: _value(get_args(kind)[1], value, f"{where}.{key[:40]}") for key, value in data.items()}
    return data if kind is Any else _plain(kind, data, where)


def _tuple(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if isinstance(data, dict) and set(data) == {"at_most_ulp", "count"}:
        data = [data["at_most_ulp"], data["count"]]
    if not isinstance(data, list):
        raise _WrongError(f"{where} is no list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_value(kinds[0], each, where) for each in data)
    if len(kinds) != len(data):
        raise _WrongError(f"{where} has {len(data)} parts instead of {len(kinds)}")
    return tuple(_value(kind, each, where) for kind, each in zip(kinds, data, strict=True))


def _plain(kind: Any, data: Any, where: str) -> Any:
    if kind is float:
        if data == "infinite":
            return float("inf")
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return float(data)
    elif kind is int and isinstance(data, bool):
        pass
    elif isinstance(data, kind):
        return data
    raise _WrongError(f"{where} is {str(data)[:40]!r}, which is no {kind.__name__}")

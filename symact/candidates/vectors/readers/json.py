"""Pairs in JSON: two lists by name, or a list of pairs or of objects, at the top or one level below; decimals exact."""

from typing import Any

from symact.candidates.vectors.columns import Columns, texts
from symact.system.files import strict_json

READ_AS = "JSON"


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be JSON."""
    return data.lstrip()[:1] in (b"{", b"[") and b"\0" not in data


def parse(data: bytes) -> Columns:
    """Return the columns; numbers stay the texts that they are, so that nothing is rounded on the way."""
    content = strict_json(data.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    return _columns(content) or next((found for found in map(_columns, _below(content)) if found), {})


def _below(content: Any) -> list[Any]:
    return list(content.values()) if isinstance(content, dict) else []


def _columns(content: Any) -> Columns:
    """Return the columns that a value holds, {} if it holds none."""
    if isinstance(content, dict):
        return {key: texts(cells) for key, cells in content.items() if _flat(cells)}
    if not isinstance(content, list) or not content:
        return {}
    if all(_flat(row) and len(row) == 2 for row in content):
        return {"x": texts(row[0] for row in content), "y": texts(row[1] for row in content)}
    if all(isinstance(row, dict) for row in content):
        keys = [key for key in content[0] if all(isinstance(row.get(key), str) for row in content)]
        return {key: texts(row[key] for row in content) for key in keys}
    return {}


def _flat(cells: Any) -> bool:
    return isinstance(cells, list) and bool(cells) and all(isinstance(cell, str) for cell in cells)

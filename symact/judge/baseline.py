"""Known errors, kept in a file: a run is held against them and may be neither worse nor better."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symact.errors import SymactError
from symact.formats.decimals import ulps
from symact.judge.comparison.policy import Policy
from symact.judge.figures.verdict import Verdict
from symact.judge.text import subject
from symact.system import files
from symact.system.plain_data import INFINITE, number, strict

SCHEMA = "symact.baseline/1"

LIMIT = 1 << 26
"""Bytes of a baseline's file."""

KEY = ("function", "arguments", "activation", "params", "against", "dtype", "order", "policy", "inputs")
"""What a verdict must share with an entry to be held against it."""

SAME = 1e-9
"""Relative difference below which two greatest errors are equal: float64 in another order of operations."""


@dataclass(frozen=True)
class Change:
    """A verdict that differs from its baseline.

    Args:
        worse: whether it got worse (or is new); otherwise it got better, and the baseline is out of date.
        text: one line.
        verdict: the one that differs.
    """

    worse: bool
    text: str
    verdict: Verdict

    def __str__(self) -> str:
        return f"{'Worse' if self.worse else 'Better'}: {self.text}"


def compare(verdicts: Iterable[Verdict], path: str | Path) -> list[Change]:
    """Return where verdicts differ from a baseline.

    A verdict without an entry counts as worse unless it is clean.

    Raises:
        SymactError: the file cannot be read or is no baseline; the message names it.
    """
    entries = read(path)
    changes: list[Change] = []
    for verdict in verdicts:
        changes += _changes(verdict, entries.get(_name(_key(verdict))))
    return changes


def write(verdicts: Sequence[Verdict], path: str | Path) -> None:
    """Write the baseline of verdicts; entries of the file about something else are kept.

    Raises:
        SymactError: the file is there and is no baseline, or cannot be written.
    """
    entries = read(path) if Path(path).exists() else {}
    for verdict in verdicts:
        key = _key(verdict)
        entries[_name(key)] = {**key, **_figures(verdict)}
    data = {"schema": SCHEMA, "entries": [entries[name] for name in sorted(entries)]}
    with files.replacing(path) as file:
        file.write(json.dumps(data, indent=1, allow_nan=False).encode() + b"\n")


def read(path: str | Path) -> dict[str, dict[str, Any]]:
    """Return the entries of a baseline by their keys.

    Raises:
        SymactError: it cannot be read, or an entry lacks a field or has one of another type.
    """
    try:
        data = json.loads(files.read_bytes(path, LIMIT))
    except OSError as error:
        raise SymactError(f"{path}: cannot be read: {error.strerror or error}; --update-baseline writes it") from None
    except (ValueError, RecursionError):
        raise SymactError(f"{path}: is no JSON, so no baseline; --update-baseline writes one") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("entries"), list):
        raise SymactError(f"{path}: is no baseline ({SCHEMA}); --update-baseline writes one")
    found = {}
    for place, entry in enumerate(data["entries"]):
        if not _well_formed(entry):
            raise SymactError(f"{path}: entry {place} is not as symact writes it; the file is altered")
        # A policy that was not there yet when the file was written had its default.
        entry["policy"] = Policy().to_json() | entry["policy"]
        found[_name({key: entry[key] for key in KEY})] = entry
    return found


def _well_formed(entry: Any) -> bool:
    if not isinstance(entry, dict) or set(entry) != {*KEY, "definition_hash", "version", "figures"}:
        return False
    figures = entry["figures"]
    return (
        isinstance(entry["policy"], dict)
        and isinstance(figures, dict)
        and all(
            (isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0) or value == INFINITE
            for value in figures.values()
        )
    )


def _key(verdict: Verdict) -> dict[str, Any]:
    inputs = verdict.inputs
    ends = [end.bits for end in (inputs.lowest, inputs.highest) if end]
    return {
        "function": verdict.target.function,
        "arguments": {key: str(value) for key, value in verdict.target.arguments.items()},
        "activation": verdict.activation,
        "params": verdict.params,
        "against": verdict.against,
        "dtype": verdict.dtype,
        "order": verdict.order,
        "policy": verdict.policy,
        "inputs": [inputs.kind, inputs.count, inputs.sha256, *ends],
    }


def _name(key: dict[str, Any]) -> str:
    return json.dumps(key, sort_keys=True)


def _figures(verdict: Verdict) -> dict[str, Any]:
    """Return what is compared: counts and greatest errors by segment, counts by class, findings of conduct."""
    figures: dict[str, float] = {}
    for segment in verdict.result.segments:
        if segment.mismatched:
            figures[f"{segment.name}: mismatched"] = segment.mismatched
            figures[f"{segment.name}: max ulp"] = segment.max_ulp
    figures |= {f"class {each.name}": each.count for each in verdict.result.classes}
    if verdict.conduct:
        figures["findings of conduct"] = len(verdict.conduct)
    for law in verdict.rows.laws if verdict.rows else ():
        if law.broken:
            figures[f"law {law.name}: rows"] = law.broken
    return {"definition_hash": verdict.definition_hash, "version": verdict.target.version, "figures": strict(figures)}


def _changes(verdict: Verdict, entry: dict[str, Any] | None) -> list[Change]:
    if entry is None:
        return [] if verdict.clean else [Change(True, f"{_about(verdict)}: is not in the baseline", verdict)]
    if entry["definition_hash"] != verdict.definition_hash:
        return [Change(True, f"{_about(verdict)}: the definition is another one than in the baseline", verdict)]
    known, found = entry["figures"], _figures(verdict)["figures"]
    changes = []
    for key in sorted({*known, *found}):
        before, now = number(known.get(key, 0)), number(found.get(key, 0))
        if before != now and not math.isclose(before, now, rel_tol=SAME):
            text = f"{_about(verdict)}: {key}: {_shown(before)} in the baseline, now {_shown(now)}"
            changes.append(Change(now > before, text, verdict))
    return changes


def _about(verdict: Verdict) -> str:
    return f"{verdict.target.function} as {subject(verdict)}"


def _shown(value: float) -> str:
    return INFINITE if math.isinf(value) else str(int(value)) if value == int(value) else ulps(value)

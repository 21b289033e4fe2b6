"""The state of an exhaustive run as a file, from which another run continues."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from symact.candidates.finding import Finding
from symact.errors import SymactError
from symact.judge.exhaustive.consistency import is_duration, is_known
from symact.judge.exhaustive.tally import Tally
from symact.judge.figures.accumulator import Accumulator
from symact.system.files import read_bytes, replacing, sealed, unsealed
from symact.system.plain_data import record

SCHEMA = "symact.checkpoint/3"

LIMIT = 1 << 24
"""Bytes of a checkpoint."""


class OtherTaskError(SymactError):
    """A checkpoint is sound, but of another question, candidate or program: a run must start anew."""


@dataclass(frozen=True)
class State:
    """How far a run is.

    Args:
        done: chunks that are judged, from the first on.
        partial: their figures.
        tally: of the invariants, None before the first chunk.
        version: of the candidate's library.
        conduct: findings about the candidate's conduct.
        candidate_seconds, judge_seconds: spent so far, by all processes together.
        compared: inputs that were compared in the candidate's process.
    """

    done: int = 0
    partial: Accumulator = field(default_factory=Accumulator)
    tally: Tally | None = None
    version: str = ""
    conduct: tuple[Finding, ...] = ()
    candidate_seconds: float = 0.0
    judge_seconds: float = 0.0
    compared: int = 0


def write(path: str | Path, task: dict[str, Any], state: State) -> None:
    """Write a checkpoint, in place of an older one."""
    data = {"schema": SCHEMA, "task": task, **_plain(asdict(state))}
    with replacing(path) as file:
        file.write(sealed(data))


def read(path: str | Path, task: dict[str, Any]) -> State:
    """Read a checkpoint of the same task.

    Raises:
        OtherTaskError: it is one of another task.
        SymactError: it cannot be read, is no checkpoint, or was altered.
    """
    try:
        data = unsealed(read_bytes(path, LIMIT))
    except OSError as error:
        raise SymactError(
            f"cannot resume from {str(path)!r}: {error.strerror or error}; start without --resume"
        ) from None
    except ValueError:
        raise SymactError(f"{path}: is no checkpoint of symact, or a damaged one; start without --resume") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("task"), dict):
        raise SymactError(f"{path}: is no checkpoint of symact; start without --resume")
    for key in sorted(task.keys() | data["task"].keys()):
        was, now = data["task"].get(key), task.get(key)
        if was != now:
            raise OtherTaskError(
                f"{path}: is a checkpoint of another task: {key} was {json.dumps(was)}, not {json.dumps(now)}"
            )
    try:
        content = {key: value for key, value in data.items() if key not in ("schema", "task")}
        found: State = record(State, content, float.fromhex)
    # A file may lack any field or hold another type; what symact writes is refused below if it was not written so.
    except (KeyError, TypeError, ValueError, AttributeError):
        raise damaged(path) from None
    # What is read must be what would be written: 3 and not true, "3" or 2.5, and no field besides.
    again = {"schema": SCHEMA, "task": task, **_plain(asdict(found))}
    if json.dumps(again, sort_keys=True) != json.dumps(data, sort_keys=True):
        raise damaged(path)
    if not all(map(is_duration, (found.candidate_seconds, found.judge_seconds))) or found.done < 0:
        raise damaged(path)
    if not all(is_known(each.kind) for each in found.conduct):
        raise damaged(path)
    return found


def damaged(path: str | Path) -> SymactError:
    """Return the error that says of a checkpoint that it holds what no run writes."""
    return SymactError(f"{path}: is a damaged checkpoint; start without --resume")


def _plain(value: Any) -> Any:
    """Return data as JSON holds it; floats in hexadecimal, so that infinities pass and nothing is rounded."""
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value

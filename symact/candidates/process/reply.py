"""What a candidate's process sends and leaves, read as if the candidate had forged it: types, sizes, regular files."""

import contextlib
import json
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symact.candidates import UnsupportedError
from symact.candidates.behaviour import Trial
from symact.candidates.finding import MISCONDUCT, REMARKS, Finding
from symact.errors import CandidateError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.system import files

KINDS = (*MISCONDUCT, *REMARKS)
"""Kinds of findings."""

MAX_TEXT = 10_000
"""Characters of a message, a version or a finding."""


@dataclass(frozen=True)
class Outcome:
    """What became of one request.

    Args:
        kind: "done"; "unsupported", "misconduct" or "raised" as the worker says; "crashed" or "timeout".
        bits: the results' encodings if done, else None.
        version: the library's name and version if done.
        findings: about the candidate's conduct if done.
        message: one line, if not done.
        seconds: that the candidate itself took, all its calls together.
        figures: what else a reply of a worker of the judge's says, unread: a candidate may have written it.
    """

    kind: str
    bits: Bits | None = None
    version: str = ""
    findings: tuple[Finding, ...] = ()
    message: str = ""
    seconds: float = 0.0
    figures: Any = None

    def checked(self, path: str, where: str = "") -> Trial:
        """Return the results and findings, or raise what an outcome without results stands for.

        Args:
            path: of the candidate, for the message.
            where: at which inputs, appended to the message of a failure.

        Raises:
            UnsupportedError: the candidate does not do this; the message says why.
            CandidateError: it crashed, timed out, raised, or returned another shape or dtype.
        """
        if self.bits is not None:
            return Trial(self.bits, self.findings)
        if self.kind == "unsupported":
            raise UnsupportedError(self.message)
        named = self.message if self.message.startswith(path) else f"{path}: {self.message}"
        raise CandidateError(f"{named}{where}")


def parsed(received: bytes) -> dict[str, Any]:
    """Return a reply that has the fields of one, each of its type, or nothing: a candidate may have written it."""
    try:
        reply = json.loads(received)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(reply, dict):
        return {}
    if reply.get("outcome") == "done":
        findings = reply.get("findings")
        pairs: list[Any] = findings if isinstance(findings, list) else [None]
        texts = [reply.get("version"), *(pair[1] if _is_finding(pair) else None for pair in pairs)]
        fits = type(reply.get("seconds")) is float and math.isfinite(reply["seconds"])
    else:
        texts = [reply.get("message")]
        fits = reply.get("outcome") in ("unsupported", "misconduct", "raised")
    return reply if fits and all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts) else {}


def _is_finding(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and pair[0] in KINDS


def outcome(reply: dict[str, Any], results: Path, due: tuple[int, ...], fmt: Format) -> Outcome:
    """Return what became of a request.

    Args:
        reply: as `parsed` returns it, not empty.
        results: the file of the results, raw words; a candidate may have put anything there.
        due: the shape that the results must have.
        fmt: their format.
    """
    if reply["outcome"] != "done":
        return Outcome(reply["outcome"], message=printable(reply["message"]))
    dtype, count = bits_dtype(fmt), math.prod(due)
    raw = b""
    if not results.is_symlink():
        with contextlib.suppress(OSError):
            raw = files.read_bytes(results, count * dtype.itemsize)
    if len(raw) != count * dtype.itemsize:
        return Outcome("crashed", message="its results were lost or overwritten on their way to symact")
    bits = np.frombuffer(raw, dtype).reshape(due)
    findings = tuple(Finding(kind, printable(says)) for kind, says in reply["findings"])
    return Outcome("done", bits, printable(reply["version"]), findings, "", reply["seconds"], reply.get("figures"))


def printable(text: str) -> str:
    """Return a text without what would move a terminal's cursor or open a new line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def remove(path: Path) -> None:
    """Remove what lies at a path, whatever a candidate has made of it; what cannot go goes with its folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()

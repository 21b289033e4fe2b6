"""What to fix first: the fewest causes that explain the most wrong results, with remedies, and how to repeat it all."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symact.judge.text import remedy_line, subject

if TYPE_CHECKING:
    from symact.judge.figures.verdict import Verdict

ENOUGH = 0.9
"""Share of the wrong results after which further causes are left to the sections below."""

MOST = 5

SMALL = 1.0
"""Error of a remedy, ulp, up to which it mends what it is for."""


@dataclass(frozen=True)
class Advice:
    """One cause, over all verdicts that name it with the same remedy.

    Args:
        says, remedy: as the first of the verdicts has them.
        error: the greatest error, ulp, of the remedy where it was run; None if it was run nowhere.
        where: the subjects of the verdicts.
        explains: wrong results explained, as the share of those tried tells.
        reproduced, tried: wrong results that the model was run at, and those that it gave bit by bit.
    """

    says: str
    remedy: str
    error: float | None
    where: tuple[str, ...]
    explains: int
    reproduced: int
    tried: int


def advice(verdicts: Sequence[Verdict]) -> list[Advice]:
    """Return the fewest causes that explain most of the wrong results of all verdicts, those with a remedy first."""
    groups: dict[tuple[str, str], list[tuple[Verdict, int]]] = {}
    for verdict in verdicts:
        for index, cause in enumerate(verdict.causes or ()):
            groups.setdefault((cause.name, cause.remedy), []).append((verdict, index))
    found = sorted((_advice(members) for members in groups.values()), key=lambda each: -each.explains)
    wrong = sum(verdict.result.mismatched for verdict in verdicts if verdict.causes)
    chosen: list[Advice] = []
    for each in found[:MOST]:
        if chosen and sum(other.explains for other in chosen) >= ENOUGH * wrong:
            break
        chosen.append(each)
    # A remedy that leaves nothing to mend comes before one that leaves large errors.
    return sorted(chosen, key=lambda each: (each.error is None or each.error > SMALL, -each.explains))


def _advice(members: Sequence[tuple[Verdict, int]]) -> Advice:
    pairs = [(verdict, (verdict.causes or ())[index]) for verdict, index in members]
    first = pairs[0][1]
    errors = [cause.remedy_error for _, cause in pairs if cause.remedy_error is not None]
    return Advice(
        first.says,
        first.remedy,
        max(errors) if errors else None,
        tuple(dict.fromkeys(subject(verdict) for verdict, _ in pairs)),
        sum(round(v.result.mismatched * c.reproduced / c.tried) for v, c in pairs if c.tried),
        sum(cause.reproduced for _, cause in pairs),
        sum(cause.tried for _, cause in pairs),
    )


def remedy_text(remedy: str, error: float | None) -> str:
    """Return a remedy as a sentence without its full stop, with how wrong it is where that is known; "" for none."""
    if not remedy:
        return ""
    said = remedy_line(remedy, error)
    measured = "" if error is None else f" (its error at the inputs tried: {error:.3g} ulp at most)"
    return f"{said[:1].upper()}{said[1:]}{measured}"


def explains_text(each: Advice) -> str:
    """Return how much a cause explains, and where."""
    return f"explains {each.reproduced} of {each.tried} wrong results tried: {', '.join(each.where)}"


def commands(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the commands that judge all of it again, one for each case; none for a function of a running program."""
    found = [command for verdict in verdicts if (command := _command(verdict)) is not None]
    return list(dict.fromkeys(found))


def _command(verdict: Verdict) -> str | None:
    name = verdict.target.name
    # A callable of a program is judged as whose arrays it takes; no command names it.
    if name in ("numpy", "torch", "jax") and not verdict.target.version:
        return None
    words = ["symact", "verify", name, verdict.activation, "--dtype", verdict.dtype, "--order", str(verdict.order)]
    for key, value in verdict.params.items():
        words += ["--param", f"{key}={value}"]
    words += ["--against", "profile"] if verdict.against == "profile" else []
    words += [] if verdict.max_ulp is None else ["--max-ulp", f"{verdict.max_ulp:g}"]
    return shlex.join(words)

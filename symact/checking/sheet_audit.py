"""A sheet checked again as a whole, from its file or from memory: what a user is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symact.checking.recheck import Outcome
from symact.checking.recheck import recheck as outcomes
from symact.display import Shown
from symact.errors import SymactError
from symact.sheets.sheet import Sheet
from symact.system.files import read_bytes, strict_json

MOST_BYTES = 20_000_000
"""Size of a sheet beyond which a file is refused; sheets of the catalogue take about 100 KB."""


@dataclass(frozen=True)
class SheetAudit(Shown):
    """What became of a sheet's facts.

    Args:
        source: the file, or the activation of a sheet in memory.
        outcomes: one a fact.
    """

    source: str
    outcomes: tuple[Outcome, ...]

    @property
    def refuted(self) -> tuple[Outcome, ...]:
        """The facts that do not stand."""
        return tuple(each for each in self.outcomes if each.verdict == "refuted")

    @property
    def undecided(self) -> tuple[Outcome, ...]:
        """The facts for which the rules took too long: they neither stand nor fall."""
        return tuple(each for each in self.outcomes if each.verdict == "not decided")

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as ``symact recheck --json`` prints it."""
        facts = [
            {
                "property": o.property,
                "scope": o.scope,
                "verdict": o.verdict,
                "attacked": o.attacked,
                "reason": o.reason or None,
            }
            for o in self.outcomes
        ]
        return {"file": self.source, "refuted": len(self.refuted), "facts": facts}

    def __str__(self) -> str:
        lines = []
        for each in (*self.refuted, *self.undecided):
            scope = "" if each.scope == "True" else f" if {each.scope}"
            lines.append(f"{each.verdict.upper()} {each.property}{scope}: {each.reason}")
        counts = sorted(Counter(each.verdict for each in self.outcomes).items())
        said = ", ".join(f"{count} {verdict}" for verdict, count in counts)
        attacked = sum(each.attacked for each in self.outcomes)
        tried = f"; {attacked} of them also attacked by numbers" if attacked else ""
        return "\n".join([*lines, f"{self.source}: {len(self.outcomes)} facts: {said or 'none'}{tried}"])


def recheck(sheet: str | Path | Sheet | Mapping[str, Any]) -> SheetAudit:
    """Check every fact of a sheet again.

    Certificates are replayed: balls and series are evaluated again, nothing is searched for. Chains of rules are
    applied again and must give the same steps. A second opinion then tries to refute each fact by numbers, with
    mpmath and none of the prover's code.

    Args:
        sheet: a file that ``symact show --json`` or ``symact derive --json`` wrote, the plain data in it, or a sheet.

    Returns:
        The outcome of each fact; ``refuted`` holds those that do not stand.

    Raises:
        SymactError: the file cannot be read, or holds no sheet.
    """
    if isinstance(sheet, Sheet):
        # Through JSON: what is checked is what a file would hold.
        return SheetAudit(sheet.activation.name, tuple(outcomes(json.loads(json.dumps(sheet.to_json())))))
    if isinstance(sheet, Mapping):
        return SheetAudit(str(sheet.get("name")), tuple(outcomes(sheet)))
    return SheetAudit(str(sheet), tuple(outcomes(_load(str(sheet)))))


def _load(file: str) -> dict[str, Any]:
    try:
        data = strict_json(read_bytes(file, MOST_BYTES))
    except OSError as error:
        raise SymactError(f"{file}: {error.strerror}; give a file that symact show --json wrote") from None
    except (ValueError, RecursionError) as error:
        raise SymactError(
            f"{file} is not JSON: {str(error).splitlines()[0]}; symact show NAME --json writes it"
        ) from None
    if not isinstance(data, dict):
        raise SymactError(f"{file} is no sheet: it holds a {type(data).__name__}; symact show NAME --json writes one")
    return data

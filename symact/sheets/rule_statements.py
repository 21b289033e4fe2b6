"""What each rule of proof states, from the tables of docs/rules.md, which lies beside this module too."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

CELLS = re.compile(r"(?<!\\)\|")


class RuleStatement(NamedTuple):
    """What a rule says.

    Args:
        says: in one sentence.
        condition: under which it may be applied, empty for none.
    """

    says: str
    condition: str


@cache
def statements() -> dict[str, RuleStatement]:
    """Return the statement of each rule by its name."""
    found: dict[str, RuleStatement] = {}
    for line in (Path(__file__).parent / "rules.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in CELLS.split(line)[1:-1]]
        if len(cells) == 3 and cells[0] != "rule" and not cells[0].startswith("-"):
            # Of rules of one name the first speaks of facts on a sheet, those below of rounding.
            for name in cells[0].split(", "):
                found.setdefault(name, RuleStatement(cells[1].replace("\\|", "|"), cells[2]))
    return found

"""The ledger as plain data, as a table on a terminal and as a page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symact.claims import Claim, Ruling, Verdict, sources
from symact.claims.value_text import relation

COLOURS = {Verdict.HOLDS: "green", Verdict.CONDITIONAL: "yellow", Verdict.FALSE: "red", Verdict.UNKNOWN: "magenta"}

Judged = tuple[Claim, Ruling]
"""A claim and what the engine makes of it."""

INTRODUCTION = """\
# Textbook claims, judged

Five texts say this about activation functions: two sets of lecture notes, a glossary and two articles. Each
statement about a function that can be checked is written down as a predicate, in our own words and with the line
of the text; the engine derives the verdict, and no verdict is typed in. `symact claims --markdown -o FILE` writes
this page. A row that is about default values says so; *by cost* a text is taken to mean calls of elementary functions.

*Holds*: for all parameters that the definition allows, or for the values that the text gives. *Holds under a
condition*: for the parameters named, and for no others; then comes what happens elsewhere. *False*: for no
parameters; the witness is an exact point or the true value. *Unknown*: with the step that failed. The status is the
weakest evidence the verdict rests on: *proved* by named rules ([rules](rules.md)), *certified* by ball arithmetic.
"""


def counts(judged: Iterable[Judged]) -> dict[str, int]:
    """Return how many claims have each verdict, none left out."""
    found = Counter(ruling.verdict for _, ruling in judged)
    return {str(verdict): found[verdict] for verdict in Verdict}


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return claims and rulings as plain data, with the evidence."""
    return {
        "counts": counts(judged),
        "claims": [
            {
                "id": claim.id,
                "source": claim.source,
                "line": claim.statement.line,
                "says": claim.statement.says,
                "function": claim.statement.name,
                "checked": str(claim.statement.predicate),
                "verdict": str(ruling.verdict),
                "condition": ruling.condition,
                "detail": ruling.detail,
                "status": str(ruling.status),
                "evidence": [part.to_json() for part in ruling.parts],
            }
            for claim, ruling in judged
        ],
    }


def explanation(ruling: Ruling) -> str:
    """Return the condition and the witness or value of a ruling in one line."""
    detail = relation(ruling.detail)
    if ruling.verdict is Verdict.CONDITIONAL:
        return f"where {relation(ruling.condition)}; otherwise {detail}"
    return detail


def show(judged: Sequence[Judged], console: Console | None = None) -> None:
    """Print claims with verdicts, and the counts."""
    console = console or Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("claim", no_wrap=True)
    table.add_column("says", overflow="fold", ratio=3)
    table.add_column("verdict", overflow="fold", min_width=8)
    table.add_column("condition, witness or value", overflow="fold", ratio=3)
    table.add_column("status", no_wrap=True)
    for claim, ruling in judged:
        verdict = Text(str(ruling.verdict), style=COLOURS[ruling.verdict])
        says = Text(claim.statement.says)
        table.add_row(Text(claim.id), says, verdict, Text(explanation(ruling)), Text(str(ruling.status)))
    console.print(table)
    console.print(Text(f"{len(judged)} claims: {_summary(counts(judged))}"))


def _summary(found: dict[str, int]) -> str:
    return ", ".join(f"{number} {verdict}" for verdict, number in found.items())


def page(judged: Sequence[Judged]) -> str:
    """Return the ledger as a page in Markdown, by source."""
    parts = [INTRODUCTION, _overview(judged)]
    for source, title in sources().items():
        rows = [_row(claim, ruling) for claim, ruling in judged if claim.source == source]
        if rows:
            head = "| line | claim | checked as | verdict | condition, witness or value | status |"
            parts.append(
                "\n".join((f"## {title}", "", f"`{source}`", "", head, "|---|---|---|---|---|---|", *rows, ""))
            )
    return "\n".join(parts)


def _overview(judged: Sequence[Judged]) -> str:
    lines = [f"| source | claims | {' | '.join(map(str, Verdict))} |", f"|---|{'--:|' * (1 + len(Verdict))}"]
    for source, title in [*sources().items(), ("", "all")]:
        chosen = [each for each in judged if each[0].source == source or not source]
        lines.append(f"| {title} | {len(chosen)} | {' | '.join(map(str, counts(chosen).values()))} |")
    return "\n".join((*lines, ""))


def _row(claim: Claim, ruling: Ruling) -> str:
    letter = claim.id.rpartition(":")[2].lstrip("0123456789")
    cells = (
        f"{claim.statement.line}{letter}",
        _plain(claim.statement.says),
        f"{claim.statement.name}: `{claim.statement.predicate}`".replace("|", "\\|"),
        f"**{ruling.verdict}**" if ruling.verdict is Verdict.FALSE else str(ruling.verdict),
        _plain(explanation(ruling)),
        str(ruling.status),
    )
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    for sign in "\\*_|<`":
        text = text.replace(sign, f"\\{sign}")
    return text

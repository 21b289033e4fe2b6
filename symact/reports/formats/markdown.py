"""Markdown, such as for a comment on a pull request."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from symact.formats.decimals import ulps
from symact.judge.text import headline, report, subject
from symact.reports import Skipped, fails
from symact.reports.fix_first import advice, commands, explains_text, remedy_text

if TYPE_CHECKING:
    from symact.judge.baseline import Change
    from symact.judge.figures.verdict import Verdict

SPECIAL = "\\`*_[]<>|~#"
"""Characters that a backslash takes their meaning from."""


def render(verdicts: Sequence[Verdict], unjudged: Sequence[Skipped], changes: Sequence[Change] | None = None) -> str:
    """Return the file: the outcome, one row a verdict, and the reports of all that are not clean."""
    lines = [f"**{outcome(verdicts, unjudged, changes)}**", ""]
    lines += [f"- {_escaped(str(change))}" for change in changes or ()]
    lines += [""] if changes else []
    found = advice(verdicts)
    if found:
        lines += ["**Fix this first**", ""]
        lines += [
            _escaped(f"{k}. {each.says}. {remedy_text(each.remedy, each.error)} ({explains_text(each)})").replace(
                "\\.", "."
            )
            for k, each in enumerate(found, 1)
        ]
        lines.append("")
    if verdicts:
        lines += ["| judged | function | bound | mismatched | max ulp | classes |", "|---|---|---|---:|---:|---|"]
        lines += [_row(verdict) for verdict in verdicts]
    for verdict in verdicts:
        if not verdict.clean:
            summary = escape(headline(verdict), quote=False)
            lines += ["", "<details>", f"<summary>{summary}</summary>", "", *_fenced(report(verdict))]
            lines += ["", "</details>"]
    again = commands(verdicts)
    if again:
        lines += ["", "<details>", "<summary>Repeat it</summary>", "", *_fenced("\n".join(again)), "", "</details>"]
    for each in unjudged:
        lines += ["", f"{'Failed' if each.failed else 'Skipped'}: {_escaped(f'{each.task}: {each.reason}')}"]
    return "\n".join(lines) + "\n"


def outcome(verdicts: Sequence[Verdict], unjudged: Sequence[Skipped], changes: Sequence[Change] | None = None) -> str:
    """Return one sentence on all verdicts."""
    broken = sum(v.passes is False for v in verdicts)
    clean = sum(v.result.mismatched == 0 for v in verdicts)
    parts = [f"{clean} of {len(verdicts)} correctly rounded"]
    if any(v.passes is not None for v in verdicts):
        parts.append(f"{broken} {'breaks' if broken == 1 else 'break'} the bound")
    if changes is not None:
        differing = sum(fails(v, changes) for v in verdicts)
        parts.append(f"{differing} {'differs' if differing == 1 else 'differ'} from the baseline")
    failed = sum(u.failed for u in unjudged)
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{len(unjudged) - failed} skipped"] if len(unjudged) > failed else []
    return ", ".join(parts)


def _row(verdict: Verdict) -> str:
    result = verdict.result
    library = f" ({verdict.target.version})" if verdict.target.version else ""
    cells = [
        subject(verdict),
        verdict.target.function + library,
        {None: "none", True: "holds", False: "BROKEN"}[verdict.passes],
        f"{result.mismatched} of {result.judged}",
        ulps(result.max_finite_ulp) + ("" if math.isfinite(result.max_ulp) else ", and infinite"),
        ", ".join(f"{c.name} {c.count}" for c in result.classes),
    ]
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in SPECIAL else c for c in " ".join(text.split()))


def _fenced(text: str) -> list[str]:
    """Return a code block whose fence is longer than any run of backticks inside."""
    fence = "```"
    while fence in text:
        fence += "`"
    return [fence, text, fence]

"""The results as a page of markdown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import truth
from answers import SECONDS, TOOLS

NOTES = f"""\
Every cell counts right / wrong / unknown over the activations. Unknown is: no answer, an exception, an
unevaluated set or limit, or more than {SECONDS} s of processor time for the question in a child process. The truth is
[`truth.toml`](truth.toml), written by hand and held against mpmath by `check.py`. A weaker claim that is true
(increasing for strictly increasing, convex for strictly convex) is right for SymPy and funcprops, and wrong for
symact, whose sheet promises the exact word. "-": no function for it. SymPy's `periodicity` returns None both for
no period and for none found: unknown. `discontinuities` asks SymPy's `singularities`, `parity` its `equals`;
`critical_points` asks funcprops for the zeros of SymPy's derivative. Ends of intervals of zeros are not told apart.
SymPy documents `singularities` for continuous functions only, so the step is outside its promise. symact is
developed on these very activations and the others are general: the table says what a user of the catalogue gets, not
how each tool fares on other formulas."""


def markdown(results: Mapping[str, Any]) -> str:
    """Return the page."""
    rows = results["answers"]
    lines = ["# Derived properties: symact, SymPy and funcprops side by side", ""]
    lines += [f"{results['date']}, {results['machine']}, `{results['command']}`; {_versions(results['versions'])}.", ""]
    lines += [NOTES, "", *_table("property", (*truth.SHARED, *truth.FURTHER), "question", rows)]
    lines += ["", *_table("activation", list(dict.fromkeys(r["name"] for r in rows)), "name", rows)]
    wrong = [r for r in rows if r["verdict"] == "wrong"]
    lines += ["", "## Wrong answers", "", "| tool | activation | property | answer | truth |", "|---|---|---|---|---|"]
    lines += [f"| {r['tool']} | {r['name']} | {r['question']} | {r['answer']} | {r['truth']} |" for r in wrong]
    lines += ["", "## Why unknown", "", *_reasons(rows)]
    return "\n".join(lines + (_times(results["times"]) if "times" in results else [])) + "\n"


def _versions(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{package} {version}" for package, version in versions.items())


def _table(title: str, keys: Iterable[str], key: str, rows: list[dict[str, Any]]) -> list[str]:
    lines = [f"| {title} | " + " | ".join(TOOLS) + " |", "|---" * (1 + len(TOOLS)) + "|"]
    for each in keys:
        own = [r for r in rows if r[key] == each]
        lines.append(f"| {each} | " + " | ".join(_score(r for r in own if r["tool"] == tool) for tool in TOOLS) + " |")
    if key == "name":
        return lines
    shared = [r for r in rows if r["question"] in truth.SHARED]
    for word, part in (("all three know", shared), ("all", rows)):
        cells = " | ".join(f"**{_score(r for r in part if r['tool'] == tool)}**" for tool in TOOLS)
        lines.append(f"| **{word}** | {cells} |")
    return lines


def _score(rows: Iterable[dict[str, Any]]) -> str:
    count = Counter(r["verdict"] for r in rows)
    return " / ".join(str(count[word]) for word in ("right", "wrong", "unknown")) if count else "-"


def _reasons(rows: list[dict[str, Any]]) -> list[str]:
    lines = []
    for tool in TOOLS:
        reasons = Counter(
            r["why"].split(":")[0] or "no answer" for r in rows if r["tool"] == tool and r["answer"] is None
        )
        lines.append(f"- {tool}: " + (", ".join(f"{why} {n}" for why, n in reasons.most_common()) or "nothing"))
    return lines


def _times(times: Mapping[str, Any]) -> list[str]:
    lines = ["", "## Seconds per sheet of symact", ""]
    lines += [
        "`symact show NAME --json` with symbolic parameters, each in a fresh process, the start of Python included;"
    ]
    lines += ["cold: the cache is empty, warm: the second call. Goals: 3 s, 0.3 s, the catalogue 90 s.", ""]
    for state, goal in (("cold", 3), ("warm", 0.3)):
        for index, clock in enumerate(("wall", "processor")):
            seconds = {name: pair[index] for name, pair in times[state].items()}
            values = sorted(seconds.values())
            over = ", ".join(f"{name} {each}" for name, each in seconds.items() if each > goal)
            line = (
                f"- {state}, {clock}: median {values[len(values) // 2]}, greatest {values[-1]}, sum {sum(values):.1f}"
            )
            lines.append(f"{line}; over {goal} s: {over or 'none'}")
    return [*lines, f"- catalogue, cold, wall, {times['jobs']} processes at a time: {times['catalogue']}"]

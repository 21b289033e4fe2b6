"""The page of functions of rows on a scoreboard: what each verdict found, beyond ulp, as Markdown."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from symact.formats.decimals import decimal, ulps
from symact.formats.floating import get_format
from symact.judge.scoreboard import days
from symact.judge.text import ORDERS

if TYPE_CHECKING:
    from symact.judge.scoreboard import Score

SIGNS = {"nan": "NaN", "infinity": "\N{INFINITY}", "wrong_sign": "\N{PLUS-MINUS SIGN}", "lost": "\N{RIGHTWARDS ARROW}0"}
"""What a cell shows of a class of wrong results."""

FAR = 1e6
"""Errors in ulp from which a cell shows a power of ten."""

ABOUT = """\
A line is one verdict; docs/row-verdicts.md says what its figures mean. *wrong*: entries that are not correctly rounded.
*max ulp*: the greatest finite error; NaN, \N{INFINITY}, \N{PLUS-MINUS SIGN} and \N{RIGHTWARDS ARROW}0 before it say \
that some result is NaN,
infinite, of the wrong sign, or 0 although the correct one is not. *best plan*: the greatest error as a multiple of what
the best plan allows (shifted by the maximum, sum by halves, in float32 or wider): above 1 another algorithm would do
better. *terms*: of a VJP the greatest error in units of u times the sum of absolute terms. *laws*: broken ones and how
many rows break them; *batch* where a row's result depends on the rows beside it. *cause*: a computation with this
defect returns the same encodings."""


def row_scoreboard(scores: Sequence[Score]) -> str:
    """Return the page of scores; those of functions of one number are left out."""
    judged = [s for s in scores if s.of_rows]
    lines = ["# Functions of rows against their correctly rounded values", ""]
    clean = sum(s.mismatched == 0 for s in judged)
    when = f"{days(judged)}. " if days(judged) else ""
    versions = "; ".join(dict.fromkeys(s.version for s in judged))
    lines += [f"{len(judged)} verdicts, {clean} of them correctly rounded at every entry; {when}{versions}.", ""]
    widths = ", ".join(map(str, dict.fromkeys(n for s in judged if s.of_rows for n in s.of_rows.widths)))
    lines += [f"Rows of n = {widths} numbers; what only other lengths show is not here.", ""]
    lines += ["Made by", "", *(f"    {command}" for command in _commands(judged)), "", ABOUT, ""]
    for dtype in dict.fromkeys(s.dtype for s in judged):
        for order in dict.fromkeys(s.order for s in judged if s.dtype == dtype):
            part = [s for s in judged if (s.dtype, s.order) == (dtype, order)]
            lines += [f"## {dtype} {ORDERS[order]}", "", *_table(part), ""]
    lines += _places(judged)
    lines += _reasons([s for s in scores if s.reason])
    return "\n".join(lines).rstrip() + "\n"


def _commands(judged: Iterable[Score]) -> Iterator[str]:
    """Yield commands that make these scores again, one for all that have the same widths."""
    by_widths: dict[tuple[int, ...], list[Score]] = {}
    for each in judged:
        by_widths.setdefault(each.of_rows.widths if each.of_rows else (), []).append(each)
    for number, (widths, part) in enumerate(by_widths.items()):
        words = ["symact", "scoreboard", *dict.fromkeys(s.target for s in part), "--rows", "-o", "docs/scoreboard"]
        for option, values in (("--dtype", [s.dtype for s in part]), ("--order", [str(s.order) for s in part])):
            for value in dict.fromkeys(values):
                words += [option, value]
        yield shlex.join([*words, "--widths", ",".join(map(str, widths)), *(["--resume"] if number else [])])


def _table(scores: Sequence[Score]) -> Iterator[str]:
    terms = any(s.of_rows and s.of_rows.terms is not None for s in scores)
    titles = ("function", "target", "wrong", "max ulp", "best plan", *(["terms"] if terms else []), "laws", "cause")
    yield _line(titles)
    yield _line("--:" if title in ("wrong", "max ulp", "best plan", "terms") else "---" for title in titles)
    for each in sorted(scores, key=lambda s: s.activation):
        assert each.of_rows
        rows = each.of_rows
        share = f"{100 * each.mismatched / each.judged:.2g}%" if each.mismatched else "0"
        cells = [each.activation, each.target, share, _error(each), times(rows.of_best)]
        cells += [times(rows.terms) if rows.terms is not None else ""] if terms else []
        laws = [f"{name.replace('_', ' ')} {count}" for name, count, _ in rows.laws]
        laws += ["batch"] * any("depends on its batch" in finding for finding in each.conduct)
        yield _line([*cells, ", ".join(laws), ", ".join(rows.causes)])


def _error(score: Score) -> str:
    signs = [SIGNS[name] for name in SIGNS if (score.classes or {}).get(name)]
    return " ".join([*signs, _ulps(score.max_finite_ulp)])


def _ulps(error: float) -> str:
    return ulps(error) if error < FAR else times(error)


def times(value: float) -> str:
    """Return a multiple with three digits."""
    if math.isinf(value):
        return "\N{INFINITY}"
    return f"{value:.3g}" if value < FAR else f"{value:.0e}"


def _places(judged: Sequence[Score]) -> Iterator[str]:
    """Yield the place of the greatest multiple of the best plan's bound, for verdicts beyond it."""
    beyond = sorted((s for s in judged if s.of_rows and s.of_rows.of_best > 1), key=lambda s: -s.of_rows.of_best)  # type: ignore[union-attr]
    if not beyond:
        return
    yield "## Where errors are beyond the best plan"
    yield ""
    yield "`symact inputs NAME --dtype F --order K --widths N -o rows-{n}.npy` writes the rows."
    yield ""
    titles = ("function", "target", "best plan", "ulp", "row", "got", "correct")
    yield _line(titles)
    yield _line("---" for _ in titles)
    for each in beyond:
        rows = each.of_rows
        assert rows
        what = f"{each.activation} {each.dtype} {ORDERS[each.order]}"
        place = f"{rows.family}, row {rows.row} of n = {rows.width}, entry {rows.entry}"
        numbers = (_number(each, rows.got), _number(each, rows.correct))
        yield _line([what, each.target, times(rows.of_best), _ulps(rows.error_ulp), place, *numbers])
    yield ""


def _number(score: Score, encoding: str) -> str:
    return decimal(int(encoding, 16), get_format(score.dtype)) if encoding else ""


def _reasons(unjudged: Sequence[Score]) -> Iterator[str]:
    """Yield why there is no verdict, each reason once."""
    if not unjudged:
        return
    found: dict[str, list[str]] = {}
    for each in unjudged:
        found.setdefault(each.reason, []).append(f"{each.target} {each.activation} {each.dtype} {ORDERS[each.order]}")
    yield "## Without a verdict"
    yield ""
    for reason, cases in found.items():
        yield f"- {reason}: {'; '.join(cases)}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

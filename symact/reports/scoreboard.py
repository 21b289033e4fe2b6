"""The page of a scoreboard: a matrix of functions and targets for each format and derivative order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from symact.formats.decimals import ulps
from symact.judge.text import ORDERS
from symact.reports.formats.html import page

if TYPE_CHECKING:
    from symact.judge.scoreboard import Score

GRADES = (
    ("g0", "correctly rounded"),
    ("g1", "up to 1 ulp"),
    ("g2", "up to 4 ulp"),
    ("g3", "up to 1024 ulp"),
    ("g4", "beyond, or NaN, infinite, of the wrong sign"),
)
"""Classes of the style sheet, and what they stand for."""

GRAVE = ("nan", "infinity", "wrong_sign", "not_nan", "not_infinity")
"""Classes of wrong results that are shown whatever the error."""

SIGNS = {"nan": "NaN", "infinity": "\N{INFINITY}", "wrong_sign": "\N{PLUS-MINUS SIGN}", "lost": "\N{RIGHTWARDS ARROW}0"}
"""What a cell shows of a class."""

FOUND = 10
"""Findings that the page lists."""

STYLE = """<style>
body { max-width: none; margin: 2rem; } .matrix { width: auto; font-size: .82rem; }
.matrix th, .matrix td { border: 1px solid var(--paper); padding: .2rem .5rem; }
.matrix td.c { text-align: right; min-width: 3.6rem; font-variant-numeric: tabular-nums; }
.matrix td.c a { text-decoration: none; } .matrix sup { font-size: .7em; }
.s { font-size: .8em; opacity: .8; margin-right: .3em; }
.g0 { background: color-mix(in srgb, var(--good) 45%, var(--paper)); }
.g1 { background: color-mix(in srgb, var(--good) 20%, var(--paper)); }
.g2 { background: color-mix(in srgb, var(--mark) 22%, var(--paper)); }
.g3 { background: color-mix(in srgb, var(--bad) 25%, var(--paper)); }
.g4 { background: color-mix(in srgb, var(--bad) 60%, var(--paper)); }
.none { color: var(--soft); } .legend span { padding: .15rem .6rem; margin-right: .5rem; font-size: .82rem; }
</style>"""


def scoreboard(scores: Sequence[Score], link: Callable[[Score], str | None] = lambda score: None) -> str:
    """Return the page.

    Args:
        scores: in any order.
        link: gives the address of a score's own report, None for none.
    """
    judged = [s for s in scores if not s.reason]
    versions = {s.target: s.version for s in judged}
    targets = list(dict.fromkeys(s.target for s in scores))
    body = [STYLE, "<h1>Activation functions against their correctly rounded values</h1>"]
    clean = sum(s.mismatched == 0 for s in judged)
    body.append(
        f'<p class="lead">{len(judged)} verdicts, {clean} of them correctly rounded at every input. 16-bit and '
        f"narrower formats: all inputs; wider ones: points and a spread. {escape(', '.join(versions.values()))}.</p>"
    )
    legend = "".join(f'<span class="{grade}">{says}</span>' for grade, says in GRADES)
    body.append(f'<p class="legend">{legend}</p>')
    body.append(
        "<p>A cell shows the greatest finite error in ulp of the exact value; NaN, \N{INFINITY}, \N{PLUS-MINUS SIGN} "
        "and \N{RIGHTWARDS ARROW}0 tell that some result is NaN, infinite, of the wrong sign, or lost to 0.</p>"
    )
    body += _findings(judged)
    for dtype in dict.fromkeys(s.dtype for s in judged):
        for order in sorted({s.order for s in judged if s.dtype == dtype}):
            part = [s for s in scores if (s.dtype, s.order) == (dtype, order)]
            body += [f"<h2>{escape(dtype)} {ORDERS[order]}</h2>", *_matrix(part, targets, link)]
    return page("Activation functions: scoreboard", body)


def grade(score: Score) -> str:
    """Return the class of a score."""
    if score.mismatched == 0:
        return "g0"
    if any(score.classes and score.classes.get(name) for name in GRAVE):
        return "g4"
    steps = (1.0, 4.0, 1024.0)
    return f"g{1 + sum(score.max_finite_ulp > step for step in steps)}"


def _matrix(scores: Sequence[Score], targets: Sequence[str], link: Callable[[Score], str | None]) -> list[str]:
    found = {(s.activation, s.target): s for s in scores}
    lines = ['<table class="matrix">', f"<tr><th></th>{''.join(f'<th>{escape(t)}</th>' for t in targets)}</tr>"]
    for name in sorted({s.activation for s in scores}):
        row = [found.get((name, target)) for target in targets]
        if any(each and not each.reason for each in row):
            cells = "".join(_cell(each, link) for each in row)
            lines.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return [*lines, "</table>"]


def _cell(score: Score | None, link: Callable[[Score], str | None]) -> str:
    if score is None or (score.reason and not score.failed):
        reason = f' title="{escape(score.reason)}"' if score else ""
        return f'<td class="c none"{reason}>&ndash;</td>'
    if score.failed:
        return f'<td class="c g4" title="{escape(score.reason)}">failed</td>'
    signs = "".join(f'<span class="s">{SIGNS[name]}</span>' for name in SIGNS if (score.classes or {}).get(name))
    inside = signs + _power(score.max_finite_ulp)
    address = link(score)
    if address:
        inside = f'<a href="{escape(address)}">{inside}</a>'
    return f'<td class="c {grade(score)}" title="{escape(_title(score))}">{inside}</td>'


def _power(error: float) -> str:
    return ulps(error) if error < 1000 else f"2<sup>{math.frexp(error)[1] - 1}</sup>"


def _title(score: Score) -> str:
    share = 100 * score.mismatched / score.judged if score.judged else 0.0
    lines = [f"{score.function}: {score.mismatched} of {score.judged} not correctly rounded ({share:.3g}%)"]
    if score.worst and score.mismatched:
        lines.append("at x = {}: got {}, correct {}".format(*score.worst))
    lines += [f"{name.replace('_', ' ')}: {count}" for name, count in (score.classes or {}).items()]
    return "\n".join([*lines, *(f"cause: {cause}" for cause in score.causes), *score.conduct])


def worst(scores: Sequence[Score], count: int) -> list[Score]:
    """Return the gravest scores with a wrong result, at most one a function of a target."""
    found: dict[tuple[str, str], Score] = {}
    for each in sorted(scores, key=lambda s: (grade(s), s.max_finite_ulp), reverse=True):
        if each.mismatched:
            found.setdefault((each.target, each.activation), each)
    return list(found.values())[:count]


def _findings(scores: Sequence[Score]) -> list[str]:
    rows = []
    for each in worst(scores, FOUND):
        x, got, correct = each.worst or ("", "", "")
        rows.append(
            f"<tr><td>{escape(each.version)}</td><td>{escape(each.function)}</td><td>{escape(each.dtype)} "
            f"{ORDERS[each.order]}</td><td class=n>{_power(each.max_finite_ulp)}</td><td>{escape(x)}</td>"
            f"<td>{escape(got)}</td><td>{escape(correct)}</td><td>{escape('; '.join(each.causes[:2]))}</td></tr>"
        )
    titles = ("version", "function", "", "ulp", "x", "got", "correct", "cause")
    head = f"<tr>{''.join(f'<th>{title}</th>' for title in titles)}</tr>"
    return ["<h2>The gravest findings</h2>", "<table>", head, *rows, "</table>"] if rows else []

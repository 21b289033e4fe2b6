"""The page of a scoreboard: a matrix of functions and targets for each format and derivative order."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Collection, Sequence
from html import escape
from typing import TYPE_CHECKING

from symact import catalogue
from symact.formats.decimals import ulps
from symact.formats.floating import get_format
from symact.judge.class_text import in_words
from symact.judge.scoreboard import days
from symact.judge.text import ORDERS
from symact.reports.formats.html import page
from symact.reports.scoreboard_filters import filters

if TYPE_CHECKING:
    from sympy import Expr

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

SIGNS = {
    "nan": "NaN",
    "infinity": "\N{INFINITY}",
    "wrong_sign": "\N{PLUS-MINUS SIGN}",
    "not_nan": "no NaN",
    "not_infinity": "no \N{INFINITY}",
    "lost": "\N{RIGHTWARDS ARROW}0",
}
"""What a cell shows of a class."""

SHORT = 60
"""Characters of a cause in a cell, and of a definition beside a name."""

FOUND = 10
"""Findings that the page lists."""

STYLE = """<style>
body { max-width: none; margin: 2rem clamp(.6rem, 3vw, 2rem); } .matrix { width: auto; font-size: .82rem; }
.matrix th, .matrix td { border: 1px solid var(--paper); padding: .2rem .5rem; }
.matrix td.c { text-align: right; min-width: 3.6rem; font-variant-numeric: tabular-nums; }
.matrix td.c a { text-decoration: none; } .matrix sup { font-size: .7em; }
.s { font-size: .85em; margin-right: .3em; } .matrix small { display: block; font-size: .78em; text-align: left;
  max-width: 13rem; color: var(--ink); } .matrix th small { color: var(--soft); font-family: ui-monospace, monospace; }
.matrix td.c, .legend span { color: var(--ink); }
.g0 { background: color-mix(in srgb, var(--good) 38%, var(--paper)); }
.g1 { background: color-mix(in srgb, var(--good) 20%, var(--paper)); }
.g2 { background: color-mix(in srgb, var(--mark) 22%, var(--paper)); }
.g3 { background: color-mix(in srgb, var(--bad) 18%, var(--paper)); }
.g4 { background: color-mix(in srgb, var(--bad) 38%, var(--paper)); }
.whole { white-space: nowrap; } .said { min-width: 9rem; } .said:last-child { min-width: 14rem; }
.none { color: var(--soft); } .legend span { padding: .15rem .6rem; margin-right: .5rem; font-size: .82rem; }
</style>"""


def scoreboard(scores: Sequence[Score], link: Callable[[Score], str | None] = lambda score: None) -> str:
    """Return the page of scores; link gives the address of a score's own report, None for none."""
    judged = [s for s in scores if not s.reason]
    versions = {s.target: s.version for s in judged}
    targets = list(dict.fromkeys(s.target for s in scores))
    body = [STYLE, "<h1>Activation functions against their correctly rounded values</h1>"]
    clean = sum(s.mismatched == 0 for s in judged)
    when = f"{days(judged)}: " if days(judged) else ""
    body.append(
        f'<p class="lead">{when}{len(judged)} verdicts, {clean} of them correctly rounded at every input. 16-bit and '
        f"narrower formats: all inputs; wider ones: points and a spread. {escape('; '.join(versions.values()))}.</p>"
    )
    legend = "".join(f'<span class="{grade}">{says}</span>' for grade, says in GRADES)
    body.append(f'<p class="legend">{legend}</p>')
    body.append(
        "<p>A cell shows the greatest finite error in ulp of the exact value, and of what is beyond why. NaN, "
        "\N{INFINITY}, \N{PLUS-MINUS SIGN} and \N{RIGHTWARDS ARROW}0 tell that some result is NaN, infinite, of the "
        "wrong sign, or lost to 0; no NaN and no \N{INFINITY} that one was due and did not come.</p>"
    )
    keys = [
        (dtype, order)
        for dtype in dict.fromkeys(s.dtype for s in judged)
        for order in sorted({s.order for s in judged if s.dtype == dtype})
    ]
    body += filters(targets, [(f"{dtype}-{order}", f"{dtype} {ORDERS[order]}") for dtype, order in keys])
    body += [*_findings(judged), *_totals(judged)]
    for dtype, order in keys:
        part = [s for s in scores if (s.dtype, s.order) == (dtype, order)]
        body += [f'<section class="part" id="{escape(dtype)}-{order}">', f"<h2>{escape(dtype)} {ORDERS[order]}</h2>"]
        body += [*_matrix(part, targets, link), "</section>"]
    again = f"symact scoreboard {shlex.join(targets)} -o board"
    body += ["<h2>Repeat it</h2>", f'<pre tabindex="0" role="group" aria-label="Command">{escape(again)}</pre>']
    return page("Activation functions: scoreboard", body)


def grade(score: Score) -> str:
    """Return the class of a score."""
    if score.mismatched == 0:
        return "g0"
    if any(score.classes and score.classes.get(name) for name in GRAVE):
        return "g4"
    steps = (1.0, 4.0, 1024.0)
    return f"g{1 + sum(score.max_finite_ulp > step for step in steps)}"


def anchor(score: Score) -> str:
    """Return the permanent place of a score on the page."""
    return f"{score.target}-{score.activation}-{score.dtype}-{score.order}"


def _scrolling(
    caption: str, heads: Sequence[str], rows: Sequence[str], kind: str = "", numbers: Collection[str] = ()
) -> list[str]:
    """Return a table that scrolls by itself; the heads of numbers stand over them."""
    start = f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}"><table{kind}>'
    cells = "".join(f'<th scope="col"{" class=n" * (head in numbers)}>{head}</th>' for head in heads)
    return [start, f"<caption>{escape(caption)}</caption>", f"<tr>{cells}</tr>", *rows, "</table></div>"]


def _matrix(scores: Sequence[Score], targets: Sequence[str], link: Callable[[Score], str | None]) -> list[str]:
    found = {(s.activation, s.target): s for s in scores}
    lines = []
    for name in sorted({s.activation for s in scores}):
        row = [found.get((name, target)) for target in targets]
        if any(each and not each.reason for each in row):
            cells = "".join(_cell(each, link) for each in row)
            lines.append(f'<tr><th scope="row">{escape(name)}{_definition(name)}</th>{cells}</tr>')
    caption = f"{scores[0].dtype} {ORDERS[scores[0].order]}"
    return _scrolling(caption, ["function", *map(escape, targets)], lines, ' class="matrix"')


def _definition(name: str) -> str:
    """Return the definition of a function, where it is short enough to stand beside the name."""
    if name not in catalogue.names():
        return ""
    text = _written(catalogue.get(name).expression)
    return (
        f"<small>{escape(text)}</small>" if len(text) <= SHORT else f'<small title="{escape(text)}">piecewise</small>'
    )


def _written(expression: Expr) -> str:
    """Return a formula as text, one with pieces as each with its condition."""
    if expression.func.__name__ != "Piecewise":
        return str(expression)
    return ", ".join(
        f"{part} if {where}" if str(where) != "True" else f"else {part}" for part, where in expression.args
    )


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
    if grade(score) == "g4":
        inside += f"<small>{escape(_why(score))}</small>"
    return f'<td class="c {grade(score)}" id="{escape(anchor(score))}" title="{escape(_title(score))}">{inside}</td>'


def _why(score: Score) -> str:
    """Return why a result is beyond, as short as fits in a cell: the first cause, or the classes."""
    said = score.causes[0] if score.causes else _classes(score) or "cause not found"
    return said if len(said) <= SHORT else f"{said[: SHORT - 3].rstrip()}..."


def _classes(score: Score) -> str:
    return ", ".join(f"{in_words(key)} {count}" for key, count in (score.classes or {}).items())


def _power(error: float) -> str:
    return ulps(error) if error < 1000 else f"2<sup>{math.frexp(error)[1] - 1}</sup>"


def _title(score: Score) -> str:
    share = 100 * score.mismatched / score.judged if score.judged else 0.0
    lines = [f"{score.function}: {score.mismatched} of {score.judged} not correctly rounded ({share:.3g}%)"]
    if score.worst and score.mismatched:
        lines.append("at x = {}: got {}, correct {}".format(*score.worst))
    lines += [f"{in_words(name)}: {count}" for name, count in (score.classes or {}).items()]
    lines += [f"judged on {score.day}"] if score.day else []
    return "\n".join([*lines, *(f"cause: {cause}" for cause in score.causes), *score.conduct])


def harm(score: Score) -> tuple[bool, bool, bool, bool, float]:
    """Return how much harm wrong results do, to compare by: flushed subnormal numbers alone do least.

    Then come normal results that are lost to 0, NaN and infinities, wrong signs, and the greatest finite error.
    """
    classes = score.classes or {}
    # A number that is lost is wrong by all of its digits: by as many ulp as a normal number has at least.
    lost = bool(classes.get("lost")) and score.max_finite_ulp >= 2.0 ** (get_format(score.dtype).precision - 1)
    flushed = bool(classes.get("lost")) and not lost and set(classes) <= {"lost", "zero_sign"}
    grave = bool(classes.get("nan") or classes.get("infinity"))
    return not flushed, lost, grave, bool(classes.get("wrong_sign")), score.max_finite_ulp


def worst(scores: Sequence[Score], count: int) -> list[Score]:
    """Return the scores that do most harm, at most one a function of a library, whichever of its front ends has it."""
    found: dict[tuple[str, str], Score] = {}
    for each in sorted(scores, key=harm, reverse=True):
        if each.mismatched:
            library = each.version.partition(" ")[0] or each.target
            found.setdefault((library, each.activation), each)
    return list(found.values())[:count]


def _findings(scores: Sequence[Score]) -> list[str]:
    rows = []
    for each in worst(scores, FOUND):
        x, got, correct = each.worst or ("", "", "")
        same = [o.target for o in scores if _alike(o, each) and o.target != each.target]
        also = f" (also {', '.join(same)})" if same else ""
        link = f'<a href="#{escape(anchor(each))}">{escape(each.version or each.target)}</a>{escape(also)}'
        rows.append(
            f'<tr data-target="{escape(each.target)}"><td>{link}</td>'
            f"<td>{escape(each.function)}</td><td>{escape(each.dtype)} {ORDERS[each.order]}</td>"
            f'<td class="said">{escape(_classes(each))}</td>'
            f"<td class=n>{_power(each.max_finite_ulp)}</td>"
            + "".join(f'<td class="whole">{escape(number)}</td>' for number in (x, got, correct))
            + f'<td class="said">{escape("; ".join(each.causes[:2]) or "not found")}</td></tr>'
        )
    heads = ("version", "function", "format", "classes", "ulp", "x", "got", "correct", "cause")
    return ["<h2>The gravest findings</h2>", *_scrolling("By harm", heads, rows, numbers=("ulp",))] if rows else []


def _alike(a: Score, b: Score) -> bool:
    """Whether two front ends of one library have the same finding."""
    keys = [(s.version.partition(" ")[0], s.activation, s.dtype, s.order, s.worst, s.mismatched) for s in (a, b)]
    return keys[0] == keys[1]


def _totals(scores: Sequence[Score]) -> list[str]:
    """Return one row a target: how many verdicts of which grade."""
    rows = []
    for target in dict.fromkeys(s.target for s in scores):
        own = [s for s in scores if s.target == target]
        counts = "".join(f"<td class=n>{sum(grade(s) == name for s in own)}</td>" for name, _ in GRADES)
        rows.append(
            f'<tr><th scope="row">{escape(own[0].version or target)}</th><td class=n>{len(own)}</td>{counts}</tr>'
        )
    heads = ("library", "verdicts", *(says for _, says in GRADES))
    return (
        ["<h2>Totals by library</h2>", *_scrolling("Verdicts by grade", heads, rows, numbers=heads[1:])] if rows else []
    )

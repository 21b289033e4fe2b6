"""A self-contained page with figures.

No network, no script: figures are SVG, colours follow the reader's scheme.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from symact.formats.decimals import ulps
from symact.judge.class_text import class_lines, in_words
from symact.judge.comparison.input_regions import SAYS
from symact.judge.row_text import class_of_rows
from symact.judge.text import headline, law_lines, report, subject
from symact.reports import Skipped
from symact.reports.figure import error_curve, histogram, zoomed
from symact.reports.fix_first import advice, commands, explains_text, remedy_text
from symact.reports.formats.markdown import outcome
from symact.reports.plain_axis import plain_axis
from symact.reports.style import STYLE

if TYPE_CHECKING:
    from symact.judge.baseline import Change
    from symact.judge.figures.result import Number
    from symact.judge.figures.row_figures import RowFigures
    from symact.judge.figures.verdict import Cause, Verdict

NUMERIC = ("wrong", "share", "greatest finite error, ulp", "bound", "inputs", "entries", "max ulp", "rows",
           "of the best plan", "of the declared")  # fmt: skip
"""Headings of columns of numbers."""

SEGMENTS = {segment.label: says for segment, says in SAYS.items()}


def render(verdicts: Sequence[Verdict], unjudged: Sequence[Skipped], changes: Sequence[Change] | None = None) -> str:
    """Return the page: what differs from a baseline, a table of all verdicts, then one section each."""
    lead = escape(outcome(verdicts, unjudged, changes))
    body = [f"<h1>{escape(_title(verdicts))}</h1>", f'<p class="lead">{lead}</p>']
    body += _first(verdicts)
    for change in changes or ():
        body += _finding(str(change), [])
    if len(verdicts) > 1:
        body += _contents(verdicts)
    for number, verdict in enumerate(verdicts):
        body += [f'<section id="v{number}">', *section(verdict), "</section>"]
    if unjudged:
        items = (f"<li>{'Failed' if u.failed else 'Skipped'}: {escape(f'{u.task}: {u.reason}')}</li>" for u in unjudged)
        body += ["<h2>Not judged</h2>", "<ul>", *items, "</ul>"]
    return page(_title(verdicts), body)


def _first(verdicts: Sequence[Verdict]) -> list[str]:
    """Return what to fix first, and the commands that repeat it all."""
    lines: list[str] = []
    found = advice(verdicts)
    if found:
        items = [
            f"<li><strong>{escape(each.says)}</strong><p>{escape(remedy_text(each.remedy, each.error))}</p>"
            f'<p class="lead">{escape(explains_text(each))}</p></li>'
            for each in found
        ]
        lines += ['<section class="first">', "<h2>Fix this first</h2>", "<ol>", *items, "</ol>", "</section>"]
    again = commands(verdicts)
    if again:
        lines += _details("Repeat it", _pre("Commands", chr(10).join(again)))
    return lines


def page(title: str, body: Iterable[str]) -> str:
    """Return a whole HTML document."""
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>'
    )
    inside = "\n".join(body)
    start = f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n<style>\n{STYLE}</style>\n</head>'
    return f"{start}\n<body>\n<main>\n{inside}\n</main>\n</body>\n</html>\n"


def _title(verdicts: Sequence[Verdict]) -> str:
    names = {v.target.version or v.target.name for v in verdicts}
    if len(verdicts) == 1:
        return f"{subject(verdicts[0])}: {verdicts[0].target.function}"
    return f"{len(verdicts)} verdicts on {', '.join(sorted(names))}" if verdicts else "No verdict"


def _contents(verdicts: Sequence[Verdict]) -> list[str]:
    rows = []
    for number, verdict in enumerate(verdicts):
        result = verdict.result
        classes = ", ".join(f"{in_words(c.name)} {c.count}" for c in result.classes)
        link = f'<a href="#v{number}">{escape(subject(verdict))}</a>'
        rows.append(
            f"<tr><td>{link}</td><td>{badge(verdict)}</td>"
            f"<td class=n>{result.mismatched}</td><td class=n>{100 * (1 - result.correctly_rounded):.3g}%</td>"
            f"<td class=n>{ulps(verdict.result.max_finite_ulp)}</td><td class=n>{_bound(verdict)}</td>"
            f"<td>{escape(classes)}</td></tr>"
        )
    heads = ("judged", "outcome", "wrong", "share", "greatest finite error, ulp", "bound", "classes")
    return _table("All verdicts", heads, rows)


def _bound(verdict: Verdict) -> str:
    return "none" if verdict.max_ulp is None else f"{verdict.max_ulp:g}"


def _table(caption: str, heads: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Return a table that scrolls by itself; headings of numbers stand over them."""
    cells = "".join(f'<th scope="col"{" class=n" if head in NUMERIC else ""}>{escape(head)}</th>' for head in heads)
    start = f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}"><table>'
    head = f"<caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
    return [start, head, "<tbody>", *rows, "</tbody></table></div>"]


def badge(verdict: Verdict) -> str:
    """Return the outcome in a word or two."""
    if verdict.passes is False:
        why = "breaks the bound" if verdict.result.violations else "fails by its conduct"
        if verdict.rows and not verdict.result.violations:
            broken = any(law.broken and law.counts for law in verdict.rows.laws)
            why = "breaks the bound" if verdict.rows.beyond else "breaks a law" if broken else why
        return f'<span class="badge bad">{why}</span>'
    if verdict.result.mismatched == 0:
        where = "" if verdict.inputs.kind == "exhaustive" else " where tried"
        return f'<span class="badge good">correctly rounded{where}</span>'
    if verdict.passes:
        return '<span class="badge good">within the bound</span>'
    return '<span class="badge">not correctly rounded</span>'


def section(verdict: Verdict) -> list[str]:
    """Return the section of one verdict."""
    result = verdict.result
    judged = f"{result.judged} {'entries' if verdict.rows else 'inputs'}"
    exactly = f"{100 * result.correctly_rounded:.4g}%"
    lines = [
        f"<h2>{escape(subject(verdict))} {badge(verdict)}</h2>",
        f"<p>{escape(headline(verdict))}. {judged} judged, {exactly} correctly rounded; {_greatest(verdict)}</p>",
    ]
    figure = error_curve(verdict)
    if figure:
        lines += _wide_figure(figure, _caption(verdict))
    elif verdict.curve is not None:
        lines.append(f"<p>{escape(_off_the_axis(verdict))}</p>")
    closer = zoomed(verdict)
    if closer:
        lines += _wide_figure(closer, "The same, where the errors are.")
    lines += plain_axis(verdict)
    lines += ['<div class="pair">', "<div>", *_segments(verdict), "</div>"]
    lines += ["<div>", "<h3>Errors, ulp</h3>", histogram(result), "</div>", "</div>"]
    for cause in verdict.causes or ():
        lines += _cause(cause)
    for each in result.classes:
        first, *others = class_of_rows(each) if verdict.rows else class_lines(each, verdict)
        lines += _finding(first, others)
    lines += _laws(verdict)
    if verdict.rows:
        lines += _rows(verdict.rows)
    for finding in verdict.conduct:
        lines += _finding(f"Conduct: {finding}", [])
    lines += _details("The report as text", _pre("Report", report(verdict)))
    return [*lines, *_details("Environment and policy", _environment(verdict))]


def _wide_figure(drawn: str, caption: str) -> list[str]:
    """Return a figure that scrolls by itself where the page is narrow, so that its labels can be read."""
    start = '<div class="wide" tabindex="0" role="group" aria-label="Figure of errors">'
    return ["<figure>", start, drawn, "</div>", f"<figcaption>{escape(caption)}</figcaption>", "</figure>"]


def _greatest(verdict: Verdict) -> str:
    """Return the greatest errors: a bound if there is one, the finite error, and that there are infinite ones."""
    result = verdict.result
    bound = "" if verdict.max_ulp is None else f"; the bound is {verdict.max_ulp:g}"
    infinite = "" if math.isfinite(result.max_ulp) else ", and some are infinite"
    return f"greatest finite error {ulps(verdict.result.max_finite_ulp)} ulp{infinite}{bound}."


def _off_the_axis(verdict: Verdict) -> str:
    """Return what is said in place of a figure that would show nothing."""
    others = [
        f"{each.mismatched} of {each.count} results at {in_words(each.name)} are wrong"
        for each in verdict.result.segments
        if each.mismatched
    ]
    return f"Every result on the axis of numbers is exact{'; ' if others else ''}{', '.join(others)}."


def _caption(verdict: Verdict) -> str:
    columns = verdict.curve.columns if verdict.curve else 0
    return (
        f"The greatest error in each of {columns} columns of neighbouring inputs, in the order "
        "of their encodings: every power of two is equally wide. Up to half an ulp the scale is linear, above it "
        "logarithmic."
    )


def _segments(verdict: Verdict) -> list[str]:
    """Return the table of segments; of rows the entries are counted, and the families tell the worst ones."""
    counted, place = ("entries", []) if verdict.rows else ("inputs", ["worst x"])
    rows = []
    for each in verdict.result.segments:
        worst = _number(each.worst.x) if each.worst else "&ndash;"
        rows.append(
            f'<tr><td title="{escape(SEGMENTS.get(each.name, ""))}">{escape(in_words(each.name))}</td>'
            f"<td class=n>{each.count}</td><td class=n>{each.mismatched}</td><td class=n>{ulps(each.max_ulp)}</td>"
            f"{f'<td>{worst}</td>' if place else ''}</tr>"
        )
    caption = f"{counted.capitalize()} by the kind of input and result"
    return ["<h3>Segments</h3>", *_table(caption, ["segment", counted, "wrong", "max ulp", *place], rows)]


def _number(number: Number) -> str:
    return f'{escape(number.value)} <span class="hex">{escape(number.bits)}</span>'


def _cause(cause: Cause) -> list[str]:
    sample = cause.sample
    others = [
        f"A model of it reproduces {cause.reproduced} of the {cause.tried} wrong results tried.",
        f"At x = {sample.x.value}: got {sample.got.value}, model {sample.model.value}, correct {sample.correct.value}.",
    ]
    if cause.remedy:
        others.append(remedy_text(cause.remedy, cause.remedy_error))
    return _finding(f"Cause: {cause.says}", others, "cause")


def _laws(verdict: Verdict) -> list[str]:
    lines: list[str] = []
    for law in verdict.laws or ():
        if law.broken:
            broken, first = law_lines(law)
            lines += _finding(broken, [first])
    return lines


def _rows(rows: RowFigures) -> list[str]:
    """Return causes, broken laws and families of a verdict on rows."""
    lines: list[str] = []
    for cause in rows.causes:
        others = [f"Computed so: {cause.plan}."]
        others.append(f"This reproduces {cause.reproduced} of {cause.tried} wrong entries bit by bit.")
        lines += _finding(f"Cause: {cause.says}", others, "cause")
    for law in rows.laws:
        if law.broken:
            lines += _finding(f"Broken: {law.says}: {law.broken} of {law.tried} rows", [law.witness])
    heads = ["family", "rows", "wrong", "max ulp"]
    # Functions without a plan have no bound to be a multiple of.
    heads += ["of the best plan", "of the declared"] if rows.declared else []
    cells = []
    for each in rows.families:
        figures = [str(each.rows), str(each.mismatched), ulps(each.max_ulp)]
        figures += [f"{each.of_best:.3g}", f"{each.of_declared:.3g}"] if rows.declared else []
        cells.append(f"<tr><td>{escape(each.name)}</td>{''.join(f'<td class=n>{f}</td>' for f in figures)}</tr>")
    return [*lines, "<h3>Families of rows</h3>", *_table("Rows by what they are made of", heads, cells)]


def _finding(title: str, others: Sequence[str], kind: str = "finding") -> list[str]:
    return [f'<div class="{kind}"><strong>{escape(title)}</strong>', *(f"<p>{escape(o)}</p>" for o in others), "</div>"]


def _environment(verdict: Verdict) -> str:
    pairs = {
        "policy": ", ".join(f"{k}={v}" for k, v in verdict.policy.items()),
        "arguments": ", ".join(f"{k}={v}" for k, v in verdict.target.arguments.items()),
        "note": verdict.target.note,
        "inputs": f"{verdict.inputs.kind}, {verdict.inputs.count}, SHA-256 {verdict.inputs.sha256}",
        "definition": verdict.definition_hash,
        **verdict.environment,
    }
    rows = (f'<tr><th scope="row">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in pairs.items() if v)
    return "<table>" + "\n".join(rows) + "</table>"


def _pre(name: str, text: str) -> str:
    """Return text as it stands, which a keyboard can scroll."""
    return f'<pre tabindex="0" role="group" aria-label="{name}">{escape(text)}</pre>'


def _details(title: str, inside: str) -> list[str]:
    return ["<details>", f"<summary>{escape(title)}</summary>", inside, "</details>"]

"""Objects in a notebook: what there is to show becomes a card, and one writer a language writes cards.

Names, titles and formulas may come from anywhere, so every text is escaped by the writer, and by nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import singledispatch
from html import escape
from itertools import islice

import numpy as np

from symact.checking.sheet_audit import SheetAudit
from symact.definition.activation import Activation
from symact.definition.declarations import Param, Source
from symact.display import Kind
from symact.evidence import Fact
from symact.formats.decimals import shown, ulps
from symact.judge.class_text import class_lines, in_words
from symact.judge.comparison.policy import Policy
from symact.judge.figures.verdict import Verdict
from symact.judge.identify.separate import Identification
from symact.judge.text import headline, remedy_line, report
from symact.reference.table import Table
from symact.sheets.compare import Comparison
from symact.sheets.latex import escaping
from symact.sheets.latex.typeset import formula
from symact.sheets.plain import plain
from symact.sheets.sheet import Facts, Sheet
from symact.sheets.text import lines
from symact.sheets.titles import title
from symact.tables.audit.audit import TableAudit
from symact.tables.manifest import flag_names

ROWS = 12
"""Rows of a table that are shown, half of them its first."""

MARKDOWN = re.compile(r"[\\`*_\[\]#!|<>~$&]")
"""Characters that mean something in Markdown or in HTML inside of it."""


@dataclass(frozen=True)
class Card:
    """What is shown of an object, as plain text but for the formula.

    Args:
        title: one line.
        formula: LaTeX without dollar signs, "" for none.
        lines: text below it.
        head: headings of the columns.
        rows: cells, each perhaps of several lines.
    """

    title: str
    formula: str = ""
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def render(thing: object, kind: Kind) -> str:
    """Return an object as a piece of a page in HTML, LaTeX, Markdown or plain text."""
    if kind == "text" and isinstance(thing, Verdict):
        return report(thing)
    return WRITERS[kind](card(thing))


@singledispatch
def card(thing: object) -> Card:
    """Return what is shown of an object."""
    raise TypeError(f"nothing says how {type(thing).__name__} is shown")


@card.register
def _(thing: Activation) -> Card:
    params = [f"{p.rule}{'' if p.default is None else f', default {p.default}'}" for p in thing.params]
    sources = [f"{source.reference}: {source.says}" for source in thing.sources]
    return Card(f"{thing.title} ({thing.name})", formula(thing), (*params, *sources))


@card.register
def _(thing: Fact) -> Card:
    return Card(title(thing.property), rows=_claims([thing]))


@card.register
def _(thing: Facts) -> Card:
    names = dict.fromkeys(fact.property for fact in thing)
    if len(names) == 1:
        return Card(title(thing[0].property), rows=_claims(thing))
    return Card(f"{len(thing)} facts", head=("property", "claim", "status"), rows=_facts(thing))


@card.register
def _(thing: Sheet) -> Card:
    about = card(thing.activation)
    facts = [fact for each in thing.facts.values() for fact in each]
    return Card(about.title, formula(thing.subject), about.lines, ("property", "claim", "status"), _facts(facts))


@card.register
def _(thing: Comparison) -> Card:
    rows = [
        (title(row["property"]), *("\n".join(claim) for claim in row["claims"]))
        for row in thing.rows
        if not row["same"]
    ]
    alike = [title(row["property"]) for row in thing.rows if row["same"]]
    heads = ("property", *(str(sheet["title"]) for sheet in thing.sheets))
    return Card(
        " and ".join(thing.names), lines=(f"the same for all: {', '.join(alike)}",), head=heads, rows=tuple(rows)
    )


@card.register
def _(thing: Table) -> Card:
    fmt, count = thing.format, len(thing.x_bits)
    chosen = range(count) if count <= ROWS else [*range(ROWS // 2), *range(count - ROWS // 2, count)]
    rows = [
        (
            *(", ".join(shown(int(each), fmt) for each in column[k].flat) for column in (thing.x_bits, thing.y_bits)),
            # Of a row with several results: what any of them carries.
            ", ".join(flag_names(int(np.bitwise_or.reduce(thing.flags[k], axis=None)))),
        )
        for k in chosen
    ]
    if count > ROWS:
        rows.insert(ROWS // 2, ("...", "...", f"{count - ROWS} rows more"))
    params = ", ".join(f"{key}={value}" for key, value in thing.params.items())
    about = f"{thing.name}{f'({params})' if params else ''}, {fmt.name}, {thing.quantity_label}: {count} rows"
    return Card(about, lines=(f"definition {thing.definition_hash}",), head=("x", "y", "flags"), rows=tuple(rows))


@card.register
def _(thing: Verdict) -> Card:
    result = thing.result
    said = [f"{result.judged} inputs judged, {result.mismatched} not correctly rounded, greatest error "
            f"{ulps(result.max_ulp)} ulp"]  # fmt: skip
    said += [f"Cause: {cause.says}" + (f"; {remedy_line(cause.remedy, cause.remedy_error)}" if cause.remedy else "")
             for cause in thing.causes or ()]  # fmt: skip
    said += [line.strip() for each in result.classes for line in islice(class_lines(each, thing), 1)]
    said += [f"Conduct: {finding}" for finding in thing.conduct]
    rows = tuple(
        (in_words(s.name), str(s.count), str(s.mismatched), ulps(s.max_ulp), s.worst.x.value if s.worst else "")
        for s in result.segments
    )
    return Card(headline(thing), "", tuple(said), ("inputs", "judged", "wrong", "max ulp", "worst x"), rows)


@card.register
def _(thing: Param) -> Card:
    default = "determined by a condition" if thing.default is None else f"default {thing.default}"
    return Card(f"{thing.rule}, {default}", lines=(thing.says,) if thing.says else ())


@card.register
def _(thing: Source) -> Card:
    return Card(thing.reference, lines=(thing.says,))


@card.register
def _(thing: Policy) -> Card:
    return Card(
        "Policy", head=("question", "answer"), rows=tuple((k.replace("_", " "), v) for k, v in asdict(thing).items())
    )


@card.register(Identification)
@card.register(SheetAudit)
@card.register(TableAudit)
def _(thing: object) -> Card:
    first, *others = str(thing).split("\n")
    return Card(first.strip(), lines=tuple(line.strip() for line in others))


def _claims(facts: Iterable[Fact]) -> tuple[tuple[str, ...], ...]:
    return tuple(("\n".join(lines(plain(fact))), str(fact.status)) for fact in facts)


def _facts(facts: Iterable[Fact]) -> tuple[tuple[str, ...], ...]:
    return tuple((title(fact.property), *claim) for fact, claim in ((f, _claims([f])[0]) for f in facts))


def _safe(formula: str) -> str:
    """Return LaTeX in which nothing opens a tag of HTML."""
    return formula.replace("<", r"\lt ").replace(">", r"\gt ")


def html(shown: Card) -> str:
    """Return a card in HTML; formulas are for MathJax, as notebooks have it."""
    parts = [f"<p><strong>{escape(shown.title)}</strong></p>"]
    if shown.formula:
        parts.append(f"<p>$\\displaystyle {escape(_safe(shown.formula))}$</p>")
    parts += [f"<p>{escape(line)}</p>" for line in shown.lines]
    if shown.rows:
        heads = "".join(f"<th>{escape(cell)}</th>" for cell in shown.head)
        rows = (
            "".join(f"<td>{'<br>'.join(map(escape, cell.split(chr(10))))}</td>" for cell in row) for row in shown.rows
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        parts.append(f"<table>{f'<thead><tr>{heads}</tr></thead>' if heads else ''}<tbody>{body}</tbody></table>")
    return f"<div>{''.join(parts)}</div>"


def latex(shown: Card) -> str:
    """Return a card in LaTeX that needs amsmath alone."""
    parts = [rf"\textbf{{{escaping.escape(shown.title)}}}\par"]
    if shown.formula:
        parts.append(rf"$\displaystyle {_safe(shown.formula)}$\par")
    parts += [rf"{escaping.escape(line)}\par" for line in shown.lines]
    if shown.rows:
        rows = [shown.head, *shown.rows] if shown.head else shown.rows
        body = " \\\\\n".join(" & ".join(escaping.escape(cell) for cell in row) for row in rows)
        parts.append(f"\\begin{{tabular}}{{{'l' * len(rows[0])}}}\n{body}\n\\end{{tabular}}")
    return "\n".join(parts)


def markdown(shown: Card) -> str:
    """Return a card in Markdown with tables as GitHub and Jupyter have them."""
    parts = [f"**{_marked(shown.title)}**"]
    if shown.formula:
        parts.append(f"$\\displaystyle {_safe(shown.formula)}$")
    parts += [_marked(line) for line in shown.lines]
    if shown.rows:
        head = shown.head or ("",) * len(shown.rows[0])
        table = [head, ("---",) * len(head), *(tuple(map(_marked, row)) for row in shown.rows)]
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in table))
    return "\n\n".join(parts)


def _marked(text: str) -> str:
    """Return text for Markdown, on one line."""
    return "<br>".join(MARKDOWN.sub(lambda m: f"&#{ord(m[0])};", line) for line in text.split("\n"))


def text(shown: Card) -> str:
    """Return a card as plain text."""
    return "\n".join([shown.title, *shown.lines, *("   ".join(row) for row in shown.rows)])


WRITERS = {"html": html, "latex": latex, "markdown": markdown, "text": text}

"""All that the page of one activation says, as plain data for the template and for the JSON beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from symact import catalogue
from symact.atlas import computing
from symact.atlas.drawings import drawings
from symact.atlas.facts import alias, citation, claim, entry_line, identifier, rules, topics
from symact.atlas.markup import display, html
from symact.candidates import libraries
from symact.formats.decimals import decimal, ulps
from symact.formats.floating import get_format
from symact.judge import known_issues
from symact.judge.naming import naming
from symact.judge.text import ORDERS
from symact.reports.row_scoreboard import times
from symact.sheets import cached
from symact.sheets.conditions import condition_text, defaults_of
from symact.sheets.latex.notation import tex
from symact.sheets.latex.typeset import said
from symact.sheets.neighbours import screened
from symact.sheets.relations import relations
from symact.sheets.text import under
from symact.sheets.titles import title
from symact.system.cache import remembered

if TYPE_CHECKING:
    from symact.definition.activation import Activation
    from symact.judge.known_issues import KnownIssue
    from symact.judge.scoreboard import Score

ANSWERS = (
    *("derivative_1", "range", "extrema", "lipschitz", "smoothness", "monotonicity", "limit_neg_inf", "limit_pos_inf"),
    *("entry_bounds", "entry_sum", "jacobian", "lipschitz_2_norm", "shift_invariance", "gradient"),
    *("partial_derivatives", "pair_range", "pair_zeros", "linear_inputs"),
)
"""Properties of the answer box, those of functions of vectors and of pairs last."""

SHORT = 16
"""Characters of a number that stands on the page in full already."""

VERSION = itemgetter("version")

NEAREST = 3
"""Activations named as near to one."""


def entry(name: str, claims: Sequence[Mapping[str, Any]], scores: Sequence[Score], version: str) -> dict[str, Any]:
    """Return the data of the page on an activation of the catalogue, with the claims and scores that are about it."""
    activation = catalogue.get(name)
    sheet = cached.sheet(name)
    on_line = activation.space().on_line

    def compute() -> dict[str, Any]:
        return {
            "figures": drawings(name),
            "thresholds": computing.thresholds(name) if on_line else [],
            "textbook": computing.textbook(name) if on_line else {},
            "conventions": conventions(name) if on_line else [],
            "equations": _equations(name) if on_line else [],
        }

    # One file a page, in a folder of its own: sheets and pages together are more than one folder keeps.
    computed = remembered((name,), compute, "atlas")
    return {
        "name": name,
        "title": activation.title,
        "aliases": list(activation.aliases),
        "kind": activation.domain.kind,
        "formula": display(sheet["latex"]["formula"]),
        "formula_latex": sheet["latex"]["formula"],
        "parameters": [
            (html(f"${tex(p.symbol)}$") if len(p.name) > 1 else "", line)
            for p, line in zip(activation.params, sheet["parameter_lines"], strict=True)
        ],
        "answers": _answers(sheet),
        "digits": _digits(sheet),
        "topics": topics(sheet),
        "cite": citation(sheet, version),
        "rules": rules(sheet),
        "spellings": _spellings(activation),
        **computed,
        "equations": [{**each, "html": entry_line(f"${each['latex']}$")} for each in computed["equations"]],
        "settled": list(_by_side(computed["thresholds"])),
        "known": [known_issue(each) for each in known_issues.of(name)],
        "claims": [each for each in claims if each["function"] == name],
        "scores": (rows := rows_of(scores, name)),
        "right": [
            (version, [row["about"] for row in own])
            for version, own in groupby(sorted((r for r in rows if not r["wrong"]), key=VERSION), VERSION)
        ],
        "relations": _relations(sheet),
        "identities": _identities(sheet),
        "nearest": [(other, catalogue.get(other).title, f"{gap:.3g}") for other, gap in screened(name)[:NEAREST]],
        "sources": [(source.reference, source.says) for source in activation.sources],
        "hash": activation.definition_hash,
        "sheet": cached.documented(sheet),
        "unknown": sum(fact["status"] == "unknown" for fact in sheet["facts"]),
        "facts": len(sheet["facts"]),
    }


def _by_side(
    rows: Sequence[Mapping[str, str]],
) -> Iterator[tuple[str, Mapping[str, str] | None, Mapping[str, str] | None]]:
    """Yield each format with its threshold on the left and on the right, None where there is none."""
    for name in dict.fromkeys(row["format"] for row in rows):
        left, right = (
            next((r for r in rows if (r["format"], r["side"]) == (name, s)), None) for s in ("left", "right")
        )
        yield name, left, right


def _answers(sheet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of the answer box, each with its claims: one a case of the parameters.

    The Jacobian stands there as a matrix where it has such a form.
    """
    found: dict[str, dict[str, Any]] = {}
    matrix = any(fact["property"] == "jacobian_form" and fact["status"] != "unknown" for fact in sheet["facts"])
    wanted = ["jacobian_form" if matrix and name == "jacobian" else name for name in ANSWERS]
    for fact, typeset in zip(sheet["facts"], sheet["latex"]["facts"], strict=True):
        name = fact["property"]
        about = {"title": title(name), "heading": html(typeset["heading"]), "alias": alias(name), "claims": []}
        one = {"claim": claim(typeset), "status": fact["status"], "id": identifier(fact)}
        found.setdefault(name, about)["claims"].append(one)
    for each in found.values():
        # What is known comes first.
        each["claims"].sort(key=lambda one: one["status"] == "unknown")
    return [found[name] for name in wanted if name in found]


def _digits(sheet: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the extreme values that are no short numbers with all of their digits: place, value and condition."""
    return [
        (
            each["at"],
            each["value"],
            under(given) if (given := condition_text(fact["scope"], defaults_of(sheet))) else "",
        )
        for fact in sheet["facts"]
        if fact["property"] == "extrema" and isinstance(fact["decimal"], list)
        for each in fact["decimal"]
        if each and each.get("at") and len(each.get("value") or "") > SHORT
    ]


def _spellings(activation: Activation) -> list[dict[str, str]]:
    """Return how libraries call an activation, and what a reader should know of each."""
    lines = cached.sheet(activation.name)["profiles"]
    found = []
    for profile, line in zip(libraries.profiles(activation), lines, strict=True):
        call, _, note = line.partition("; ")
        other = "computes another function on purpose" if profile.expression is not None else ""
        found.append({"library": profile.library, "call": call, "note": "; ".join(filter(None, (note, other)))})
    return found


def conventions(name: str) -> list[dict[str, Any]]:
    """Return what libraries return at kinks, zeros, infinities and NaN, where that was measured."""
    return [
        {
            "quantity": row["quantity"],
            "x": row["x"],
            "correct": " to ".join(row["correct"]) or "anything",
            "results": [
                (value, ", ".join(who)) for value, who in sorted(row["results"].items(), key=lambda item: -len(item[1]))
            ],
        }
        for row in naming(name)["conventions"]
        if row["results"]
    ]


def known_issue(issue: KnownIssue) -> dict[str, str]:
    """Return a reported defect as a page shows it."""
    quantity = {0: "", 1: " gradient", 2: " second derivative"}[issue.order]
    state = f"fixed by {issue.fixed}" if issue.fixed else issue.status
    return {
        "name": issue.name,
        "function": f"{issue.function}{quantity}",
        "formats": ", ".join(issue.formats),
        "says": issue.says,
        "issue": issue.issue,
        "url": issue.url,
        "state": "; ".join(filter(None, (issue.reported, issue.versions, state))),
    }


def rows_of(scores: Sequence[Score], name: str) -> list[dict[str, Any]]:
    """Return the rows of the scoreboards on an activation."""
    return [
        {
            "target": each.target,
            "version": each.version,
            "function": each.function,
            "about": f"{each.dtype} {ORDERS.get(each.order, each.order)}",
            "wrong": each.mismatched,
            "judged": each.judged,
            "error": ulps(each.max_finite_ulp),
            "worst": list(_worst(each)) if each.mismatched else [],
            "says": list(_says(each)),
            "causes": list(each.causes),
        }
        for each in scores
        if each.activation == name and not each.reason
    ]


def _worst(score: Score) -> Iterator[tuple[str, str]]:
    """Yield where the greatest error is, of rows as a multiple of the best plan's bound, and got and correct there."""
    rows = score.of_rows
    if rows is None:
        yield from zip(("x", "got", "correct"), score.worst or (), strict=False)
    elif rows.family:
        place = f"{rows.family}, row {rows.row} of n = {rows.width}, entry {rows.entry}"
        # The greatest error in ulp may be elsewhere, where terms cancel.
        yield "farthest beyond the best plan:", f"{place}, {ulps(rows.error_ulp)} ulp"
        for label, encoding in (("got", rows.got), ("correct", rows.correct)):
            yield label, decimal(int(encoding, 16), get_format(score.dtype))


def _says(score: Score) -> Iterator[str]:
    """Yield what is wrong, in words: classes of failures, errors of algorithms, broken laws, causes."""
    if score.classes:
        yield ", ".join(f"{key.replace('_', ' ')} {count}" for key, count in score.classes.items())
    if score.of_rows:
        if score.of_rows.of_best > 1:
            yield f"{times(score.of_rows.of_best)} times what the best plan allows"
        for law, count, witness in score.of_rows.laws:
            yield f"law {law.replace('_', ' ')} broken in {count} rows: {witness}"
    yield from score.causes


def _relations(sheet: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the identities that hold, and when, as plain text."""
    return [
        (each["identity"], condition_text(each["condition"]) or "always")
        for fact in sheet["facts"]
        if fact["property"] == "identities" and fact["value"]
        for each in fact["value"]
        if each["condition"] != "False"
    ]


def _identities(sheet: Mapping[str, Any]) -> list[str]:
    """Return the identities that hold, and when, as HTML."""
    return [
        entry_line(said({**typeset, "claim": each}))
        for fact, typeset in zip(sheet["facts"], sheet["latex"]["facts"], strict=True)
        if fact["property"] == "identities" and fact["value"]
        for each in typeset["claim"].split("; ")
        if not each.endswith("no identity")
    ]


def _equations(name: str) -> list[dict[str, str]]:
    """Return the proved equations with other activations, all parameters at their defaults."""
    return [
        {"name": each.name, "equation": f"f(x) = {each.form}", "latex": f"f(x) = {tex(each.form)}"}
        for each in relations(name)
    ]

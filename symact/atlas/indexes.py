"""Index pages of the atlas, and what its search looks through: the entries, seen from another side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symact.atlas.facts import identifier
from symact.sheets.text import condition_text, lines, title

if TYPE_CHECKING:
    from symact.judge.scoreboard import Score

KINDS = {"line": "Functions of one number", "pair": "Gated pairs", "vector": "Functions of vectors"}


def pages(
    entries: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]], scores: Sequence[Score]
) -> dict[str, dict[str, Any]]:
    """Return the data of each index page."""
    return {
        "index": {"groups": [(KINDS[k], [e for e in entries if e["kind"] == k]) for k in KINDS]},
        "properties": {"properties": list(_properties(entries))},
        "names": {"rows": sorted(_names(entries), key=lambda row: (row[0].lower(), row[1]))},
        "libraries": {"libraries": _libraries(entries)},
        "formats": {"formats": _formats(entries)},
        "claims": {"sources": _by(claims, "title"), "known": {e["name"] for e in entries}},
        "causes": {"causes": _causes(entries)},
    }


def _properties(entries: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield each property with what every sheet says of it."""
    names = dict.fromkeys(fact["property"] for e in entries for fact in e["sheet"]["facts"])
    for name in names:
        rows = [
            {
                "name": e["name"],
                "title": e["title"],
                "id": identifier(fact),
                "claim": lines(fact),
                "status": fact["status"],
                "condition": condition_text(fact["scope"]),
            }
            for e in entries
            for fact in e["sheet"]["facts"]
            if fact["property"] == name
        ]
        yield {"id": name, "title": title(name), "rows": rows}


def _names(entries: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, str, str]]:
    """Yield (what is looked for, page, what it is)."""
    for e in entries:
        yield e["title"], e["name"], "title"
        yield e["name"], e["name"], "name"
        for alias in e["aliases"]:
            yield alias, e["name"], "another name"
        for each in e["spellings"]:
            yield each["call"], e["name"], each["library"]


def _libraries(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, str]]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for e in entries:
        for each in e["spellings"]:
            found.setdefault(each["library"], []).append({**each, "name": e["name"], "title": e["title"]})
    return sorted(found.items())


def _formats(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, str]]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for e in entries:
        for each in e["thresholds"]:
            found.setdefault(each["format"], []).append({**each, "name": e["name"], "title": e["title"]})
    return list(found.items())


def _causes(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the causes of wrong results, those that most verdicts name first, and where each was found."""
    found: dict[str, list[dict[str, Any]]] = {}
    for e in entries:
        for row in e["scores"]:
            for cause in row["causes"]:
                found.setdefault(cause, []).append({**row, "name": e["name"], "title": e["title"]})
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _by(rows: Sequence[Mapping[str, Any]], key: str) -> list[tuple[str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return list(found.items())


def search(entries: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return (what is shown, where it leads, words to find it by) for names and properties of every entry."""
    found = []
    for e in entries:
        words = [e["name"], *e["aliases"], *(each["call"] for each in e["spellings"])]
        found.append([e["title"], f"{e['name']}.html", " ".join(words).lower()])
        seen: set[str] = set()
        for fact in e["sheet"]["facts"]:
            if fact["property"] not in seen:
                seen.add(fact["property"])
                shown = f"{e['title']}: {title(fact['property'])}"
                found.append([shown, f"{e['name']}.html#{identifier(fact)}", f"{e['name']} {fact['property']}".lower()])
    return found

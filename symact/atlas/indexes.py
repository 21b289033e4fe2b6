"""Index pages of the atlas: the entries, seen from another side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symact.atlas.facts import Card

LONGEST = 3000
"""Characters of HTML up to which a claim stands in the table of its property; a longer one, on its own page alone."""

KINDS = {"line": "Functions of one number", "pair": "Gated pairs", "vector": "Functions of vectors"}


def pages(entries: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the data of each index page."""
    return {
        "index": {"groups": [(KINDS[k], [e for e in entries if e["kind"] == k]) for k in KINDS]},
        "properties": {"groups": _by_topic(properties(entries))},
        "names": {"rows": sorted(_names(entries), key=lambda row: (row[0].lower(), row[1]))},
        "libraries": {"libraries": _libraries(entries)},
        "formats": {"formats": _formats(entries)},
        "claims": {
            "sources": _by(claims, "title"),
            "counts": [(len(own), verdict) for verdict, own in _by(claims, "verdict")],
            "known": {e["name"] for e in entries},
        },
        "causes": {"causes": _causes(entries), "known": [(e, each) for e in entries for each in e["known"]]},
    }


def properties(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each property with the cards of all facts on it, and whether each claim has room in a table."""
    found: dict[str, list[tuple[Mapping[str, Any], Card, bool]]] = {}
    topics: dict[str, tuple[str, str]] = {}
    for e in entries:
        for topic, cards in e["topics"]:
            for card in cards:
                topics.setdefault(card.property, (KINDS[e["kind"]], topic))
                found.setdefault(card.property, []).append((e, card, len(card.claim) <= LONGEST))
    titles = Counter(rows[0][1].title for rows in found.values())
    listed = []
    for name, rows in found.items():
        card = rows[0][1]
        # Pairs have a range too; beside that of functions of one number its own name tells it apart.
        alias = card.alias or (name.replace("_", " ") if titles[card.title] > 1 and name != card.title else "")
        listed.append(
            {
                "id": name,
                "title": card.title,
                "heading": card.heading,
                "alias": alias,
                "rows": rows,
                "topic": topics[name],
            }
        )
    return listed


def _by_topic(listed: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    """Return the properties under the domains that have them, and under their topics."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in listed:
        found.setdefault(each["topic"], []).append(each)
    order = list(KINDS.values())
    return sorted(((*key, own) for key, own in found.items()), key=lambda group: order.index(group[0]))


def _names(entries: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, str, str]]:
    """Yield (what is looked for, page, what it is)."""
    for e in entries:
        if e["title"].lower() != e["name"]:
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

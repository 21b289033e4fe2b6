"""What the atlas's search looks through: pages, properties and parts of pages, each with words that readers use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symact.atlas.indexes import properties

ALSO = {
    "breakpoints": "kink corner switch one-sided clarke subgradient",
    "derivative_1": "derivative gradient slope",
    "derivative_2": "second derivative curvature",
    "extrema": "minimum maximum least greatest",
    "gain": "initialization kaiming xavier",
    "gaussian_mean": "mean expectation normal moment",
    "gaussian_second_moment": "variance expectation normal moment",
    "jacobian": "gradient derivative jvp vjp",
    "lipschitz": "greatest slope gradient",
    "limit_neg_inf": "infinity",
    "limit_pos_inf": "infinity",
    "sup_abs": "greatest maximum bound",
    "zeros": "root",
}
"""Property -> what readers call it besides its name."""

PARTS = {
    "part-answers": ("answers", "formula definition parameters constants default", ()),
    "part-figures": ("figures", "plot graph picture curve", ("figures",)),
    "part-names": ("names in libraries", "call spelling default", ()),
    "part-conventions": ("at kinks, zeros, infinities and NaN", "nan inf zero kink convention", ("conventions",)),
    "part-known": ("reported defects", "bug issue known", ("known",)),
    "part-computing": (
        "how to compute it",
        "stable cancellation overflow textbook",
        ("textbook", "thresholds"),
    ),
    "part-thresholds": (
        "thresholds",
        "saturates overflow float16 bfloat16 float32",
        ("thresholds",),
    ),
    "part-scoreboard": ("scoreboard", "error ulp accuracy tolerance worst input", ("scores",)),
    "part-claims": ("textbook claims", "true false lecture", ("claims",)),
    "part-relations": ("relations", "identity equal nearest similar", ("identities", "equations", "nearest")),
    "part-sources": ("sources", "paper reference", ()),
    "part-reproduce": ("reproduce and cite", "bibtex citation command", ()),
}
"""Anchor -> title, words, and the keys of an entry one of which must hold something; () for a part of every page."""

INDEXES = {
    "properties": "theorem fact",
    "libraries": "torch jax keras tensorflow call",
    "formats": "threshold overflow underflow saturates float8 float16 bfloat16 float32 float64",
    "claims": "lecture notes article true false",
    "causes": "bug issue defect nan cancellation overflow underflow wrong",
}
"""Index page -> words that lead to it."""


def search(entries: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the search looks through.

    Args:
        entries: of all pages.
        titles: of the index pages, by their names.

    Returns:
        ``pages`` with title, file, words and a place in ``sets``; ``sets`` of places in ``properties``, which have a
        title, the anchor on every page, and words.
    """
    known = {each["id"]: [each["title"], each["id"], ALSO.get(each["id"], "")] for each in properties(entries)}
    known |= {anchor: [title, anchor, words] for anchor, (title, words, _) in PARTS.items()}
    places = {name: place for place, name in enumerate(known)}
    sets: dict[tuple[int, ...], int] = {}
    found = []
    for e in entries:
        has = tuple(dict.fromkeys(places[each] for each in _anchors(e)))
        words = dict.fromkeys([e["name"], *e["aliases"], *(each["call"] for each in e["spellings"])])
        found.append([e["title"], e["name"], " ".join(words).lower(), sets.setdefault(has, len(sets))])
    none = sets.setdefault((), len(sets))
    found += [[titles[name], name, words, none] for name, words in INDEXES.items()]
    return {"pages": found, "sets": list(sets), "properties": list(known.values())}


def _anchors(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties and parts that a page has."""
    yield from (card.property for _, cards in entry["topics"] for card in cards)
    yield from (anchor for anchor, (_, _, keys) in PARTS.items() if not keys or any(entry[key] for key in keys))

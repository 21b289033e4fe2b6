"""The atlas as a folder of static pages: written once, twice the same bytes, readable from a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symact import catalogue
from symact.atlas import indexes
from symact.atlas.entry import entry
from symact.atlas.markup import NAMESPACE, SUM
from symact.atlas.search import search
from symact.display import signs
from symact.errors import SymactError
from symact.figures.formats import svg
from symact.system import files
from symact.system.cache import remembered
from symact.system.processes import mapped

if TYPE_CHECKING:
    from jinja2 import Environment

    from symact.judge.scoreboard import Score

PAGES = {
    "index": "Activations",
    "properties": "By property",
    "names": "By name",
    "libraries": "By library",
    "formats": "By format",
    "claims": "Textbook claims",
    "causes": "Causes and reports",
}
"""Index pages: file name -> title, in the order of the navigation."""

KEPT = (
    *("name", "title", "aliases", "kind", "formula_latex", "hash", "spellings", "thresholds", "textbook", "scores"),
    *("conventions", "known"),
    *("relations", "nearest", "sources", "sheet"),
)
"""What stands in the JSON beside a page; the rest is only markup."""

MATHML = re.compile(r"<math(.*?</math>)", re.DOTALL)


def build(
    folder: str | Path,
    names: Sequence[str] = (),
    scoreboards: Sequence[str | Path] = (),
    progress: Callable[[str], None] = lambda name: None,
    workers: int = 2,
) -> int:
    """Write the atlas into a new folder.

    Args:
        folder: must not exist, or be empty.
        names: of the catalogue; all by default.
        scoreboards: files of `symact scoreboard`, of numbers or of rows, for the pages to show.
        progress: called with each name when what its page says is known.
        workers: processes that find it out.

    Returns:
        How many pages there are.

    Raises:
        SymactError: the folder cannot be written, a name or a scoreboard cannot be read, or Jinja is not installed.
    """
    from importlib.metadata import version

    from symact.judge.scoreboard import read_scores

    environment = _environment()
    files.check_folder(folder)
    scores: list[Score] = [score for path in scoreboards for score in read_scores(path)]
    chosen = [catalogue.get(name).name for name in names] or list(catalogue.names())
    claims = _claims(chosen)
    release = version("symact")
    about = {"version": release, "pages": PAGES, "scoreboard": bool(scores), "names": chosen}
    entries = []
    for each in _entries(chosen, claims, scores, release, workers):
        progress(each["name"])
        entries.append(each)
    written: dict[str, str] = {
        "atlas.css": environment.get_template("atlas.css").render(palette=svg.COLOURS, figures=svg.STYLE),
        "search.js": environment.get_template("search.js").render(index=json.dumps(search(entries, PAGES))),
    }
    for each in entries:
        written[f"{each['name']}.html"] = environment.get_template("activation.html").render(entry=each, **about)
        written[f"{each['name']}.json"] = json.dumps(_plain(each), indent=1) + "\n"
    for page, data in indexes.pages(entries, claims).items():
        written[f"{page}.html"] = environment.get_template(f"{page}.html").render(page=page, **data, **about)
    for each in indexes.properties(entries):
        written[f"property-{each['id']}.html"] = environment.get_template("property.html").render(
            property=each, **about
        )
    with files.new_folder(folder) as made:
        for path, text in written.items():
            (made / path).write_text(text, encoding="utf-8")
    return sum(path.endswith(".html") for path in written)


def _entries(
    names: Sequence[str], claims: Sequence[Mapping[str, Any]], scores: Sequence[Score], release: str, workers: int
) -> Iterator[dict[str, Any]]:
    """Return the entries in the order of their names, made by processes where there are more than a few."""
    own = [
        (name, [c for c in claims if c["function"] == name], [s for s in scores if s.activation == name], release)
        for name in names
    ]
    return mapped(entry, own, workers, _lost)


def _lost(name: str, *more: object) -> str:
    return f"a process that made the pages of {name} or of one after it ended; `symact atlas {name}` makes one alone"


def _environment() -> Environment:
    try:
        import latex2mathml.converter  # noqa: F401
        from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
        from markupsafe import Markup
    except ImportError as error:
        raise SymactError(f"the atlas needs {error.name}; pip install '.[atlas]' in a clone of symact") from None
    # What a page shows is escaped, whoever wrote it; what is HTML already says so with |safe.
    environment = Environment(
        loader=PackageLoader("symact.atlas"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["signs"] = signs
    # Between tags a quotation mark is one; as an entity it is five characters.
    environment.filters["between_tags"] = lambda text: Markup(escape(text, quote=False))  # noqa: S704
    return environment


def _claims(names: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the judged ledger as plain data, from the cache: all of it, or the claims about some activations alone."""

    def make() -> dict[str, Any]:
        from symact.claims import claims, judge, sources
        from symact.claims.report import explanation, to_json

        judged = [(claim, judge(claim)) for claim in claims() if every or claim.function in names]
        titles = sources()
        rows = to_json(judged)["claims"]
        return {
            "claims": [
                {
                    **row,
                    "explanation": explanation(ruling),
                    "title": titles[claim.source],
                }
                for row, (claim, ruling) in zip(rows, judged, strict=True)
            ]
        }

    every = set(names) >= set(catalogue.names())
    found: list[Mapping[str, Any]] = remembered(("claims", *(() if every else names)), make, "atlas")["claims"]
    return found


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the JSON beside a page: the sheet and the tables, without what is only markup."""
    return {
        "schema": "symact.atlas/1",
        **{key: data[key] for key in KEPT},
        "mathml": {
            c.id: [f"<math{NAMESPACE}{each}" for each in MATHML.findall(SUM.sub("", c.claim))]
            for _, cards in data["topics"]
            for c in cards
            if "<math" in c.claim
        },
        "equations": [each["equation"] for each in data["equations"]],
        "claims": [{key: each[key] for key in ("id", "says", "verdict", "explanation")} for each in data["claims"]],
    }

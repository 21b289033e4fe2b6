"""Filters of a scoreboard's page without a script: buttons that a style sheet follows, and links to every part."""

from collections.abc import Iterator, Sequence
from html import escape

ALL = "all"

STYLE = """
.filters { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .9rem; margin: 1rem 0; font-size: .85rem; }
.filters legend, .filters b { color: var(--soft); font-weight: 500; } .filters b { min-width: 5.5rem; }
.filters div { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; align-items: baseline; padding: .1rem 0; }
.filters label { white-space: nowrap; } .filters input { margin: 0 .25rem 0 0; vertical-align: -.1em; }
@supports not selector(:has(a)) { .filters { display: none; } }
.parts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
"""


def filters(targets: Sequence[str], parts: Sequence[tuple[str, str]]) -> list[str]:
    """Return the buttons by library and by part of the page, and for what is beyond alone, with what they hide.

    A browser that does not know ``:has`` shows everything, and the links instead of buttons.
    """
    columns = [(f"only-{each}", each) for each in targets]
    rows = [(f"part-{key}", says) for key, says in parts]
    return [
        f"<style>{STYLE}{''.join(_rules(columns, parts))}</style>",
        '<fieldset class="filters"><legend>Show</legend>',
        *_buttons("library", columns),
        *_buttons("format", rows),
        '<div><b>rows</b> <label><input type="checkbox" id="beyond">only with results beyond</label></div>',
        "</fieldset>",
        f'<nav aria-label="Parts"><ul class="parts">{"".join(_links(parts))}</ul></nav>',
    ]


def _buttons(name: str, choices: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f'<div role="radiogroup" aria-label="{name}"><b>{name}</b>'
    for place, (key, says) in enumerate([(f"{ALL}-{name}", ALL), *choices]):
        checked = "" if place else " checked"
        yield f'<label><input type="radio" name="{name}" id="{escape(key)}"{checked}>{escape(says)}</label>'
    yield "</div>"


def _rules(columns: Sequence[tuple[str, str]], parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    for place, (key, target) in enumerate(columns):
        chosen = f'body:has([id="{key}"]:checked)'
        # The first column has the names of the functions.
        yield f"{chosen} .matrix :is(th, td):nth-child(n + 2):not(:nth-child({place + 2})) {{ display: none; }}\n"
        beyond = f"{chosen}:has(#beyond:checked) .matrix tr:has(td)"
        yield f"{beyond}:not(:has(.g4:nth-child({place + 2}))) {{ display: none; }}\n"
        yield f'{chosen} tr[data-target]:not([data-target="{target}"]) {{ display: none; }}\n'
    for key, _ in parts:
        yield f'body:has([id="part-{key}"]:checked) .part:not([id="{key}"]) {{ display: none; }}\n'
    yield "body:has(#beyond:checked) .matrix tr:has(td):not(:has(.g4)) { display: none; }\n"


def _links(parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    for key, says in parts:
        yield f'<li><a href="#{escape(key)}">{escape(says)}</a></li>'

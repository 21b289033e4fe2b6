"""MkDocs' hooks: the readme is the first page, and what lies outside of docs is named but not linked."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")

SEARCH = re.compile(r'<script src="([^"]*search/main\.js)"></script>')

SERVED = r"""<script>
// A page of a file may start no worker, which the search needs.
if (location.protocol === "file:") {
  document.querySelectorAll("[data-bs-target='#mkdocs_search_modal']").forEach((link) => link.remove());
} else {
  document.body.append(Object.assign(document.createElement("script"), {src: "\1"}));
}
</script>"""
"""The theme's search, on pages that are served alone."""

BESIDE = {
    # MkDocs does not look at links in HTML: the atlas is made after it.
    "atlas.md": '# The atlas\n\n<a href="atlas/index.html">Every activation on a page of its own</a>.\n',
    "scoreboard.md": "# Scoreboard\n\n[Functions of one number](scoreboard/index.html).\n",
}
"""Pages of the navigation that lead to what MkDocs does not make."""


def on_files(files: Any, config: Any) -> Any:
    """Add the readme, whose links are relative to the checkout, and the pages that lead elsewhere."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = {"index.md": re.sub(r"\]\(docs/", "](", readme), **BESIDE}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Leave of links to what is no part of the site their words."""
    folder = Path(page.file.src_uri).parent

    def inside(found: re.Match[str]) -> str:
        target = found[2]
        known = files.get_file_from_path(posixpath.normpath((folder / target).as_posix()))
        return found[0] if "://" in target or (known and known.inclusion.is_included()) else found[1]

    return LINK.sub(inside, markdown)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Let a reader with a keyboard scroll what is wider than the page."""
    return re.sub(r"<(pre|table)>", r'<\1 tabindex="0">', html)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Make the bar a landmark, and add what the theme's script takes for granted: sheets of a highlighter."""
    sheets = '<style id="hljs-light"></style><style id="hljs-dark"></style>'
    named = output.replace('<div class="navbar', '<div role="navigation" aria-label="Site" class="navbar', 1)
    return SEARCH.sub(SERVED, named.replace("</head>", f"{sheets}</head>", 1))

"""Checks that every link of a folder of pages leads to a file of it, and to an anchor that is there."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The anchors and links of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag names and where it leads."""
        for key, value in attrs:
            if value and key in ("id", "name"):
                self.anchors.add(value)
            if value and key in ("href", "src"):
                self.links.append(value)


def broken(folder: Path) -> list[str]:
    """Return the links that lead nowhere, with the pages that have them."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        # The page for what is not found is served at any address: its links begin at the server's root.
        if path.name == "404.html":
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            missing = not target.is_file()
            if missing or (parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors):
                found.append(f"{path.relative_to(folder.resolve())}: {link}")
    return found


if __name__ == "__main__":
    wrong = broken(Path(sys.argv[1]))
    print("\n".join(wrong) or "all links lead somewhere")  # noqa: T201
    sys.exit(bool(wrong))

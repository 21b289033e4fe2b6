"""The site: MkDocs makes it without a warning, and the check of links sees those that lead nowhere."""

import importlib.util
import subprocess
import sys

import pytest

from tests.helpers.paths import DOCS, ROOT


@pytest.fixture(scope="module")
def check_links():
    spec = importlib.util.spec_from_file_location("check_links", DOCS / "check_links.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_that_lead_nowhere_are_seen(check_links, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.html").write_text('<h1 id="top"></h1><a href="b.html#here">b</a> <a href="https://x.y/z">z</a>')
    (tmp_path / "b.html").write_text('<p id="here"></p><a href="a.html#top">a</a>')
    assert check_links.broken(tmp_path) == []
    (tmp_path / "b.html").write_text('<a href="a.html#bottom">a</a><img src="none.png"><a href="folder/">f</a>')
    assert check_links.broken(tmp_path) == [
        "a.html: b.html#here",
        "b.html: a.html#bottom",
        "b.html: none.png",
        "b.html: folder/",
    ]


@pytest.mark.exhaustive
def test_mkdocs_makes_it_without_a_warning(check_links, tmp_path):
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # From a file the search's worker would be an error on every page.
    page = (tmp_path / "site" / "scoreboard" / "rows.html").read_text()
    assert '<script src="../search/main.js">' not in page
    assert 'src: "../search/main.js"' in page
    # The atlas is made after it.
    assert check_links.broken(tmp_path / "site") == ["atlas.html: atlas/index.html"]

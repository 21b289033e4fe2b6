"""What the documents name is there: files, modules, links, counts; the page of the Python API is current."""

import importlib
import pkgutil
import re

import pytest

import symact
from docs import api_page
from symact import claims, properties
from tests.helpers.paths import DOCS, PACKAGE, ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
SOURCES = [*PAGES, *sorted(PACKAGE.rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PATH = re.compile(r"(?<![\w./-])(?:symact|tests|docs|examples|benchmarks|reference_tables)/(?:[\w.*/-]|<\w+>)+")
DOTTED = re.compile(r"(?<![\w./-])symact((?:\.[a-zA-Z_]\w*)+)(?![\w/])")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def name(path):
    return path.relative_to(ROOT).as_posix()


def test_every_path_that_is_named_exists():
    missing = [
        (name(page), found)
        for page in SOURCES
        for found in PATH.findall(page.read_text(encoding="utf-8"))
        if not any(ROOT.glob(re.sub(r"<\w+>", "*", found.rstrip("./-"))))
    ]
    assert not missing


def test_every_module_and_name_that_is_named_exists():
    """Tests may say of one word that symact has no such name."""
    missing = [
        (name(page), found)
        for page in [*SOURCES, *TESTS]
        for found in set(DOTTED.findall(page.read_text(encoding="utf-8")))
        if not exists(found.strip(".").split(".")) and (page in SOURCES or found.count(".") > 1)
    ]
    assert not missing


def exists(parts):
    """Whether what follows symact is a module or an attribute of one."""
    found = symact
    for k, part in enumerate(parts):
        if not hasattr(found, part):
            try:
                importlib.import_module(".".join(["symact", *parts[: k + 1]]))
            except ImportError:
                return False
        found = getattr(found, part)
    return True


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{name(page)} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_exists(page):
    for path in re.findall(r"`(symact/[^`\s]+)`", page.read_text(encoding="utf-8")):
        assert list(ROOT.glob(re.sub(r"<\w+>", "*", path))), f"{name(page)} names {path}"


def test_every_package_has_its_place_in_the_architecture():
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    for module in pkgutil.iter_modules([str(PACKAGE)]):
        path = f"symact/{module.name}" + ("" if module.ispkg else ".py")
        assert module.name == "__main__" or f"| `{path}`" in text or f", `{path}`" in text, path


def test_every_page_is_linked_from_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name(page) for page in PAGES[1:]} <= set(LINK.findall(text))


def test_the_readme_counts_the_properties():
    assert f"{len(properties.names())} properties" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_counts_the_claims():
    assert f"{len(claims.claims())} statements" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_the_api_is_current():
    assert api_page.PAGE.read_text(encoding="utf-8") == api_page.page(), "run: make docs"


def test_every_public_name_is_documented():
    for public in symact.__all__:
        assert getattr(symact, public).__doc__, public


def test_the_readme_has_the_wings_of_the_architecture():
    """`figures` stood in the number wing there."""
    wings = {}
    table = (DOCS / "architecture.md").read_text().partition("## The five wings")[2].partition("\n## ")[0]
    for wing, packages in re.findall(r"^\| ([a-z ]*) ?\| (`symact/.*?) \|", table, re.M):
        wings.setdefault(wing.strip() or [*wings][-1], set()).update(re.findall(r"`symact/(\w+)", packages))
    rows = re.findall(r"^\| ([a-z ]+) \| (`errors`.*?|`\w+`.*?) \|", (ROOT / "README.md").read_text(), re.M)
    told = {wing: set(re.findall(r"`(\w+)`", packages)) for wing, packages in rows if wing in wings}
    told["data and faces"].add("__init__")
    assert told == wings

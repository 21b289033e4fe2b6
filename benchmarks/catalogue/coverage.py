"""What there is of every entry of the catalogue, or of every row of a list of activations that somebody keeps.

python benchmarks/catalogue/coverage.py [LIST.csv] [--same NAME=ENTRY ...] [--derive]

LIST.csv has a column ``canonical_name``; its names are found as names and aliases, letters and digits alone, and --same
says which entry another name means. --derive also counts the facts of the sheets, which takes minutes.
"""

import argparse
import csv
import re
from pathlib import Path

from symact import catalogue
from symact.candidates.libraries import profiles
from symact.errors import TableError
from symact.sheets.cached import sheet
from symact.tables.published.folder import MANIFEST, read_manifest

TABLES = Path(__file__).parents[2] / "reference_tables"
HEAD = ("name", "entry", "derived", "tabled", "verified by", "sources")


def plain(name: str) -> str:
    """Return a name's letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def derived(name: str) -> str:
    """Return how many of a sheet's facts are proved or certified."""
    facts = sheet(name)["facts"]
    return f"{sum(fact['status'] in ('proved', 'certified') for fact in facts)} of {len(facts)}"


def tabled(name: str) -> str:
    """Return whether tables of today's definition are published; tables of several numbers are made of given rows."""
    if name not in catalogue.names("line"):
        return "of given rows"
    try:
        manifest = read_manifest(TABLES / name / MANIFEST)
    except TableError:
        return "on demand"
    return "published" if manifest["definition_hash"] == catalogue.get(name).definition_hash else "published, of old"


def row(name: str, entry: str | None, derive: bool) -> tuple[str, ...]:
    """Return a row of the table; without an entry nothing but the name."""
    if entry is None:
        return (name, *["-"] * (len(HEAD) - 1))
    activation = catalogue.get(entry)
    libraries = ", ".join(each.library for each in profiles(activation)) or "one's own alone"
    facts = derived(entry) if derive else "on demand"
    return (name, entry, facts, tabled(entry), libraries, str(len(activation.sources)))


def main() -> None:
    """Print the table and its sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", nargs="?", type=Path)
    parser.add_argument("--same", nargs="*", default=[], metavar="NAME=ENTRY")
    parser.add_argument("--derive", action="store_true")
    given = parser.parse_args()
    entries = {plain(name): name for name in catalogue.names()}
    entries |= {plain(alias): name for alias, name in catalogue.aliases().items()}
    entries |= {plain(name): entry for name, _, entry in (each.partition("=") for each in given.same)}
    names = catalogue.names()
    if given.list:
        with given.list.open(encoding="utf-8", newline="") as file:
            names = tuple(each["canonical_name"] for each in csv.DictReader(file))
    rows = [row(name, entries.get(plain(name)), given.derive) for name in names]
    for each in (HEAD, ("---",) * len(HEAD), *rows):
        print(f"| {' | '.join(each)} |")
    defined = [each for each in rows if each[1] != "-"]
    verified = sum(each[4] != "one's own alone" for each in defined)
    published = sum(each[3] == "published" for each in defined)
    print(f"\n{len(rows)} rows: {len(defined)} defined, {published} with published tables, {verified} in libraries")
    print("not defined:", ", ".join(each[0] for each in rows if each[1] == "-") or "none")


if __name__ == "__main__":
    main()

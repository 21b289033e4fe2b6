"""What a verdict on a function of rows adds to the figures of its entries, as plain data."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RowPlace:
    """One entry of one row that was judged, with all that is needed to compute it again.

    Args:
        family: of the row.
        width: numbers of x in it.
        row: its number in the table of that width.
        entry: its place in the row.
        x: the encodings of the row, behind it those of vectors that all rows share, such as weights.
        vector: those of the vector of a JVP or VJP, empty without.
        got, correct: encodings of the entry's results.
        error_ulp: its error.
        of_best, of_declared: its error as a multiple of what the best and the declared plan allow.
    """

    family: str
    width: int
    row: int
    entry: int
    x: tuple[str, ...]
    vector: tuple[str, ...]
    got: str
    correct: str
    error_ulp: float
    of_best: float
    of_declared: float


@dataclass(frozen=True)
class RowTable:
    """The rows of one width: how many, left out because their reference is undecided, and the SHA-256 of the inputs."""

    width: int
    rows: int
    undecided: int
    sha256: str


@dataclass(frozen=True)
class FamilyCount:
    """One family of rows: its rows, its judged and mismatched entries, and the greatest errors in three measures."""

    name: str
    rows: int
    entries: int
    mismatched: int
    max_ulp: float
    of_best: float
    of_declared: float


@dataclass(frozen=True)
class RowLaw:
    """A law that holds for the function, whatever its exact values are.

    Args:
        name: as in docs/row-verdicts.md.
        says: the law in words.
        tried: rows on which it was tried.
        broken: rows that break it.
        counts: whether that fails a stated bound.
        witness: the first of them in words, "" without.
    """

    name: str
    says: str
    tried: int
    broken: int
    counts: bool
    witness: str


@dataclass(frozen=True)
class RowSum:
    """Of a row's results: a figure of one kind and the row that has the greatest.

    Args:
        name: "total_variation", "sum", "lost", "inversions" or "argmax".
        says: in words.
        value: the greatest in any row.
        rows: how many rows have one above what correct rounding allows.
        family, width, row: the row with the greatest; "" and 0 without.
    """

    name: str
    says: str
    value: float
    rows: int
    family: str
    width: int
    row: int


@dataclass(frozen=True)
class RowCause:
    """Why results are wrong: a model of the defect returns the candidate's own encodings.

    Args:
        name: as in docs/row-verdicts.md.
        says: in words.
        plan: the computation that reproduces the results.
        reproduced, tried: wrong entries that it returns, and those at which it was run.
        agreed, compared: the same for all entries, right ones too.
        rivals: other causes whose models return the same.
        match: "bits" where it returns entries bit by bit, "bound" where it comes within the declared plan's bound,
            "rounding" within what rounding makes of the steps of a formula.
    """

    name: str
    says: str
    plan: str
    reproduced: int
    tried: int
    agreed: int
    compared: int
    rivals: tuple[str, ...] = ()
    match: str = "bits"


@dataclass(frozen=True)
class RowFigures:
    """The figures of a verdict on rows.

    Args:
        tables: one for each width.
        families: in the order of their rows.
        best, declared: the plans whose bounds errors are measured by, None for functions without one.
        max_bound: the greatest multiple of the declared plan's bound that is allowed, None to state none.
        of_best, of_declared: the greatest multiples.
        beyond: entries beyond max_bound.
        worst: the entries of greatest error in ulp and in multiples of both bounds.
        terms: of a JVP or VJP the greatest error in units of u times the sum of absolute terms, None else.
        sums: figures of whole rows.
        laws: those that hold for the function.
        causes: of wrong results.
        beside: names of the vectors that all rows of a width share, such as weights or a mask.
    """

    tables: tuple[RowTable, ...]
    families: tuple[FamilyCount, ...]
    best: dict[str, str] | None
    declared: dict[str, str] | None
    max_bound: float | None
    of_best: float
    of_declared: float
    beyond: int
    worst: tuple[RowPlace, ...]
    terms: float | None
    sums: tuple[RowSum, ...]
    laws: tuple[RowLaw, ...]
    causes: tuple[RowCause, ...] = ()
    beside: tuple[str, ...] = ()

    def fails(self, max_ulp: float | None) -> bool:
        """Whether a stated bound is broken by what is known of whole rows."""
        stated = max_ulp is not None or self.max_bound is not None
        return self.beyond > 0 or (stated and any(law.broken and law.counts for law in self.laws))

    @property
    def rows(self) -> int:
        """Rows judged, of all widths together."""
        return sum(each.rows for each in self.tables)


def clean(data: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON form without the fields that are empty where there is nothing to say."""
    for name in ("causes", "beside"):
        if not data[name]:
            del data[name]
    return data

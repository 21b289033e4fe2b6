"""Defects that others have reported, as data, and which of them a verdict meets.

One file each in ``symact/catalogue/known_issues``: where it was reported, of what, at which inputs, which kind of wrong
result, and why. The zoo (`symact.candidates.zoo`) reproduces every one.
"""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from symact import catalogue
from symact.candidates import adapter, form, names
from symact.errors import DefinitionError
from symact.formats.arrays import Floats, Mask, to_float64
from symact.judge.comparison.compare import Comparison
from symact.judge.comparison.failure_classes import Defect
from symact.judge.figures.verdict import Cause, Known

FOLDER = Path(catalogue.__path__[0]) / "known_issues"

WRONG = "wrong"
"""The kind of results that are in no class, but further off than `LEAST`, or of the stated cause."""

LEAST = 2.0
"""Error, ulp, below which a wrong result is what many libraries return."""


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """A defect that somebody reported.

    Args:
        name: of its file.
        issue: where, such as "pytorch/pytorch#185770".
        url: the same as an address.
        library: symact's target, or the name of a library that it does not call.
        function, order, formats: of what.
        inputs: numbers, "nan", or closed intervals "low:high", at which results are wrong.
        kind: the class of wrong results, as in verdicts, or "wrong".
        cause: its diagnosis, "" where none is certain.
        says: the defect in a sentence.
        versions: that were reported.
        reported, looked_up: dates.
        status: "open", "closed", "merged", or how it was found.
        fixed: by what, as far as is known.
    """

    name: str
    issue: str
    url: str
    library: str
    function: str
    order: int
    formats: tuple[str, ...]
    inputs: tuple[str, ...]
    kind: str
    cause: str
    says: str
    versions: str
    reported: str
    status: str
    fixed: str
    looked_up: str

    def at(self, x: Floats) -> Mask:
        """Return which inputs are those of the report."""
        found = np.zeros(len(x), dtype=bool)
        for low, high in map(ends, self.inputs):
            found |= np.isnan(x) if math.isnan(low) else (x >= low) & (x <= high)
        return found

    def met(self, comparison: Comparison, causes: Iterable[Cause], own: bool) -> bool:
        """Whether wrong results are of this kind, at these inputs, and of this cause where that must tell."""
        fmt = comparison.table.format
        rows = self.at(to_float64(comparison.table.x_bits, fmt))
        if self.kind == WRONG:
            least = 0.0 if self.cause else LEAST
            shown = comparison.wrong & (comparison.error > least)
        else:
            shown = comparison.defects[Defect(self.kind)]
        if not (rows & shown).any():
            return False
        # At single inputs what is wrong tells enough; between two numbers much may be.
        vague = own or self.kind == WRONG
        return not (vague and self.cause) or any(each.name == self.cause for each in causes)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def ends(text: str) -> tuple[float, float]:
    """Return the ends of an interval, equal for one number."""
    low, _, high = text.partition(":")
    return float(low), float(high or low)


@cache
def issues() -> tuple[KnownIssue, ...]:
    """Return all known issues, by function and name.

    Raises:
        DefinitionError: a file breaks a rule; the message names it.
    """
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda each: (each.function, each.name)))


def _read(path: Path) -> KnownIssue:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        fields: dict[str, Any] = data | {key: tuple(data[key]) for key in ("formats", "inputs")}
        each = KnownIssue(name=path.stem, **fields)
        list(map(ends, each.inputs))
    except (tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
        # The file is data of the project's own; whatever is wrong in it is one line.
        raise DefinitionError(f"{path.name}: is no known issue: {error}") from None
    if each.function not in catalogue.names() or (each.kind != WRONG and each.kind not in {d.value for d in Defect}):
        raise DefinitionError(f"{path.name}: {each.function} or {each.kind} does not exist")
    return each


def of(name: str) -> tuple[KnownIssue, ...]:
    """Return the known issues of an activation."""
    # Of the others no file is parsed.
    named = (path for path in sorted(FOLDER.glob("*.toml")) if f'"{name}"' in path.read_text(encoding="utf-8"))
    return tuple(each for each in map(_read, named) if each.function == name)


def met(target: str, activation: str, comparison: Comparison, causes: Iterable[Cause]) -> tuple[Known, ...]:
    """Return the known issues that a target's results meet: its library's, or, of one's own code, anybody's."""
    own = target not in names() or form(target) is not None
    libraries = set() if own else _libraries(target)
    found = [
        each
        for each in of(activation)
        if each.order == comparison.table.order
        and comparison.table.format_name in each.formats
        and (own or each.library in libraries)
        and each.met(comparison, causes, own)
    ]
    return tuple(Known(e.name, e.issue, e.url, e.says, e.versions, e.status, e.fixed, not own) for e in found)


def _libraries(target: str) -> set[str]:
    """Return a library, whose profiles it has, and those that compute for it, such as PyTorch for Transformers."""
    found = adapter(target)
    return {target, found.profiles_of, *(getattr(each, "requires", "") for each in type(found).__mro__)} - {""}

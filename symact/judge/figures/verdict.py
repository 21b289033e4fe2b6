"""What a comparison found, as plain data with everything that is needed to reproduce it."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, field
from typing import Any

from symact.candidates.finding import Finding
from symact.display import Shown, shown
from symact.judge.figures.result import ErrorCurve, Number, Result
from symact.judge.figures.row_figures import RowFigures, clean
from symact.system.plain_data import strict

SCHEMA = "symact.verdict/1"
"""Name and version of the JSON form, docs/verdict.md."""


@dataclass(frozen=True)
class Target:
    """What was on trial: name as given, function path, arguments, version of its library, its profile's note."""

    name: str
    function: str
    arguments: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    note: str = ""


@dataclass(frozen=True)
class Inputs:
    """Which inputs were judged: all encodings, points and a seeded spread, or all encodings of a range.

    Args:
        kind: "exhaustive", "points" or "range"; "rows" or "pairs" for functions of several numbers; "given" where
            a file has its own.
        count: how many inputs.
        sha256: digest of the encodings as little-endian integers, in the order judged; None for all encodings
            of a wide format or of a range, which need none.
        spread: how many of them are spread at random over all binades, or None.
        seed: of that spread, or None.
        lowest, highest: the ends of a range, both included.
    """

    kind: str
    count: int
    sha256: str | None
    spread: int | None = None
    seed: int | None = None
    lowest: Number | None = None
    highest: Number | None = None


@dataclass(frozen=True)
class InvariantCount:
    """A property that the results must have because the function has it, over all inputs of an exhaustive run.

    Args:
        name: "at_least", "at_most", "increasing", "decreasing", "odd" or "even".
        says: the same in words.
        broken: how many inputs, or pairs of inputs, break it.
        witness: the first of them: x and its result, then the other x and its result, if it takes two.
    """

    name: str
    says: str
    broken: int
    witness: tuple[Number, ...]


@dataclass(frozen=True)
class CauseSample:
    """One input at which a model reproduces a wrong result, and (expression, value) of the steps that spoil it."""

    x: Number
    got: Number
    model: Number
    correct: Number
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cause:
    """Why results are wrong: a model of the defect, run at wrong and right inputs, returns what the candidate did.

    Args:
        name: as in docs/diagnosis.md.
        says: the cause in one sentence.
        remedy: what to compute instead.
        remedy_error: the greatest error, ulp, that it had where it was run, at the inputs tried; None if it is no
            computation.
        tried: wrong rows at which the models were run.
        reproduced: those at which this one returns the candidate's result.
        share: of all rows at which the model predicts a wrong result, those at which it returns the candidate's.
        rivals: other causes whose models reproduce the same results: the inputs tried do not distinguish them.
        lowest, highest: the interval of the inputs reproduced; None if all are NaN.
        sample: the one of them with the greatest error.
    """

    name: str
    says: str
    remedy: str
    remedy_error: float | None
    tried: int
    reproduced: int
    share: float
    rivals: tuple[str, ...]
    lowest: Number | None
    highest: Number | None
    sample: CauseSample


@dataclass(frozen=True)
class Known:
    """A reported defect that the results show: its name, where, an address, the defect in a sentence, versions, status,
    what fixed it, and whether it was reported of the same library.
    """

    name: str
    issue: str
    url: str
    says: str
    versions: str
    status: str
    fixed: str
    same: bool


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """A candidate, judged.

    Args:
        target: what was on trial.
        activation: name of the activation that it was judged as.
        against: "ideal", or "profile" for the library's own function.
        params: parameter values as exact text.
        definition_hash: SHA-256 of the definition.
        dtype: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives, "jvp" or "vjp".
        inputs: which inputs.
        policy: the choices judged by.
        max_ulp: the bound that was stated, or None.
        result: the figures.
        conduct: findings about how the candidate behaves.
        environment: versions of everything that took part, and the platform.
        laws: of an exhaustive run all of them, else those that are broken; None without any.
        curve: the error over the input axis; None of runs over all inputs of a wide format.
        decimals: parameter values whose exact text is long, to 9 digits; None without any.
        causes: of the wrong results, the one that explains most first; None where none were looked for.
        known: reported defects that the results show; None without any.
        rows: what is added for a function of rows, whose `result` is over all entries; None else.
        compared: where results were compared, "" if all of them here.
    """

    target: Target
    activation: str
    against: str
    params: dict[str, str]
    definition_hash: str
    dtype: str
    order: int | str
    inputs: Inputs
    policy: dict[str, str]
    max_ulp: float | None
    result: Result
    conduct: tuple[Finding, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    laws: tuple[InvariantCount, ...] | None = None
    causes: tuple[Cause, ...] | None = None
    known: tuple[Known, ...] | None = None
    curve: ErrorCurve | None = None
    decimals: dict[str, str] | None = None
    rows: RowFigures | None = None
    compared: str = ""

    @property
    def passes(self) -> bool | None:
        """Whether the bound holds and no finding of conduct counts against it; None if no bound was stated."""
        if not self.bounded:
            return None
        fails = self.rows is not None and self.rows.fails(self.max_ulp)
        return self.result.violations == 0 and not self.misconduct and not fails

    @property
    def bounded(self) -> bool:
        """Whether a bound was stated, in ulp or for rows in multiples of what a plan allows."""
        return self.max_ulp is not None or (self.rows is not None and self.rows.max_bound is not None)

    @property
    def misconduct(self) -> tuple[Finding, ...]:
        """The findings of conduct that fail a stated bound; none under the policy conduct=report."""
        return tuple(each for each in self.conduct if each.counts and self.policy.get("conduct") == "count")

    @property
    def clean(self) -> bool:
        """Whether every judged result is correctly rounded and the candidate's conduct gave no finding."""
        lawful = self.rows is None or not any(law.broken for law in self.rows.laws)
        return self.result.mismatched == 0 and not self.conduct and lawful

    def __hash__(self) -> int:
        # Equal verdicts have equal hashes; dictionaries have none.
        return hash((self.activation, self.against, self.definition_hash, self.dtype, self.order, self.max_ulp))

    def __repr__(self) -> str:
        bound = {None: "", True: ", within the bound", False: ", breaks the bound"}[self.passes]
        about = f"{self.target.function} as {self.activation}, {self.dtype}, order {self.order}"
        return f"<Verdict on {about}: {self.result.mismatched} of {self.result.judged} not correctly rounded{bound}>"

    def __str__(self) -> str:
        return shown(self, "text") or repr(self)

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as plain data that strict JSON can hold; docs/verdict.md explains it."""
        data: dict[str, Any] = {"schema": SCHEMA, "passes": self.passes, **asdict(self)}
        if self.laws is None:
            del data["laws"]
        for key in ("causes", "known", "curve", "decimals", "rows"):
            if data[key] is None:
                del data[key]
        if not self.compared:
            del data["compared"]
        if self.rows is not None:
            data["rows"] = clean(data["rows"])
        if self.inputs.lowest is None:
            del data["inputs"]["lowest"], data["inputs"]["highest"]
        data["conduct"] = [{"kind": each.kind, "says": each.says} for each in self.conduct]
        data["result"]["correctly_rounded"] = self.result.correctly_rounded
        data["result"]["histogram"] = [{"at_most_ulp": edge, "count": count} for edge, count in self.result.histogram]
        return strict(data)  # type: ignore[no-any-return]


def environment(engines: dict[str, str]) -> dict[str, str]:
    """Return the versions of what computed the reference, of Python, and the platform."""
    return {**engines, "python": platform.python_version(), "platform": platform.platform()}

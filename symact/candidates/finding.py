"""Findings on a candidate's conduct: what it does beside returning results."""

from typing import NamedTuple

MISCONDUCT = {
    "input": "it writes into its input",
    "outside": "it writes outside of its arrays",
    "arrays": "it fails, or returns quite other results, in an array of another length or layout",
    "repeat": "it returns another result at a second call",
    "reused": "it returns memory that a later call writes to",
    "position": "it returns quite other results for the same inputs in short arrays",
    "batch": "it lets a row's result depend on the rows beside it",
}
"""Kinds of findings that fail a stated bound, under the policy conduct=count."""

REMARKS = {
    "length": "results differ a little with the length of the array",
    "layout": "results differ a little with where the array lies in memory",
    "upstream": "a gradient is not proportional to the upstream gradient",
    "environment": "it changes the floating-point environment",
    "other": "anything else",
}
"""Kinds that are reported only."""


class Finding(NamedTuple):
    """One finding: its kind, of `MISCONDUCT` or `REMARKS`, and a sentence."""

    kind: str
    says: str

    def __str__(self) -> str:
        return self.says

    @property
    def unsteady(self) -> bool:
        """Whether the same input has several results, so that none of them tells how it is computed."""
        return self.kind in ("repeat", "position")

    @property
    def counts(self) -> bool:
        """Whether it fails a stated bound."""
        return self.kind in MISCONDUCT

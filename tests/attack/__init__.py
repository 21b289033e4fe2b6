"""An attack on the claims of a sheet: exact points at which a claim, if it is wrong, is seen to fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest import mock

from flint import fmpq
from sympy import Expr

from symact import properties
from symact.analysis import sign_chart
from symact.evidence import Fact, Status
from symact.sheets.plain import written
from tests.attack import shapes, slopes, values
from tests.attack.evaluation import FINE, NoRule, bits
from tests.attack.study import CHECKS, Refutation, Study

__all__ = ["CHECKS", "Refutation", "attack", "shapes", "slopes", "unhurried", "values"]

WORDS = 300
"""Bits at which balls are compared."""


@contextmanager
def unhurried() -> Iterator[None]:
    """Derive with twenty times the time, so that what is known does not depend on what else the machine does."""
    with (
        mock.patch.object(properties, "SECONDS", properties.SECONDS * 20),
        mock.patch.object(properties, "SHEET_SECONDS", properties.SHEET_SECONDS * 20),
        mock.patch.object(sign_chart, "SECONDS", sign_chart.SECONDS * 20),
    ):
        yield


def claims_of(facts: Iterable[Fact]) -> dict[str, object]:
    """Return what is claimed for all inputs: property -> value."""
    return {f.property: written(f.value) for f in facts if f.status > Status.UNKNOWN and str(f.scope) == "True"}


def attack(
    facts: Iterable[Fact],
    expression: Expr,
    points: Iterable[fmpq],
    fine: bool = True,
    only: Iterable[str] | None = None,
) -> list[Refutation]:
    """Return the claims that are wrong, each with a witness.

    Args:
        facts: of a sheet without parameters.
        expression: the function, in x.
        points: exact inputs.
        fine: whether derivatives are compared too, by differences at up to 400 points.
        only: properties to attack; all by default.
    """
    claims = claims_of(facts)
    found = []
    with bits(WORDS):
        study = Study(expression, points, claims, fine)
        for name in claims if only is None else only:
            for check in CHECKS.get(name, ()) if name in claims else ():
                try:
                    witness = next(check(study, claims[name]), None)
                except NoRule:
                    witness = None
                if witness is not None:
                    found.append(Refutation(name, claims[name], witness))
    return found


assert FINE > WORDS

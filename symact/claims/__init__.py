"""The ledger of textbook claims: what texts say about activations, each with the verdict that the engine computes."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from symact.claims import ledger
from symact.claims.claim import Claim, Ruling, Statement, Verdict, settle
from symact.errors import SymactError
from symact.evidence import Status
from symact.sentence import unmarked

__all__ = ["Claim", "Ruling", "Statement", "Verdict", "claims", "judge", "sources"]


@cache
def sources() -> dict[str, str]:
    """Return the texts of the ledger, found and not listed: file name -> title, in the files' order."""
    return {module.SOURCE: module.TITLE for module in _modules()}


def _modules() -> list[ModuleType]:
    found = (
        importlib.import_module(f"{ledger.__name__}.{info.name}") for info in pkgutil.iter_modules(ledger.__path__)
    )
    return sorted(found, key=lambda module: str(module.SOURCE))


@cache
def claims() -> tuple[Claim, ...]:
    """Return all claims, by source and line."""
    found: list[Claim] = []
    for module in _modules():
        statements = sorted(module.CLAIMS, key=lambda s: s.line)
        for index, statement in enumerate(statements):
            before = sum(s.line == statement.line for s in statements[:index])
            alone = sum(s.line == statement.line for s in statements) == 1
            letter = "" if alone else chr(ord("a") + before)
            found.append(Claim(f"{module.SOURCE[:3]}:{statement.line}{letter}", module.SOURCE, statement))
    return tuple(found)


def judge(claim: Claim) -> Ruling:
    """Return the ruling on a claim, computed from the engine's facts."""
    try:
        return settle(claim.statement.predicate.outcomes(claim.subject))
    except SymactError as error:
        # What the engine refuses is open; it is never guessed.
        return Ruling(Verdict.UNKNOWN, "", unmarked(str(error)), Status.UNKNOWN, ())

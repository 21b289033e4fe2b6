"""Causes of wrong results kept between runs: the same results have the same causes."""

import hashlib
from dataclasses import asdict
from typing import Any

from symact.definition.bound import Bound
from symact.judge.comparison.compare import Comparison
from symact.judge.diagnosis import diagnose, names
from symact.judge.figures.verdict import Cause
from symact.judge.question import Question
from symact.reference.kept_table import key_of
from symact.system.cache import remembered
from symact.system.plain_data import record


def kept_causes(bound: Bound, question: Question, comparison: Comparison) -> tuple[Cause, ...]:
    """Return the causes of a comparison as `diagnose` finds them, from the disk if they are there."""
    found: list[tuple[Cause, ...]] = []

    def make() -> dict[str, Any]:
        found[:] = [diagnose(bound, comparison)]
        return {"causes": [asdict(cause) for cause in found[0]]}

    def fits(data: dict[str, Any]) -> bool:
        try:
            found[:] = [tuple(record(Cause, each) for each in data["causes"])]
        except (KeyError, TypeError, ValueError, AttributeError):
            # A file may say anything; what does not read as it should is made anew.
            return False
        return all(cause.name in names() for cause in found[0])

    digest = hashlib.sha256()
    for bits in (comparison.table.x_bits, comparison.table.y_bits, comparison.got_bits):
        digest.update(bits.tobytes())
    about = (question.format.name, str(question.order), str(question.policy), digest.hexdigest())
    remembered((*key_of(bound), "causes", *about), make, "causes", fits)
    return found[0]

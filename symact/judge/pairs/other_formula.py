"""Which other formula gave wrong results for pairs, where no model of a defect returns their bits."""

from typing import NamedTuple

import numpy as np

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Mask
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.other_formulas.evidence import of_pairs
from symact.judge.other_formulas.formula import Formula
from symact.judge.other_formulas.search import explanations, in_words
from symact.judge.other_formulas.subject import Subject

FEW = 120
"""Pairs at which most formulas are ruled out."""

NAMES = {"another_function": "other_gate", "narrow_steps": "narrow_intermediate"}
"""What causes of rows are called where pairs have them."""


class OtherFormula(NamedTuple):
    """A formula that gives the results of a candidate.

    Args:
        name, says, rivals: as of a cause.
        bits: what it gives, encodings; the candidate's own where rounding may make these of it.
    """

    name: str
    says: str
    rivals: tuple[str, ...]
    bits: Bits


def other_formula(
    bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits, wrong: Mask
) -> OtherFormula | None:
    """Return another formula that gives the results of a candidate, None where none does.

    Args:
        bound, quantity, fmt: what is due.
        x_bits: pairs of finite numbers, wrong ones and right ones, encodings of shape (n, k).
        got, wrong: the candidate's results and which are wrong, shape (n, entries).
    """
    subject = Subject(bound, quantity, True)
    try:
        due = Formula(subject.derived(bound.expression))
        batches = of_pairs(subject, x_bits, got, wrong, fmt, due)
    except SymactError:
        return None
    standings = explanations(subject, due, batches, fmt, FEW)
    if not standings:
        return None
    values, off = batches[0].values(standings[0].formula)
    bits = np.where(batches[0].near(values, off), got, encode(np.ascontiguousarray(values), fmt))
    name, *others = (NAMES.get(each.cause, each.cause) for each in standings)
    return OtherFormula(name, in_words(standings), tuple(sorted({*others} - {name})), bits)

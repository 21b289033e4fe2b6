"""Small differences of two expressions far away, which take many digits."""

from fractions import Fraction
from typing import Any

from symact.checking.second_opinion.arithmetic import Digits, OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate
from symact.checking.second_opinion.points import CONTEXT, EXACT
from symact.checking.second_opinion.view import View

FINEST = Digits(1400)


EXTRA = (Digits(900), FINEST)
"""For differences that nearly cancel."""


SMALL = CONTEXT.mpf(10) ** -9


def precise(view: View, text: str, x: Any) -> Any:
    """Return the value of a text to 1400 digits, None where it has none."""
    try:
        return evaluate(text, {**view.parameters, "x": x}, FINEST)
    except (OpenError, UndefinedError):
        return None


def difference(view: View, a: str, b: str, x: Fraction) -> Any:
    """Return a - b, None where digits cancel so that two precisions disagree; 0 only if that is exact."""
    names = {**view.parameters, "x": x}
    try:
        first, second = ([evaluate(text, names, digits) for digits in EXTRA] for text in (a, b))
        gaps = [u - v for u, v in zip(first, second, strict=True)]
        # A value that rounds to 0 at both precisions agrees with itself and says nothing.
        if all(_agree(row) for row in (gaps, first) + (() if b == "0" else (second,))):
            return gaps[1]
        return FINEST.of(evaluate(a, names, EXACT) - evaluate(b, names, EXACT))
    except (OpenError, UndefinedError):
        return None


def _agree(row: list[Any]) -> bool:
    """Whether two precisions give the same, which is not 0."""
    return bool(row[0] and row[1] and abs(row[1] / FINEST.of(row[0]) - 1) < SMALL)

"""Derivatives at ends where a piece is not analytic, such as of a root where it is 0: limits from inside decide.

If f is continuous at c and f', ..., f^(k) have finite limits at c from both sides that agree, f is k times continuously
differentiable at c (mean value theorem); if f were, they would have. At an end of the domain one side is all there is.
"""

from collections.abc import Iterator
from itertools import pairwise

from sympy import Function

from symact import functions
from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.definition.activation import x
from symact.errors import UnknownError
from symact.symbolic.domain_conditions import needs
from symact.symbolic.real_number import Number
from symact.symbolic.signs import Interval

HIGHEST_ORDER = 6
"""Of the derivatives that are compared; what agrees so far is not distinguished from what agrees to all orders."""


def joints(study: Study) -> list[int]:
    """Return the indices of the pieces that meet the next in a point where f has a value."""
    return [index for index in range(len(study.pieces) - 1) if study.joins(index)]


def class_by_limits(study: Study) -> tuple[int | str, str]:
    """Return k if f is C^k and no more on its domain (-1 for discontinuous, "oo" for all), and why, in words.

    Raises:
        UnknownError: a limit, or a condition inside a piece, is not decided.
        OpenSignError: it depends on a parameter.
    """
    for index in range(len(study.pieces)):
        require_analytic(study, index)
    for index, (left, right) in enumerate(pairwise(study.pieces)):
        if left.upper == right.lower and not study.joins(index):
            return -1, f"f has no value at `{x} = {left.upper}`"
    if not joints(study) and not list(_ends(study)):
        return "oo", "no end of a piece belongs to the domain"
    for k in range(HIGHEST_ORDER + 1):
        why = _first_failure(study, k)
        if why:
            return k - 1, why
    raise UnknownError(f"one-sided derivatives agree to order {HIGHEST_ORDER}")


def require_analytic(study: Study, index: int) -> None:
    """Raise UnknownError unless a piece's expression is proved to be analytic inside its open interval."""
    piece = study.pieces[index]
    inside = Interval(x, piece.lower, piece.upper, is_open=True)
    if not all(functions.of(each.func) for each in piece.expression.atoms(Function)):
        raise UnknownError(f"`{piece.expression}` is not known to be analytic inside its piece")
    for need in dict.fromkeys(needs(piece.expression)):
        if need.argument.has(x) and not inside.signs(need.argument) <= need.signs:
            chart = study.chart_of(need.argument, index)
            if chart.zeros or not set(chart.signs) <= need.signs:
                raise UnknownError(f"`{piece.expression}` is not known to be analytic where `{need.argument}` is 0")


def _ends(study: Study) -> Iterator[tuple[int, int]]:
    """Yield (index, side) of the ends of pieces that belong to the domain and meet no other piece."""
    if study.window:
        return  # the ends of a period are inside of the domain
    last = len(study.pieces) - 1
    for index, piece in enumerate(study.pieces):
        # Where a period is cut is inside of the domain as well.
        first_is_cut, last_is_cut = study.is_cut and index == 0, study.is_cut and index == last
        if piece.owns_lower and not first_is_cut and not (index and piece.lower == study.pieces[index - 1].upper):
            yield index, -1
        if piece.owns_upper and not last_is_cut and not (index < last and piece.upper == study.pieces[index + 1].lower):
            yield index, 1


def _first_failure(study: Study, k: int) -> str:
    """Return where the k-th derivative has no limit or two, empty where it has one everywhere."""
    for index in joints(study):
        left, right = study.end(k, index, 1), study.end(k, index + 1, -1)
        if left is None or right is None or left.is_infinite or right.is_infinite or compare(left, right) != 0:
            return f"order {k} at `{x} = {study.pieces[index].upper}`: left `{_text(left)}`, right `{_text(right)}`"
        alone = None if k else study.value_between(index)
        if alone is not None and compare(alone, left) != 0:
            return f"f is `{alone.text()}` at `{x} = {study.pieces[index].upper}`, and its limit there `{left.text()}`"
    for index, side in _ends(study):
        value = study.end(k, index, side)
        if value is None or value.is_infinite:
            piece = study.pieces[index]
            return f"order {k} at `{x} = {piece.upper if side > 0 else piece.lower}`, from inside: `{_text(value)}`"
    return ""


def _text(value: Number | None) -> str:
    return "no limit" if value is None else value.text()

"""A derivative from the saved output: y*(1 - y), 1 - y^2 or y + c, computed from y = f(x) that was rounded before."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import sympy
from sympy import Expr, Rational, exp

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.formats.arrays import Floats, to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import Case, reference_bits
from symact.judge.simulation.stepwise import Walk

POINTS = np.array([-3.7, -2.9, -2.3, -1.7, -1.1, -0.6, -0.2, 0.3, 0.7, 1.2, 1.9, 2.4, 3.1, 3.6])

NEAR = 1e-9
"""Relative error of the fit that decides whether f' is such a function of f."""

DENOMINATOR = 10**6


def models(case: Case) -> Iterator[Model]:
    """Yield f' computed from f rounded to the format, where f' is a short function of f on some piece."""
    if case.order != 1:
        return
    found = [(piece, relation) for piece in case.bound.pieces if (relation := relations(case.bound, piece))]
    if not found:
        return
    saved = to_float64(reference_bits(case.bound, case.format, 0, case.x_bits), case.format)
    for piece, several in found:
        inside = case.finite & (case.x > _end(piece.lower)) & (case.x < _end(piece.upper))
        for relation in several:
            for work in case.work_formats:
                values = Walk(saved, work).run(relation)
                bits = encode(values, case.format)
                formula = str(relation.subs(x, sympy.Symbol("y")))
                yield Model(
                    "saved_output",
                    f"the derivative is computed as {formula} from the output y, which was rounded to "
                    f"{case.format.name} before",
                    "compute the derivative from x, or from the output in a wider format",
                    bits,
                    inside,
                    steps=[("y", saved)],
                )


def _end(end: Expr) -> float:
    return float(end)


@lru_cache(maxsize=64)
def relations(bound: Bound, piece: Piece) -> tuple[Expr, ...]:
    """Return expressions P(x) with f' = P(f) on a piece: a square polynomial, or a constant and an exponential."""
    inside = POINTS[(_end(piece.lower) < POINTS) & (_end(piece.upper) > POINTS)]
    wide = get_format("float64")
    try:
        y, slope = (to_float64(reference_bits(bound, wide, order, inside.view(np.uint64)), wide) for order in (0, 1))
    except SymactError:
        return ()
    if len(inside) < 5 or np.ptp(slope) == 0:
        return ()
    for basis in ((sympy.S.One, x, x**2), (sympy.S.One, exp(x)), (sympy.S.One, exp(-x))):
        with np.errstate(all="ignore"):
            columns = np.stack([Walk(y, wide).run(each) for each in basis], axis=1)
        found = _fit(columns, slope)
        if found is not None:
            return _written(found, basis)
    return ()


def _fit(columns: Floats, slope: Floats) -> tuple[Expr, ...] | None:
    if not np.isfinite(columns).all():
        return None
    coefficients, *_ = np.linalg.lstsq(columns, slope, rcond=None)
    if np.abs(columns @ coefficients - slope).max() > NEAR * np.abs(slope).max():
        return None
    return tuple(_number(float(c)) for c in coefficients)


def _number(value: float) -> Expr:
    """Return the simple rational that a fitted number stands for, else the number itself."""
    simple = Rational(value).limit_denominator(DENOMINATOR)
    return simple if abs(float(simple) - value) < NEAR else Rational(value)


def _written(coefficients: tuple[Expr, ...], basis: tuple[Expr, ...]) -> tuple[Expr, ...]:
    total = sympy.Add(*(c * b for c, b in zip(coefficients, basis, strict=True)))
    forms = {total, sympy.factor(total), sympy.factor_terms(total)} if total.is_polynomial(x) else {total}
    if total.is_polynomial(x) and len(coefficients) == 3 and coefficients[0] == 0:
        forms.add(sympy.Mul(x, coefficients[1] + coefficients[2] * x, evaluate=False))
    return tuple(sorted(forms, key=str))

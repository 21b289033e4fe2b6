"""A derivative from outputs that were rounded before, f's own or those of inner functions: y*(1 - y), 1 - y^2."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import sympy
from sympy import Expr, Rational, exp

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode, rounded
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import Case, part, reference_bits, thinned
from symact.judge.diagnosis.execution_trace import MENDED, REPAIRED, TracedCase
from symact.judge.diagnosis.remedies import errors, of_function, wide_enough
from symact.judge.expression_text import text
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import Logistic, chain_forms, fused, primitives
from symact.judge.simulation.stepwise import Walk

POINTS = np.array([-3.7, -2.9, -2.3, -1.7, -1.1, -0.6, -0.2, 0.3, 0.7, 1.2, 1.9, 2.4, 3.1, 3.6])

NEAR = 1e-9
"""Relative error of the fit that decides whether f' is such a function of f."""

DENOMINATOR = 10**6

LOOSE = ("float32", "float64")
"""Formats in which libraries' elementary functions differ by a unit in the last place."""

OUTPUT = sympy.Symbol("y")

WIDE = get_format("float64")


def models(case: TracedCase) -> Iterator[Model]:
    """Yield f' computed from outputs rounded to the format: of f itself, and of the functions inside."""
    if case.order != 1:
        return
    yield from _of_output(case)
    yield from _of_inner_functions(case)


def _of_output(case: Case) -> Iterator[Model]:
    found = [(piece, relation) for piece in case.bound.pieces if (relation := relations(case.bound, piece))]
    if not found:
        return
    saved = to_float64(reference_bits(case.bound, case.format, 0, case.x_bits), case.format)
    for piece, several in found:
        inside = case.finite & (case.x > _end(piece.lower)) & (case.x < _end(piece.upper))
        for relation in several:
            for work in case.work_formats:
                values = Walk(saved, work).run(relation)
                formula = str(relation.subs(x, OUTPUT))
                model = _model(case, f"computed as {formula} from the output y, which was", values, inside, saved)
                if work.precision > case.format.precision:
                    exact = partial(_from_exact, case.bound, relation, work)
                    model = replace(model, check=partial(_to_blame, case, exact))
                yield model
                if work.name in LOOSE:
                    shifted = ({node: n} for node in relation.atoms(exp) for n in (-1, 1))
                    others = tuple(encode(Walk(saved, work, shifts=s).run(relation), case.format) for s in shifted)
                    yield replace(model, others=others) if others else model


def _to_blame(case: Case, exact: Callable[[Case], Floats], hits: Mask) -> bool:
    """Whether the errors go, or fall to a quarter, where the outputs are not rounded before."""
    places = np.flatnonzero(hits & case.finite)
    if not len(places):
        return False
    few = part(case, thinned(places, REPAIRED))
    error = errors(few, exact(few))
    return bool((error <= np.maximum(1.0, few.error / 4)).mean() >= MENDED)


def _from_exact(bound: Bound, relation: Expr, work: Format, case: Case) -> Floats:
    points = np.ascontiguousarray(case.x).view(np.uint64)
    return Walk(to_float64(reference_bits(bound, WIDE, 0, points), WIDE), work).run(relation)


def _unrounded(expression: Expr, work: Format, case: Case) -> Floats:
    """Return the chain with its functions in one step, rounded to the working format alone."""
    given = _output(short_constants(case.bound), expression, work, case)
    return Walk(case.x, work, given=given).run(expression)


def _output(own: Expr, expression: Expr, work: Format, case: Case) -> dict[Expr, Floats]:
    """Return the output that an expression is in terms of, rounded to the working format alone."""
    return {OUTPUT: rounded(Walk(case.x, WIDE).run(fused(own)), work)} if expression.has(OUTPUT) else {}


def _model(case: Case, words: str, values: Floats, inside: Mask, saved: Floats) -> Model:
    return Model(
        "saved_output",
        f"the derivative is {words} rounded to {case.format.name} before",
        "keep the output in a wider format",
        encode(values, case.format),
        inside,
        steps=[("saved output", saved)],
        remedies=partial(of_function, case, wide_enough(case.format)),
    )


def _of_inner_functions(case: TracedCase) -> Iterator[Model]:
    """Yield f' by the chain rule with the outputs of functions inside rounded to the format, all or one of them."""
    own = short_constants(case.bound)
    for slope in chain_forms(own):
        for expression in dict.fromkeys([slope, *_with_output(slope)]):
            kept = (*primitives(expression), *expression.free_symbols & {OUTPUT})
            # A function that is none of them, such as exp, has no output to keep.
            for group in filter(None, [kept, *([each] for each in kept if len(kept) > 1)]):
                for work in case.work_formats:
                    # With every step in the format this is what `precision` says.
                    if work.precision > case.format.precision:
                        chain = partial(_chained, own, expression, tuple(group), work)
                        exact = partial(_unrounded, expression, work)
                        yield replace(chain(case), again=chain, check=partial(_to_blame, case, exact))


def _chained(own: Expr, expression: Expr, group: tuple[Expr, ...], work: Format, case: Case) -> Model:
    wide = Walk(case.x, WIDE)
    given = _output(own, expression, work, case)
    given |= {each: rounded(wide.run(fused(own) if each == OUTPUT else each), case.format) for each in group}
    values = Walk(case.x, work, given=given).run(expression)
    names = ", ".join(text(each) for each in group)
    words = f"computed as {text(expression)} from {names}, which {'was' if len(group) == 1 else 'were'}"
    return _model(case, words, values, case.finite, given[group[0]])


def _with_output(slope: Expr) -> Iterator[Expr]:
    """Yield a derivative of x*s with the output y = x*s in it: s + y*(1 - s) and y + s*(1 - y)."""
    for function in slope.atoms(Logistic):
        terms = [
            term / (x * function) * OUTPUT if term.has(x * function) or {x, function} <= set(term.args) else term
            for term in sympy.Add.make_args(slope)
        ]
        changed = sympy.Add(*terms)
        if changed.has(OUTPUT):
            yield changed
            yield OUTPUT + function * (1 - OUTPUT)


def _end(end: Expr) -> float:
    return float(end)


@lru_cache(maxsize=64)
def relations(bound: Bound, piece: Piece) -> tuple[Expr, ...]:
    """Return expressions P(x) with f' = P(f) on a piece: a square polynomial, or a constant and an exponential."""
    inside = POINTS[(_end(piece.lower) < POINTS) & (_end(piece.upper) > POINTS)]
    try:
        y, slope = (to_float64(reference_bits(bound, WIDE, order, inside.view(np.uint64)), WIDE) for order in (0, 1))
    except SymactError:
        return ()
    if len(inside) < 5 or np.ptp(slope) == 0:
        return ()
    for basis in ((sympy.S.One, x, x**2), (sympy.S.One, exp(x)), (sympy.S.One, exp(-x))):
        with np.errstate(all="ignore"):
            columns = np.stack([Walk(y, WIDE).run(each) for each in basis], axis=1)
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

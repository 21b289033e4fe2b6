"""Remedies: forms of the function, or its derivative, that are run at the case's rows before they are offered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.derivatives import differentiate
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask, is_nan, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import Remedy
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.execution_trace import values_of
from symact.judge.expression_text import text
from symact.judge.simulation.forms import Form, gathered, short_constants
from symact.judge.simulation.primitives import Logistic, Primitive, Softplus, chain_forms, fused, primitives

GOOD = 2.0
"""A remedy is offered if its error, ulp, where the defect showed is no more than this, or `BETTER` times smaller."""

BETTER = 8.0

FAIR = 64.0
"""One whose error, ulp, is nowhere above this is not passed over for a better one, such as the same in float64."""

ORDER = ("bfloat16", "float16", "float32", "float64")
"""Formats from narrow to wide."""

WITH = {
    Logistic: "sigmoid(u) = 1/(1 + q) for u >= 0 and q/(1 + q) below, q = exp(-|u|)",
    Softplus: "softplus(u) = max(u, 0) + log1p(exp(-|u|))",
}
"""What the functions of a remedy are, where no library need have them."""


def offered(case: Case, hits: Mask, remedies: Iterable[Remedy]) -> tuple[str, float] | None:
    """Return a remedy that mends the rows of a cause, and its greatest error at all rows, ulp; None if there is none.

    The first one that is fair at all rows, or the best at all rows.
    """
    best = None
    for remedy in remedies:
        try:
            error = errors(case, remedy.values(case))
        except SymactError:
            continue
        rows = hits & case.finite & case.judged
        if not rows.any():
            continue
        worst, now = float(error[rows].max()), float(case.error[rows].max())
        overall, before = float(error[case.judged & case.finite].max()), float(case.error.max())
        if (worst <= GOOD or worst * BETTER <= now) and (overall <= GOOD or overall <= before):
            if overall <= FAIR:
                return remedy.says, overall
            best = (remedy.says, overall) if best is None or overall < best[1] else best
    return best


def errors(case: Case, values: Floats) -> Floats:
    """Return the errors of values, rounded to the case's format, in ulp; infinite where they are no numbers."""
    bits = encode(values, case.format)
    with np.errstate(all="ignore"):
        error = np.abs((to_float64(bits, case.format) - case.y) / case.ulp - case.residual)
    # No number is due where the correct result is none, and none has an error there.
    same = is_nan(bits, case.format) & np.isnan(case.y) | (bits == case.y_bits) & np.isinf(case.y)
    return np.where(same, 0.0, np.where(np.isnan(error), np.inf, error))


def wide_enough(fmt: Format) -> Format:
    """Return the format in which results of a format are computed as a rule: float32 at least."""
    single = get_format("float32")
    return fmt if fmt.precision >= single.precision else single


def in_place(form: Form, style: str, work: Format, node: Expr, stable: tuple[str, Expr] | None) -> Iterator[Remedy]:
    """Yield a form with one step of it in its stable form."""
    if stable is not None:
        words, other = stable
        pieces = tuple(replace(p, expression=p.expression.xreplace({node: other})) for p in form.pieces)
        if pieces != form.pieces:
            yield _run(words, replace(form, pieces=pieces), work, style)


def of_function(case: Case, work: Format) -> Iterator[Remedy]:
    """Yield the function, or its derivative, in forms without its defects: in a working format, then in float64."""
    for fmt in dict.fromkeys((work, get_format(ORDER[-1]))):
        where = "" if fmt == case.format else f", in {fmt.name}, rounded once at the end"
        for words, form in _better_forms(case):
            yield _run(words + where, form, fmt)


def _better_forms(case: Case) -> Iterator[tuple[str, Form]]:
    for expression in _stable_forms(case):
        known = [words for function, words in WITH.items() if expression.has(function)]
        yield f"{text(expression)}{', with ' if known else ''}{' and '.join(known)}", _line(expression)
    for form in gathered(differentiate(case.bound.pieces, x, case.order)) if case.order else ():
        yield ", ".join(f"{text(piece.expression)} for {piece.condition(x)}" for piece in form.pieces), form


def in_wider(form: Form, style: str, work: Format) -> Iterator[Remedy]:
    """Yield a form with every step in a wider format, the narrowest first."""
    for name in ORDER:
        wider = get_format(name)
        if wider.precision > work.precision and wider.emax >= work.emax:
            yield _run(f"the same in {name}, rounded once at the end", form, wider, style)


def _stable_forms(case: Case) -> Iterator[Expr]:
    own = short_constants(case.bound)
    if case.order == 0:
        inner = fused(own)
        if primitives(inner):
            yield inner
    elif case.order == 1:
        for slope in chain_forms(own):
            yield stabilised(slope)


def stabilised(slope: Expr) -> Expr:
    """Return a derivative with 1 - sigmoid(u) as sigmoid(-u), and 1 - tanh(u)^2 by two sigmoids."""

    def rule(e: Expr) -> Expr | None:
        if not (e.is_Add and len(e.args) == 2 and 1 in e.args):
            return None
        rest = 1 - e
        if isinstance(rest, Logistic):
            return Logistic(-rest.args[0])
        if rest.is_Pow and rest.exp == 2 and isinstance(rest.base, sympy.tanh):
            u = rest.base.args[0]
            return 4 * Logistic(2 * u) * Logistic(-2 * u)
        return None

    return slope.replace(lambda e: isinstance(e, Expr) and rule(e) is not None, rule)


def _line(expression: Expr) -> Form:
    return Form((Piece(-sympy.oo, sympy.oo, expression, False, False),))


def _run(says: str, form: Form, work: Format, style: str = "first") -> Remedy:
    """Return the remedy that a form is: sigmoid and softplus, which not every library has, in their own steps."""

    def spelled_out(e: Expr) -> Expr:
        return e.replace(lambda part: isinstance(part, Primitive), lambda part: part.stable())

    def values(case: Case) -> Floats:
        pieces = tuple(replace(p, expression=spelled_out(p.expression)) for p in form.pieces)
        return values_of(case, replace(form, pieces=pieces), work, style)

    return Remedy(says, values)


def from_limit(case: Case, equal: Mask, side: Mask, words: Callable[[str], str]) -> Iterator[Remedy]:
    """Yield a threshold from which on a stand-in is right, if there is one among the rows.

    Args:
        case: the rows.
        equal: where the stand-in is the correct result.
        side: the rows from 0 outward on which the threshold stands.
        words: the remedy, given the threshold in decimals.
    """
    rows = np.flatnonzero(side & case.finite & case.judged)
    rows = rows[np.argsort(np.abs(case.x[rows]), kind="stable")]
    wrong = np.flatnonzero(~equal[rows])
    if len(rows) and (not len(wrong) or wrong[-1] + 1 < len(rows)):
        first = rows[wrong[-1] + 1] if len(wrong) else rows[0]
        yield Remedy(words(decimal(int(case.x_bits[first]), case.format)), lambda other: other.y)

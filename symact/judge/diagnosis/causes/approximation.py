"""A polynomial of Taylor, or a quotient of polynomials of Padé, in place of the function, or of one inside of it."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise

import numpy as np
import sympy
from flint import arb, fmpq, fmpq_mat
from sympy import Expr, Rational

from symact.definition.activation import x
from symact.definition.pieces import split
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.informative_rows import HALF_WAY, WIDE, Informative, Tried
from symact.judge.expression_text import text
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import fused, spelled
from symact.judge.simulation.stepwise import Walk

DEGREE = 10
"""Degree of a polynomial at most, of numerator and denominator together."""

BITS = 400
SIMPLE = 10**12
"""Denominators up to which a coefficient is the fraction that it is nearest to."""

NOTHING = 1e-9
"""Imaginary part of a root that is real, at most, and how far a function may be from its bound far out."""

FAR = (60.0, 50.0, -50.0, -60.0)
"""Inputs at which a function that is bounded has reached its bounds in float64."""


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the function with itself, or one of the functions inside, approximated next to 0."""
    informative = Informative.of(case)
    if informative is None or case.order > 1:
        return
    own, tried = short_constants(case.bound), Tried(informative)
    ways = (own, fused(own, sums=False))
    inner = {(each, whole) for whole in ways for each in whole.atoms(sympy.Function) if len(each.args) == 1}
    for node, whole in ((own, own), *sorted(inner, key=sympy.default_sort_key)):
        function, argument = (own, x) if node == own else (node.func(x), node.args[0])
        for says, other in _approximations(function):
            changed = whole.xreplace({node: other.xreplace({x: argument})})
            if tried.share(changed, case.order) < HALF_WAY:
                continue
            with suppress(SymactError):
                told = f"{says} takes the place of {text(node)}"
                yield from another(case, "approximation", told, "take more terms", spelled(changed), lax=False)


@lru_cache(maxsize=64)
def _approximations(function: Expr) -> tuple[tuple[str, Expr], ...]:
    """Return polynomials of Taylor and quotients of Padé of a function of x next to 0 in words, also cut off."""
    try:
        coefficients = _taylor(function)
    except SymactError:
        return ()
    found: dict[Expr, str] = {}
    for degree in range(1, DEGREE + 1):
        found.setdefault(_polynomial(coefficients[: degree + 1]), f"Taylor's polynomial of degree {degree}")
    for below in range(1, DEGREE // 2 + 1):
        for above in (below - 1, below, below + 1):
            quotient = _quotient(coefficients, above, below)
            if quotient is not None:
                found.setdefault(quotient, f"Padé's quotient of degrees {above} and {below}")
    bounds = _bounds(function)
    if bounds is not None:
        how = f", cut off at {bounds[0]} and {bounds[1]},"
        whole = [(each, says) for each, says in found.items() if not _zeros(sympy.fraction(each)[1])]
        found |= {_cut_off(each, *bounds): says + how for each, says in whole}
    # A line is what is left where the function is left out.
    return tuple((says, each) for each, says in found.items() if _is_curved(each))


def _is_curved(form: Expr) -> bool:
    """Whether a polynomial, a quotient or one of them cut off is neither a line nor made of lines.

    No quotient is a line: where the function agreed with one so far, its quotient would have no denominator.
    """
    parts = [each for each, _ in form.args] if isinstance(form, sympy.Piecewise) else [form]
    return any(each.has(x) and (not each.is_polynomial(x) or sympy.degree(each, x) > 1) for each in parts)


def _taylor(function: Expr) -> list[Expr]:
    """Return the coefficients of a function at 0, irrational ones as near rationals.

    Raises:
        SymactError: it has none there.
    """
    if len(split(function, x)) > 1:
        raise SymactError("a function of pieces has no series at its joints")
    found = []
    for ball in Program(spelled(function), x).series(arb(0), DEGREE + 2, BITS):
        if not ball.is_finite():
            raise SymactError("it has no series at 0")
        exact = Rational(*map(int, (ball.mid().fmpq().p, ball.mid().fmpq().q)))
        simple = exact.limit_denominator(SIMPLE)
        found.append(simple if abs(simple - exact) < Rational(1, 2**200) else exact)
    return found


def _polynomial(coefficients: list[Expr]) -> Expr:
    return sympy.Add(*(c * x**k for k, c in enumerate(coefficients)))


def _quotient(coefficients: list[Expr], above: int, below: int) -> Expr | None:
    """Return the quotient of polynomials of these degrees that agrees best next to 0; None if it is none of its own."""

    def at(k: int) -> fmpq:
        return fmpq(int(coefficients[k].p), int(coefficients[k].q)) if k >= 0 else fmpq(0)

    rows = [[at(above + i - j) for j in range(1, below + 1)] for i in range(1, below + 1)]
    try:
        solved = fmpq_mat(rows).solve(fmpq_mat([[-at(above + i)] for i in range(1, below + 1)]))
    except ZeroDivisionError:
        return None
    q = [fmpq(1), *(solved[k, 0] for k in range(below))]
    p = [sum((q[j] * at(k - j) for j in range(min(k, below) + 1)), fmpq(0)) for k in range(above + 1)]
    top, bottom = (_polynomial([Rational(int(v.p), int(v.q)) for v in each]) for each in (p, q))
    return top / bottom if bottom.has(x) else None


def _cut_off(quotient: Expr, low: Expr, high: Expr) -> Expr:
    """Return a quotient without poles cut off at two values, switched where it reaches them, to a rounding."""
    ends = sorted(
        {root for bound in (low, high) for root in _zeros(sympy.fraction(sympy.together(quotient - bound))[0])}
    )
    cases = []
    # Each stretch has the value between its ends, of which the outermost are far out.
    far = max([1, *map(abs, ends)]) * 2
    for left, right in pairwise([-far, *ends, far]):
        value = quotient.subs(x, (left + right) / 2)
        cases.append((low if value < low else high if value > high else quotient, x < right))
    return sympy.Piecewise(*cases[:-1], (cases[-1][0], True))


def _zeros(polynomial: Expr) -> list[Expr]:
    if not polynomial.has(x):
        return []
    roots = np.roots([float(c) for c in sympy.Poly(polynomial, x).monic().all_coeffs()])
    return [Rational(float(root.real)) for root in roots if abs(root.imag) < NOTHING]


def _bounds(function: Expr) -> tuple[Expr, Expr] | None:
    """Return the least and the greatest value of a function that is constant far out, None of others."""
    values = Walk(np.array(FAR), WIDE).run(function)
    if not np.isfinite(values).all() or max(abs(values[0] - values[1]), abs(values[2] - values[3])) > NOTHING:
        return None
    low, high = sorted((round(values[0], 9), round(values[3], 9)))
    return Rational(low), Rational(high)

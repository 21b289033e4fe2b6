"""A polynomial of Taylor, or a quotient of polynomials of Padé, in place of the function, or of one inside of it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, zip_longest

import numpy as np
import sympy
from flint import arb, fmpq, fmpq_mat
from sympy import Expr

from symact.definition.activation import x
from symact.definition.parameters import to_fraction, to_rational
from symact.definition.pieces import split
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.fitted_quotients import fitted_quotient
from symact.judge.diagnosis.informative_rows import HALF_WAY, WIDE, Informative, Tried
from symact.judge.expression_text import text
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.known_approximations import KNOWN
from symact.judge.simulation.primitives import Logistic, Softplus, fused, spelled
from symact.judge.simulation.stepwise import Walk

DEGREE = 10
"""Degree of a polynomial at most, of numerator and denominator together."""

BITS = 400
DIGITS = 4
"""Of coefficients that are read off, in words."""

FITTED_FOR = (sympy.exp, sympy.tanh, sympy.erf, sympy.log, sympy.sin, sympy.cos, sympy.atan, Logistic, Softplus)
"""Functions in place of which a quotient of any coefficients is sought."""
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
        for says, other in (*_approximations(function), *_read_off(informative.finer, whole, node, function)):
            changed = whole.xreplace({node: other.xreplace({x: argument})})
            if tried.share(changed, case.order) < HALF_WAY:
                continue
            with suppress(SymactError):
                told = f"{says} takes the place of {text(node)}"
                yield from another(case, "approximation", told, "take more terms", spelled(changed), lax=False)


def _read_off(informative: Informative, whole: Expr, node: Expr, function: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield the quotient that results show in place of a part, also cut off."""
    if informative.case.order or not (isinstance(node, sympy.Function) and node.func in FITTED_FOR):
        return
    bounds = _bounds(function) or ()
    found = fitted_quotient(informative, whole, node, tuple(map(float, bounds)))
    if found is None:
        return
    top, bottom = (_ended([Fraction(each) for each in part]) for part in found)
    quotient = (top, bottom)
    says = f"a quotient of polynomials, about {_expression(quotient).n(DIGITS)},"
    yield says, _expression(quotient)
    if bounds and not _zeros(bottom):
        yield f"{says} cut off at {bounds[0]} and {bounds[1]},", _cut_off(quotient, *bounds)


Coefficients = tuple[Fraction, ...]
"""Of a polynomial, the constant first, the last one not 0."""

Quotient = tuple[Coefficients, Coefficients]
"""Numerator and denominator without a common factor, of which the denominator is 1 at 0."""

ONE: Coefficients = (Fraction(1),)


@lru_cache(maxsize=64)
def _approximations(function: Expr) -> tuple[tuple[str, Expr], ...]:
    """Return what books have for a function, and polynomials and quotients next to 0, also cut off, in words first."""
    known = tuple(KNOWN.get(function.func, {}).items())
    try:
        coefficients = _taylor(function)
    except SymactError:
        return known
    found: dict[Quotient, str] = {}
    for degree in range(2, DEGREE + 1):
        # A line is what is left where the function is left out.
        if any(coefficients[2 : degree + 1]):
            found.setdefault((_ended(coefficients[: degree + 1]), ONE), f"Taylor's polynomial of degree {degree}")
    for below in range(1, DEGREE // 2 + 1):
        for above in (below - 1, below, below + 1):
            quotient = _quotient(coefficients, above, below)
            if quotient is not None:
                found.setdefault(quotient, f"Padé's quotient of degrees {above} and {below}")
    bounds = _bounds(function)
    written = {_expression(each): says for each, says in found.items()}
    if bounds is not None:
        how = f", cut off at {bounds[0]} and {bounds[1]},"
        written |= {_cut_off(each, *bounds): says + how for each, says in found.items() if not _zeros(each[1])}
    return known + tuple((says, each) for each, says in written.items() if each.has(x))


def _taylor(function: Expr) -> list[Fraction]:
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
        exact = to_fraction(ball.mid().fmpq())
        simple = exact.limit_denominator(SIMPLE)
        found.append(simple if abs(simple - exact) < Fraction(1, 2**200) else exact)
    return found


def _ended(coefficients: Sequence[Fraction]) -> Coefficients:
    """Return coefficients without zeros at the end."""
    return tuple(coefficients[: max((k + 1 for k, c in enumerate(coefficients) if c), default=0)])


def _expression(quotient: Quotient) -> Expr:
    top, bottom = (sympy.Add(*(to_rational(c) * x**k for k, c in enumerate(each))) for each in quotient)
    return top / bottom


def _quotient(coefficients: list[Fraction], above: int, below: int) -> Quotient | None:
    """Return the quotient of polynomials of these degrees that agrees best next to 0; None if it is none of its own."""

    def at(k: int) -> fmpq:
        return fmpq(coefficients[k].numerator, coefficients[k].denominator) if k >= 0 else fmpq(0)

    rows = [[at(above + i - j) for j in range(1, below + 1)] for i in range(1, below + 1)]
    try:
        solved = fmpq_mat(rows).solve(fmpq_mat([[-at(above + i)] for i in range(1, below + 1)]))
    except ZeroDivisionError:
        return None
    q = [fmpq(1), *(solved[k, 0] for k in range(below))]
    p = [sum((q[j] * at(k - j) for j in range(min(k, below) + 1)), fmpq(0)) for k in range(above + 1)]
    top, bottom = (_ended(list(map(to_fraction, each))) for each in (p, q))
    return (top, bottom) if len(bottom) > 1 else None


def _cut_off(quotient: Quotient, low: Fraction, high: Fraction) -> Expr:
    """Return a quotient without poles cut off at two values, switched where it reaches them, to a rounding."""
    top, bottom = quotient
    beyond = (
        _ended([a - bound * b for a, b in zip_longest(top, bottom, fillvalue=Fraction(0))]) for bound in (low, high)
    )
    ends = sorted({root for each in beyond for root in _zeros(each)})
    cases = []
    # Each stretch has the value between its ends, of which the outermost are far out.
    far = max([Fraction(1), *map(abs, ends)]) * 2
    whole = _expression(quotient)
    for left, right in pairwise([-far, *ends, far]):
        above, below = (sum(c * ((left + right) / 2) ** k for k, c in enumerate(each)) for each in quotient)
        value = above / below
        kept = to_rational(low) if value < low else to_rational(high) if value > high else whole
        cases.append((kept, x < to_rational(right)))
    return sympy.Piecewise(*cases[:-1], (cases[-1][0], True))


def _zeros(polynomial: Coefficients) -> list[Fraction]:
    roots = np.roots([float(c / polynomial[-1]) for c in reversed(polynomial)])
    return [Fraction(float(root.real)) for root in roots if abs(root.imag) < NOTHING]


def _bounds(function: Expr) -> tuple[Fraction, Fraction] | None:
    """Return the least and the greatest value of a function that is constant far out, None of others."""
    values = Walk(np.array(FAR), WIDE).run(function)
    if not np.isfinite(values).all() or max(abs(values[0] - values[1]), abs(values[2] - values[3])) > NOTHING:
        return None
    low, high = sorted((round(values[0], 9), round(values[3], 9)))
    return Fraction(float(low)), Fraction(float(high))

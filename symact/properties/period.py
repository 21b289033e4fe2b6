"""The least period: none where f has a limit or is unbounded, that of the waves where f is made of them."""

import math
from itertools import pairwise

import sympy
from sympy import Dummy, Expr, I, S, cos, oo, pi, sin

from symact import functions
from symact.analysis.domain import natural_pieces
from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study, study
from symact.analysis.limit_cases import limit_cases
from symact.analysis.recurring import Recurring, recurring
from symact.analysis.recurring_domain import recurring_domain
from symact.analysis.sign_intervals import slope_between
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import OpenSignError, SymactError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.domain_conditions import needs
from symact.symbolic.piecewise_zero_test import Cell, vanishes
from symact.symbolic.real_number import ZERO
from symact.symbolic.waves import common_rate
from symact.symbolic.zero_test import is_identically_zero

TOPIC = "symmetry and inverse"

PROPERTY = ("period",)

MOST_PLACES = 24
"""Places in a period whose number is factored."""

HIGHEST_MULTIPLE = 64
"""Largest multiple of the common rate of the waves."""


def derive(subject: Subject) -> list[Fact]:
    """Return the least positive period, none, or every for a constant; one fact a condition on the parameters."""
    one_period = recurring(subject.expression)
    if one_period:
        return [_recurring(one_period)]
    pieces = subject.pieces
    if recurring_domain(subject.expression):
        found = _of_places(subject.expression)
        gap = Gap(f"no rule finds the period of `{subject.expression}`")
        return [Fact("period", found[0], sympy.true, found[1])] if found else [Fact("period", None, sympy.true, (gap,))]
    if gaps := _gaps(subject):
        return [Fact("period", "none", sympy.true, (gaps,))]
    if len(pieces) == 1:
        cell = Cell(pieces[0].lower, pieces[0].upper, (sympy.diff(pieces[0].expression, x),))
        facts = []
        for branch in vanishes([cell], x):
            expression = pieces[0].expression.subs(dict(branch.values))
            value, parts = _constant_or_not(expression, branch.holds, branch.parts)
            facts.append(Fact("period", value, branch.condition, parts))
        return facts
    tail, shape = _tail(subject)
    moving = _not_constant(subject)
    if tail is None or moving is None:
        return [Fact("period", None, sympy.true, (Gap("no limit at an infinity shows that there is no period"),))]
    return [Fact("period", "none", sympy.true, (*shape, moving, _no_period(tail)))]


def _recurring(found: Recurring) -> Fact:
    if not found.is_least:
        return Fact("period", None, sympy.true, (Gap(f"`{found.period}` is a period; whether the least is open"),))
    step = Step(
        "breakpoints that recur", f"the pieces of f recur after `{found.period}`, and after no smaller part of it"
    )
    return Fact("period", found.period, sympy.true, (Proof((step,)),))


def _gaps(subject: Subject) -> Evidence | None:
    """Return why f has no period where finitely many points or intervals are missing from its domain."""
    try:
        parts = natural_pieces(subject.pieces)
    except SymactError:
        return None
    joined = all(a.upper == b.lower and (a.owns_upper or b.owns_lower) for a, b in pairwise(parts))
    if joined and parts[0].lower is -oo and parts[-1].upper is oo:
        return None
    step = Step("recurrence", "what is missing from the domain does not recur, so f has no period")
    return Proof((Step("natural domain", " or ".join(f"`{p.condition(x)}`" for p in parts)), step))


def _constant_or_not(
    expression: Expr, constant: bool | None, parts: tuple[Evidence, ...]
) -> tuple[Expr | str | None, tuple[Evidence, ...]]:
    if constant is None:
        return None, parts
    if constant:
        return "every", (Proof((Step("constant", f"the derivative of `{expression}` is 0"),)), *parts)
    for side in (1, -1):
        shown = _limits_exist(expression, side)
        if shown:
            return "none", (*parts, *shown, _no_period(side))
    return _of_waves(expression, parts)


def _no_period(side: int) -> Proof:
    where = "+oo" if side > 0 else "-oo"
    return Proof((Step("recurrence", f"f is not constant and has a limit at `{where}`, so it has no period"),))


def _tail(subject: Subject) -> tuple[int | None, tuple[Evidence, ...]]:
    for side, piece in ((1, subject.pieces[-1]), (-1, subject.pieces[0])):
        shown = _limits_exist(piece.expression, side)
        if shown:
            return side, shown
    return None, (Gap("neither limit is known to exist"),)


def _limits_exist(expression: Expr, side: int) -> tuple[Evidence, ...]:
    """Return why there is a limit, finite or not, for all parameters; nothing where that is not shown."""
    cases = limit_cases(expression, side)
    return tuple(part for case in cases for part in case.parts) if all(case.exists for case in cases) else ()


def _not_constant(subject: Subject) -> Evidence | None:
    """Return why f is constant for no values of the parameters."""
    first = subject.pieces[0]
    for piece in subject.pieces:
        cell = Cell(piece.lower, piece.upper, (sympy.diff(piece.expression, x),))
        branches = vanishes([cell], x)
        if len(branches) == 1 and branches[0].holds is False:
            return branches[0].parts[0]
        if branches[0].holds and len(branches) == 1 and not first.expression.has(x) and not piece.expression.has(x):
            step = piece.expression - first.expression
            if constant_sign(step):
                return Proof((Step("witness", f"f takes the values `{first.expression}` and `{piece.expression}`"),))
    return None


def _of_waves(expression: Expr, parts: tuple[Evidence, ...]) -> tuple[Expr | str | None, tuple[Evidence, ...]]:
    """Return the period of a function of sin and cos, from its frequencies or by what recurs in it."""
    value, shown = _of_frequencies(expression, parts)
    found = _of_places(expression) if value is None else None
    return (found[0], (*parts, *found[1])) if found else (value, shown)


def _of_places(expression: Expr) -> tuple[Expr, tuple[Evidence, ...]] | None:
    """Return the least period where f has one at all, by the places in it at which it has no slope but 0; None if open.

    A period takes holes, points without a slope and zeros of the slope to such. So if there are n in a period T, the
    least is T/m for the largest divisor m of n with f(x + T/m) = f(x).
    """
    try:
        found = study(expression)
        if found.period is None or found.drifts or expression.free_symbols != {x}:
            return None
        charts = found.charts(1)
        ends = [_is_place(found, index) for index in range(len(found.pieces) - 1)]
    except SymactError:
        return None
    count = sum(len(chart.zeros) for chart in charts) + sum(ends)
    if any(0 in chart.signs for chart in charts) or not 0 < count <= MOST_PLACES:
        return None
    for m in sorted(sympy.divisors(count), reverse=True):
        period = found.period / m
        same = m == 1 or _recurs(found.pieces[0], period)
        if same is None:
            return None
        if same:
            words = f"f has no slope but 0 at {count} places in `{found.period}`: the least period is `{period}`"
            return period, (*found.used, Proof((Step("places that recur", words),)))
    return None


def _recurs(piece: Piece, shift: Expr) -> bool | None:
    """Whether f(x + shift) = f(x) for all x, f having a value where a piece begins; None if that is open."""
    moved = piece.expression.subs(x, x + shift)
    for need in needs(moved):
        sign = constant_sign(need.argument.subs(x, piece.lower))
        if sign is not None and not need.allows(sign):
            return False
    return is_identically_zero(moved - piece.expression, x).zero


def _is_place(found: Study, index: int) -> bool:
    """Whether f has a hole between two pieces, or no slope but 0."""
    slope = slope_between(found, index) if found.joins(index) else None
    return slope is None or compare(slope, ZERO) == 0


def _of_frequencies(expression: Expr, parts: tuple[Evidence, ...]) -> tuple[Expr | str | None, tuple[Evidence, ...]]:
    """Return the period of a polynomial in sin and cos, from which injective functions are taken off."""
    inner, steps = _stripped(expression)
    gap = (Gap(f"no rule finds the period of `{expression}`"),)
    rate = _common_rate(inner)
    if rate is None:
        return None, gap
    z = Dummy("z")
    form = _in_exponential(inner, rate, z)
    if form is None:
        return None, gap
    coefficients = _frequencies(form, z)
    if coefficients is None:
        return None, gap
    growing = [k for k, c in coefficients.items() if c.has(x)]
    if growing:
        if steps or not any(_grows(coefficients[k]) for k in growing):
            return None, gap
        step = Step(
            "recurrence", f"`{inner}` is continuous and unbounded along `x0 + 2*pi*n/({rate})`, so it has no period"
        )
        return "none", (*parts, Proof((step,)))
    present = [k for k, c in coefficients.items() if k and _is_not_zero(c)]
    if not present or any(k and k not in present for k in coefficients):
        return None, gap
    period = 2 * pi / (rate * math.gcd(*present))
    waves = ", ".join(str(rate * k) for k in sorted(present) if k > 0)
    steps.append(Step("frequencies", f"`{inner}` has the frequencies `{waves}`: the least period is `{period}`"))
    return period, (*parts, Proof(tuple(steps)))


def _stripped(expression: Expr) -> tuple[Expr, list[Step]]:
    """Take injective functions and constants off the outside of a function that is not constant."""
    steps: list[Step] = []
    while True:
        record = functions.of(expression.func)
        if record is not None and record.injective and expression.args[0].has(x):
            steps.append(Step("injective", f"`{expression.func}` is injective: its argument has the same periods"))
            expression = expression.args[0]
            continue
        inner = expression.as_independent(x, as_Add=True)[1]
        core = inner.as_independent(x, as_Add=False)[1]
        # f is not constant, so the factor is not 0.
        if core == expression:
            return expression, steps
        expression = core


def _waves(expression: Expr) -> set[Expr]:
    return {node for node in expression.atoms(sin, cos) if node.has(x)}


def _common_rate(expression: Expr) -> Expr | None:
    """Return r > 0 such that every sin and cos in the expression has a slope that is an integer multiple of r."""
    found = sorted(_waves(expression), key=str)
    try:
        rate = common_rate(found, x) if found else None
    except OpenSignError:
        return None
    highest = [abs(sympy.cancel(sympy.diff(node.args[0], x) / rate)) for node in found] if rate is not None else []
    return None if any(multiple > HIGHEST_MULTIPLE for multiple in highest) else rate


def _in_exponential(expression: Expr, rate: Expr, z: Dummy) -> Expr | None:
    """Return the expression with z = exp(i r x) instead of the waves; None if it is no polynomial in x then."""
    put = {}
    for node in _waves(expression):
        slope = sympy.expand(node.args[0]).coeff(x, 1)
        phase = sympy.expand(node.args[0] - slope * x)
        power = z ** sympy.cancel(slope / rate)
        # exp(i phase) = cos(phase) + i sin(phase), so that every coefficient shows its real and imaginary part.
        up, down = (cos(phase) + I * sin(phase)) * power, (cos(phase) - I * sin(phase)) / power
        put[node] = (up + down) / 2 if isinstance(node, cos) else (up - down) / (2 * I)
    form = sympy.expand(expression.xreplace(put))
    return form if form.is_polynomial(x) else None


def _frequencies(form: Expr, z: Dummy) -> dict[int, Expr] | None:
    """Return the coefficients of a Laurent polynomial in z."""
    found: dict[int, Expr] = {}
    for term in sympy.Add.make_args(form):
        constant, power = term.as_independent(z, as_Add=False)
        base, exponent = power.as_base_exp()
        if power == 1:
            exponent = S.Zero
        elif base != z or not exponent.is_Integer:
            return None
        found[int(exponent)] = found.get(int(exponent), S.Zero) + constant
    return {k: c for k, c in ((k, sympy.expand(c)) for k, c in found.items()) if c != 0}


def _is_not_zero(coefficient: Expr) -> bool:
    """Whether the real or the imaginary part has a fixed sign."""
    return any(
        constant_sign(part) or (is_identically_zero(part, x).zero is False and not part.free_symbols)
        for part in coefficient.as_real_imag()
    )


def _grows(coefficient: Expr) -> bool:
    """Whether the leading coefficient in x is not 0."""
    return _is_not_zero(sympy.Poly(coefficient, x).LC())

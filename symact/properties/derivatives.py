"""First and second derivatives, simplified piece by piece."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import Dummy, Expr, Function, S, Symbol

from symact import functions
from symact.analysis.domain import defined_where, natural_pieces
from symact.analysis.findings import findings
from symact.analysis.function_study import Study
from symact.analysis.plain_values import plain_value
from symact.analysis.sign_intervals import slope_between
from symact.analysis.values import cases_of
from symact.definition.activation import x
from symact.definition.derivatives import derivative_pieces, differentiate
from symact.definition.pieces import Piece, intervals
from symact.definition.simplification import fewest_operations, printed_length, simplified
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Fact, Proof, Step
from symact.properties import Subject
from symact.symbolic.signs import Interval
from symact.symbolic.zero_test import is_identically_zero

TOPIC = "derivatives"

PROPERTY = ("derivative_1", "derivative_2")

CURVED = functions.classes(lambda each: each.name not in ("exp", "log"))
"""Functions whose argument gets a name of its own where it is not affine; forms with such are not simplified."""

LONG_CONSTANT = 8
"""Operations beyond which a constant is treated as a symbol."""

WIDEST_RATES = 8
"""Largest quotient of two rates a, b in exp(a x), exp(b x) with which forms are simplified."""

HIGHEST_POWER = 64
"""Power of an exponential that is still written as a polynomial in it."""


def derive(subject: Subject) -> list[Fact]:
    """Return the derivatives of orders 1 and 2; a breakpoint without a derivative is left out of the conditions."""
    return [_derivative(subject, order) for order in (1, 2)]


def _derivative(subject: Subject, order: int) -> Fact:
    whole = derivative_pieces(subject.pieces, x, order)
    pieces = _without_moduli(subject, whole, order)
    # Where f or f' has no value f'' has none, whatever its form: log(x) has the slope 1/x for x > 0 alone.
    lower = zip(*(differentiate(intervals(subject.pieces), x, k) for k in range(order)), strict=True)
    also = [[each.expression for each in row] for row in lower] if pieces is whole else [[]] * len(pieces)
    shortest = [_shown(piece.expression) for piece in pieces]
    simple = [(short, defined_where(p, rest)) for p, short, rest in zip(pieces, shortest, also, strict=True)]
    value = cases_of([(condition, short) for short, condition in simple])
    parts = tuple(_proof(p.expression, short, order) for p, (short, _) in zip(pieces, simple, strict=True))
    for place, found in _at_points(subject, order, None if pieces is not whole else _singular(whole)):
        value.append({"where": sympy.Eq(x, place), "expression": found})
        step = Step("one-sided values", f"f and its derivatives up to {order} have one limit each at `{x} = {place}`")
        parts = (*parts, Proof((step,)))
    return Fact(f"derivative_{order}", value, sympy.true, parts)


def _without_moduli(subject: Subject, derived: Sequence[Piece], order: int) -> Sequence[Piece]:
    """Return the derivative's pieces, cut where a root of a square is 0: the slope of acosh(1 + x**2) has abs(x)."""
    if not any(piece.expression.has(sympy.Abs) for piece in derived):
        return derived
    try:
        parts = natural_pieces(intervals(subject.pieces))
    except SymactError:
        return derived
    cut = [replace(p, expression=_signed_slope(p, order), owns_lower=False, owns_upper=False) for p in parts]
    # Where they meet f may have no slope: `_at_points` looks.
    return derived if any(piece.expression.has(sympy.Abs, sympy.sign) for piece in cut) else cut


def _signed_slope(piece: Piece, order: int) -> Expr:
    """Return a derivative on a piece, the signs of moduli put in at every order."""
    expression = piece.expression
    for _ in range(order):
        expression = _signed(sympy.diff(expression, x), piece)
    return expression


def _signed(expression: Expr, piece: Piece) -> Expr:
    """Return an expression with u or -u for each abs(u) whose sign is known on a piece."""
    inside = Interval(x, piece.lower, piece.upper)
    known: dict[Expr, Expr] = {}
    for each in expression.atoms(sympy.Abs):
        (argument,) = each.args
        signs = inside.signs(argument)
        if -1 not in signs:
            known[each] = argument
        elif 1 not in signs:
            known[each] = -argument
    return expression.xreplace(known)


def _singular(derived: Sequence[Piece]) -> set[Expr]:
    """Return the breakpoints left out at which a form has no value, whether the derivative exists there or not."""
    meeting = [(a, b) for a, b in pairwise(derived) if not (a.owns_upper or b.owns_lower)]
    return {a.upper for a, b in meeting if any(plain_value(p.expression, a.upper) is None for p in (a, b))}


def _at_points(subject: Subject, order: int, singular: set[Expr] | None) -> Iterator[tuple[Expr, Expr]]:
    """Yield the points at which the derivative exists, with its value, though no form gives it there.

    Args:
        subject: the function.
        order: of the derivative.
        singular: breakpoints at which a form has no value; None where pieces were cut: all may be.

    Raises:
        OpenSignError: whether it exists depends on a parameter.
    """
    if singular is not None and not singular and not any(piece.is_point for piece in subject.pieces):
        return
    study = Study(findings(subject.expression))
    for index, piece in enumerate(study.pieces[:-1]):
        open_ = study.joins(index) and (singular is None or piece.upper in singular)
        if open_ or study.value_between(index) is not None:
            try:
                found = slope_between(study, index, order)
            except OpenSignError:
                raise
            except SymactError as error:
                if singular is None:
                    continue
                raise UnknownError(
                    f"whether f has a derivative of order {order} at `{piece.upper}` is open: {error}"
                ) from None
            if found is not None and found.exact is not None:
                yield piece.upper, found.exact


@lru_cache(maxsize=512)
def _shortest(expression: Expr) -> Expr:
    """Return the shortest among an expression and its algebraic rewritings.

    Long constants are hidden behind symbols and rates such as 851/500 scaled to integers first:
    polynomials in exp(x/500) of degree 851 would take hours.
    """
    hidden: dict[Expr, Expr] = {}
    core = _hide(expression, hidden)
    rate = _common_rate(core)
    if rate is None or inner_argument(core) is not None:
        return expression
    scaled = core.subs(x, x / rate)
    # SymPy writes exp(500*x**2/7) as a power of exp(x**2/7), and all lesser powers with it.
    steep = {
        e: Dummy(f"e{i}", positive=True) for i, e in enumerate(sorted(scaled.atoms(sympy.exp), key=str)) if _is_steep(e)
    }
    scaled = scaled.xreplace(steep)
    back = {symbol: part for part, symbol in (hidden | {e.subs(x, rate * x): own for e, own in steep.items()}).items()}
    forms = [form.subs(x, rate * x).subs(back) for form in (simplified(scaled), sympy.factor(scaled))]
    return fewest_operations((expression, *forms), tie=printed_length)


def _is_steep(exponential: Expr) -> bool:
    """Whether an exponential is a high power of another one, as algebra takes it."""
    terms = sympy.Add.make_args(sympy.expand(exponential.args[0]))
    return any(abs(term.as_coeff_Mul()[0].p) > HIGHEST_POWER for term in terms if term.as_coeff_Mul()[0].is_Rational)


def inner_argument(expression: Expr) -> Expr | None:
    """Return the longest argument of tanh, erf, ... that is not affine in x, such as softplus in mish; else None."""
    arguments = (f.args[0] for f in expression.atoms(*CURVED))
    curved = [a for a in arguments if a.has(x) and not (a.is_polynomial(x) and sympy.degree(a, x) <= 1)]
    return max(curved, key=lambda a: (a.count_ops(), str(a)), default=None)


def chain_form(expression: Expr, argument: Expr, order: int) -> tuple[Expr, tuple[tuple[Symbol, Expr], ...]]:
    """Return a derivative with the inner argument u and its derivatives as symbols of their own.

    Args:
        expression: a function of x.
        argument: its `inner_argument`.
        order: of the derivative.

    Returns:
        (derivative, definitions): for tanh(p(x)) the second derivative holds u, u' and u'', which the
        definitions give in x.
    """
    u = Function("u")(x)
    outer = _differentiate(expression.subs(argument, u), order)
    definitions = []
    for k in range(order, -1, -1):
        symbol = Symbol("u" + "'" * k, real=True)
        outer = outer.subs(u.diff((x, k)), symbol)
        definitions.append((symbol, _shortest(_differentiate(argument, k))))
    return sympy.factor_terms(outer), tuple(reversed(definitions))


def _differentiate(expression: Expr, order: int) -> Expr:
    """Differentiate one order after the other; SymPy rearranges repeated derivatives to no advantage."""
    for _ in range(order):
        expression = sympy.diff(expression, x)
    return expression


def _hide(expression: Expr, hidden: dict[Expr, Expr]) -> Expr:
    """Replace long constants by symbols."""
    if expression.is_number and expression.count_ops() > LONG_CONSTANT:
        sign = {"positive": True} if expression.is_positive else {"real": True}
        return hidden.setdefault(expression, Dummy(f"c{len(hidden)}", **sign))
    if not expression.args:
        return expression
    if expression.is_Mul or expression.is_Add:
        constant, rest = expression.as_independent(x)
        if constant not in (S.Zero, S.One) and rest not in (S.Zero, S.One):
            return expression.func(_hide(constant, hidden), _hide(rest, hidden))
    return expression.func(*(_hide(arg, hidden) for arg in expression.args))


def _common_rate(expression: Expr) -> Expr | None:
    """Return r such that every exp(a x), tanh(a x), ... with rational a has a = r times a small integer."""
    functions = expression.atoms(sympy.Function)
    rates = [f.args[0].coeff(x, 1) for f in functions if f.args[0].has(x)]
    rational = [r for r in rates if r.is_Rational and r != 0]
    if not rational:
        return S.One
    common = sympy.Rational(math.gcd(*(int(r.p) for r in rational)), math.lcm(*(int(r.q) for r in rational)))
    return common if all(abs(r / common) <= WIDEST_RATES for r in rational) else None


def _shown(expression: Expr) -> Expr:
    """Return the shortest form that algebra shows to be equal to an expression."""
    short = _shortest(expression)
    return short if short == expression or _equal(expression, short) else expression


def _proof(expression: Expr, short: Expr, order: int) -> Proof:
    """Sum, product and chain rule give the first form; that the shorter one equals it has been tested by algebra."""
    step = Step("differentiation", f"order {order}: `{expression}`")
    return Proof((step,) if short == expression else (step, Step("algebra", f"`= {short}`")))


def _equal(a: Expr, b: Expr) -> bool:
    hidden: dict[Expr, Expr] = {}
    difference = _hide(a, hidden) - _hide(b, hidden)
    rate = _common_rate(difference) or S.One
    difference = difference.subs(x, x / rate)
    if is_identically_zero(difference, x).zero:
        return True
    return bool(simplified(difference) == 0 or simplified(difference.rewrite(sympy.exp)) == 0)

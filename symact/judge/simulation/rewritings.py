"""Other ways to write a function that stands in an expression: what a program may compute literally instead."""

from collections.abc import Callable, Iterator

import sympy
from sympy import Abs, Expr, Max, Min, exp, log, sign, tanh

from symact.definition.activation import x
from symact.definition.simplification import simplified
from symact.judge.simulation.primitives import Logistic, LogOnePlus, sigmoid_argument, softplus_argument

Rewriting = Callable[[Expr], Expr | None]
"""Returns another way to write an expression, or None where it does not apply."""

REWRITINGS: list[Rewriting] = []
"""The ways, in the order in which they are tried; of forms there is a bounded number, so the order counts."""


def rewriting(rule: Rewriting) -> Rewriting:
    """Register a rule after those that were registered before it."""
    REWRITINGS.append(rule)
    return rule


def _of_sigmoid(write: Callable[[Expr], Expr]) -> None:
    """Register a way to write 1/(1 + exp(-u)), spelled out or in one step."""

    def rule(e: Expr) -> Expr | None:
        u = e.args[0] if isinstance(e, Logistic) else sigmoid_argument(e)
        return None if u is None else write(u)

    rewriting(rule)


def _of_softplus(write: Callable[[Expr], Expr]) -> None:
    def rule(e: Expr) -> Expr | None:
        u = softplus_argument(e)
        return None if u is None else write(u)

    rewriting(rule)


def _of_tanh(write: Callable[[Expr], Expr]) -> None:
    rewriting(lambda e: write(e.args[0]) if isinstance(e, tanh) else None)


_of_sigmoid(lambda u: 1 - 1 / (1 + exp(u)))
_of_sigmoid(lambda u: exp(u) / (1 + exp(u)))
_of_sigmoid(lambda u: (1 + tanh(u / 2)) / 2)
_of_softplus(lambda u: LogOnePlus(exp(u)))
_of_softplus(lambda u: -log(1 / (1 + exp(u))))
_of_softplus(lambda u: -log(Logistic(-u)))
_of_softplus(lambda u: u + log(1 + exp(-u)))
_of_softplus(lambda u: Max(u, 0) + log(1 + exp(-Abs(u))))


@rewriting
def _tanh_of_log(e: Expr) -> Expr | None:
    """tanh(log(w)) as (w^2 - 1)/(w^2 + 1)."""
    if not (isinstance(e, tanh) and isinstance(e.args[0], log)):
        return None
    w = e.args[0].args[0]
    return (w**2 - 1) / (w**2 + 1)


@rewriting
def _tanh_of_log_by_one(e: Expr) -> Expr | None:
    """tanh(log(w)) as 1 - 2/(w^2 + 1)."""
    if not (isinstance(e, tanh) and isinstance(e.args[0], log)):
        return None
    return 1 - 2 / (e.args[0].args[0] ** 2 + 1)


_of_tanh(lambda u: 2 / (1 + exp(-2 * u)) - 1)
_of_tanh(lambda u: 1 - 2 / (1 + exp(2 * u)))
_of_tanh(lambda u: (exp(2 * u) - 1) / (exp(2 * u) + 1))
_of_tanh(lambda u: (1 - exp(-2 * u)) / (1 + exp(-2 * u)))
_of_tanh(lambda u: (exp(u) - exp(-u)) / (exp(u) + exp(-u)))
_of_tanh(lambda u: sign(u) * (1 - exp(-2 * Abs(u))) / (1 + exp(-2 * Abs(u))))


def _slope_of_tanh(write: Callable[[Expr], Expr]) -> None:
    """Register a way to write 1 - tanh(u)^2."""

    def rule(e: Expr) -> Expr | None:
        squares = [t for t in e.args if (-t).is_Pow and isinstance((-t).base, tanh)] if e.is_Add else []
        if len(squares) != 1 or e - squares[0] != 1 or (-squares[0]).exp != 2:
            return None
        return write((-squares[0]).base.args[0])

    rewriting(rule)


_slope_of_tanh(lambda u: sympy.cosh(u) ** -2)
_slope_of_tanh(lambda u: 4 / (exp(u) + exp(-u)) ** 2)
_slope_of_tanh(lambda u: 4 * exp(2 * u) / (1 + exp(2 * u)) ** 2)


@rewriting
def _clip_by_difference(e: Expr) -> Expr | None:
    """min(b, max(a, u)) as a + max(u - a, 0) - max(u - b, 0)."""
    found = _clip(e)
    if found is None:
        return None
    low, high, u = found
    return low + Max(0, u - low) - Max(0, u - high)


@rewriting
def _clip_by_distances(e: Expr) -> Expr | None:
    """min(b, max(a, u)) of a linear u by |x - p| - |x - q|, with p and q where it begins and ends."""
    found = _clip(e)
    if found is None:
        return None
    low, high, u = found
    slope = sympy.diff(u, x)
    if slope.has(x) or not slope.is_positive:
        return None
    first, last = (simplified((end - u.subs(x, 0)) / slope) for end in (low, high))
    return sympy.Mul(slope / 2, Abs(x - first) - Abs(x - last) + (low + high) / slope, evaluate=False)


def _clip(e: Expr) -> tuple[Expr, Expr, Expr] | None:
    """Return a, b and u if e is min(b, max(a, u))."""
    if not (isinstance(e, Min) and len(e.args) == 2):
        return None
    high, inner = sorted(e.args, key=lambda a: bool(a.has(x)))
    if high.has(x) or not (isinstance(inner, Max) and len(inner.args) == 2):
        return None
    low, u = sorted(inner.args, key=lambda a: bool(a.has(x)))
    return None if low.has(x) else (low, high, u)


@rewriting
def _slopes_by_distance(e: Expr) -> Expr | None:
    """a*x above 0 and b*x below as (a + b)/2*x + (a - b)/2*|x|."""
    if not (isinstance(e, sympy.Piecewise) and len(e.args) == 2):
        return None
    above, below = (branch / x for branch, _ in e.args)
    if above.has(x) or below.has(x):
        return None
    return (above + below) / 2 * x + (above - below) / 2 * Abs(x)


@rewriting
def _softsign_by_one(e: Expr) -> Expr | None:
    """u/(1 + |u|) as sign(u)*(1 - 1/(1 + |u|))."""
    if not e.is_Mul or len(e.args) != 2:
        return None
    for one, other in (e.args, e.args[::-1]):
        if other == 1 / (1 + Abs(one)):
            return sympy.Mul(sympy.sign(one), 1 - 1 / (1 + Abs(one)), evaluate=False)
    return None


@rewriting
def _square_of_tanh(e: Expr) -> Expr | None:
    """tanh(u)^2 as 1 - (1 - tanh(u)^2), which the derivative of u - tanh(u) is."""
    if not (e.is_Pow and e.exp == 2 and isinstance(e.base, tanh)):
        return None
    return sympy.Add(1, sympy.Mul(-1, 1 - e, evaluate=False), evaluate=False)


@rewriting
def _factor_of_some(e: Expr) -> Expr | None:
    """c*u + c*v + w as c*(u + v) + w: SymPy multiplies c out."""
    terms = e.args if e.is_Add else ()
    for factor in dict.fromkeys(abs(term.as_coeff_Mul()[0]) for term in terms):
        some = [term for term in terms if abs(term.as_coeff_Mul()[0]) == factor]
        if factor != 1 and 1 < len(some) < len(terms):
            inner = sympy.Mul(factor, sympy.Add(*(term / factor for term in some)), evaluate=False)
            return sympy.Add(*(term for term in terms if term not in some), inner, evaluate=False)
    return None


@rewriting
def _constant_with_longest(e: Expr) -> Expr | None:
    """c + u + v as u + (c + v) where v is longer: x + (sqrt(x^2 + 1) - 1), of which the constant would come first."""
    if not (e.is_Add and len(e.args) == 3):
        return None
    constant, short, long = sorted(e.args, key=lambda term: (bool(term.has(x)), sympy.count_ops(term)))
    if constant.has(x) or not short.has(x) or sympy.count_ops(short) == sympy.count_ops(long):
        return None
    return sympy.Add(short, sympy.Add(constant, long, evaluate=False), evaluate=False)


@rewriting
def _distributed(e: Expr) -> Expr | None:
    """u*(c + v) as c*u + u*v: a fused multiply-add invites it, and where v is -c the zero is positive."""
    sums = [factor for factor in e.args if factor.is_Add] if e.is_Mul else []
    if len(sums) != 1 or len(sums[0].args) != 2 or not e.has(x):
        return None
    constant, other = sorted(sums[0].args, key=lambda term: bool(term.has(x)))
    before = sympy.Mul(*(factor for factor in e.args if not factor.is_Add))
    if constant.has(x) or not before.has(x):
        return None
    return sympy.Add(constant * before, sympy.Mul(before, other, evaluate=False), evaluate=False)


@rewriting
def _asinh_by_log(e: Expr) -> Expr | None:
    """asinh(u) as log(u + sqrt(u^2 + 1))."""
    return log(e.args[0] + sympy.sqrt(e.args[0] ** 2 + 1)) if isinstance(e, sympy.asinh) else None


@rewriting
def _square_of_sine(e: Expr) -> Expr | None:
    """sin(u)^2 as (1 - cos(2u))/2."""
    squared = e.is_Pow and e.exp == 2 and isinstance(e.base, sympy.sin)
    return sympy.Mul(sympy.S.Half, 1 - sympy.cos(2 * e.base.args[0]), evaluate=False) if squared else None


def rewritten(expression: Expr) -> Iterator[Expr]:
    """Yield an expression, and it with one rewriting carried out wherever it applies."""
    yield expression
    for rule in REWRITINGS:
        changed = expression.replace(lambda e, r=rule: r(e) is not None, lambda e, r=rule: r(e))
        if changed != expression:
            yield changed

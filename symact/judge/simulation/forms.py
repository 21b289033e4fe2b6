"""Ways to write a definition, and its derivatives, without care: what a program may have computed literally."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import sympy
from sympy import Expr, exp, log, tanh

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.parameters import to_rational
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.reference.rows import constant

LIMIT = 10
"""Forms of one function at most."""

LONG = 120
"""Operations of a form at most."""


@dataclass(frozen=True)
class Form:
    """A form: smooth expressions on intervals, or one expression over the whole line.

    Args:
        pieces: of the derivative; one piece for an expression that switches by itself.
        masked: whether branches are multiplied by 0 and 1 and added, rather than chosen.
        rewritten: whether it comes from a rewriting, not from the definition as it stands.
    """

    pieces: tuple[Piece, ...]
    masked: bool = False
    rewritten: bool = False


def _sigmoid_argument(e: Expr) -> Expr | None:
    """Return u if e is 1/(1 + exp(-u)), else None."""
    if not (e.is_Pow and e.exp == -1 and e.base.is_Add and len(e.base.args) == 2):
        return None
    one, other = sorted(e.base.args, key=lambda a: bool(a.has(x)))
    return -other.args[0] if one == 1 and isinstance(other, exp) else None


def _log_of_one_plus_exp(e: Expr) -> Expr | None:
    """Return u if e is log(1 + exp(u)), else None."""
    if not (isinstance(e, log) and e.args[0].is_Add and len(e.args[0].args) == 2):
        return None
    one, other = sorted(e.args[0].args, key=lambda a: bool(a.has(x)))
    return other.args[0] if one == 1 and isinstance(other, exp) else None


Rewriting = Callable[[Expr], Expr | None]
"""Returns another way to write an expression, or None where it does not apply."""

REWRITINGS: list[Rewriting] = []
"""Other ways to write one function that stands in an expression, in the order in which they are tried."""


def rewriting(rule: Rewriting) -> Rewriting:
    """Register a rule after those that were registered before it; of forms there are `LIMIT`, so the order counts."""
    REWRITINGS.append(rule)
    return rule


@rewriting
def _sigmoid_by_difference(e: Expr) -> Expr | None:
    u = _sigmoid_argument(e)
    return None if u is None else 1 - 1 / (1 + exp(u))


@rewriting
def _sigmoid_by_exp(e: Expr) -> Expr | None:
    u = _sigmoid_argument(e)
    return None if u is None else exp(u) / (1 + exp(u))


@rewriting
def _sigmoid_by_tanh(e: Expr) -> Expr | None:
    u = _sigmoid_argument(e)
    return None if u is None else (1 + tanh(u / 2)) / 2


@rewriting
def _softplus_by_quotient(e: Expr) -> Expr | None:
    u = _log_of_one_plus_exp(e)
    return None if u is None else -log(1 / (1 + exp(u)))


@rewriting
def _softplus_by_shift(e: Expr) -> Expr | None:
    u = _log_of_one_plus_exp(e)
    return None if u is None else u + log(1 + exp(-u))


@rewriting
def _tanh_by_sigmoid(e: Expr) -> Expr | None:
    u = e.args[0] if isinstance(e, tanh) else None
    return None if u is None else 1 - 2 / (1 + exp(2 * u))


@rewriting
def _tanh_by_square(e: Expr) -> Expr | None:
    u = e.args[0] if isinstance(e, tanh) else None
    return None if u is None else (exp(2 * u) - 1) / (exp(2 * u) + 1)


@rewriting
def _tanh_by_two(e: Expr) -> Expr | None:
    u = e.args[0] if isinstance(e, tanh) else None
    return None if u is None else (exp(u) - exp(-u)) / (exp(u) + exp(-u))


def rewritten(expression: Expr) -> Iterator[Expr]:
    """Yield an expression, and it with one rewriting carried out wherever it applies."""
    yield expression
    for rule in REWRITINGS:
        changed = expression.replace(lambda e, r=rule: r(e) is not None, lambda e, r=rule: r(e))
        if changed != expression:
            yield changed


def short_constants(bound: Bound) -> Expr:
    """Return f(x) with irrational parameter values as rationals within 2^-127 of them, relatively."""
    if bound.library:
        return bound.expression
    values = {bound.activation.param(name).symbol: value for name, value in bound.values}
    return bound.activation.expression.subs({symbol: precise(value) for symbol, value in values.items()})


def precise(value: Expr) -> Expr:
    """Return a rational within 2^-127 of a constant, relatively: long algebraic ones slow everything down."""
    if value.is_Rational:
        return value
    exact = constant(value).to_fraction()
    return to_rational(exact)


def _gathered(pieces: tuple[Piece, ...]) -> list[Form]:
    """Return derivatives of rational functions over one denominator, as they are written by hand."""
    if not all(piece.expression.is_rational_function(x) for piece in pieces):
        return []
    together = tuple(replace(p, expression=sympy.factor(sympy.cancel(p.expression))) for p in pieces)
    return [] if together == pieces else [Form(together, rewritten=True)]


@lru_cache(maxsize=32)
def forms(bound: Bound, order: int) -> tuple[Form, ...]:
    """Return the forms of a bound function or its derivative, the definition's own first."""
    found: list[Form] = []
    own = short_constants(bound)
    for expression in rewritten(own):
        if len(found) >= LIMIT:
            break
        other = expression != own
        try:
            pieces = split(expression, x)
            derived = differentiate(pieces, x, order)
        except SymactError:
            continue
        if order == 0:
            line = Piece(-sympy.oo, sympy.oo, expression, False, False)
            found.append(Form((line,), rewritten=other))
        if len(derived) > 1 or order:
            found.append(Form(derived, rewritten=other))
        if len(derived) > 1:
            found.append(Form(derived, masked=True, rewritten=other))
        if order:
            found += _gathered(derived)
    return tuple(form for form in found if sum(sympy.count_ops(p.expression) for p in form.pieces) <= LONG)

"""Which definitions are softmax, its logarithm, logsumexp or logmeanexp, whatever their names; they are fast."""

import enum
import math
from typing import NamedTuple

import sympy
from sympy import Expr

from symact.definition.bound import Bound
from symact.definition.reductions import Total, outermost
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.functions.exp2 import exp2
from symact.reference.vectors.exponentials import two_words

PRECISION = 400
"""Bits at which a rate is computed."""

LARGEST_RATE = 60
"""Rates are between 2^-60 and 2^60; others are left to Ziv's loop."""


class FamilyKind(enum.Enum):
    """What is made of the exponentials and their sum T."""

    SOFTMAX = "exp(a·x)/T"
    LOG_SOFTMAX = "a·x - log(T)"
    LOGSUMEXP = "log(T)"


class Family(NamedTuple):
    """A function of the family.

    Args:
        kind: which.
        rate: a as two float64 words, to 2^-106 of itself.
        exact: whether the first word is a, and a power of 2, so that products with it are exact.
        quiet: whether T is 1 + Total(exp(a·x)) instead of Total(exp(a·x)): as if there were one more entry, 0.
        mean: whether the logarithm is that of T/n, n the number of entries.
    """

    kind: FamilyKind
    rate: tuple[float, float]
    exact: bool
    quiet: bool
    mean: bool = False


def recognised(bound: Bound) -> Family | None:
    """Return what a bound activation on vectors is in this family, None if it is none of it."""
    return _recognised(bound.expression, *bound.activation.inputs) if len(bound.activation.inputs) == 1 else None


def recognised_of_sums(bound: Bound) -> Family | None:
    """Return what an activation with a mask is in this family as a function of x + mask, None if it is none of it."""
    if len(bound.activation.inputs) != 2:
        return None
    x, mask = bound.activation.inputs
    expression = bound.expression.xreplace({x: x - mask})
    return None if expression.has(mask) else _recognised(expression, x)


def _recognised(expression: Expr, x: sympy.Symbol) -> Family | None:
    found = [each for each in outermost(expression) if each.has(x)]
    if len(found) != 1 or not isinstance(found[0], Total):
        return None
    (sum_,) = found
    (term,) = sum_.args
    rate = _rate(term, x)
    if rate is None or not rate.is_real:
        return None
    if expression == sympy.log(sum_ / Total(1)):
        return _family(FamilyKind.LOGSUMEXP, rate, quiet=False, mean=True)
    for quiet in (False, True):
        whole = sum_ + (1 if quiet else 0)
        exponent = rate * x
        forms = {
            FamilyKind.SOFTMAX: term / whole,
            FamilyKind.LOG_SOFTMAX: exponent - sympy.log(whole),
            FamilyKind.LOGSUMEXP: sympy.log(whole),
        }
        for kind, form in forms.items():
            if expression == form:
                return _family(kind, rate, quiet)
    return None


def _rate(term: Expr, x: Expr) -> Expr | None:
    """Return a if a term is exp(a·x), as 2^x too."""
    if not isinstance(term, (sympy.exp, exp2)):
        return None
    rate = term.args[0].coeff(x)
    if rate.has(x) or rate == 0 or term.args[0] - rate * x != 0:
        return None
    return rate if isinstance(term, sympy.exp) else rate * sympy.log(2)


def _family(kind: FamilyKind, rate: Expr, quiet: bool, mean: bool = False) -> Family | None:
    with working_precision():
        words = two_words(Program(rate, ()).of_balls((), PRECISION))
    if not 2.0**-LARGEST_RATE < abs(words[0]) < 2.0**LARGEST_RATE:
        return None
    exact = bool(rate.is_Rational) and abs(math.frexp(words[0])[0]) == 0.5 and words[1] == 0
    return Family(kind, words, exact, quiet, mean)

"""Norms at many vectors in double words: which definitions they are, their values, JVP and VJP with running bounds."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import sympy
from flint import arb
from sympy import Expr, Pow, S, sqrt

from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import Total
from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import working_precision
from symact.formats.arrays import Floats
from symact.reference.sweep.double_word import RECIPROCAL, UNIT, Words, reciprocal, two_sum
from symact.reference.vectors.approximation import Approximation
from symact.reference.vectors.exponentials import two_words
from symact.reference.vectors.running_bounds import Bounded

LARGEST_EPS = 1 << 200
"""An eps that is not 0 lies between 1 over this and this; others are left to Ziv's loop."""


class Norm(NamedTuple):
    """A norm: an entry, less the mean if `centred`, over the root of the mean square and eps; perhaps times weights.

    Args:
        centred: whether the mean is taken from the entries.
        eps: what is added to the mean square.
        weighted: whether the result is multiplied by a further vector.
        offset: whether by 1 plus that vector.
        biased: whether one more vector is added.
    """

    centred: bool
    eps: Fraction
    weighted: bool = False
    offset: bool = False
    biased: bool = False


def recognised_norm(bound: Bound) -> Norm | None:
    """Return the norm that a bound activation on vectors is, None if it is none."""
    x, *beside = bound.activation.inputs
    weight, bias = (*beside, None, None)[:2]
    mean = Total(x) / Total(1)
    roots = {power.base.as_coeff_Add()[0] for power in bound.expression.atoms(Pow) if power.exp == -S.Half}
    for eps in sorted(roots | {S.Zero}, key=sympy.default_sort_key):
        if not (eps.is_Rational and (eps == 0 or 1 / sympy.Integer(LARGEST_EPS) < eps < LARGEST_EPS)):
            continue
        for centred in (False, True):
            own = x - mean if centred else x
            plain = own / sqrt(Total(own**2) / Total(1) + eps)
            forms: dict[tuple[str, ...], Expr] = {(): plain} if not beside else {}
            if weight and not bias:
                forms = {("weighted",): plain * weight, ("weighted", "offset"): plain * (1 + weight)}
            elif bias:
                forms = {("weighted", "biased"): plain * weight + bias}
            for parts, form in forms.items():
                if bound.expression == form:
                    return Norm(centred, Fraction(int(eps.p), int(eps.q)), **dict.fromkeys(parts, True))
    return None


def norm_values(norm: Norm, quantity: Quantity, columns: Sequence[Floats]) -> Approximation:
    """Return the values of a quantity of a norm at some vectors.

    Args:
        norm: which.
        quantity: its value, JVP or VJP.
        columns: x, the vectors beside it, and the vector of a JVP or VJP, each of shape (rows, n), of numbers.
    """
    x, *beside = columns
    with np.errstate(all="ignore"):
        share = _share(x.shape[-1])
        own = _centred(Bounded.exact(x), share) if norm.centred else Bounded.exact(x)
        square = (own * own).summed() * share
        root = (square + _constant(norm.eps) if norm.eps else square).inverse_root()
        weight = _weight(norm, beside)
        if quantity == Quantity.VALUE:
            found = own * root
        else:
            change = Bounded.exact(columns[-1])
            if weight and quantity.kind is Kind.VJP:
                change = change * weight
            if norm.centred:
                change = _centred(change, share)
            along = (own * change).summed() * share * (root * root)
            found = (change + -(own * along)) * root
        # Nothing times nothing: exact where the root has a value.
        zero = np.zeros(x.shape, dtype=bool)
        if weight and quantity.kind is not Kind.VJP:
            found = found * weight
            zero |= weight.words.high == 0
        if quantity == Quantity.VALUE:
            if not norm.centred:
                zero |= x == 0
            if norm.biased:
                found, zero = found + Bounded.exact(beside[1]), np.zeros_like(zero)
    sure = np.isfinite(root.error)
    error = np.where(np.isnan(found.error), np.inf, found.error)
    return Approximation(found.words, error, np.zeros(x.shape, dtype=np.int8), np.asarray(zero & sure))


def _share(length: int) -> Bounded:
    """Return 1/n."""
    n = np.array([[float(length)]])
    found = reciprocal(Words(n, np.zeros_like(n)))
    return Bounded(found, RECIPROCAL * found.high)


def _constant(value: Fraction) -> Bounded:
    with working_precision(400):
        words = two_words(arb(to_fmpq(sympy.Rational(value.numerator, value.denominator))))
    high, low = (np.array([[word]]) for word in words)
    return Bounded(Words(high, low), 4 * UNIT * UNIT * high)


def _centred(values: Bounded, share: Bounded) -> Bounded:
    """Return the numbers less their mean."""
    return values + -(values.summed() * share)


def _weight(norm: Norm, beside: Sequence[Floats]) -> Bounded | None:
    if not norm.weighted:
        return None
    return Bounded.exact(*two_sum(np.ones_like(beside[0]), beside[0])) if norm.offset else Bounded.exact(beside[0])

"""Norms at many vectors in double words: which definitions they are, their values, JVP and VJP with running bounds."""

from collections.abc import Sequence

import numpy as np
import sympy
from flint import arb
from sympy import Expr

from symact.definition.bound import Bound
from symact.definition.norms import Norm, recognised_norm
from symact.definition.quantity import Kind, Quantity
from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import working_precision
from symact.formats.arrays import Floats
from symact.reference.sweep.double_word import RECIPROCAL, UNIT, Words, reciprocal, two_sum
from symact.reference.vectors.approximation import Approximation
from symact.reference.vectors.exponentials import two_words
from symact.reference.vectors.running_bounds import Bounded

LARGEST_EPS = 1 << 200
"""An eps that is not 0 lies between 1 over this and this; others are left to Ziv's loop."""


def computed_norm(bound: Bound) -> Norm | None:
    """Return the norm that a bound activation on vectors is; None if it is none, or its eps is extreme."""
    norm = recognised_norm(bound.expression, bound.activation.inputs)
    if norm is None or not norm.eps.is_Rational:
        return None
    return norm if norm.eps == 0 or 1 / sympy.Integer(LARGEST_EPS) < norm.eps < LARGEST_EPS else None


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


def _constant(value: Expr) -> Bounded:
    with working_precision(400):
        words = two_words(arb(to_fmpq(value)))
    high, low = (np.array([[word]]) for word in words)
    return Bounded(Words(high, low), 4 * UNIT * UNIT * high)


def _centred(values: Bounded, share: Bounded) -> Bounded:
    """Return the numbers less their mean."""
    return values + -(values.summed() * share)


def _weight(norm: Norm, beside: Sequence[Floats]) -> Bounded | None:
    if not norm.weighted:
        return None
    return Bounded.exact(*two_sum(np.ones_like(beside[0]), beside[0])) if norm.offset else Bounded.exact(beside[0])

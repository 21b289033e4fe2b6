"""Gated pairs computed as products of their factors, whose parts are rounded on the way: bit for bit."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encode, rounded
from symact.reference.pairs.exact_rows import Term, entries
from symact.reference.pairs.factors import Factor, separated

FactorOf = Callable[[int, int], Floats]
"""Returns a factor's value or slope, by its place and the order."""


@lru_cache(maxsize=16)
def factor(bound: Bound, fmt: Format, highest: int) -> Factor:
    """Return a factor, whose values are kept for the next that asks."""
    return Factor(bound, fmt, highest)


class Product:
    """A pair g(a)*h(b), or its JVP or VJP, at some inputs, as an implementation computes it.

    Args:
        bound, quantity, fmt: what is computed; the pair is a product of two factors.
        x_bits: the inputs, encodings of shape (n, k).
    """

    def __init__(self, bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits) -> None:
        factors = separated(bound)
        assert factors is not None
        self._bits, self._format, self._quantity = x_bits, fmt, quantity
        self.columns = [to_float64(x_bits[:, k], fmt) for k in range(x_bits.shape[1])]
        self.factors = tuple(factor(each, fmt, 0 if quantity == Quantity.VALUE else 1) for each in factors)

    def exact(self, which: int, order: int) -> Floats:
        """Return a factor or its slope in float64; at kinks the value of the left side."""
        if self.factors[which].identity and order == 0:
            return self.columns[which]
        return values(self.factors[which], order, self._bits[:, which])

    def narrowed(self, rounds: str, steps: Format | None = None) -> Bits:
        """Return results of products whose parts are rounded on the way, in float64 otherwise.

        Args:
            rounds: which parts are rounded, "" for none.
            steps: to which format; None for that of the results.
        """
        to = steps or self._format

        def narrow(numbers: Floats) -> Floats:
            return rounded(numbers, to)

        def part(which: int, order: int) -> Floats:
            found = self.exact(which, order)
            if not rounds or (self.factors[which].identity and order == 0):
                return found
            if rounds in ("sigmoid", "cancels") and order == 0:
                return self._by_sigmoid(found, self.columns[which], narrow, rounds == "cancels")
            left = rounds == "upstream" or (rounds == "first" and which == 1) or (rounds == "second" and which == 0)
            return found if left else narrow(found)

        return self.multiplied(
            part,
            narrow if rounds in ("upstream", "both") else lambda numbers: numbers,
            narrow if rounds == "both" else lambda numbers: numbers,
        )

    @staticmethod
    def _by_sigmoid(found: Floats, column: Floats, narrow: Callable[[Floats], Floats], cancels: bool) -> Floats:
        """Return a factor as its input times what is left of it, a sigmoid or (1 + t)/2, rounded."""
        with np.errstate(all="ignore"):
            inner = np.where(column == 0, 0.5, found / column)
            if not cancels:
                return narrow(column * narrow(inner))
            # A sigmoid is such a multiple itself.
            alone = bool(np.nanmax(np.abs(found), initial=0.0) <= 1)
            half = narrow(1 + narrow(2 * (found if alone else inner) - 1)) / 2
            return half if alone else narrow(column * half)

    def multiplied(
        self,
        part: FactorOf,
        upstream: Callable[[Floats], Floats],
        step: Callable[[Floats], Floats],
        last: bool = False,
    ) -> Bits:
        """Return the sums of the products, encodings of shape (n, entries).

        Args:
            part: the factors.
            upstream: rounds the product of a vector and the half that is no gate.
            step: rounds the other products, and the sum.
            last: whether the vector comes last.
        """

        def product(term: Term) -> Floats:
            parts = [part(0, term.first), part(1, term.second)]
            if term.column is None:
                return step(parts[0] * parts[1])
            v = self.columns[term.column]
            if last:
                return step(step(parts[0] * parts[1]) * v)
            curved = 0 if not self.factors[0].identity else 1
            return step(parts[curved] * upstream(parts[1 - curved] * v))

        results = []
        with np.errstate(all="ignore"):
            for terms in entries(self._quantity):
                total = product(terms[0])
                # Not from 0 on, which would take the sign of -0.
                for term in terms[1:]:
                    total = step(total + product(term))
                results.append(encode(total, self._format))
        return np.stack(results, axis=1)


def values(of: Factor, order: int, bits: Bits) -> Floats:
    """Return a factor or its slope at encodings in float64; at kinks the value of the left side."""
    distinct, back = np.unique(bits, return_inverse=True)
    found = []
    for each in distinct.tolist():
        side = of.sides(order, each)[0]
        if side.wide is None:
            size = np.inf if side.infinite else np.nan
        else:
            size = np.ldexp(float(side.wide.significand), max(side.wide.exponent, -4000))
        found.append(-size if side.negative else size)
    numbers: Floats = np.array(found)[back]
    return numbers

"""Which definitions on vectors are norms: entries over the root of their mean square, as RMSNorm and LayerNorm are."""

from collections.abc import Sequence
from typing import NamedTuple

import sympy
from sympy import Expr, Pow, S, Symbol, sqrt

from symact.definition.reductions import Reduction, Total


class Norm(NamedTuple):
    """A norm: an entry, less the mean if `centred`, over the root of the mean square and eps; perhaps times weights.

    Args:
        centred: whether the mean is taken from the entries.
        eps: what is added to the mean square, a number or a parameter.
        weighted: whether the result is multiplied by a further vector.
        offset: whether by 1 plus that vector.
        biased: whether one more vector is added.
    """

    centred: bool
    eps: Expr
    weighted: bool = False
    offset: bool = False
    biased: bool = False

    def own(self, x: Symbol) -> Expr:
        """Return an entry, less the mean if that is taken from it."""
        return x - Total(x) / Total(1) if self.centred else x

    def root(self, x: Symbol) -> Expr:
        """Return what the entries are divided by."""
        return sqrt(Total(self.own(x) ** 2) / Total(1) + self.eps)

    def formula(self, inputs: Sequence[Symbol]) -> Expr:
        """Return the norm as an expression of one entry, whose symbols are x, weight and bias."""
        x, *beside = inputs
        found = self.own(x) / self.root(x)
        if self.weighted:
            found *= 1 + beside[0] if self.offset else beside[0]
        return found + beside[1] if self.biased else found


BESIDE: tuple[tuple[tuple[str, ...], ...], ...] = (
    ((),),
    (("weighted",), ("weighted", "offset")),
    (("weighted", "biased"),),
)
"""What may be done to a norm with no vector beside x, with one, and with two."""


def recognised_norm(expression: Expr, inputs: Sequence[Symbol]) -> Norm | None:
    """Return the norm that an expression of one entry is, None if it is none.

    Args:
        expression: with reductions.
        inputs: the symbols of an entry: x, then perhaps weights and biases.
    """
    bases = [power.base for power in expression.atoms(Pow) if power.exp == -S.Half]
    added = {sympy.Add(*(term for term in sympy.Add.make_args(b) if not term.has(Reduction, *inputs))) for b in bases}
    for eps in sorted(added, key=sympy.default_sort_key):
        for parts in BESIDE[len(inputs) - 1] if len(inputs) <= len(BESIDE) else ():
            for centred in (False, True):
                norm = Norm(centred, eps, **dict.fromkeys(parts, True))
                if expression == norm.formula(inputs):
                    return norm
    return None

"""A planted defect: what a candidate with it returns, and the cause that a diagnosis should name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import ml_dtypes
import numpy as np

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import Bits, bits_dtype, float_dtype, to_floats
from symact.formats.floating import Format, get_format
from symact.judge.figures.verdict import Cause
from symact.reference.rows import build_table
from symact.reference.swept_table import swept_table
from symact.reference.table import Table

Array = Any

LONG = {
    *((name, "float16", 0) for name in ("squareplus", "sine", "softsign", "mish", "selu", "gelu_tanh", "log_sigmoid")),
    *((name, "float16", 0) for name in ("quick_gelu", "elu", "softplus")),
    *((name, "bfloat16", 0) for name in ("squareplus", "tanhshrink", "softsign", "selu", "hard_swish", "mish")),
    *((name, "float16", 1) for name in ("softsign", "gelu_tanh", "selu", "tanh", "softplus", "sigmoid", "silu")),
    *((name, "bfloat16", 1) for name in ("gelu_tanh", "selu", "log_sigmoid", "tanh", "sigmoid")),
}
"""Tables that take the longest for the fewest mutants."""


@cache
def reference(name: str, fmt: Format, order: int, params: tuple[tuple[str, str], ...] = ()) -> Table:
    """The correctly rounded table of all inputs, or above 16 bits of a few thousand; shared by all mutants."""
    bound = bind(catalogue.get(name), dict(params))
    if fmt.width <= 16:
        return swept_table(bound, fmt, order)
    return build_table(bound, fmt, order, sample(fmt, 4000))


def sample(fmt: Format, count: int) -> Bits:
    """Encodings evenly spaced over all of them, and the special ones."""
    spread = range(0, 1 << fmt.width, (1 << fmt.width) // count)
    ordinary = [fmt.from_fraction(Fraction(k, 4)) for k in range(-480, 481)] if fmt.width > 16 else []
    if fmt.width > 32:
        ordinary += [fmt.from_fraction(Fraction(k)) for k in range(-800, 801, 2)]
    special = [0, 1, fmt.min_normal_bits, fmt.max_bits, fmt.max_bits + 1, fmt.nan_bits]
    both = [b | s for b in special for s in (0, fmt.sign_bit)]
    return np.unique(np.array([*spread, *ordinary, *both], dtype=bits_dtype(fmt)))


@dataclass(frozen=True)
class Subject:
    """What a defect is planted in: the correctly rounded table and its inputs."""

    table: Table

    @property
    def fmt(self) -> Format:
        return self.table.format

    @property
    def x(self) -> Array:
        """The inputs in the format's own dtype."""
        return to_floats(self.table.x_bits, self.fmt)

    @property
    def y(self) -> Array:
        """The correct results in the format's own dtype."""
        return to_floats(self.table.y_bits, self.fmt)

    def at(self, points: Array) -> Array:
        """The correct results at other inputs of the same format."""
        return self.y[np.asarray(points).astype(float_dtype(self.fmt)).view(bits_dtype(self.fmt))]

    def other(self, name: str, **params: str) -> Array:
        """The correct results of another function, or of other parameters, at the same inputs."""
        given = tuple(sorted(params.items()))
        if self.fmt.width <= 16:
            return to_floats(reference(name, self.fmt, self.table.order, given).y_bits, self.fmt)
        bound = bind(catalogue.get(name), params)
        return to_floats(build_table(bound, self.fmt, self.table.order, self.table.x_bits).y_bits, self.fmt)


FACTS = ("zero_sign", "infinite_input")
"""Causes that say little more than what the results are, at zeros and infinities."""


def outcome(causes: Sequence[Cause], first: Sequence[str], also: Sequence[str] = (), says: str = "") -> str:
    """Judge a diagnosis.

    Args:
        causes: what was named.
        first: the names any of which is right; "" if none may be named, too.
        also: names of further causes that are true.
        says: text that a right cause's sentence contains.

    Returns:
        "right": a right cause is named, and no wrong one; "wrong": some cause is; else "none".
    """
    expected = [name for name in first if name]
    if any(each.name not in (*expected, *also, *FACTS) for each in causes):
        return "wrong"
    named = [each for each in causes if each.name in expected]
    if named and says and not any(says in each.says for each in named):
        return "wrong"
    told = [each for each in causes if each.name not in FACTS or each.name in expected]
    if not told or not expected:
        return "right" if not expected or "" in first else "none"
    return "right" if any(each.name in expected for each in told) else "none"


@dataclass(frozen=True)
class Mutant:
    """A planted defect.

    Args:
        name: of the defect.
        activation, dtype, order, params: the function that it pretends to be.
        spoil: returns its results, in any floating-point dtype; they are rounded to the format.
        causes: the names any of which is right; empty where no cause is to be claimed.
        shows: classes of wrong results that must be found.
        params: exact parameter values of the activation.
        also: names of further causes that are true of it; any other cause is a wrong one.
        says: text that the sentence of the right cause must contain.
        policy: what it is judged by, beside the default.
    """

    name: str
    activation: str
    dtype: str
    order: int
    spoil: Callable[[Subject], Array]
    causes: tuple[str, ...]
    shows: tuple[str, ...] = ()
    params: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    says: str = ""
    policy: dict[str, str] = field(default_factory=dict)

    @property
    def long(self) -> bool:
        """Whether its table takes so long that it is left to the long run."""
        return (self.activation, self.dtype, self.order) in LONG

    def outcome(self, causes: Sequence[Cause]) -> str:
        """Whether what was named is "right", "wrong", or "none" of it the planted defect."""
        return outcome(causes, self.causes, self.also, self.says)

    def table(self) -> Table:
        """The table to be judged by."""
        return reference(self.activation, get_format(self.dtype), self.order, tuple(sorted(self.params.items())))

    def bits(self) -> Bits:
        """The encodings that it returns."""
        table = self.table()
        with np.errstate(all="ignore"):
            values = np.asarray(self.spoil(Subject(table)))
            if values.dtype == np.float64 and table.format.precision < 24:
                values = odd_singles(values)  # ml_dtypes rounds float64 by way of float32
            values = values.astype(float_dtype(table.format))
        return np.ascontiguousarray(values).view(bits_dtype(table.format))


def singles(subject: Subject) -> Array:
    """The inputs in float32."""
    return subject.x.astype(np.float32)


def odd_singles(values: Array) -> Array:
    """float64 numbers rounded to odd in float32, so that rounding again is rounding once."""
    near = values.astype(np.float32)
    past = np.where(np.abs(near) > np.abs(values), np.nextafter(near, np.float32(0)), near)
    bits = past.view(np.uint32)
    inexact = np.isfinite(values) & (past.astype(np.float64) != values)
    return np.where(inexact, bits | 1, bits).astype(np.uint32).view(np.float32)


def erf(values: Array) -> Array:
    """erf, in float64, rounded to the dtype of its argument."""
    return np.vectorize(math.erf, otypes=[np.float64])(values.astype(np.float64)).astype(values.dtype)


def bfloat16(values: Array) -> Array:
    """Values rounded to bfloat16."""
    return np.asarray(values).astype(np.float32).astype(ml_dtypes.bfloat16)

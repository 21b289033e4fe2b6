"""What an algorithm's rounding errors may add up to, per entry: the bound that a verdict on rows is measured by.

A fixed number of ulp is the wrong yardstick for softmax: computed in the format itself, a right float32 one is 3 ulp
off at a spread of 1 and 30 at a spread of 60, because exp(x_i - m) carries the rounding of its argument. The bounds are
first order in the unit roundoff u of the format computed in, in the manner of Blanchard, Higham and Higham (IMA J.
Numer. Anal. 41, 2021), but per entry: with m the maximum, t_i = x_i - m, p the softmax, S = sum exp(t_j),
D = sum p_j |t_j|, c terms of a sum, elementary functions within one unit in the last place (2u):

    softmax            |t_i| + D + c + 4                 their n + 2 + 2(max - min), sharper for each entry
    exp(x - lse)       D + c + 2 log S + |lse| + |x_i - lse| + 4
    unshifted          c + 4
    log_softmax        |t_i| + D + c + 1 + 2 log S + |y_i|           absolute
    logsumexp          D + c + 1 + 2 log S + |y|                     absolute

c is n for a sum from left to right, log2 n for one by halves. docs/row-verdicts.md has the derivations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, get_args, get_type_hints

import numpy as np

from symact.definition.quantity import Kind, Quantity
from symact.errors import SymactError, unknown_name
from symact.formats.arrays import Floats
from symact.formats.floating import Format, get_format
from symact.judge.rows.function import Function

BEYOND = 2.0**400
"""Roundings that stand for infinitely many: 0 times as many is 0."""

Way = Literal["shifted", "unshifted", "lse"]
Summation = Literal["recursive", "pairwise"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How an implementation computes, as far as its bound depends on it.

    Args:
        way: "shifted" by the maximum, "unshifted", or softmax as exp(x - "lse").
        work: the format of intermediate results.
        sum: "recursive", one term after the other, or "pairwise", by halves or in blocks.
    """

    way: Way = "shifted"
    work: str = "float32"
    sum: Summation = "recursive"

    def __post_init__(self) -> None:
        hints = get_type_hints(Plan)
        for key in ("way", "sum"):
            allowed = get_args(hints[key])
            if getattr(self, key) not in allowed:
                raise SymactError(f"plan {key}={getattr(self, key)!r} is not a choice; choose {' or '.join(allowed)}")
        get_format(self.work)

    @classmethod
    def parse(cls, texts: Iterable[str], dtype: str) -> Plan:
        """Return the plan of ``key=value`` texts; work is the judged format where it is not named.

        Raises:
            SymactError: a text of another form, an unknown key or value, or a key given twice.
        """
        chosen: dict[str, str] = {}
        for text in texts:
            key, separator, value = (part.strip() for part in text.partition("="))
            if not separator:
                raise SymactError(f"--plan {text!r} is not of the form key=value, such as sum=pairwise")
            if key not in cls.__slots__:
                raise unknown_name("part of a plan", key, cls.__slots__)
            if key in chosen:
                raise SymactError(f"--plan {key} is given twice; give it once")
            chosen[key] = value
        return cls(**{"work": dtype, **chosen})  # type: ignore[arg-type]  # __post_init__ checks every value

    @classmethod
    def best(cls, fmt: Format) -> Plan:
        """Return the best plan in use: shifted, a sum by halves, in float32 or wider."""
        return cls(work=fmt.name if fmt.width > 32 else "float32", sum="pairwise")

    def to_json(self) -> dict[str, str]:
        """Return the plan as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        said = {"shifted": "shifted by the maximum", "unshifted": "not shifted", "lse": "as exp(x - lse)"}[self.way]
        return f"{said}, {self.sum} sum, in {self.work}"


@dataclass(frozen=True)
class Conditions:
    """What the bounds of rows consist of, in float64; shape (rows, n) or (rows, 1). Masked entries count as absent.

    Args:
        distance: |t_i|, 0 for entries that are -inf.
        p: the softmax.
        mean_distance: D.
        log_sum: log S.
        maximum: m, scaled.
        argument: |scale x_i| where the product is rounded, else 0.
        terms: numbers that are added.
    """

    distance: Floats
    p: Floats
    mean_distance: Floats
    log_sum: Floats
    maximum: Floats
    argument: Floats
    terms: Floats


def conditions(x: Floats, function: Function) -> Conditions:
    """Return what the bounds of rows consist of; rows that have no finite maximum give NaN."""
    with np.errstate(all="ignore"):
        scaled = x * function.scale
        maximum = scaled.max(axis=1, keepdims=True)
        t = scaled - maximum
        masked = np.isneginf(t)
        weights = np.exp(t)
        total = weights.sum(axis=1, keepdims=True)
        p, distance = weights / total, np.where(masked, 0.0, np.abs(t))
        exact = np.frexp(abs(function.scale))[0] == 0.5
        argument = np.zeros_like(x) if exact else np.where(masked, 0.0, np.abs(scaled))
        mean = (p * (distance + argument)).sum(axis=1, keepdims=True)
        return Conditions(
            distance, p, mean, np.log(total), maximum, argument, (~masked).sum(axis=1, keepdims=True).astype(float)
        )


def allowed(
    function: Function, quantity: Quantity, plan: Plan, fmt: Format, x: Floats, vector: Floats | None, ulp: Floats
) -> Floats:
    """Return the greatest error, absolute, that a plan allows each entry of the results, in the shape of ulp.

    A result below the least normal number may be lost, and so may a p in a gradient: whether it is, figures in ulp and
    classes tell.

    Args:
        function: which one.
        quantity: its value, JVP or VJP.
        plan: how it is computed.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n).
        vector: of a JVP or VJP, shape (rows, n) or (rows, 1).
        ulp: of the exact results.
    """
    work = get_format(plan.work)
    unit = 2.0**-work.precision
    with np.errstate(all="ignore"):
        terms = conditions(x, function)
        found = unit * _roundings(function, quantity, plan, terms, vector, unit)
        if vector is not None:
            found = found + _lost(function, quantity, terms, vector, float(work.to_fraction(work.min_normal_bits)))
    if work.precision > fmt.precision:
        found = found + ulp.reshape(found.shape) / 2
    return np.asarray(found.reshape(ulp.shape) + float(fmt.to_fraction(fmt.min_normal_bits)) * _small(ulp, fmt))


def _lost(function: Function, quantity: Quantity, c: Conditions, vector: Floats, least: float) -> Floats:
    """Return what a gradient is off by where every p below the least normal number is flushed to 0."""
    lost, size = np.where(c.p < 2 * least, least, 0.0), np.abs(vector)
    if function.form == "softmax":
        found = lost * (size + (c.p * size).sum(axis=1, keepdims=True))
    elif quantity.kind is Kind.JVP:
        found = (lost * size).sum(axis=1, keepdims=True)
    else:
        found = lost * size.sum(axis=1, keepdims=True)
    return np.asarray(abs(function.scale) * found)


def _small(ulp: Floats, fmt: Format) -> Floats:
    return (ulp <= 2.0**fmt.quantum).astype(np.float64)


def absolute_terms(function: Function, quantity: Quantity, x: Floats, vector: Floats) -> Floats:
    """Return per entry of a JVP or VJP the sum of the absolute values of its terms, by which errors are measured."""
    with np.errstate(all="ignore"):
        p, scale = conditions(x, function).p, abs(function.scale)
        inner = (p * np.abs(vector)).sum(axis=1, keepdims=True)
        if function.form == "softmax":
            found = p * (np.abs(vector) + inner)
        elif function.form == "logsumexp":
            found = inner if quantity.kind is Kind.JVP else p * np.abs(vector)
        elif quantity.kind is Kind.JVP:
            found = np.abs(vector) + inner
        else:
            found = np.abs(vector) + p * np.abs(vector).sum(axis=1, keepdims=True)
        return np.asarray(scale * found)


def _roundings(
    function: Function, quantity: Quantity, plan: Plan, c: Conditions, vector: Floats | None, unit: float
) -> Floats:
    """Return per entry the number of unit roundoffs of the plan, times what each is relative to."""
    count = c.terms if plan.sum == "recursive" else np.ceil(np.log2(np.maximum(c.terms, 2)))
    lse = c.maximum + c.log_sum
    y = c.distance + c.log_sum  # |log_softmax|
    of_lse = c.mean_distance + count + 1 + 2 * c.log_sum + np.abs(lse)
    of_log = c.distance + c.argument + c.mean_distance + count + 1 + 2 * c.log_sum + y
    if plan.way == "unshifted":
        of_p = c.argument + c.mean_distance - (c.p * c.distance).sum(axis=1, keepdims=True) + count + 4
    elif plan.way == "lse":
        # The error of the argument may be as great as 1, and exp is no line there.
        of_p = np.minimum(np.expm1(unit * (of_lse + y + c.argument)) / unit, BEYOND) + 3
    else:
        of_p = c.distance + c.argument + c.mean_distance + count + 4
    if vector is None:
        if function.form == "softmax":
            return np.asarray(c.p * of_p)
        return of_log if function.form == "log_softmax" else of_lse
    of_p, of_log = np.minimum(of_p, BEYOND), np.minimum(of_log, BEYOND)
    size, scale = np.abs(vector), abs(function.scale)
    weighted = c.p * size
    if function.form == "softmax":
        inner = (weighted * (of_p + count + 2)).sum(axis=1, keepdims=True)
        # Both factors of p_i times the inner product are off, and so is the product of their errors.
        both = of_p * weighted.sum(axis=1, keepdims=True) + inner * (1 + unit * of_p)
        found = weighted * (of_p + 2) + c.p * both
    elif function.form == "logsumexp" and quantity.kind is Kind.VJP:
        found = weighted * (of_p + 1)
    elif function.form == "logsumexp":
        found = (weighted * (of_p + count)).sum(axis=1, keepdims=True)
    elif quantity.kind is Kind.JVP:
        found = size + (weighted * (of_log + count + 3)).sum(axis=1, keepdims=True)
    else:
        found = size + c.p * size.sum(axis=1, keepdims=True) * (of_log + count + 4)
    return np.asarray(scale * found)

"""Bounds of rounding errors of softmax and its kin, entry by entry, for values, JVP and VJP, under a plan.

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

c is n for a sum from left to right, 1 + log2 n for one by halves. docs/row-verdicts.md has the derivations.
"""

from dataclasses import dataclass

import numpy as np

from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Floats
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan

BEYOND = 2.0**400
"""Roundings that stand for infinitely many: 0 times as many is 0."""


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


def errors(
    function: Function, quantity: Quantity, plan: Plan, x: Floats, vector: Floats | None, unit: float, least: float
) -> Floats:
    """Return the greatest error, absolute, that a plan's steps allow each entry of the results.

    Args:
        function: softmax or one of its kin.
        quantity: its value, JVP or VJP.
        plan: how it is computed.
        x: the rows, shape (rows, n).
        vector: of a JVP or VJP, shape (rows, n) or (rows, 1).
        unit: half the relative spacing of the format computed in.
        least: its least normal number.
    """
    if function.form == "quiet":
        # The 1 in its sum is the exponential of one more number, 0, whose own result is left out.
        more = None if vector is None else _with_zero(vector)
        softmax = Function("softmax", function.scale)
        return errors(softmax, quantity, plan, _with_zero(x), more, unit, least)[:, :-1]
    given = conditions(x, function)
    found = unit * _roundings(function, quantity, plan, given, vector, unit)
    return found if vector is None else found + _lost(function, quantity, given, vector, least)


def _with_zero(values: Floats) -> Floats:
    return np.concatenate([values, np.zeros((len(values), 1))], axis=1)


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


def absolute_terms(function: Function, quantity: Quantity, x: Floats, vector: Floats) -> Floats:
    """Return per entry of a JVP or VJP the sum of the absolute values of its terms, by which errors are measured."""
    if function.form == "quiet":
        return absolute_terms(Function("softmax", function.scale), quantity, _with_zero(x), _with_zero(vector))[:, :-1]
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
    count = 1 + plan.additions(c.terms)
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

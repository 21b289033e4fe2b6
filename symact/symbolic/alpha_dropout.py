"""Alpha dropout: what a dropped unit becomes, and the affine map that restores mean and variance.

A unit of mean m and variance v is kept with probability q = 1 - p, else set to d, the limit of f at -oo (Klambauer et
al. 2017, arXiv:1706.02515, section 3). Its mean is then q m + p d and its variance q v + p q (d - m)^2, and a y + b has
m and v again for a = sqrt(v/(q v + p q (d - m)^2)) and b = m - a (q m + p d), the only such map with a > 0.
"""

from typing import NamedTuple

from sympy import Expr, S, sqrt

from symact.definition.activation import Activation, x
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.evidence import Evidence, Proof, Step
from symact.symbolic.limits import limit


class AlphaDropout(NamedTuple):
    """What alpha dropout does.

    Args:
        dropped: d, what a dropped unit becomes.
        scale, shift: a and b.
        evidence: how they were found.
    """

    dropped: Expr
    scale: Expr
    shift: Expr
    evidence: Evidence


def alpha_dropout(activation: Activation, rate: Expr) -> AlphaDropout:
    """Return what alpha dropout at a rate does to the units of an activation with a fixed point of mean and variance.

    Args:
        activation: one with a condition, such as SELU.
        rate: p, the probability with which a unit is dropped, from 0 to below 1, exact.

    Raises:
        SymactError: there is no condition, the rate is none, or f has no finite limit at -oo.
    """
    condition = activation.condition
    if condition is None:
        raise SymactError(f"{activation.name} has no condition that fixes mean and variance; alpha dropout needs one")
    if not (rate.is_Rational and 0 <= rate < 1):
        raise SymactError(f"the rate of dropout must be a number from 0 to below 1, such as 1/10, not {rate}")
    found = limit(bind(activation).pieces[0].expression, x, -1)
    if found.value is None or not found.value.is_finite or not isinstance(found.evidence, Proof):
        raise SymactError(f"{activation.name} has no finite limit at -oo; a dropped unit has no value")
    d, m, v, keep = found.value, S(condition.mean), S(condition.variance), 1 - rate
    mean, variance = keep * m + rate * d, keep * v + rate * keep * (d - m) ** 2
    scale = sqrt(v / variance)
    steps = (
        *found.evidence.steps,
        Step("mixture", f"with `d = {d}`: mean `{mean}`, variance `{variance}`"),
        Step(
            "affine map",
            f"`a y + b` has mean `{m}` and variance `{v}` for `a^2 = {v}/variance`, `a > 0`, `b = {m} - a mean`",
        ),
    )
    return AlphaDropout(d, scale, m - scale * mean, Proof(steps))

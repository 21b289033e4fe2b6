"""What f(c x) tends to as c -> 0 and as c -> oo: the temperature 1/c grows, or falls to 0."""

from sympy import Expr, S

from symact.analysis.vector_study import SWITCHES, Found, N, VectorStudy, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Reduction, Total
from symact.evidence import Fact, Proof, Step
from symact.properties.entries import has_entries
from symact.symbolic.reduced_sums import reduced

TOPIC = "relations"

DOMAINS = (Vector,)

PROPERTY = ("limit_scale_zero", "limit_scale_infinity")

ONLY_OF = dict.fromkeys(PROPERTY, has_entries)


FIRST_GREATEST = "1 at the first of the greatest entries, 0 at the others"


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the limits of an entry of f(c x), as an expression in the number n of entries, or in words."""
    return facts(subject, _rule) if has_entries(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.is_first_greatest or (study.norm and study.norm.eps == 0):
        step = Step("homogeneity", f"`f(c x) = f(x)` for all `c > 0`, as of `f = {study.expression}`")
        same = Found(FIRST_GREATEST if study.is_first_greatest else study.expression, (Proof((step,)),))
        return dict.fromkeys(PROPERTY, same)
    return {"limit_scale_zero": _at_zero(study), "limit_scale_infinity": _at_infinity(study)}


def _at_zero(study: VectorStudy) -> Found:
    """The value at x = 0, where f is composed of functions that are continuous there."""
    if study.norm:
        step = Step("continuity", f"the root is `sqrt({study.norm.eps}) > 0` at `x = 0`")
        return Found(study.symbols[2] if study.norm.biased else S.Zero, (Proof((step,)),))
    if study.threshold:
        return Found(1 / N, (study.of_threshold("it is continuous, and at `x = 0` all entries are equal"),))
    if study.expression.has(*SWITCHES):
        return open_because("no rule gives the limit of an entry that is defined by pieces")
    value = _value_at_zero(study.expression, study)
    if value is None or value.has(*study.symbols):
        return open_because("f has no value at `x = 0` that rules give")
    step = Step("continuity", f"every part of f has a value at `x = 0` and is continuous there; `f(0) = {value}`")
    return Found(value, (Proof((step,)),))


def _at_infinity(study: VectorStudy) -> Found:
    if study.norm:
        step = Step("dominant term", f"`{study.norm.eps}` over the square of c vanishes beside the mean square")
        return Found(study.norm._replace(eps=S.Zero).formula(study.symbols), (Proof((step,)),))
    if study.threshold:
        k = study.threshold[0]
        says = (
            f"no entry is above 1, so `t >= {k}*max(x) - 1`, and those that are `{1 / k}` less than the greatest have 0"
        )
        return Found("1/m at the m greatest entries, 0 at the others", (study.of_threshold(says),))
    k = study.gain
    if k is None or len(study.symbols) > 1 or not study.is_distribution or not (k.is_positive or k.is_negative):
        return open_because("no rule but that of exponential weights gives the limit")
    which = "greatest" if k.is_positive else "least"
    step = Step(
        "exponential weights",
        "the Jacobian and the sum make `f_i/f_j = exp(k (x_i - x_j))`, which tends to 0 or to oo unless `x_i = x_j`",
    )
    words = f"1/m at the m {which} entries, 0 at the others"
    return Found(words, (study.form, *study.sum_is_one.parts, Proof((step,))))


def _value_at_zero(expression: Expr, study: VectorStudy) -> Expr | None:
    """Return the value at x = 0 in n, all parts of which have a real one; None where one is not seen to.

    Every part counts: atan(1/x) is bounded though 1/x has no value, and 1/(a + n) has none where a = -n.
    """
    if not expression.args:
        return S.Zero if expression == study.x else expression
    values = [_value_at_zero(each, study) for each in expression.args]
    if None in values or (expression.is_Pow and expression.exp.has(study.x)):
        return None
    value = expression.func(*values)
    if isinstance(expression, Reduction):
        value = reduced(value, study.symbols).xreplace({Total(S.One): N})
    return value if value.is_real and not value.has(Reduction) else None

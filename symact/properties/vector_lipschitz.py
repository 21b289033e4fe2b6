"""Lipschitz constants of functions of vectors in the 2-norm and in the maximum norm, for all lengths at once."""

import sympy
from sympy import Abs, Expr, S, Symbol, oo, sqrt

from symact.analysis.values import Value
from symact.analysis.vector_study import Found, V, VectorStudy, exponential_of, facts, open_because, study_of
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.norms import Norm
from symact.definition.reductions import Greatest, Total
from symact.errors import DefinitionError
from symact.evidence import Evidence, Fact, Proof, Step
from symact.symbolic.real_number import Number
from symact.symbolic.reduced_sums import signs_of

TOPIC = "Jacobian"

DOMAINS = (Vector,)

PROPERTY = ("lipschitz_2_norm", "lipschitz_max_norm")

UNBOUNDED = Number(oo)
"""Of what has no Lipschitz constant for all lengths."""

NO_RULE = "no rule but that of `k (diag(f) - f f^T)` with positive f of sum 1 or less gives the constant"


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the least L with |f(x) - f(y)| <= L |x - y| for all vectors of two entries or more, in two norms."""
    return facts(subject, _rule)


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.one_number:
        return _of_one_number(study)
    if study.is_first_greatest:
        jump = study.of_first_greatest("f jumps where the greatest entry is another one, however near the two are")
        return dict.fromkeys(PROPERTY, Found(UNBOUNDED, (jump,)))
    if study.norm:
        return _of_norm(study.norm, study.x)
    if study.threshold:
        return _of_threshold(study, *study.threshold)
    steepest = _steepest(study)
    below = study.is_below_distribution and study.gain is not None
    if steepest is None or not (study.is_distribution or below):
        return _of_logarithm(study) or dict.fromkeys(PROPERTY, open_because(NO_RULE))
    sums = (Proof((Step("positive", f"`1 - {study.sum} > 0`"),)),) if below else study.sum_is_one.parts
    factor = Step(
        "greatest slope", f"`J = K diag(u)` with `K = diag(f) - f f^T` and `|u| <= {steepest}`, equal at `x = 0`"
    )
    parts = (study.form, study.positive(), *sums, *([] if study.gain is not None else [Proof((factor,))]))
    weights = "f, and 0 with the weight `1 - Total(f)`," if below else "f"
    near = "`f = (1/2, 1/2)`, at equal entries, attains it; with more entries f tends there, as the others vanish"
    if below:
        near = f"f tends to `(1/2, 1/2)` as two equal entries times `{study.gain}` grow"
    in_2 = Step(
        "variance",
        f"for `K = diag(f) - f f^T`, `v.Kv` is the variance of v with weights {weights} "
        "at most a quarter of the square of "
        f"the range (Popoviciu), whose square is at most `2 |v|^2`; K is symmetric, so `|K| <= 1/2`; {near}",
    )
    in_max = Step(
        "row sums",
        f"the absolute values of row i of `diag(f) - f f^T` have the sum `2 f_i (1 - f_i) <= 1/2` or less; {near}",
    )
    value = Number(steepest / 2)
    return {
        "lipschitz_2_norm": _found(value, parts, in_2),
        "lipschitz_max_norm": _found(value, parts, in_max),
    }


def _steepest(study: VectorStudy) -> Expr | None:
    """Return the greatest absolute value of the u' of a Jacobian (diag(f) - f f^T) diag(u'); None where it is open."""
    slope = study.slope
    if slope is None or not slope.has(*study.symbols):
        return None if slope is None else Abs(slope)
    middle = slope.subs(study.x, 0)
    ways = (signs_of(sympy.expand(middle - slope), study.x), signs_of(sympy.expand(middle + slope), study.x))
    return middle if middle.is_positive and all(signs <= {0, 1} for signs in ways) else None


def _of_norm(norm: Norm, x: Symbol) -> dict[str, Found]:
    """Constants of norms: least where all entries are equal, where the root is that of eps alone."""
    if norm.weighted:
        return dict.fromkeys(PROPERTY, _found(UNBOUNDED, (), Step("bounded norm", "weights may be any numbers")))
    if norm.eps == 0:
        says = "`f(c x) = f(x)`, so the slopes at `c x` are `1/c` of those at x: they grow without bound as `c -> 0`"
        return dict.fromkeys(PROPERTY, _found(UNBOUNDED, (), Step("homogeneity", says)))
    projected = "the part of v that adds up to 0" if norm.centred else "v"
    in_2 = Step(
        "bounded norm",
        f"`J v` is {projected}, less a part of its component along f, over `{norm.root(x)} >= {sqrt(norm.eps)}`; equal "
        "where all entries are 0",
    )
    in_max = Step(
        "row sums",
        "at `x = (sqrt(n - 1), 1, -1, 1, -1, ...)` the mean square is below 2, and "
        "the entries `f_1*f_j/n` of row 1 have a "
        "sum that grows as `sqrt(n)`",
    )
    return {
        "lipschitz_2_norm": _found(Number(1 / sqrt(norm.eps)), (), in_2),
        "lipschitz_max_norm": _found(UNBOUNDED, (), in_max),
    }


def _of_threshold(study: VectorStudy, k: Expr, power: int) -> dict[str, Found]:
    """Constants of max(k x - t, 0)^p: of the Jacobian k p (diag(s) - s s^T/Total(s)), where 0 <= s <= 1."""
    form = study.of_threshold(
        "`J v = k p (s*v - s*Total(s*v)/Total(s))`, `0 <= s <= 1`, where no entry meets the threshold"
    )
    in_2 = Step(
        "variance",
        "`v.Jv/(k p) <= Total(s*v^2) <= |v|^2`, and J is symmetric; "
        + (
            "two equal entries attain it"
            if power == 1
            else "`v = e_1` comes near where `s_1` is near 1 and many entries are small"
        ),
    )
    in_max = Step(
        "row sums",
        "the absolute values of row i have the sum `2 k p s_i (1 - s_i/Total(s)) < 2 k p`, and come "
        "near it with many entries",
    )
    value = k * power
    return {
        "lipschitz_2_norm": _found(Number(value), (form,), in_2),
        "lipschitz_max_norm": _found(Number(2 * value), (form,), in_max),
    }


def _of_logarithm(study: VectorStudy) -> dict[str, Found] | None:
    """Constants of the logarithm of weights, whose Jacobian is I - 1 exp(f)^T; None of others."""
    whole = exponential_of(study)
    try:
        known = whole.is_distribution and study.equal(study.jvp, V - Total(whole.expression * V)).holds
    except DefinitionError:
        return None
    if not known or whole.gain is None:
        return None
    in_2 = Step(
        "column",
        "`J e_1` is `(1 - p_1, -p_1, ..., -p_1)` with `p = exp(f)`, whose norm tends to `sqrt(n - 1)` as `p_1 -> 1`",
    )
    in_max = Step(
        "row sums", "row i has the sum `1 - p_i + (1 - p_i) < 2` of absolute values, with `p = exp(f)`; `p_i -> 0`"
    )
    parts = whole.sum_is_one.parts
    return {
        "lipschitz_2_norm": _found(UNBOUNDED, parts, in_2),
        "lipschitz_max_norm": _found(Number(S(2)), parts, in_max),
    }


def _found(value: Value, parts: tuple[Evidence, ...], step: Step) -> Found:
    return Found(value, (*parts, Proof((step,))))


def _of_one_number(study: VectorStudy) -> dict[str, Found]:
    if isinstance(study.expression, Greatest) and study.expression.args[0] == study.x:
        step = Step(
            "maximum of entries", "`|max(x) - max(y)| <= max|x - y| <= |x - y|`; a change of one entry attains it"
        )
        return dict.fromkeys(PROPERTY, _found(Number(S.One), (), step))
    gap = open_because("no rule but that of a gradient with positive entries of sum 1 gives the constant")
    try:
        gradient = study_of(study.gradient, study.symbols)
    except DefinitionError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))
    if gradient.one_number or not gradient.is_distribution:
        return dict.fromkeys(PROPERTY, gap)
    parts = (gradient.positive(), *gradient.sum_is_one.parts)
    dual = Step(
        "dual norm", "`sup |g.v|` over `|v_i| <= 1` is `Total(|g|) = 1` for the gradient g, attained by `v = 1`"
    )
    found = {"lipschitz_2_norm": gap, "lipschitz_max_norm": _found(Number(S.One), parts, dual)}
    if gradient.gain is not None:
        step = Step(
            "dual norm",
            "`|g|^2 <= Total(g)^2 = 1` for the gradient `g > 0`; its Jacobian makes "
            "it a softmax, which comes as near to a "
            "unit vector as one likes",
        )
        found["lipschitz_2_norm"] = _found(Number(S.One), (*parts, gradient.form), step)
    return found

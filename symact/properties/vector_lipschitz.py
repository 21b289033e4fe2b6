"""Lipschitz constants of functions of vectors in the 2-norm and in the maximum norm, for all lengths at once."""

from sympy import Abs, Expr, S

from symact.analysis.values import Value
from symact.analysis.vector_study import Found, VectorStudy, facts, open_because, study_of
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.errors import DefinitionError
from symact.evidence import Evidence, Fact, Proof, Step
from symact.symbolic.real_number import Number

TOPIC = "Jacobian"

DOMAINS = (Vector,)

PROPERTY = ("lipschitz_2_norm", "lipschitz_max_norm")


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the least L with |f(x) - f(y)| <= L |x - y| for all vectors of two entries or more, in two norms."""
    return facts(subject, _rule)


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.one_number:
        return _of_one_number(study)
    k = study.gain
    if study.threshold and study.threshold[1] == 1:
        return _of_projection(study, study.threshold[0])
    if k is None or not study.is_distribution:
        gap = open_because("no rule but that of k (diag(f) - f f^T) with positive f of sum 1 gives the constant")
        return dict.fromkeys(PROPERTY, gap)
    parts = (study.form, study.positive(), *study.sum_is_one.parts)
    attained = "f = (1/2, 1/2), at equal entries, attains it; with more entries f tends there, as the others vanish"
    in_2 = Step(
        "variance",
        "v.Jv/k is the variance of v with weights f, at most a quarter of the square of the range of v (Popoviciu), "
        f"whose square is at most 2 |v|^2; J is symmetric, so |J| <= |k|/2; {attained}",
    )
    in_max = Step(
        "row sums",
        "the absolute values of row i of J/k are f_i (1 - f_i) and f_i f_j, of sum 2 f_i (1 - f_i) <= 1/2; " + attained,
    )
    value = Number(Abs(k) / 2)
    return {
        "lipschitz_2_norm": _found(value, parts, in_2),
        "lipschitz_max_norm": _found(value, parts, in_max),
    }


def _of_projection(study: VectorStudy, k: Expr) -> dict[str, Found]:
    step = Step(
        "projection",
        f"f is the point of the simplex that is nearest to {k}*x, and projections on convex sets are no expansions; "
        "two entries nearer than 1/k attain it",
    )
    gap = open_because("the norms of the Jacobian grow with the number of entries, towards 2 k")
    return {
        "lipschitz_2_norm": _found(Number(k), (study.of_threshold("its entries are weights"),), step),
        "lipschitz_max_norm": gap,
    }


def _found(value: Value, parts: tuple[Evidence, ...], step: Step) -> Found:
    return Found(value, (*parts, Proof((step,))))


def _of_one_number(study: VectorStudy) -> dict[str, Found]:
    gap = open_because("no rule but that of a gradient with positive entries of sum 1 gives the constant")
    try:
        gradient = study_of(study.gradient, study.symbols)
    except DefinitionError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))
    if gradient.one_number or not gradient.is_distribution:
        return dict.fromkeys(PROPERTY, gap)
    parts = (gradient.positive(), *gradient.sum_is_one.parts)
    dual = Step("dual norm", "sup |g.v| over |v_i| <= 1 is Total(|g|) = 1 for the gradient g, attained by v = 1")
    found = {"lipschitz_2_norm": gap, "lipschitz_max_norm": _found(Number(S.One), parts, dual)}
    if gradient.gain is not None:
        step = Step(
            "dual norm",
            "|g|^2 <= Total(g)^2 = 1 for the gradient g > 0; its Jacobian makes it a softmax, which comes as near to a "
            "unit vector as one likes",
        )
        found["lipschitz_2_norm"] = _found(Number(S.One), (*parts, gradient.form), step)
    return found

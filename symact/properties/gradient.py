"""The gradient of a function that makes one number of a vector, and whether the function is convex."""

from symact.analysis.values import Identity
from symact.analysis.vector_study import Found, VectorStudy, facts, open_because, study_of
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Greatest
from symact.errors import DefinitionError
from symact.evidence import Fact, Proof, Step
from symact.properties.entries import has_entries

TOPIC = "Jacobian"

DOMAINS = (Vector,)

PROPERTY = ("gradient", "joint_convexity")


def _is_one_number(subject: Activation | Bound) -> bool:
    return not has_entries(subject)


ONLY_OF = dict.fromkeys(PROPERTY, _is_one_number)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the entries of the gradient, and whether f is convex in all entries together."""
    return facts(subject, _rule) if _is_one_number(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    f = study.expression
    if isinstance(f, Greatest) and f.args[0] == study.x:
        step = Step("maximum of linear functions", f"`{f}` is the greatest of the entries, each linear in x")
        gap = open_because(f"`{f}` has no derivative where two entries are the greatest")
        return {"gradient": gap, "joint_convexity": Found("convex", (Proof((step,)),))}
    try:
        gradient = study_of(study.gradient, study.symbols)
    except DefinitionError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))
    step = Step("chain rule over sums", f"`df/dx_i = {gradient.expression}`")
    return {
        "gradient": Found(Identity("df/dx_i", gradient.expression), (Proof((step,)),)),
        "joint_convexity": _convexity(gradient),
    }


def _convexity(gradient: VectorStudy) -> Found:
    if gradient.one_number or gradient.gain is None or not gradient.is_distribution:
        return open_because("rules show convexity only by a Hessian `k (diag(g) - g g^T)` with `g > 0` of sum 1")
    k = gradient.gain
    words = "convex" if k.is_positive else "concave" if k.is_negative else None
    if words is None:
        return open_because(f"the sign of `{k}` is open")
    step = Step("variance", "`v.Hv/k` is the variance of v with weights g, which is not negative, and 0 for constant v")
    return Found(words, (gradient.form, gradient.positive(), *gradient.sum_is_one.parts, Proof((step,))))

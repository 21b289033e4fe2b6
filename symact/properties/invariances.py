"""What does not change a function of vectors: a common shift, a common factor, another order of the entries."""

from sympy import S

from symact.analysis.vector_study import Found, VectorStudy, facts, new_symbol, open_because, yes_or_no
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.evidence import Fact, Proof, Step

TOPIC = "invariances"

DOMAINS = (Vector,)

PROPERTY = (
    "shift_invariance",
    "shift_equivariance",
    "scale_invariance",
    "homogeneity",
    "permutation_equivariance",
)

TRIAL = S(2)
"""The shift, and the factor, at which a claim is refuted."""


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return what f(x + c), f(c x) and f of the entries in another order are."""
    return facts(subject, _rule)


def _rule(study: VectorStudy) -> dict[str, Found]:
    c, k, f = new_symbol("c", study), new_symbol("c", study, positive=True), study.expression
    shifted, scaled = study.at(study.x + c), study.at(k * study.x)
    scale = study.equal(scaled, f, {k: TRIAL})
    moved = study.equal(scaled, k * f, {k: TRIAL})
    return {
        "shift_invariance": yes_or_no(study.equal(shifted, f, {c: TRIAL})),
        "shift_equivariance": yes_or_no(study.equal(shifted, f + c, {c: TRIAL})),
        "scale_invariance": yes_or_no(scale),
        "homogeneity": _degree(yes_or_no(scale), yes_or_no(moved)),
        "permutation_equivariance": _permuted(study),
    }


def _degree(zero: Found, one: Found) -> Found:
    """Return the degree of f(c x) = c^k f(x), c > 0, where it is 0 or 1."""
    for degree, found in enumerate((zero, one)):
        if found.value:
            return Found(degree, found.parts)
    return open_because("f(c x) is neither f(x) nor c f(x) for all x, or that is open; other degrees were not tried")


def _permuted(study: VectorStudy) -> Found:
    together = "" if len(study.symbols) == 1 else ", of all vectors alike"
    if study.one_number:
        says = "the result depends on sums and maxima alone, which have no order"
    else:
        says = "each result is one function of its own entry and of what has no order: sums, maxima, thresholds"
    return Found(True, (Proof((Step("by entries", f"{says}{together}"),)),))

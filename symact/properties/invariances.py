"""What does not change a function of vectors: a common shift, a common factor, another order of the entries."""

import sympy
from sympy import Expr, S, Symbol

from symact.analysis.vector_study import Found, VectorStudy, facts, new_symbol, open_because, yes_or_no
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.constant_sign import constant_sign
from symact.definition.domain import Vector
from symact.definition.elementary import NEGATIVE, POSITIVE
from symact.evidence import Fact, Proof, Step
from symact.symbolic.reduced_sums import SumVerdict, signs_of

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
    if study.is_first_greatest:
        return _of_first_greatest(study)
    scale = _moves(study, study.x) or study.equal(scaled, f, {k: TRIAL})
    return {
        "shift_invariance": yes_or_no(_moves(study, S.One) or study.equal(shifted, f, {c: TRIAL})),
        "shift_equivariance": _equivariant(study, shifted, c),
        "scale_invariance": yes_or_no(scale),
        "homogeneity": _degree(study, scale),
        "permutation_equivariance": _permuted(study),
    }


def _moves(study: VectorStudy, along: Expr) -> SumVerdict | None:
    """Return the verdict that f changes along 1 or x, by its slopes; None where they do not show it.

    With J = (diag(f) - f f^T) diag(u) and f > 0, J 1 = 0 makes u the same at two entries, and J x = 0 makes u*x so.
    """
    u, x = study.slope, study.x
    if u is None or study.signs != POSITIVE:
        return None
    if along == x and signs_of(u, x) in (POSITIVE, NEGATIVE):
        says = f"`J x = f*(u*x - Total(f*u*x))` is not 0 at `x = (1, -1)`, where `u = {u}` has one sign"
    elif along != x and u.has(x) and constant_sign(sympy.expand(u.subs(x, 0) - u.subs(x, 1))):
        says = f"`J 1 = f*(u - Total(f*u))` is not 0 at `x = (0, 1)`, where `u = {u}` is not the same"
    else:
        return None
    return SumVerdict(False, (study.form, Proof((Step("slope along a line", says),))))


def _of_first_greatest(study: VectorStudy) -> dict[str, Found]:
    same = study.of_first_greatest("`x + c`, and `c x` with `c > 0`, have their greatest entries where x has them")
    says = "`f(0, 0) = (1, 0)`, although its entries exchanged are (0, 0) again"
    return {
        "shift_invariance": Found(True, (same,)),
        "shift_equivariance": Found(
            False, (same, Proof((Step("witness", f"so `f(x + c) = f(x)` for `c = {TRIAL}`"),)))
        ),
        "scale_invariance": Found(True, (same,)),
        "homogeneity": Found(0, (same,)),
        "permutation_equivariance": Found(False, (study.of_first_greatest(says),)),
    }


def _equivariant(study: VectorStudy, shifted: Expr, c: Symbol) -> Found:
    if study.norm:
        says = (
            "for given weights every entry is bounded, at most `sqrt(n)` of them, so `f(x + c) - f(x)` is, and c is not"
        )
        return Found(False, (Proof((Step("bounded norm", says),)),))
    if study.is_distribution:
        return Found(
            False, (*study.sum_is_one.parts, Proof((Step("sums", "the entries of `f(x) + c` add up to `1 + n c`"),)))
        )
    return yes_or_no(study.equal(shifted, study.expression + c, {c: TRIAL}))


def _degree(study: VectorStudy, zero: SumVerdict) -> Found:
    """Return the degree of f(c x) = c^k f(x), c > 0, where it is 0 or 1; false where f has none at all."""
    if zero.holds:
        return Found(0, zero.parts)
    if zero.holds is False and study.is_distribution:
        says = "the entries of `c^k f(x)` add up to `c^k`, so that the degree would be 0"
        return Found(False, (*study.sum_is_one.parts, Proof((Step("sums", says),)), *zero.parts))
    if zero.holds is False and study.norm:
        says = "`f(c x)` stays bounded and does not vanish as c grows, so that the degree would be 0"
        return Found(False, (Proof((Step("bounded norm", says),)), *zero.parts))
    k = new_symbol("c", study, positive=True)
    one = study.equal(study.at(k * study.x), k * study.expression, {k: TRIAL})
    if one.holds:
        return Found(1, one.parts)
    any_degree = study.equal(study.at(TRIAL**2 * study.x) * study.expression, study.at(TRIAL * study.x) ** 2)
    if any_degree.holds is False:
        says = f"`f({TRIAL**2} x) f(x) = f({TRIAL} x)^2` would hold for every degree k of `f(c x) = c^k f(x)`"
        return Found(False, (Proof((Step("any degree", says),)), *any_degree.parts))
    return open_because(
        "`f(c x)` is neither `f(x)` nor `c f(x)` for all x, or that is open; other degrees were not tried"
    )


def _permuted(study: VectorStudy) -> Found:
    together = "" if len(study.symbols) == 1 else ", of all vectors alike"
    if study.one_number:
        says = "the result depends on sums and maxima alone, which have no order"
    else:
        says = "each result is one function of its own entry and of what has no order: sums, maxima, thresholds"
    return Found(True, (Proof((Step("by entries", f"{says}{together}"),)),))

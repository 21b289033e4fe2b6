"""The Jacobian of a function of vectors: J v, its form, its rank and what it maps to 0."""

import sympy
from sympy import Expr, S

from symact.analysis.values import Identity
from symact.analysis.vector_study import Found, N, V, VectorStudy, exponential_of, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Total
from symact.errors import DefinitionError
from symact.evidence import Evidence, Fact, Proof, Step
from symact.properties.entries import has_entries
from symact.symbolic.reduced_sums import reduced

TOPIC = "Jacobian"

DOMAINS = (Vector,)

PROPERTY = ("jacobian", "jacobian_form", "jacobian_kernel", "jacobian_rank")

ONLY_OF = dict.fromkeys(PROPERTY, has_entries)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the Jacobian of a function with entries."""
    return facts(subject, _rule) if has_entries(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    try:
        jvp = study.jvp
    except DefinitionError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))
    by_rule = Proof((Step("chain rule over sums", f"J v = {jvp}"),))
    short = reduced(jvp, (*study.symbols, V))
    step = Step("linearity of sums", f"J v = {short}")
    return {
        "jacobian": Found(Identity("(J v)_i", short), (by_rule, Proof((step,)))),
        "jacobian_form": _form(study),
        "jacobian_kernel": _kernel(study),
        "jacobian_rank": _rank(study),
    }


def _form(study: VectorStudy) -> Found:
    """Return the Jacobian as a matrix in f, of the two forms that are known by name."""
    k = study.gain
    if k is not None:
        return Found(f"{_factor(k)}(diag(f) - f f^T)" if k != 1 else "diag(f) - f f^T", (study.form,))
    whole = exponential_of(study)
    if study.equal(study.jvp, V - Total(whole.expression * V)).holds:
        step = Step("linearity of sums", f"J v = v - Total(exp(f)*v), with exp(f) = {whole.expression}")
        return Found("I - 1 exp(f)^T", (Proof((step,)),))
    return open_because("the Jacobian is neither k (diag(f) - f f^T) nor I - 1 exp(f)^T, or that is open")


def _factor(k: sympy.Expr) -> str:
    return {S.One: "", S.NegativeOne: "-"}.get(k, f"({k})*" if k.is_Add else f"{k}*")


def _kernel(study: VectorStudy) -> Found:
    """Return vectors of the form 1 or x that the Jacobian maps to 0 at every x."""
    found: list[Expr] = []
    parts: list[Evidence] = []
    for vector in (S.One, study.x):
        verdict = study.equal(study.jvp.xreplace({V: vector}), S.Zero)
        if verdict.holds is None:
            return Found(None, verdict.parts)
        parts += verdict.parts
        if verdict.holds:
            found.append(vector)
    return Found(found, tuple(parts))


def _rank(study: VectorStudy) -> Found:
    k = study.gain
    if k is not None and k.is_zero is not False:
        return open_because(f"the rank is another one where {k} = 0")
    if k is not None and study.is_distribution:
        step = Step(
            "variance",
            "v.Jv/k = Total(f*v^2) - Total(f*v)^2 is the variance of v with positive weights f of sum 1, which is 0 "
            "for constant v alone",
        )
        return Found(N - 1, (study.form, study.positive(), *study.sum_is_one.parts, Proof((step,))))
    if k is not None and study.is_below_distribution:
        step = Step(
            "variance",
            "v.Jv/k = Total(f*v^2) - Total(f*v)^2 >= (1 - Total(f)) Total(f*v^2) > 0 for v other than 0, by Cauchy and "
            "Schwarz, as f > 0 and Total(f) < 1",
        )
        less = Proof((Step("positive", f"1 - {study.sum} > 0"),))
        return Found(sympy.Integer(1) * N, (study.form, study.positive(), less, Proof((step,))))
    whole = exponential_of(study)
    if whole.is_distribution and study.equal(study.jvp, V - Total(whole.expression * V)).holds:
        step = Step(
            "kernel", "J v = v - Total(exp(f)*v) = 0 makes all entries of v equal; J 1 = 0, as exp(f) adds up to 1"
        )
        return Found(N - 1, (*whole.sum_is_one.parts, Proof((step,))))
    return open_because("no rule gives the rank of a Jacobian of this form")

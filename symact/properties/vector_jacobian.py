"""The Jacobian of a function of vectors: J v, its form, its rank and what it maps to 0."""

import sympy
from sympy import Expr, S

from symact.analysis.values import F, Identity, Matrix
from symact.analysis.vector_study import Found, N, V, VectorStudy, exponential_of, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.elementary import NEGATIVE, POSITIVE
from symact.definition.norms import Norm
from symact.definition.reductions import Total
from symact.errors import DefinitionError
from symact.evidence import Evidence, Fact, Proof, Step
from symact.properties.entries import has_entries
from symact.symbolic.reduced_sums import reduced, signs_of

TOPIC = "Jacobian"

DOMAINS = (Vector,)

PROPERTY = ("jacobian", "jacobian_form", "jacobian_kernel", "jacobian_rank")

ONLY_OF = dict.fromkeys(PROPERTY, has_entries)

OUTER = ((F, F, S.One),)
"""f f^T."""

NO_RANK = "no rule gives the rank of a Jacobian of this form"

VARIANCE = "`w.Jv = Total(f*w^2) - Total(f*w)^2`, with `w = u*v`, which is 0 only where v is,"
"""What the rank follows from, where J = (diag(f) - f f^T) diag(u)."""


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the Jacobian of a function with entries."""
    return facts(subject, _rule) if has_entries(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.threshold:
        return _of_threshold(study, *study.threshold)
    try:
        jvp = study.jvp
    except DefinitionError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))
    by_rule = Proof((Step("chain rule over sums", f"`J v = {jvp}`"),))
    short = reduced(jvp, (*study.symbols, V))
    step = Step("linearity of sums", f"`J v = {short}`")
    return {
        "jacobian": Found(Identity("(J v)_i", short), (by_rule, Proof((step,)))),
        "jacobian_form": _form(study),
        "jacobian_kernel": _kernel(study),
        "jacobian_rank": _rank(study),
    }


def _of_threshold(study: VectorStudy, k: Expr, power: int) -> dict[str, Found]:
    """Return what is known of max(k x - t, 0)^p where no entry meets the threshold t, so that the sum stays 1."""
    f = study.expression
    s, of_f = (sympy.sign(f), sympy.sign(F)) if power == 1 else (f.base, sympy.sqrt(F))
    jvp = k * power * s * (V - Total(s * V) / Total(s))
    says = f"`dt = {k}*Total(s*v)/Total(s)` keeps the sum, with `s = {s}`, where no entry meets the threshold"
    parts = (study.of_threshold(says), Proof((Step("chain rule over sums", f"`J v = {jvp}`"),)))
    rank = open_because("the rank is one less than the number of entries above 0, which is not the same for all x")
    kernel = study.of_threshold("`J 1 = 0`, and two entries above 0 that differ give `J x` other than 0")
    return {
        "jacobian": Found(Identity("(J v)_i", jvp), parts),
        "jacobian_form": Found(Matrix(of_f, ((of_f, of_f, Total(of_f)),), factor=k * power), parts),
        "jacobian_kernel": Found([S.One], (*parts, kernel)),
        "jacobian_rank": rank,
    }


def _form(study: VectorStudy) -> Found:
    """Return the Jacobian as a matrix in f, of the forms that are known."""
    k = study.gain
    if k is not None:
        return Found(Matrix(F, OUTER, factor=k), (study.form,))
    if study.slope is not None:
        return Found(Matrix(F, OUTER, columns=study.slope), (study.form,))
    if study.norm:
        return _form_of_norm(study, study.norm)
    whole = exponential_of(study)
    if study.equal(study.jvp, V - Total(whole.expression * V)).holds:
        step = Step("linearity of sums", f"`J v = v - Total(exp(f)*v)`, with `exp(f) = {whole.expression}`")
        return Found(Matrix(S.One, ((S.One, sympy.exp(F), S.One),)), (Proof((step,)),))
    return open_because("the Jacobian is neither `k (diag(f) - f f^T)` nor `I - 1 exp(f)^T`, or that is open")


def _form_of_norm(study: VectorStudy, norm: Norm) -> Found:
    if norm.weighted:
        return open_because("no rule writes the Jacobian of a norm with weights as a matrix in f")
    f, root, mean = study.expression, norm.root(study.x), Total(V) / Total(1) if norm.centred else S.Zero
    equal = study.equal(study.jvp, (V - mean - f * Total(f * V) / Total(1)) / root)
    if not equal.holds:
        return Found(None, equal.parts)
    products = (*([(S.One, S.One, N)] if norm.centred else ()), (F, F, N))
    return Found(Matrix(S.One, products, over=root), equal.parts)


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
    if study.norm:
        return _rank_of_norm(study, study.norm)
    k = study.slope
    if k is not None and signs_of(k, study.x) not in (POSITIVE, NEGATIVE):
        return open_because(f"the rank is another one where `{k} = 0`, if it is anywhere")
    variance = "`v.Jv/k = Total(f*v^2) - Total(f*v)^2`" if study.gain is not None else VARIANCE
    if k is not None and study.is_distribution:
        step = Step(
            "variance", f"{variance} is the variance with positive weights f of sum 1, which is 0 for constants alone"
        )
        return Found(N - 1, (study.form, study.positive(), *study.sum_is_one.parts, Proof((step,))))
    if k is not None and study.is_below_distribution:
        step = Step(
            "variance",
            f"{variance} is positive for v other than 0, by Cauchy and Schwarz, as `f > 0` and `Total(f) < 1`",
        )
        less = Proof((Step("positive", f"`1 - {study.sum} > 0`"),))
        return Found(sympy.Integer(1) * N, (study.form, study.positive(), less, Proof((step,))))
    whole = exponential_of(study)
    if whole.is_distribution and study.equal(study.jvp, V - Total(whole.expression * V)).holds:
        step = Step(
            "kernel",
            "`J v = v - Total(exp(f)*v) = 0` makes all entries of v equal; `J 1 = 0`, as `exp(f)` adds up to 1",
        )
        return Found(N - 1, (*whole.sum_is_one.parts, Proof((step,))))
    return open_because(NO_RANK)


def _rank_of_norm(study: VectorStudy, norm: Norm) -> Found:
    form = _form(study)
    if form.value is None:
        return open_because("the rank is less by one for each weight that is 0" if norm.weighted else NO_RANK)
    lost = " less its mean" if norm.centred else ""
    if norm.eps == 0:
        says = f"`J v = 0` makes v{lost} a multiple of f, and `J f = 0`, as `Total(f^2) = n`"
    else:
        says = f"`J v = 0` makes v{lost} a multiple of f, and `J f` is f times `1 - Total(f^2)/n > 0`, as `eps > 0`"
    return Found(N - int(norm.centred) - int(norm.eps == 0), (*form.parts, Proof((Step("kernel", says),))))

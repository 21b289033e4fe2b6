"""Which functions of the catalogue a function of vectors is made of: its logarithm, its gradient, and the like."""

from collections.abc import Iterator
from functools import lru_cache

from sympy import Expr, Function, default_sort_key, exp, log

from symact import catalogue
from symact.analysis.values import Identity
from symact.analysis.vector_study import Found, VectorStudy, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound, definition_of
from symact.definition.domain import Vector
from symact.errors import DefinitionError
from symact.evidence import Fact, Proof, Step
from symact.symbolic.reduced_sums import opened, reduced, sum_vanishes

TOPIC = "relations"

DOMAINS = (Vector,)

PROPERTY = ("relations",)

KIN = ("softmax", "log_softmax", "logsumexp")
"""Functions of the catalogue that others are made of."""


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return equations of f, or of its gradient, with functions of the catalogue."""
    name = definition_of(subject).name
    return facts(subject, lambda study: {"relations": _related(study, name)})


def _related(study: VectorStudy, name: str) -> Found:
    if study.is_first_greatest:
        return open_because("no equation of functions with sums alone tells the first of equal entries")
    if len(study.symbols) > 1:
        return open_because("only functions of one vector are compared")
    x, found = study.x, []
    for kin in KIN:
        if kin == name:
            continue
        called = Function(kin)
        for left, expression, form in _candidates(study, called):
            right = form.replace(called, lambda u, kin=kin: _definition(kin, u))
            if sum_vanishes(reduced(expression, study.symbols) - reduced(right, study.symbols), x):
                found.append(Identity(left, form))
    if not found:
        return open_because(f"no equation with {', '.join(KIN)} was found")
    steps = (Step("linearity of sums", f"`{each.left} - ({each.right}) = 0`") for each in found)
    return Found(found, (Proof(tuple(steps)),))


def _candidates(study: VectorStudy, called: type[Function]) -> Iterator[tuple[str, Expr, Expr]]:
    """Yield equations that may hold: the left side in words, what it is, and the right side."""
    x, f = study.x, study.expression
    whole = opened(reduced(f, study.symbols), x).expression
    exponents = sorted({each.args[0] for each in whole.atoms(exp)} - {x, -x}, key=default_sort_key)
    for form in (
        *(called(x), called(-x), *map(called, exponents)),
        *(log(called(x)), exp(called(x)), x - called(x), exp(x - called(x))),
    ):
        yield "f(x)", f, form
    if study.one_number:
        try:
            yield "df/dx_i", study.gradient, called(x)
        except DefinitionError:
            return


@lru_cache(maxsize=16)
def _definition(name: str, argument: Expr) -> Expr:
    activation = catalogue.get(name)
    return activation.expression.xreplace({activation.inputs[0]: argument})

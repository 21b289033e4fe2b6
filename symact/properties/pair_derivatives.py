"""The partial derivatives of a function of a pair: what its JVP and VJP are made of."""

import sympy
from sympy import Expr

from symact.analysis.pair_factors import Factor, factors
from symact.analysis.values import Identity
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound
from symact.definition.domain import Pair
from symact.errors import SymactError, UnknownError
from symact.evidence import Fact, Gap, Proof, Status, Step
from symact.properties import derivatives

TOPIC = "derivatives"

DOMAINS = (Pair,)

PROPERTY = ("partial_derivatives",)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return df/da and df/db, piece by piece; what a breakpoint leaves out has no derivative there."""
    try:
        both = factors(subject)
        found = [Identity(f"df/d{own.symbol}", _partial(own, other.expression)) for own, other in (both, both[::-1])]
    except SymactError as error:
        return [Fact("partial_derivatives", None, sympy.true, (Gap(str(error)),))]
    steps = tuple(Step("product rule", f"`{each.left} = {each.right}`: the other factor is constant") for each in found)
    return [Fact("partial_derivatives", found, sympy.true, (Proof(steps),))]


def _partial(own: Factor, rest: Expr) -> Expr:
    (fact,) = (each for each in derivatives.derive(own.line) if each.property == "derivative_1")
    if fact.value is None or fact.status is not Status.PROVED:
        raise UnknownError(f"the derivative of `{own.expression}` is open")
    cases = [(each["expression"], each["where"]) for each in fact.value]
    at = {x: own.symbol}
    if len(cases) == 1 and cases[0][1] == sympy.true:
        return rest * cases[0][0].xreplace(at)
    return sympy.Piecewise(*((rest * expression.xreplace(at), where.xreplace(at)) for expression, where in cases))

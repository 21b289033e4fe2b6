"""In which of its two inputs is a function of pairs linear, as gated units are in the half that is not gated?"""

import sympy
from sympy import Expr, Symbol

from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Pair
from symact.evidence import Evidence, Fact, Gap, Proof, Step

TOPIC = "invariances"

DOMAINS = (Pair,)

PROPERTY = ("linear_inputs",)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the inputs in which f is linear: f is a product of the input and of what does not depend on it."""
    activation = subject.activation if isinstance(subject, Bound) else subject
    found: list[Expr] = []
    parts: list[Evidence] = []
    for symbol in activation.inputs:
        factor = _factor(subject.expression, symbol)
        if factor is not None:
            found.append(symbol)
            parts.append(Proof((Step("factor", f"f = {symbol}*({factor}), in which {symbol} does not stand"),)))
    if not found:
        return [Fact("linear_inputs", None, sympy.true, (Gap("neither input is a factor of f, as it is written"),))]
    return [Fact("linear_inputs", found, sympy.true, tuple(parts))]


def _factor(expression: Expr, symbol: Symbol) -> Expr | None:
    """Return what an expression is a multiple of a symbol by, None where it is not seen to be one."""
    rest, own = sympy.factor_terms(expression).as_independent(symbol, as_Add=False)
    return rest if own == symbol else None

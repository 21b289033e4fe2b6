"""In which inputs a function of a pair is linear, or homogeneous, as gated units are in the half that is not gated."""

from collections.abc import Callable
from itertools import product

import sympy
from sympy import Expr, S, Symbol, oo

from symact.analysis.pair_factors import factors
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound, definition_of
from symact.definition.domain import Pair
from symact.errors import SymactError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.symbolic.reduced_sums import nonzero
from symact.symbolic.zero_test import is_identically_zero

TOPIC = "invariances"

DOMAINS = (Pair,)

PROPERTY = ("linear_inputs", "homogeneous_inputs")

DEGREES = range(4)
"""Those that are tried."""

C = Symbol("c", positive=True)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the inputs in which f is linear, a product of the input and of what does not depend on it, and degrees."""
    activation = definition_of(subject)
    found: list[Expr] = []
    parts: list[Evidence] = []
    for symbol in activation.inputs:
        factor = _factor(subject.expression, symbol)
        if factor is not None:
            found.append(symbol)
            parts.append(Proof((Step("factor", f"`f = {symbol}*({factor})`, in which `{symbol}` does not stand"),)))
    if not found:
        bent = _differences(subject, lambda f, s: (f(0), 2 * f(s) - f(2 * s)))
        gap = Gap("neither input is a factor of f, as it is written")
        return [Fact("linear_inputs", [] if bent else None, sympy.true, bent or (gap,)), _homogeneous(subject)]
    return [Fact("linear_inputs", found, sympy.true, tuple(parts)), _homogeneous(subject)]


MOST_OPERATIONS = 20
"""Of a difference in parameters, beyond which its sign is not sought."""

PLACES = (S.One, -S.One)
"""Values of one input, and of the other, at which a claim is refuted."""


def _differences(
    subject: Activation | Bound, of: Callable[[Callable[[Expr], Expr], Expr], tuple[Expr, ...]]
) -> tuple[Evidence, ...]:
    """Return for each input where what would be 0 is not, for any parameters; nothing if that is not found for both.

    Args:
        subject: a function of a pair.
        of: what would be 0, of f as a function of the input and of a value of it.
    """
    activation = definition_of(subject)
    found: list[Evidence] = []
    for own, other in (activation.inputs, activation.inputs[::-1]):
        for value, rest in product(PLACES, PLACES):
            fixed = subject.expression.subs(other, rest)
            differences = of(lambda s, f=fixed, own=own: f.subs(own, s), value)  # type: ignore[misc]
            where = f"`{other} = {rest}`, `{own} = 0`, `{value}` and multiples of that"
            short = (each for each in differences if not each.free_symbols or each.count_ops() <= MOST_OPERATIONS)
            away = [evidence for each in short if (evidence := nonzero(each, where))]
            if away:
                found.append(away[0])
                break
        else:
            return ()
    return tuple(found)


def _homogeneous(subject: Activation | Bound) -> Fact:
    """Return the degree of each input in which f is seen to be positively homogeneous."""
    found: dict[str, int] = {}
    steps: list[Step] = []
    reason = "no input is seen to have a degree from 0 to 3"
    try:
        for factor in factors(subject):
            degree = next((k for k in DEGREES if _is_of_degree(factor.line, k)), None)
            if degree is not None:
                found[str(factor.symbol)] = degree
                power = f"c^{degree} " if degree > 1 else "c " if degree else ""
                says = f"f with `c {factor.symbol}` in place of `{factor.symbol}` is `{power}f` for all `c > 0`"
                steps.append(Step("homogeneous factor", says))
    except SymactError as error:
        reason = str(error)
    if not found:
        bent = _differences(subject, lambda f, s: (f(4 * s) * f(s) - f(2 * s) ** 2,))
        return Fact("homogeneous_inputs", {} if bent else None, sympy.true, bent or (Gap(reason),))
    return Fact("homogeneous_inputs", found, sympy.true, (Proof(tuple(steps)),))


def _is_of_degree(line: Activation, degree: int) -> bool:
    """Whether g(c x) = c^k g(x) for c > 0, piece by piece: what is homogeneous has no other breakpoint than 0."""
    return {end for piece in line.pieces for end in (piece.lower, piece.upper)} <= {-oo, S.Zero, oo} and all(
        is_identically_zero(piece.expression.subs(x, C * x) - C**degree * piece.expression, x).zero
        for piece in line.pieces
    )


def _factor(expression: Expr, symbol: Symbol) -> Expr | None:
    """Return what an expression is a multiple of a symbol by, None where it is not seen to be one."""
    rest, own = sympy.factor_terms(expression).as_independent(symbol, as_Add=False)
    return rest if own == symbol else None

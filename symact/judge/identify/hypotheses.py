"""What a candidate may be: functions of the catalogue, libraries' own variants, derivatives, other parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import sympy
from sympy import Expr

from symact import catalogue
from symact.candidates import libraries
from symact.candidates.spelling import bind_profile
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound, bind
from symact.definition.derivatives import as_expression
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.stepwise import Walk
from symact.reference.rows import Reference

WORK = get_format("float64")


@dataclass(frozen=True)
class Hypothesis:
    """One function that a candidate may compute.

    Args:
        bound: the activation with its parameters.
        order: 0 for the function, 1 for its derivative.
        libraries: whose own variant this is; () for the ideal function.
        fitted: whether a parameter was estimated from the candidate's results.
    """

    bound: Bound
    order: int = 0
    libraries: tuple[str, ...] = ()
    fitted: bool = False

    @property
    def name(self) -> str:
        """The function in words, such as ``softplus(beta=1) as torch computes it``."""
        params = ", ".join(f"{key}={value}" for key, value in self.shown_params.items())
        text = self.bound.activation.name + (f"({params})" if params else "")
        text = f"the derivative of {text}" if self.order else text
        verb = "compute" if len(self.libraries) > 1 else "computes"
        return f"{text} as {' and '.join(self.libraries)} {verb} it" if self.libraries else text

    @property
    def shown_params(self) -> dict[str, str]:
        """The parameters that a reader needs: those with a default, not constants that a condition fixes."""
        given = {p.name for p in self.bound.activation.params if p.default is not None}
        return {key: value for key, value in self.bound.params.items() if key in given}

    @cached_property
    def expression(self) -> Expr:
        """The function with short constants, for values in float64."""
        pieces = Bound(self.bound.activation, (), short_constants(self.bound)).pieces
        return as_expression(pieces, x, self.order) if self.order else short_constants(self.bound)

    def values(self, points: Floats) -> Floats:
        """Return values in float64, about: they propose, `exact` decides. NaN where there is none."""
        try:
            return Walk(points, WORK).run(self.expression)
        except SymactError:
            return np.full(len(points), np.nan)

    def exact(self, point: float) -> RoundToOdd | None:
        """Return the value at a float64 number rounded to odd at 128 bits, None where there is none."""
        bits = int(np.float64(point).view(np.uint64))
        return self._reference.row(bits).wide

    @cached_property
    def _reference(self) -> Reference:
        return Reference(self.bound, WORK, self.order)


@cache
def hypotheses() -> tuple[Hypothesis, ...]:
    """Return the catalogue with default parameters, the variants of libraries, then the derivatives.

    Of equal functions that with the fewest parameters stands first, and is named: silu, not acon_c(1, 0, 1).
    """
    activations = sorted(map(catalogue.get, catalogue.names("line")), key=lambda each: len(each.params))
    plain = [Hypothesis(bind(activation)) for activation in activations]
    own = [each for activation in activations for each in variants(activation)]
    return (*plain, *own, *(Hypothesis(each.bound, order=1) for each in plain))


def variants(activation: Activation) -> Iterator[Hypothesis]:
    """Yield what libraries compute by intent otherwise; one hypothesis for those that agree."""
    found: dict[Expr, list[str]] = {}
    bounds: dict[Expr, Bound] = {}
    for profile in libraries.profiles(activation):
        if profile.expression is not None:
            bound = bind_profile(activation, profile)
            found.setdefault(bound.expression, []).append(profile.library)
            bounds[bound.expression] = bound
    for expression, owners in found.items():
        yield Hypothesis(bounds[expression], libraries=tuple(owners))


def with_parameter(activation: Activation, name: str, value: sympy.Rational) -> Hypothesis | None:
    """Return the hypothesis of one parameter's value, None where the definition does not allow it."""
    try:
        return Hypothesis(bind(activation, {name: str(value)}), fitted=True)
    except SymactError:
        return None

"""Definitions in the symbols of a region of the parameters' space, and whether its cut decides their domain."""

from dataclasses import replace

import sympy

from symact.analysis.domain import natural_pieces
from symact.analysis.parameter_regions import Region
from symact.analysis.switches import resolved
from symact.definition.activation import Activation, Param, x
from symact.definition.pieces import intervals
from symact.errors import OpenSignError, SymactError


def own_definition(activation: Activation, region: Region) -> Activation:
    """Return a definition in the symbols of a region; the same where it has none."""
    if not region.inward:
        return activation
    expression = resolved(region.put(activation.expression))
    own = expression.free_symbols - {x}
    declared = {param.symbol: param for param in activation.params}
    params = tuple(declared.get(s) or Param(s, sympy.S.One) for s in sorted(own, key=str))
    return replace(activation, expression=expression, params=params, condition=None, forms=(), determined=())


def require_domain(own: Activation, region: Region) -> None:
    """Raise OpenSignError where it depends on a constant where f has values, and the region can be cut by its sign."""
    try:
        natural_pieces(intervals(own.pieces))
    except OpenSignError as error:
        if region.cut(error.constant):
            raise
    except SymactError:
        # Whatever needs the domain says so itself.
        return

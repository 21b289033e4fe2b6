"""What a name that is called in a formula stands for: an elementary function, an isolated root, or the catalogue's."""

from collections.abc import Callable

from sympy import Expr

from symact import catalogue
from symact.definition.bound import resolve
from symact.errors import unknown_name
from symact.formula.vocabulary import FUNCTIONS
from symact.symbolic.isolated_root import isolated

ROOT = "RootIn"
"""RootIn(u, low, high) is the one root of u between two rationals; the x in u is bound."""


def function(name: str) -> tuple[range, Callable[..., Expr]] | None:
    """Return how many arguments a function takes and what builds it; None for a name that is no function.

    Args:
        name: gelu(u) and elu(u, a) are the catalogue's, parameters in their order or at their defaults.
    """
    if name == ROOT:
        return range(3, 4), isolated
    return FUNCTIONS.get(name) or _catalogued(name)


def _catalogued(name: str) -> tuple[range, Callable[..., Expr]] | None:
    if name not in catalogue.names() and name not in catalogue.aliases():
        return None
    activation = catalogue.get(name)
    if not activation.space().on_line:
        return None

    def build(argument: Expr, *given: Expr) -> Expr:
        values = resolve(activation, {})
        for param, value in zip(activation.params, given, strict=False):
            param.check(value)
            values[param] = value
        put = {param.symbol: value for param, value in values.items()} | {activation.inputs[0]: argument}
        return activation.expression.subs(put, simultaneous=True)

    return range(1, 2 + len(activation.params)), build


def unknown(name: str) -> str:
    """Return what is said of a name that is no function: the nearest ones, else those of formulas."""
    own = (*FUNCTIONS, "Piecewise")
    near = str(unknown_name("function", name, {*own, *catalogue.names()}))
    return near if "did you mean" in near else f"{unknown_name('function', name, own)}, and the catalogue's activations"

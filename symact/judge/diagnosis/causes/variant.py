"""Another function: a variant of the catalogue, such as the tanh form of GELU, or a step of the definition left out."""

from collections.abc import Iterator
from functools import lru_cache

import sympy
from sympy import Expr

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.pieces import split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import other_function
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import short_constants


def models(case: Case) -> Iterator[Model]:
    """Yield the catalogue's other functions, and the definition without one of its clamps."""
    for name in catalogue.names():
        if name == case.bound.activation.name:
            continue
        try:
            bits = other_function(case, _ideal(name, case.order))
        except SymactError:
            continue
        if bits is not None:
            says = f"it is another function, {name}"
            remedy = f"compute {case.bound.activation.name}, or judge it as {name}"
            yield Model("variant", says, remedy, bits, case.finite, freedom=ALTERNATIVE)
    for says, expression in without_clamps(short_constants(case.bound)):
        try:
            bits = other_function(case, Smooth(split(expression, x), case.order))
        except SymactError:
            continue
        if bits is not None:
            yield Model("missing_clamp", says, "put it back", bits, case.finite, freedom=ALTERNATIVE)


def without_clamps(expression: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield the expression with one Max, Min, Abs or case replaced by what it chooses from."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, (sympy.Max, sympy.Min)):
            for arg in node.args:
                if arg.free_symbols:
                    yield f"{node} is not carried out: {arg} goes on", expression.xreplace({node: arg})
        elif isinstance(node, sympy.Piecewise):
            for branch, _ in node.args:
                if branch.free_symbols:
                    yield (
                        f"one branch of {len(node.args)}, {branch}, serves everywhere",
                        expression.xreplace({node: branch}),
                    )


@lru_cache(maxsize=128)
def _ideal(name: str, order: int) -> Smooth:
    return Smooth(split(short_constants(bind(catalogue.get(name))), x), order)

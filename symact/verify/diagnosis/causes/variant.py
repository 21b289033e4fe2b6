"""Another function: a variant of the catalogue, such as the tanh form of GELU, or a step of the definition left out."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy
from sympy import Expr

from symact import catalogue
from symact.binding import Bound, bind
from symact.errors import SymactError
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.model import ALTERNATIVE, Model
from symact.verify.diagnosis.other import other_function


def models(case: Case) -> Iterator[Model]:
    """Yield the catalogue's other functions, and the definition without one of its clamps."""
    for name in catalogue.names():
        if name == case.bound.activation.name:
            continue
        try:
            bits = other_function(case, bind(catalogue.get(name)))
        except SymactError:
            continue
        if bits is not None:
            says = f"it is another function, {name}"
            remedy = f"compute {case.bound.activation.name}, or judge it as {name}"
            yield Model("variant", says, remedy, bits, ~np.isnan(case.x), freedom=ALTERNATIVE)
    for says, expression in without_clamps(case.bound.expression):
        try:
            bits = other_function(case, _with(case.bound, expression))
        except SymactError:
            continue
        if bits is not None:
            yield Model("missing_clamp", says, "put it back", bits, ~np.isnan(case.x), freedom=ALTERNATIVE)


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


def _with(bound: Bound, expression: Expr) -> Bound:
    return replace(bound, expression=expression)

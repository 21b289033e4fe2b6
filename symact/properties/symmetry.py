"""Identities between f(x) and f(-x): f(x) - f(-x) = k x and f(x) + f(-x) = c or c |x|, found by algebra."""

from collections.abc import Sequence
from dataclasses import replace

import sympy
from sympy import Expr, S

from symact.analysis.values import Identity
from symact.definition.activation import x
from symact.errors import OpenSignError, UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.properties.parity import NOT_MIRRORED, difference, mirrored_cells
from symact.symbolic.piecewise_zero_test import Cell, vanishes
from symact.symbolic.zero_test import is_identically_zero, normal

TOPIC = "symmetry and inverse"

PROPERTY = ("symmetry",)


def derive(subject: Subject) -> list[Fact]:
    """Return the identities of these forms that hold for all parameters; the list is complete among them."""
    try:
        cells = mirrored_cells(subject.pieces)
    except UnknownError as error:
        return [Fact("symmetry", None, sympy.true, (Gap(str(error)),))]
    if not cells:
        return [Fact("symmetry", [], sympy.true, (NOT_MIRRORED,))]
    found: list[Identity] = []
    parts: list[Evidence] = []
    # For x > 0, where |x| = x; both sides of each identity are odd, or even, so it holds for x < 0 too.
    for left, odd, shapes in (("f(x) + f(-x)", True, (x, S.One)), ("f(x) - f(-x)", False, (x,))):
        if found == [Identity("f(x) + f(-x)", S.Zero)]:
            break  # the other difference is 2 f(x)
        cells_here = difference(cells, odd)
        for shape in shapes:
            factor, evidence = _multiple(cells_here, shape)
            parts += evidence
            if factor is not None:
                right = factor * (sympy.Abs(x) if odd and shape == x else shape)
                found.append(Identity(left, right))
                break
    if any(isinstance(part, Gap) for part in parts):
        return [Fact("symmetry", None, sympy.true, tuple(parts))]
    return [Fact("symmetry", found, sympy.true, tuple(parts))]


def _multiple(cells: Sequence[Cell], shape: Expr) -> tuple[Expr | None, tuple[Evidence, ...]]:
    """Return (k, why) if the cells' expression is k times a shape, (None, why not or a gap) otherwise."""
    first = next(cell for cell in cells if not cell.is_point)
    factor = normal(first.expressions[0] / shape, x, first.lower, first.upper)
    if factor is None or factor.has(x):
        return None, (_not_a_multiple(first, shape),)
    factor = sympy.factor(factor)
    branches = vanishes([_minus(cell, factor * shape) for cell in cells], x)
    if all(branch.holds for branch in branches):
        step = Step("comparison", f"the difference is `{factor * shape}` for `x > 0`")
        return factor, (Proof((step,)), *(part for branch in branches for part in branch.parts))
    refuted = next((branch for branch in branches if branch.holds is False), None)
    if refuted:
        step = Step("comparison", f"the difference is `{factor * shape}` {first}, but not everywhere")
        return None, (Proof((step,)), *refuted.parts)
    return None, (Gap(f"whether the difference is `{factor * shape}` is open"),)


def _minus(cell: Cell, expression: Expr) -> Cell:
    value = expression.subs(x, cell.lower) if cell.is_point else expression
    return replace(cell, expressions=(cell.expressions[0] - value,))


def _not_a_multiple(cell: Cell, shape: Expr) -> Evidence:
    """Show that D is no multiple of a shape s on a cell: s D' - s' D, the numerator of (D/s)', is not 0."""
    expression = cell.expressions[0]
    wronskian = shape * sympy.diff(expression, x) - sympy.diff(shape, x) * expression
    branches = vanishes([replace(cell, expressions=(wronskian,))], x)
    for branch in branches:
        if branch.values and branch.holds is not False:
            # For some values of a parameter it is a multiple.
            symbol, value = branch.values[0]
            raise OpenSignError(symbol - value)
    if all(branch.holds is False for branch in branches):
        return branches[-1].parts[0]
    # That it is none for some values is enough to say that it is not one for all.
    test = is_identically_zero(wronskian, x, cell.lower, cell.upper)
    return (
        test.evidence
        if test.zero is False
        else Gap(f"whether `{expression}` is a multiple of `{shape}` {cell} is open")
    )

"""Whether marks show all places at which a function may break: what is said to happen somewhere is then refutable."""

import ast
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.cancellation import FINEST, SMALL, precise
from symact.checking.second_opinion.expression import tree
from symact.checking.second_opinion.points import CONTEXT, LOOSE, Point, same
from symact.checking.second_opinion.view import View, deciding

UNSEEN = CONTEXT.mpf(10) ** -18
"""One-sided limits, found by differences, that differ by less, relatively, are one."""

POSITIVE = ("exp", "exp2", "cosh", "sech", "erfc", "sigmoid", "softplus")

ANALYTIC = (*POSITIVE, "sinh", "tanh", "erf", "sin", "cos", "atan", "asinh", "expm1")
"""Functions that are analytic on the whole line."""

DECIDED = ("Piecewise", "Max", "Min", "Abs", "sign", "Eq", "Ne", "sqrt", "cbrt", "log", "log2")
"""Functions that break at most where a text that `deciding` yields is 0."""


def are_known(view: View) -> bool:
    """Whether f is analytic everywhere but at marks, as its formula shows."""
    return bool(view.once("known places", lambda: _are_known(view)))


def _are_known(view: View) -> bool:
    calls = [node.func for node in ast.walk(tree(view.text)) if isinstance(node, ast.Call)]
    if not all(isinstance(name, ast.Name) and name.id in (*ANALYTIC, *DECIDED) for name in calls):
        return False
    return all(
        _least_sign(view, tree(text)) == 1 or _is_mark(view, text)
        for text in deciding(tree(view.text), whole_powers=False)
    )


def _is_mark(view: View, text: str) -> bool:
    """Whether the only zero of an expression, which must be affine in x, is a mark."""
    first, second = (view.at(text, x=CONTEXT.mpf(k)) for k in (0, 1))
    if None in (first, second) or first == second or not _is_affine(tree(text)):
        return False
    return any(same(mark.x, first / (first - second)) for mark in view.marks)


def _is_affine(node: ast.expr) -> bool:
    """Whether an expression is a sum of multiples of x and of constants, as it is written."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        return _is_affine(node.left) and _is_affine(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        factor = node.left if isinstance(node.op, ast.Mult) and not _has_x(node.left) else node.right
        return not _has_x(factor) and _is_affine(node.left if factor is node.right else node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_affine(node.operand)
    return isinstance(node, ast.Name) or not _has_x(node)


def _has_x(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "x" for each in ast.walk(node))


def _least_sign(view: View, node: ast.expr) -> int:
    """Return 1 if an expression is positive wherever it has a value, 0 if it is not negative, -1 if that is open."""
    if not _has_x(node):
        value = view.at(ast.unparse(node))
        return -1 if value is None or value < 0 else int(value > 0)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return 1 if node.func.id in POSITIVE else 0 if node.func.id in ("Abs", "sqrt") else -1
    if not isinstance(node, ast.BinOp):
        return -1
    signs = [_least_sign(view, part) for part in (node.left, node.right)]
    if isinstance(node.op, ast.Add):
        return -1 if -1 in signs else max(signs)
    if isinstance(node.op, (ast.Mult, ast.Div)):
        return min(signs)
    if isinstance(node.op, ast.Pow):
        even = isinstance(node.right, ast.Constant) and isinstance(node.right.value, int) and node.right.value % 2 == 0
        return 1 if signs[0] == 1 else 0 if even else -1
    return -1


def is_smooth(view: View, order: int) -> bool:
    """Whether f has a value everywhere and continuous derivatives up to an order, as far as numbers tell."""
    return bool(view.once(f"smooth {order}", lambda: _is_smooth(view, order)))


def _is_smooth(view: View, order: int) -> bool:
    if view.breaks or not are_known(view) or len(view.defined) < len(view.points):
        return False
    for mark in view.marks:
        sides = [view.sides(mark.x, k) for k in range(order + 1)]
        if any(pair is None or not same(*pair, UNSEEN) for pair in sides):
            return False
        if sides[0] is None or not same(view.value(mark.x), sides[0][0], UNSEEN):
            return False
    return True


def course(view: View) -> int:
    """Return 1 where f is continuous and rises strictly, as far as numbers tell, -1 where it falls, else 0."""
    return int(view.once("course", lambda: _course(view)))


def _course(view: View) -> int:
    if not is_smooth(view, 0):
        return 0
    slopes = [s for x in view.smooth_points if (s := view.slope(x)) is not None and abs(s) > LOOSE]
    signs = {int(CONTEXT.sign(s)) for s in slopes}
    signs |= {_step(view, p, q) for p, q in pairwise(view.defined)}
    return signs.pop() if len(signs) == 1 else 0


def _step(view: View, left: tuple[Point, Any], right: tuple[Point, Any]) -> int:
    """Return the sign of a step, 0 where it is not certain."""
    (p, v), (q, w) = left, right
    if abs(w - v) > CONTEXT.mpf(10) ** -24 * max(abs(v), abs(w)):
        return int(CONTEXT.sign(w - v))
    # What differs by less, as tanh(100) and tanh(1000), is told apart by more digits.
    low, high = (precise(view, view.text, each.x) for each in (p, q))
    if low is None or high is None or abs(high - low) <= FINEST.context.mpf(10) ** -1200 * max(abs(low), abs(high)):
        return 0
    return int(FINEST.context.sign(high - low))


def is_bounded(view: View) -> bool:
    """Whether f has no pole and stays near a number on both sides, as far as numbers tell."""
    if not are_known(view) or any(view.sides(mark.x, 0) is None for mark in view.marks):
        return False
    for side in (-1, 1):
        far = view.far(side)
        if len(far) < 4:
            return False
        values = [v for _, v in far]
        steps = [abs(b - a) for a, b in pairwise(values)]
        if steps[-1] > min(steps[-2], SMALL * max(1, abs(values[-1]))) or not view.stays(far[-1], SMALL):
            return False
    return True

"""What the quick run takes: few entries whose definitions cover every kind, few examples; the long run has the rest."""

from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import settings
from sympy import count_ops, limit, nan, preorder_traversal
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.symbolic.domain_conditions import needs


def kinds(name):
    """Return what a definition consists of: functions, powers, constants, pieces, jumps, parameters, what it asks."""
    activation, pieces = catalogue.get(name), bind(catalogue.get(name)).pieces
    found = {f"{len(pieces)} pieces", f"{min(len(activation.params), 3)} parameters", f"family {activation.family}"}
    found |= {f"a parameter with {sorted(param.symbol.assumptions0)}" for param in activation.params}
    found |= {"an interval of a parameter" for param in activation.params if param.is_bounded}
    found |= {"a condition"} if activation.condition else {"parameters in order"} if activation.ordered else set()
    found |= {"conditions on x" for need in needs(activation.expression) if need.argument.has(x)}
    for node in preorder_traversal(activation.expression):
        if node.is_Pow and node.exp.is_number:
            found.add(
                f"{'x' if node.has(x) else 'a constant'} to the {'whole' if node.exp.is_Integer else 'broken'} power"
            )
        elif not node.is_Symbol and not node.is_Number:
            found.add(node.func.__name__)
    for left, right in pairwise(pieces):
        sides = [each.expression.subs(x, left.upper) for each in (left, right)]
        # Without a value of its own, as sin(pi*x)/(pi*x) at 0, a side has a limit.
        low, high = (
            limit(each.expression, x, left.upper, side) if value is nan else value
            for value, each, side in zip(sides, (left, right), "-+", strict=True)
        )
        if abs((low - high).n(30)) > 1e-20:
            found.add("a jump")
    return frozenset(found)


DETAILED = (
    "binary_step",
    "celu",
    "elu",
    "gelu",
    "gelu_tanh",
    "hard_sigmoid",
    "hard_swish",
    "identity",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "mish",
    "prelu",
    "quick_gelu",
    "relu",
    "relu6",
    "rrelu",
    "selu",
    "sigmoid",
    "silu",
    "sine",
    "softplus",
    "softsign",
    "squareplus",
    "tanh",
    "tanhshrink",
)
"""Entries whose forms, inverses, symmetries, costs and cases of parameters tests know one by one."""


def length(name):
    """Return how long a definition is, times its pieces and parameters: what is derived of it costs about as much.

    Of waves it costs several times more."""
    activation = catalogue.get(name)
    waves = 8 if activation.expression.has(TrigonometricFunction) else 1
    return waves * (1 + len(activation.params)) * len(bind(activation).pieces) * (1 + count_ops(activation.expression))


@cache
def covering():
    """Return names whose definitions have every kind that any has.

    Always the one with most kinds that are missing for the root of its length: the first few have most kinds."""
    left = {name: kinds(name) for name in catalogue.names("line")}
    missing = frozenset().union(*left.values())
    costs = {name: length(name) ** 0.5 for name in left}
    chosen = []
    while missing:
        best = min(left, key=lambda name: (-len(left[name] & missing) / costs[name], name))
        chosen.append(best)
        missing -= left.pop(best)
    return tuple(chosen)


def few(every):
    """Return the first half, quarter ... of the covering names, which have most kinds."""
    return covering()[: -(-len(covering()) // every)]


def sampled(names, every=1):
    """Return names as parameters of a test, those beyond the covering ones for the long run.

    Of the covering ones the first half or quarter is taken, so that tests ask for the sheets of the same ones."""
    quick = few(every)
    return [name if name in quick else pytest.param(name, marks=pytest.mark.exhaustive) for name in names]


def examples(count):
    """Return how many examples of Hypothesis a test takes, of so many in the long run."""
    return -(-count * settings.default.max_examples // 100)


def rotated(names, *axes, every=1):
    """Return (name, ...) as parameters: each covering name with one choice in turn, others for the long run."""
    choices, covers = list(product(*axes)), few(every)
    quick = {(name, *choices[k % len(choices)]) for k, name in enumerate(covers)}
    quick |= {(covers[0], *choice) for choice in choices}
    return [
        each if each in quick else pytest.param(*each, marks=pytest.mark.exhaustive)
        for each in ((name, *choice) for name in names for choice in choices)
    ]

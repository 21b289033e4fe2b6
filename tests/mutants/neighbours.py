"""Gradients of a neighbour and of other parameters, factors that were 1, parameters that move breakpoints, masks."""

import numpy as np

from tests.mutants.functions import doubles, other
from tests.mutants.planted import Mutant

VALUE = ("parameter", "constant")


def steps(below, above):
    """The slope of two half-lines."""
    return doubles(lambda x: np.where(x > 0, above, below))


def exponential(below, above=1.0, scale=1.0):
    """The slope of an exponential below 0 and a line above."""
    return doubles(lambda x: np.where(x > 0, above, below * np.exp(np.minimum(x, 0) / scale)))


def mish(x):
    return x * np.tanh(np.where(x > 30, x, np.log1p(np.exp(np.minimum(x, 30)))))


MUTANTS = (
    Mutant("leaky_relu' for relu'", "relu", "float16", 1, steps(0.01, 1), (*VALUE, "variant"), says="0.01"),
    Mutant("relu' for leaky_relu'", "leaky_relu", "bfloat16", 1, steps(0, 1), (*VALUE, "variant")),
    Mutant("slope 1/10", "leaky_relu", "float16", 1, steps(0.1, 1), VALUE, says="1/10"),
    Mutant("alpha for scale", "selu", "float16", 1, exponential(1.7580993408473766, 1.6732632423543772), VALUE,
           says="exchanged"),
    Mutant("alpha once more", "celu", "float16", 1, exponential(2, scale=2), VALUE, params={"alpha": "2"},
           says="factor of exp(x/2) is 2"),
    Mutant("1/5 for 1/6", "hard_sigmoid", "float16", 1, doubles(lambda x: np.where(np.abs(x) < 3, 0.2, 0)), VALUE,
           says="0.2"),
    Mutant("1/6 everywhere", "hard_sigmoid", "float16", 1, doubles(lambda x: x * 0 + 1 / 6), ("missing_clamp",),
           says="x/6 + 1/2 goes on"),
    Mutant("no |x| in the slope", "softsign", "bfloat16", 1, doubles(lambda x: 1 / (1 + x) ** 2), ("missing_clamp",),
           says="Abs(x)"),
    Mutant("the root of the slope", "softsign", "float16", 1, doubles(lambda x: 1 / (1 + np.abs(x))),
           ("slip", "constant", "")),
    Mutant("half of the input", "mish", "float16", 0, doubles(lambda x: mish(0.5 * x)), VALUE,
           says="factor of x is 0.5"),
    Mutant("lambda 1/5", "softshrink", "bfloat16", 0, other("softshrink", lambd="1/5"), VALUE, says="1/5"),
    Mutant("up to 2", "hardtanh", "float16", 0, doubles(lambda x: np.clip(x, -1, 2)), VALUE, says="max_val is 2"),
    Mutant("x (x > 0)", "relu", "float16", 0, lambda s: s.x * (s.x > 0), ("untaken_branch",), ("nan",),
           says="infinite input"),
)  # fmt: skip

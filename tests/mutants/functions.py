"""Other functions: variants, short constants, missing clamps, derivatives from saved outputs, tables."""

import numpy as np

from tests.mutants.planted import Mutant, Subject, reference

OTHER, SHORT, SAVED, TABLE = ("variant",), ("constant", "parameter"), ("saved_output",), ("lookup",)
TERM = ("slip",)


def saved(formula, forward, *, single=False):
    """A derivative computed from f(x), which was rounded to the format."""

    def spoil(subject: Subject):
        y = Subject(reference(forward, subject.fmt, 0)).y
        return formula(y.astype(np.float32) if single else y)

    return spoil


def cells(step: float, reach: float, place, f):
    """A table with one entry a cell, of float64 values of f."""

    def spoil(subject: Subject):
        x = subject.x.astype(np.float64)
        inside = np.abs(x) <= reach
        return np.where(inside, f(place(x / step) * step), subject.y.astype(np.float64))

    return spoil


def lines(step: float, reach: float, f):
    """Straight lines between the entries of a table, as numpy.interp draws them."""

    def spoil(subject: Subject):
        x = subject.x.astype(np.float64)
        entries = np.arange(-round(reach / step), round(reach / step) + 1) * step
        inside = np.abs(x) <= reach
        return np.where(inside, np.interp(x, entries, f(entries)), subject.y.astype(np.float64))

    return spoil


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def quick(x, constant):
    return x / (1 + np.exp(-constant * x))


def tanh_gelu(x, scale, cubic):
    u = scale * (x + cubic * x**3)
    return x / (1 + np.exp(-2 * u))


def half_chained(x):
    """The slope of gelu_tanh with the derivative of what stands in the tanh taken for its first factor."""
    s = 1 / (1 + np.exp(-2 * ROOT * (x + 0.044715 * x**3)))
    return np.where(np.isinf(x), x > 0, s + 2 * ROOT * x * s * (1 - s))


def doubles(formula):
    return lambda s: formula(s.x.astype(np.float64))


def other(name, **params):
    return lambda s: s.other(name, **params)


ROOT = np.sqrt(2 / np.pi)

MUTANTS = (
    Mutant("tanh for erf", "gelu", "bfloat16", 0, other("gelu_tanh"), OTHER),
    Mutant("tanh for erf in the slope", "gelu", "bfloat16", 1, other("gelu_tanh"), OTHER),
    Mutant("erf for tanh", "gelu_tanh", "float16", 0, other("gelu"), OTHER),
    Mutant("quick for erf", "gelu", "float16", 0, other("quick_gelu"), OTHER),
    Mutant("silu for mish", "mish", "bfloat16", 0, other("silu"), OTHER),
    Mutant("hard for smooth", "sigmoid", "float16", 0, other("hard_sigmoid"), OTHER),
    Mutant("relu for relu6", "relu6", "float16", 0, other("relu"), ("variant", "missing_clamp")),
    Mutant("no upper clamp", "hard_swish", "bfloat16", 0,
           doubles(lambda x: np.where(x > -3, x * (x + 3) / 6, np.where(np.isnan(x), x, -0.0))), ("missing_clamp",)),
    Mutant("no lower clamp", "hard_sigmoid", "float16", 0, doubles(lambda x: np.minimum(x / 6 + 0.5, 1)),
           ("missing_clamp",)),
    Mutant("selu to 6 digits", "selu", "float32", 0, other("selu", alpha="1.67326", scale="1.0507"), SHORT),
    Mutant("selu to 3 digits", "selu", "float16", 0, other("selu", alpha="1.67", scale="1.05"), SHORT),
    Mutant("selu's slope to 4 digits", "selu", "float16", 1, other("selu", alpha="1.673", scale="1.050"), SHORT),
    Mutant("1.7 for 1.702", "quick_gelu", "float16", 0, doubles(lambda x: quick(x, 1.7)), SHORT),
    Mutant("0.797 for sqrt(2/pi)", "gelu_tanh", "bfloat16", 0, doubles(lambda x: tanh_gelu(x, 0.797, 0.044715)), SHORT),
    Mutant("0.0447 for 0.044715", "gelu_tanh", "float16", 0, doubles(lambda x: tanh_gelu(x, ROOT, 0.0447)), SHORT),
    Mutant("0.1667 for 1/6", "hard_sigmoid", "float16", 0, doubles(lambda x: np.clip(0.1667 * x + 0.5, 0, 1)), SHORT),
    Mutant("slope in bfloat16", "leaky_relu", "float16", 0,
           doubles(lambda x: np.where(x > 0, x, 0.010009765625 * x)), SHORT),
    Mutant("y(1 - y)", "sigmoid", "float16", 1, saved(lambda y: y * (1 - y), "sigmoid"), SAVED),
    Mutant("y(1 - y) in single", "sigmoid", "bfloat16", 1, saved(lambda y: y * (1 - y), "sigmoid", single=True), SAVED),
    Mutant("1 - y^2", "tanh", "bfloat16", 1, saved(lambda y: 1 - y * y, "tanh", single=True), SAVED),
    Mutant("1 - y^2, half", "tanh", "float16", 1, saved(lambda y: 1 - y * y, "tanh"), SAVED),
    Mutant("y + 1", "elu", "float16", 1, saved(lambda y: np.where(y > 0, y.dtype.type(1), y + 1), "elu"), SAVED),
    Mutant("y + 1, celu", "celu", "bfloat16", 1, saved(lambda y: np.where(y > 0, 1, y + 1), "celu", single=True),
           SAVED),
    Mutant("1 - exp(-y)", "softplus", "float16", 1, saved(lambda y: 1 - np.exp(-y), "softplus", single=True), SAVED),
    Mutant("1 - exp(y)", "log_sigmoid", "bfloat16", 1, saved(lambda y: 1 - np.exp(y), "log_sigmoid", single=True),
           SAVED, also=("cancellation", "expm1")),
    Mutant("selu's negative part without scale", "selu", "bfloat16", 0,
           doubles(lambda x: np.where(x > 0, 1.0507009873554805 * x, 1.6732632423543772 * np.expm1(np.minimum(x, 0)))),
           SHORT),
    Mutant("half of a product rule", "silu", "float16", 1, doubles(lambda x: x * sigmoid(x) * sigmoid(-x)), TERM),
    Mutant("the other half", "silu", "bfloat16", 1, doubles(sigmoid), (*TERM, "constant")),
    Mutant("no inner derivative", "gelu_tanh", "float16", 1, doubles(half_chained), TERM),
    Mutant("f for f'", "mish", "bfloat16", 1, lambda s: Subject(reference("mish", s.fmt, 0)).y, TERM),
    Mutant("slope without end", "relu6", "float16", 1, doubles(lambda x: np.where(x > 0, 1, 0)),
           ("missing_clamp", "variant")),
    Mutant("nearest of a table", "sigmoid", "float16", 0, cells(1 / 16, 8, np.rint, sigmoid), TABLE),
    Mutant("floor of a table", "silu", "bfloat16", 0, cells(1 / 32, 4, np.floor, lambda x: x * sigmoid(x)), TABLE),
    Mutant("table of a slope", "tanh", "float16", 1, cells(1 / 64, 4, np.rint, lambda x: 1 / np.cosh(x) ** 2), TABLE),
    Mutant("lines", "tanh", "float16", 0, lines(1 / 4, 4, np.tanh), TABLE),
    Mutant("lines of silu", "silu", "float16", 0, lines(1 / 8, 8, lambda x: x * sigmoid(x)), TABLE),
    Mutant("table of a sine", "sine", "float16", 0, cells(1 / 512, 4, np.rint, lambda x: np.sin(30 * x)), TABLE),
)  # fmt: skip

"""Defects that no cause in the vocabulary explains: the honest answer is none."""

import numpy as np

from tests.mutants.functions import doubles, sigmoid
from tests.mutants.planted import Mutant

NONE = ("",)


def noisy(seed, units, where=lambda x: np.ones(len(x), dtype=bool)):
    """Results off by up to so many units in the last place, at random."""

    def spoil(s):
        y = s.y.astype(np.float64)
        shift = np.random.default_rng(seed).integers(-units, units + 1, len(y))
        chosen = where(s.x.astype(np.float64)) & (np.abs(y) > 1e-3)
        return np.where(chosen, y + shift * np.spacing(np.abs(s.y)).astype(np.float64), y)

    return spoil


def stochastic(s):
    """Rounded up or down with odds that depend on what is cut off."""
    other = np.nextafter(s.y, np.where(s.table.residual > 0, np.inf, -np.inf).astype(s.y.dtype))
    chosen = np.random.default_rng(3).random(len(s.y)) < np.abs(s.table.residual)
    return np.where(chosen & np.isfinite(s.y) & (np.abs(s.y.astype(np.float64)) > 1e-3), other, s.y)


def schraudolph(x):
    """exp by shifting into the exponent field, within 4 %."""
    bits = np.clip(x * 12102203.16 + 1064866805, 0, 2139095039).astype(np.int64).astype(np.int32)
    return np.where(np.isnan(x), x, bits.view(np.float32))


def pade(x):
    return np.where(np.isinf(x), np.sign(x), np.clip(x * (27 + x * x) / (27 + 9 * x * x), -1, 1))


def limit(x):
    return 1 / (1 + np.maximum(1 - x / 256, 0) ** 256)


def half(s):
    return s.y.astype(np.float64)


MUTANTS = (
    Mutant("a twentieth", "sigmoid", "bfloat16", 0, doubles(lambda x: 0.05 / (1 + np.exp(-x))),
           ("", "constant", "parameter")),
    Mutant("a thousandth more", "tanh", "float16", 0, lambda s: half(s) * 1.004, ("", "constant", "parameter")),
    Mutant("offset", "sigmoid", "float16", 0, lambda s: half(s) + 0.01, ("", "constant", "parameter")),
    Mutant("moved", "silu", "float16", 0, doubles(lambda x: (x + 0.02) / (1 + np.exp(-x - 0.02))), NONE),
    Mutant("three units", "tanh", "bfloat16", 0, noisy(1, 3), NONE),
    Mutant("thirty units", "silu", "float16", 0, noisy(2, 30), NONE),
    Mutant("five units from 2 to 3", "gelu", "float16", 0, noisy(3, 5, lambda x: (x > 2) & (x < 3)), NONE),
    Mutant("one unit", "gelu", "bfloat16", 0, noisy(4, 1), NONE),
    Mutant("at random up or down", "sigmoid", "float16", 0, stochastic, NONE),
    Mutant("at random, slope", "silu", "bfloat16", 1, stochastic, NONE),
    Mutant("fast exp", "sigmoid", "bfloat16", 0, lambda s: 1 / (1 + schraudolph(-s.x.astype(np.float64))), NONE),
    Mutant("a quotient of polynomials", "tanh", "bfloat16", 0, doubles(pade), NONE, also=("clamp", "threshold")),
    Mutant("(1 + x/256)^256", "sigmoid", "float16", 0, doubles(limit), ("approximation",), also=("threshold",)),
    Mutant("softsign for sigmoid", "sigmoid", "bfloat16", 0, doubles(lambda x: 0.5 + 0.5 * x / (1 + np.abs(x))),
           NONE),
    Mutant("five terms", "gelu", "float16", 0,
           lambda s: np.where(np.abs(s.x.astype(np.float64)) < 1, half(s) + 1e-3 * s.x.astype(np.float64) ** 6,
                              half(s)),
           NONE),
    Mutant("half of sigmoid's slope", "sigmoid", "bfloat16", 1,
           doubles(lambda x: sigmoid(np.minimum(x, -x)) ** 2), NONE),
    Mutant("a band of zeros", "softplus", "float16", 0,
           lambda s: np.where((s.x > 1.3) & (s.x < 1.7), 0, s.y), (*NONE, "threshold")),
    Mutant("every seventh", "tanh", "float16", 0,
           lambda s: np.where(np.arange(len(s.y)) % 7 == 3, half(s) * 1.01, half(s)), NONE),
)  # fmt: skip

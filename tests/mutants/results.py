"""Correct results that were spoiled afterwards: rounding, flushing, signs, NaN, switches, single bits."""

import numpy as np

from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import get_format
from symact.reference.table import Flag
from tests.mutants.planted import Mutant, Subject, bfloat16


def encoded(bits, subject: Subject):
    return np.asarray(bits, dtype=bits_dtype(subject.fmt)).view(float_dtype(subject.fmt))


def directed(subject: Subject, toward: str):
    """The exact values rounded in one direction."""
    y = subject.y.astype(np.float64)
    rest = subject.table.residual  # (exact - y)/ulp
    wanted = {"zero": -np.sign(y), "up": np.ones_like(y), "down": -np.ones_like(y)}[toward]
    moved = np.nextafter(subject.y, np.where(wanted > 0, np.inf, -np.inf).astype(subject.y.dtype))
    return np.where(np.isfinite(y) & (rest * wanted > 0), moved, subject.y)


def ties_away(subject: Subject):
    got = subject.table.y_bits.copy()
    for row in np.flatnonzero(subject.table.has(Flag.TIE)):
        cut, _, _ = subject.fmt.truncate(subject.table.wide[row])
        got[row] = (got[row] & subject.fmt.sign_bit) | (cut + 1)
    return encoded(got, subject)


def twice(subject: Subject, wider: str):
    fmt, work = subject.fmt, get_format(wider)
    got = subject.table.y_bits.copy()
    near = np.abs(np.abs(subject.table.residual) - 0.5) < 0.01
    near |= np.abs(subject.y.astype(np.float64)) < 2.0**work.emin
    for row in np.flatnonzero(near):
        wide = subject.table.wide[row]
        if wide is not None and wide.significand:
            got[row] = fmt.from_fraction(work.to_fraction(work.round(wide))) | (fmt.sign_bit if wide.negative else 0)
    return encoded(got, subject)


def flushed(subject: Subject, *, signed: bool):
    kept = subject.table.y_bits & (subject.fmt.sign_bit if signed else 0)
    return encoded(np.where(subject.table.has(Flag.SUBNORMAL), kept, subject.table.y_bits), subject)


def tiny_inputs(subject: Subject):
    x = subject.table.x_bits
    tiny = (x & ~np.uint16(subject.fmt.sign_bit)) < subject.fmt.min_normal_bits
    return np.where(tiny, subject.at(encoded(x & np.uint16(subject.fmt.sign_bit), subject)), subject.y)


def beyond(limit: float, value):
    """A switch: value(x) for x beyond the limit on its side."""

    def spoil(subject: Subject):
        x = subject.x
        side = x >= limit if limit > 0 else x <= limit
        chosen = x if value is None else np.full_like(x, value)
        return np.where(side & np.isfinite(x), chosen, subject.y)

    return spoil


def nan_gives(value):
    return lambda s: np.where(np.isnan(s.x), np.full_like(s.x, value), s.y)


def one_bit(seed: int):
    """One bit of one result, at a random place."""

    def spoil(subject: Subject):
        rng = np.random.default_rng(seed)
        finite = np.flatnonzero(np.isfinite(subject.x.astype(np.float64)))
        got = subject.table.y_bits.copy()
        got[rng.choice(finite)] ^= 1 << int(rng.integers(0, subject.fmt.fraction_bits))
        return encoded(got, subject)

    return spoil


def one_step(subject: Subject):
    got = subject.table.y_bits.copy()
    got[np.flatnonzero(subject.table.x_bits == 0x3F35)] += 1
    return encoded(got, subject)


def nan_at_infinity(subject: Subject):
    return np.where(np.isinf(subject.x.astype(np.float64)), np.nan, subject.y.astype(np.float64))


def from_float64(subject: Subject):
    """The sigmoid in float64, cut to the format: where float64 has 1 already, so has the format."""
    value = 1 / (1 + np.exp(-subject.x.astype(np.float64)))
    near = value.astype(subject.x.dtype)
    return np.where(near.astype(np.float64) > value, np.nextafter(near, near.dtype.type(0)), near)


FLUSH, TURN, SIGN = ("flush",), ("direction",), ("sign",)

MUTANTS = (
    Mutant("one step", "tanh", "bfloat16", 0, one_step, ()),
    *(Mutant(f"one bit, {name} {dtype} {order}", name, dtype, order, one_bit(seed), ()) for seed, (name, dtype, order)
      in enumerate([("tanh", "bfloat16", 0), ("silu", "float16", 0), ("gelu", "bfloat16", 1),
                    ("softplus", "float16", 0), ("mish", "bfloat16", 0), ("elu", "float16", 1)])),
    Mutant("NaN at infinities", "gelu", "bfloat16", 0, nan_at_infinity, ("infinite_input", ""), ("nan",)),
    Mutant("rounded to float32 first", "sigmoid", "float16", 0, lambda s: twice(s, "float32"), ("double_rounding",)),
    Mutant("rounded to float16 first", "tanh", "bfloat16", 1, lambda s: twice(s, "float16"), ("double_rounding",)),
    Mutant("toward zero", "gelu", "bfloat16", 0, lambda s: directed(s, "zero"), TURN),
    Mutant("toward zero from float64", "sigmoid", "float16", 0, from_float64, TURN, says="from float64"),
    Mutant("up", "sigmoid", "float16", 0, lambda s: directed(s, "up"), TURN),
    Mutant("down", "elu", "bfloat16", 0, lambda s: directed(s, "down"), TURN),
    Mutant("toward zero, slope", "silu", "float16", 1, lambda s: directed(s, "zero"), TURN),
    Mutant("ties away", "hard_swish", "float16", 0, ties_away, TURN),
    Mutant("subnormal results", "tanh", "bfloat16", 0, lambda s: flushed(s, signed=True), FLUSH, ("lost",)),
    Mutant("subnormal results, +0", "gelu", "float16", 0, lambda s: flushed(s, signed=False), FLUSH, ("lost",)),
    Mutant("subnormal results of a slope", "sigmoid", "bfloat16", 1, lambda s: flushed(s, signed=True), FLUSH),
    Mutant("subnormal inputs", "silu", "bfloat16", 0, tiny_inputs, FLUSH, ("lost",)),
    Mutant("+0 turned", "tanh", "float16", 0,
           lambda s: encoded(np.where(s.table.y_bits == 0, 0x8000, s.table.y_bits), s), ("zero_sign",), ("zero_sign",)),
    Mutant("-0 lost", "softsign", "bfloat16", 0,
           lambda s: encoded(np.where(s.table.y_bits == 0x8000, 0, s.table.y_bits), s), ("zero_sign",), ("zero_sign",)),
    Mutant("|f|", "tanh", "float16", 0, lambda s: np.abs(s.y), SIGN, ("wrong_sign",)),
    Mutant("f(|x|)", "softsign", "bfloat16", 0, lambda s: s.at(np.abs(s.x)), SIGN, ("wrong_sign",)),
    Mutant("f(-x)", "sigmoid", "float16", 0, lambda s: s.at(-s.x), SIGN),
    Mutant("-f'", "gelu", "bfloat16", 1, lambda s: -s.y, SIGN, ("wrong_sign",)),
    Mutant("softplus is x from 4", "softplus", "float16", 0, beyond(4, None), ("threshold",)),
    Mutant("mish is x from 5/2", "mish", "float16", 0, beyond(2.5, None), ("threshold",)),
    Mutant("silu is 0 to -8", "silu", "bfloat16", 0, beyond(-8, -0.0), ("threshold",), ("lost",)),
    Mutant("tanh is 1 from 2", "tanh", "float16", 0, beyond(2, 1), ("threshold",)),
    Mutant("gelu's slope is 1 from 2", "gelu", "bfloat16", 1, beyond(2, 1), ("threshold",)),
    Mutant("log_sigmoid is x to -3", "log_sigmoid", "float16", 0, beyond(-3, None), ("threshold",)),
    Mutant("sigmoid is 0 to -6", "sigmoid", "float16", 0, beyond(-6, 0), ("threshold",), ("lost",)),
    Mutant("softplus ends at 10", "softplus", "bfloat16", 0, lambda s: np.minimum(s.y, s.x.dtype.type(10)), ("clamp",)),
    Mutant("silu ends at 100", "silu", "float16", 0, lambda s: np.minimum(s.y, s.x.dtype.type(100)), ("clamp",)),
    Mutant("identity ends at 1", "leaky_relu", "bfloat16", 0, lambda s: np.minimum(s.y, s.x.dtype.type(1)), ("clamp",)),
    Mutant("NaN gives 0", "relu", "float16", 0, nan_gives(0), ("nan_dropped",), ("not_nan",)),
    Mutant("NaN gives 6", "relu6", "bfloat16", 0, nan_gives(6), ("nan_dropped",), ("not_nan",)),
    Mutant("NaN gives 1/2", "sigmoid", "bfloat16", 0, nan_gives(0.5), ("nan_dropped",), ("not_nan",)),
    Mutant("input in bfloat16", "silu", "float16", 0, lambda s: s.at(bfloat16(s.x)), ("narrowed",)),
    Mutant("result in bfloat16", "tanh", "float16", 0, lambda s: bfloat16(s.y), ("narrowed",)),
    Mutant("silu's slope in bfloat16", "silu", "float16", 1, lambda s: bfloat16(s.y), ("narrowed",)),
)  # fmt: skip

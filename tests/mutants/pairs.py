"""Planted defects of gated pairs and their gradients: NumPy functions of arrays a and b (and v), in float64 inside."""

from dataclasses import dataclass

import numpy as np
from scipy.special import erf, erfc, expit

from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode


def silu(x):
    return x * expit(x)


def silu_slope(x):
    return expit(x) * (1 + x * expit(-x))


def gelu(x):
    return x * erfc(-x / np.sqrt(2)) / 2


def gelu_tanh(x):
    return x * expit(2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))


def gelu_by_tanh(x):
    half = np.float32(0.5)
    return half * x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x * x * x)))


def quick(x):
    return x * expit(1.702 * x)


def relu(x):
    return np.maximum(x, 0)


def clamped(x):
    return np.clip(x, -7, 7)


BF16 = get_format("bfloat16")


def narrow(x):
    """Return float64 numbers rounded to bfloat16."""
    return to_float64(encode(np.asarray(x, dtype=np.float64), BF16), BF16)


def half(x):
    """Return float64 numbers rounded to float16."""
    return np.asarray(x, dtype=np.float16).astype(np.float64)


def by_steps(x):
    """Return x/(1 + exp(-x)), each step rounded to bfloat16."""
    return narrow(x / narrow(1 + narrow(np.exp(-x))))


def flushed(x):
    """Return numbers, those below the least normal one of bfloat16 as zeros of their sign."""
    return np.where(np.abs(x) < 2.0**-126, np.copysign(0.0, x), x)


NARROW = "narrow_intermediate"


@dataclass(frozen=True)
class PlantedPair:
    """A defect.

    Args:
        says: which.
        name: the pair that it pretends to be.
        quantity: "value" or "vjp".
        function: of float64 arrays; of a VJP both gradients.
        cause: the cause that is to be named, "" where none is known.
    """

    says: str
    name: str
    quantity: str
    function: object
    cause: str = ""


def both(function):
    """Return a gradient's function as one that returns its two results."""
    return lambda a, b, v: np.stack(function(a, b, v), axis=-1)


PLANTED = (
    PlantedPair("halves swapped", "swiglu", "value", lambda a, b: a * silu(b), "swapped_halves"),
    PlantedPair("halves of GLU swapped", "glu", "value", lambda a, b: b * expit(a), "swapped_halves"),
    PlantedPair("halves of ReGLU swapped", "reglu", "value", lambda a, b: a * relu(b), "swapped_halves"),
    PlantedPair("tanh for erf", "geglu", "value", lambda a, b: gelu_tanh(a) * b, "other_gate"),
    PlantedPair("1 + tanh for 1 + erf", "geglu", "value", lambda a, b: gelu_by_tanh(np.float32(a)) * b, "other_gate"),
    PlantedPair("erf for tanh", "geglu_tanh", "value", lambda a, b: gelu(a) * b, "other_gate"),
    PlantedPair("quick GELU for erf", "geglu", "value", lambda a, b: quick(a) * b, "other_gate"),
    PlantedPair("quick GELU for SiLU", "swiglu", "value", lambda a, b: quick(a) * b, "other_gate"),
    PlantedPair("ReLU for SiLU", "swiglu", "value", lambda a, b: relu(a) * b, "other_gate"),
    PlantedPair("sigmoid for SiLU", "swiglu", "value", lambda a, b: expit(a) * b, "other_gate"),
    PlantedPair("gate rounded", "swiglu", "value", lambda a, b: narrow(silu(a)) * b, NARROW),
    PlantedPair("gate of GEGLU rounded", "geglu", "value", lambda a, b: narrow(gelu(a)) * b, NARROW),
    PlantedPair("sigmoid rounded", "swiglu", "value", lambda a, b: narrow(a * narrow(expit(a))) * b, NARROW),
    PlantedPair("sigmoid of GLU rounded", "glu", "value", lambda a, b: a * narrow(expit(b)), NARROW),
    PlantedPair(
        "1 + erf",
        "geglu",
        "value",
        lambda a, b: narrow(a * narrow(1 + narrow(erf(a / 2**0.5))) / 2) * b,
        "cancellation",
    ),
    PlantedPair("exp overflows", "qgeglu", "value", lambda a, b: a / (1 + np.exp(np.float32(-1.702 * a))) * b, ""),
    PlantedPair("exp overflows", "glu", "value", lambda a, b: a / (1 + np.exp(-np.float32(b))), ""),
    PlantedPair("1 + tanh", "glu", "value", lambda a, b: a * narrow(1 + narrow(np.tanh(b / 2))) / 2, "cancellation"),
    PlantedPair("no clamps", "swiglu_oai", "value", lambda a, b: quick(a) * (b + 1), "other_gate"),
    PlantedPair(
        "the gate clamped from below too",
        "swiglu_oai",
        "value",
        lambda a, b: quick(clamped(a)) * (clamped(b) + 1),
        "other_gate",
    ),
    PlantedPair("1 forgotten", "swiglu_oai", "value", lambda a, b: quick(np.minimum(a, 7)) * clamped(b), "other_gate"),
    PlantedPair("slope 1", "swiglu_oai", "value", lambda a, b: silu(np.minimum(a, 7)) * (clamped(b) + 1), "other_gate"),
    PlantedPair(
        "linear half unclamped", "swiglu_oai", "value", lambda a, b: quick(np.minimum(a, 7)) * (b + 1), "other_gate"
    ),
    PlantedPair("clamped late", "swiglu_oai", "value", lambda a, b: np.minimum(quick(a), 7) * (clamped(b) + 1)),
    PlantedPair("clamps of gpt-oss", "swiglu", "value", lambda a, b: silu(np.minimum(a, 7)) * clamped(b), "other_gate"),
    PlantedPair("1 + erf in float64", "geglu", "value", lambda a, b: a * (1 + erf(a / 2**0.5)) / 2 * b, "cancellation"),
    PlantedPair("halves of GTU swapped", "gtu", "value", lambda a, b: np.tanh(b) * expit(a), "swapped_halves"),
    PlantedPair("sigmoid for tanh", "gtu", "value", lambda a, b: expit(a) * expit(b), "other_gate"),
    PlantedPair("sigmoid of GTU rounded", "gtu", "value", lambda a, b: np.tanh(a) * narrow(expit(b)), NARROW),
    PlantedPair("tanh of GTU rounded", "gtu", "value", lambda a, b: narrow(np.tanh(a)) * expit(b), NARROW),
    PlantedPair("not squared", "sreglu", "value", lambda a, b: relu(a) * b, "other_gate"),
    PlantedPair("halves of SReGLU swapped", "sreglu", "value", lambda a, b: relu(b) ** 2 * a, "swapped_halves"),
    PlantedPair("square rounded", "sreglu", "value", lambda a, b: narrow(relu(a) ** 2) * b, NARROW),
    PlantedPair("square without the rectifier", "sreglu", "value", lambda a, b: a * a * b, "other_gate"),
    PlantedPair("SiLU for quick GELU", "qgeglu", "value", lambda a, b: silu(a) * b, "other_gate"),
    PlantedPair("erf for quick GELU", "qgeglu", "value", lambda a, b: gelu(a) * b, "other_gate"),
    PlantedPair("halves of QGEGLU swapped", "qgeglu", "value", lambda a, b: quick(b) * a, "swapped_halves"),
    PlantedPair("gate of QGEGLU rounded", "qgeglu", "value", lambda a, b: narrow(quick(a)) * b, NARROW),
    PlantedPair(
        "slope of a square halved",
        "sreglu",
        "vjp",
        both(lambda a, b, v: (v * b * relu(a), v * relu(a) ** 2)),
        "altered_gradient",
    ),
    PlantedPair(
        "square lost in the slope of tanh",
        "gtu",
        "vjp",
        both(lambda a, b, v: (v * expit(b) * (1 - np.tanh(a)), v * np.tanh(a) * expit(b) * expit(-b))),
        "altered_gradient",
    ),
    PlantedPair("tangent of b lost", "glu", "jvp", lambda a, b, u, w: u * expit(b), "altered_gradient"),
    PlantedPair("halves added", "swiglu", "value", lambda a, b: silu(a) + b, "other_gate"),
    PlantedPair("half shifted", "swiglu", "value", lambda a, b: silu(a - 0.5) * b, "other_gate"),
    PlantedPair("ReLU of the product", "reglu", "value", lambda a, b: relu(a * b), "other_gate"),
    PlantedPair("both factors of a", "gtu", "value", lambda a, b: np.tanh(a) * expit(a), "other_gate"),
    PlantedPair(
        "1 added before the clamp",
        "swiglu_oai",
        "value",
        lambda a, b: quick(np.minimum(a, 7)) * clamped(b + 1),
        "other_gate",
    ),
    PlantedPair(
        "the other half decides",
        "reglu",
        "vjp",
        both(lambda a, b, v: (v * b * (b > 0), v * relu(a))),
        "altered_gradient",
    ),
    PlantedPair(
        "one sigmoid lost in the tangent",
        "glu",
        "jvp",
        lambda a, b, u, w: u * expit(b) + w * a * expit(b),
        "altered_gradient",
    ),
    PlantedPair("tanh of the product", "bilinear", "value", lambda a, b: np.tanh(a * b), "other_gate"),
    PlantedPair("sign lost", "swiglu", "value", lambda a, b: np.abs(silu(a) * b)),
    PlantedPair("infinity cut", "bilinear", "value", lambda a, b: np.clip(a * b, -3e38, 3e38)),
    PlantedPair("small results flushed", "bilinear", "value", lambda a, b: flushed(a * b), "flush"),
    PlantedPair(
        "gradients swapped",
        "swiglu",
        "vjp",
        both(lambda a, b, v: (v * silu(a), v * b * silu_slope(a))),
        "swapped_halves",
    ),
    PlantedPair(
        "sigmoid alone for the slope",
        "swiglu",
        "vjp",
        both(lambda a, b, v: (v * b * expit(a), v * silu(a))),
        "altered_gradient",
    ),
    PlantedPair(
        "the upstream gradient forgotten",
        "swiglu",
        "vjp",
        both(lambda a, b, v: (b * silu_slope(a), silu(a))),
        "upstream",
    ),
    PlantedPair(
        "gate rounded in the gradient",
        "swiglu",
        "vjp",
        both(lambda a, b, v: (v * b * narrow(silu_slope(a)), v * narrow(silu(a)))),
        NARROW,
    ),
    PlantedPair(
        "gradient of ReGLU through negative a",
        "reglu",
        "vjp",
        both(lambda a, b, v: (v * b, v * relu(a))),
        "altered_gradient",
    ),
    PlantedPair(
        "gradients of swapped halves",
        "glu",
        "vjp",
        both(lambda a, b, v: (v * b * expit(a) * expit(-a), v * expit(a))),
        "swapped_halves",
    ),
    PlantedPair("hard swish", "swiglu", "value", lambda a, b: a * np.clip(a + 3, 0, 6) / 6 * b, "other_gate"),
    PlantedPair("mish", "swiglu", "value", lambda a, b: a * np.tanh(np.logaddexp(a, 0)) * b, "other_gate"),
    PlantedPair("ReLU6, which is ReLU up to 6", "swiglu", "value", lambda a, b: np.clip(a, 0, 6) * b, "other_gate"),
    PlantedPair("leaky ReLU", "reglu", "value", lambda a, b: np.where(a > 0, a, a / 100) * b, "other_gate"),
    PlantedPair("hard sigmoid", "glu", "value", lambda a, b: a * np.clip(b / 6 + 0.5, 0, 1), "other_gate"),
    PlantedPair("twice as great", "swiglu", "value", lambda a, b: 2 * silu(a) * b, "other_gate"),
    PlantedPair("erf of x", "geglu", "value", lambda a, b: a * erfc(-a) / 2 * b, "other_gate"),
    PlantedPair("cut off at 5", "swiglu", "value", lambda a, b: np.minimum(silu(a), 5) * b, "other_gate"),
    PlantedPair("b clipped", "swiglu", "value", lambda a, b: silu(a) * np.clip(b, -10, 10), "other_gate"),
    PlantedPair("Phi for GELU", "geglu", "value", lambda a, b: erfc(-a / 2**0.5) / 2 * b, "other_gate"),
    PlantedPair(
        "0.04 for 0.044715",
        "geglu_tanh",
        "value",
        lambda a, b: a * expit(2 * np.sqrt(2 / np.pi) * (a + 0.04 * a**3)) * b,
        "other_gate",
    ),
    PlantedPair("1 added", "swiglu", "value", lambda a, b: silu(a) * (b + 1), "other_gate"),
    PlantedPair(
        "limit 5",
        "swiglu_oai",
        "value",
        lambda a, b: quick(np.minimum(a, 5)) * (np.clip(b, -5, 5) + 1),
        "other_gate",
    ),
    PlantedPair("every step rounded", "swiglu", "value", lambda a, b: narrow(by_steps(a) * b), NARROW),
    PlantedPair("by way of float16", "swiglu", "value", lambda a, b: half(half(silu(half(a))) * half(b)), "narrowed"),
    PlantedPair(
        "half of the slope of GELU",
        "geglu",
        "vjp",
        both(lambda a, b, v: (v * b * erfc(-a / 2**0.5) / 2, v * gelu(a))),
        "altered_gradient",
    ),
    PlantedPair(
        "gradient of leaky ReLU",
        "reglu",
        "vjp",
        both(lambda a, b, v: (v * b * np.where(a > 0, 1, 0.01), v * np.where(a > 0, a, a / 100))),
        "other_gate",
    ),
)

"""Activations as lecture notes print them, in the input's dtype: to show what a failure looks like.

Nobody should compute like this. exp(z) overflows long before tanh(z) leaves (-1, 1); 1 + erf(z)
cancels; log(1 + exp(z)) loses every small result. The functions carry the catalogue's names and
take its parameters by keyword.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

SELU_ALPHA = 1.67326
SELU_SCALE = 1.0507


def identity(z: Array) -> Array:
    """Return z."""
    return z.copy()


def linear(z: Array, slope: float) -> Array:
    """Return slope*z."""
    return _in(z, slope) * z


def binary_step(z: Array) -> Array:
    """Return 1 where z >= 0, else 0."""
    return np.where(z >= 0, _in(z, 1), _in(z, 0))


def sigmoid(z: Array) -> Array:
    """Return 1/(1 + exp(-z))."""
    one = _in(z, 1)
    return one / (one + np.exp(-z))


def tanh(z: Array) -> Array:
    """Return (exp(z) - exp(-z))/(exp(z) + exp(-z))."""
    return np.asarray((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)))


def relu(z: Array) -> Array:
    """Return max(0, z)."""
    return np.maximum(_in(z, 0), z)


def relu6(z: Array) -> Array:
    """Return min(max(0, z), 6)."""
    return np.minimum(np.maximum(_in(z, 0), z), _in(z, 6))


def leaky_relu(z: Array, negative_slope: float) -> Array:
    """Return z where z > 0, else negative_slope*z."""
    return np.where(z > 0, z, _in(z, negative_slope) * z)


def prelu(z: Array, weight: float) -> Array:
    """Return max(0, z) + weight*min(0, z)."""
    zero = _in(z, 0)
    return np.maximum(zero, z) + _in(z, weight) * np.minimum(zero, z)


def elu(z: Array, alpha: float) -> Array:
    """Return z where z > 0, else alpha*(exp(z) - 1)."""
    return np.where(z > 0, z, _in(z, alpha) * (np.exp(z) - _in(z, 1)))


def selu(z: Array, **_: float) -> Array:
    """Return scale*(max(0, z) + min(0, alpha*(exp(z) - 1))) with the printed constants."""
    zero = _in(z, 0)
    negative = np.minimum(zero, _in(z, SELU_ALPHA) * (np.exp(z) - _in(z, 1)))
    return np.asarray(_in(z, SELU_SCALE) * (np.maximum(zero, z) + negative))


def celu(z: Array, alpha: float) -> Array:
    """Return max(0, z) + min(0, alpha*(exp(z/alpha) - 1))."""
    zero, a = _in(z, 0), _in(z, alpha)
    return np.maximum(zero, z) + np.minimum(zero, a * (np.exp(z / a) - _in(z, 1)))


def gelu(z: Array) -> Array:
    """Return z/2*(1 + erf(z/sqrt(2)))."""
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return np.asarray(_in(z, 0.5) * z * (_in(z, 1) + erf(z / _in(z, math.sqrt(2))).astype(z.dtype)))


def gelu_tanh(z: Array) -> Array:
    """Return z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))."""
    inner = _in(z, math.sqrt(2 / math.pi)) * (z + _in(z, 0.044715) * z * z * z)
    return _in(z, 0.5) * z * (_in(z, 1) + np.tanh(inner))


def quick_gelu(z: Array) -> Array:
    """Return z*sigmoid(1.702*z)."""
    return z * sigmoid(_in(z, 1.702) * z)


def silu(z: Array) -> Array:
    """Return z/(1 + exp(-z))."""
    return z / (_in(z, 1) + np.exp(-z))


def mish(z: Array) -> Array:
    """Return z*tanh(log(1 + exp(z)))."""
    return z * np.tanh(np.log(_in(z, 1) + np.exp(z)))


def softplus(z: Array, beta: float) -> Array:
    """Return log(1 + exp(beta*z))/beta."""
    b = _in(z, beta)
    return np.log(_in(z, 1) + np.exp(b * z)) / b


def log_sigmoid(z: Array) -> Array:
    """Return log(1/(1 + exp(-z)))."""
    return np.log(sigmoid(z))


def hard_sigmoid(z: Array, slope: float) -> Array:
    """Return min(max(slope*z + 1/2, 0), 1)."""
    return np.minimum(np.maximum(_in(z, slope) * z + _in(z, 0.5), _in(z, 0)), _in(z, 1))


def hard_swish(z: Array) -> Array:
    """Return z*min(max(z + 3, 0), 6)/6."""
    return z * np.minimum(np.maximum(z + _in(z, 3), _in(z, 0)), _in(z, 6)) / _in(z, 6)


def softsign(z: Array) -> Array:
    """Return z/(1 + |z|)."""
    return z / (_in(z, 1) + np.abs(z))


def tanhshrink(z: Array) -> Array:
    """Return z - tanh(z)."""
    return z - np.tanh(z)


def squareplus(z: Array, b: float) -> Array:
    """Return (z + sqrt(z^2 + b))/2."""
    return (z + np.sqrt(z * z + _in(z, b))) / _in(z, 2)


def rrelu(z: Array, lower: float, upper: float) -> Array:
    """Return z where z >= 0, else (lower + upper)/2*z."""
    return np.where(z >= 0, z, (_in(z, lower) + _in(z, upper)) / _in(z, 2) * z)


def sine(z: Array, w0: float) -> Array:
    """Return sin(w0*z)."""
    return np.asarray(np.sin(_in(z, w0) * z))


def _in(z: Array, value: float) -> Array:
    """Return a constant in the dtype of z, so that no formula is lifted to a wider one."""
    return np.asarray(value, dtype=z.dtype)

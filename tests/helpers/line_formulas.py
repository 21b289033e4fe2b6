"""Functions of one number of the catalogue at their defaults, written once more for mpmath, from their sources."""

import mpmath
from mpmath import atan, cos, erf, exp, expm1, log1p, mpf, sin, sincpi, sqrt, tanh


def _sigmoid(v):
    return 1 / (1 + exp(-v))


def _softplus(v):
    return log1p(exp(v)) if v < 0 else v + log1p(exp(-v))


def _relu(v):
    return max(v, mpf(0))


def _clip(v, low, high):
    return min(max(v, mpf(low)), mpf(high))


def _gelu(v):
    return v * mpmath.erfc(-v / sqrt(2)) / 2


def _sign(v):
    return mpf((v > 0) - (v < 0))


def _polynomial_of_relu(v):
    return sum(_relu(v) ** power for power in (1, 2, 3)) / 3


def _xielu(v, seen):
    return mpf("0.8") * v**2 + v / 2 if v > 0 else mpf("0.8") * (expm1(seen) - v) + v / 2


FORMULAS = {
    "abs": abs,
    "acon_c": lambda v: v * _sigmoid(v),
    "affine": lambda v: v,
    "apl": lambda v: _relu(v) + _relu(-v) / 4,
    "arcsinh": lambda v: mpmath.asinh(v),
    "arctan": lambda v: atan(v),
    "arelu": lambda v: (1 + _sigmoid(mpf(2))) * v if v >= 0 else mpf(9) / 10 * v,
    "aria2": lambda v: _sigmoid(v / 2),
    "b_silu": lambda v: (v + mpf(167) / 100) * _sigmoid(v) - mpf(167) / 200,
    "bent_identity": lambda v: (sqrt(v**2 + 1) - 1) / 2 + v,
    "binarizer": lambda v: mpf(v > 0),
    "clipped_gelu": lambda v: min(_gelu(v), mpf(10)),
    "cloglog": lambda v: -expm1(-exp(v)),
    "colu": lambda v: v / (1 - v * exp(-(v + exp(v)))),
    "derf": lambda v: erf(v / 2),
    "dyt": lambda v: tanh(v / 2),
    "e_swish": lambda v: mpf(11) / 8 * v * _sigmoid(v),
    "eis": lambda v: v * _softplus(v) / sqrt(1 + v**2),
    "elish": lambda v: v * _sigmoid(v) if v >= 0 else expm1(v) * _sigmoid(v),
    "erf": lambda v: erf(v),
    "erfact": lambda v: v * erf(mpf(3) / 4 * exp(mpf(3) / 4 * v)),
    "exponential": lambda v: exp(v),
    "fatrelu": lambda v: v if v >= 1 else mpf(0),
    "frelu": lambda v: _relu(v) - 1,
    "gaussian": lambda v: exp(-(v**2) / 2),
    "gcu": lambda v: v * cos(v),
    "golu": lambda v: v * exp(-exp(-v)),
    "hard_elish": lambda v: (v if v >= 0 else expm1(v)) * _clip((v + 1) / 2, 0, 1),
    "hard_mish": lambda v: v / 2 * _clip(v + 2, 0, 2),
    "hard_sigmoid_general": lambda v: _clip(v / 5 + mpf(1) / 2, 0, 1),
    "hardshrink": lambda v: v if abs(v) > 0.5 else mpf(0),
    "hardtanh": lambda v: _clip(v, -1, 1),
    "hexpo": lambda v: -expm1(-v) if v >= 0 else expm1(v),
    "isrlu": lambda v: v if v >= 0 else v / sqrt(1 + v**2),
    "isru": lambda v: v / sqrt(1 + v**2),
    "laplace": lambda v: mpmath.erfc(-(v - mpf("0.707107")) / (mpf("0.282095") * sqrt(2))) / 2,
    "linear": lambda v: v,
    "lisht": lambda v: v * tanh(v),
    "logish": lambda v: v * log1p(_sigmoid(v)),
    "mpelu": lambda v: v if v > 0 else expm1(v) / 4,
    "nlrelu": lambda v: log1p(_relu(v)),
    "pelu": lambda v: v if v >= 0 else expm1(v),
    "phish": lambda v: v * tanh(_gelu(v)),
    "polyrelu": _polynomial_of_relu,
    "pserf": lambda v: v * erf(mpf(5) / 4 * _softplus(mpf(17) / 20 * v)),
    "quick_gelu": lambda v: v / (1 + exp(-mpf("1.702") * v)),
    "relu_n": lambda v: _clip(v, 0, 1),
    "relu_squared": lambda v: _relu(v) ** 2,
    "scaled_tanh": lambda v: mpf("1.7159") * tanh(v * 2 / 3),
    "seagull": lambda v: log1p(v**2),
    "serf": lambda v: v * erf(_softplus(v)),
    "shrink": lambda v: v if abs(v) > 0.5 else mpf(0),
    "sign": _sign,
    "sine": lambda v: sin(30 * v),
    "sinc": sincpi,
    "sinlu": lambda v: (v + sin(v)) * _sigmoid(v),
    "slaf": lambda v: v,
    "smish": lambda v: v * tanh(log1p(_sigmoid(v))),
    "smu": lambda v: (mpf(5) / 4 * v + mpf(3) / 4 * v * erf(750000 * v)) / 2,
    "smu_1": lambda v: (mpf(5) / 4 * v + sqrt(mpf(9) / 16 * v**2 + mpf("4.352665993287951e-9") ** 2)) / 2,
    "snake": lambda v: v + sin(v) ** 2,
    "snake_beta": lambda v: v + sin(v) ** 2,
    "soft_clipping": lambda v: 2 * (_softplus(v / 2) - _softplus((v - 1) / 2)),
    "soft_exponential": lambda v: 2 * expm1(v / 2) + mpf(1) / 2,
    "softcap": lambda v: 30 * tanh(v / 30),
    "softplus_parametric": _softplus,
    "softshrink": lambda v: _sign(v) * _relu(abs(v) - mpf(1) / 2),
    "sparse_plus": lambda v: v if v >= 1 else _relu(v + 1) ** 2 / 4,
    "sparse_sigmoid": lambda v: _clip((v + 1) / 2, 0, 1),
    "sqnl": lambda v: _sign(v) if abs(v) > 2 else v - _sign(v) * v**2 / 4,
    "sqrt_softplus": lambda v: sqrt(_softplus(v)),
    "square": lambda v: v**2,
    "srelu": lambda v: _clip(v, -1, 1) + (v - _clip(v, -1, 1)) / 5,
    "star_relu": lambda v: mpf("0.8944") * _relu(v) ** 2 - mpf("0.4472"),
    "swish_beta": lambda v: v * _sigmoid(v),
    "tanhexp": lambda v: v * tanh(exp(v)),
    "tanhsoft": lambda v: tanh(mpf("0.87") * v) * _softplus(v),
    "threshold": lambda v: v if v > 0 else mpf(1) / 2,
    "thresholded_relu": lambda v: v if v > 1 else mpf(0),
    "xielu": lambda v: _xielu(v, v),
    "xielu_clamped": lambda v: _xielu(v, min(v, mpf(-1) / 10**6)),
}
"""What none of the libraries that tests install has, and more: name -> f."""

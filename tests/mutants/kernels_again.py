"""A second list of kernels as authors of frameworks write them, made after the models that the first one asked for."""

import numpy as np

from tests.mutants.kernels import (
    CONST,
    PAR,
    ROUGH,
    STEPS,
    VALUE,
    VAR,
    M,
    double,
    f32,
    kept,
    own,
    sig,
    single,
    softplus,
    tanh_gelu_slope,
)
from tests.mutants.planted import erf, singles


def held(x):
    return np.clip(x, 1e-3, 1 - 1e-3)


def stegun(x):
    t = 1 / (1 + 0.3275911 * np.abs(x))
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.sign(x) * (1 - series * np.exp(-x * x))


MUTANTS = (
    M("alpha on the wrong side of the exponent", "elu", "float16", 0,
      single(lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)*2))), VALUE+VAR, params={"alpha": "2"}),
    M("threshold on x, not beta x", "softplus_parametric", "float32", 0,
      single(lambda x: np.where(x > 2, x, np.log1p(np.exp(np.minimum(x, 2))))), ("threshold",)),
    M("hard_sigmoid slope 0.2", "hard_sigmoid", "float16", 1, double(lambda x: (np.abs(x) < 2.5)*0.2), VALUE+VAR),
    M("keras hard_sigmoid inside hard_swish", "hard_swish", "float16", 0,
      double(lambda x: x*np.clip(0.2*x+0.5, 0, 1)), CONST),
    M("slope at 6 and beyond", "relu6", "bfloat16", 1, double(lambda x: ((x > 0) & (x <= 8))*1.0), CONST+PAR,
      says="x = 8"),
    M("sigmoid of 2x", "tanh", "bfloat16", 0, single(lambda x: 2*sig(x)-1), VALUE+VAR, also=(*STEPS, "cancellation")),
    M("tanh of 2x for the slope", "sigmoid", "float16", 1,
      double(lambda x: 1-np.tanh(x)**2), VAR+VALUE, also=(*STEPS, "cancellation")),
    M("silu for mish", "mish", "bfloat16", 0, single(lambda x: x*sig(x)), VAR),
    M("x*softplus", "mish", "float16", 0,
      double(lambda x: x*softplus(x)), ("slip", "constant", "variant", "")),
    M("slope of relu^2 without 2", "relu_squared", "bfloat16", 1,
      double(lambda x: np.maximum(x, 0)), CONST+VAR+("slip",), says="2 in 2*x is 1"),
    M("cube for square", "relu_squared", "float16", 0, double(lambda x: np.maximum(x, 0)**3), (*CONST, *VAR, "slip")),
    M("alpha 1 for 1.67", "selu", "float16", 0,
      double(lambda x: 1.0507009873554805*np.where(x > 0, x, np.expm1(np.minimum(x, 0)))), VALUE),
    M("from the saved output in half", "softsign", "float16", 1,
      lambda s: (lambda y: (1-np.abs(y))*(1-np.abs(y)))((lambda x: x/(1+np.abs(x)))(singles(s)).astype(np.float16)),
      ("saved_output",), also=(*STEPS, "precision")),
    M("1 - y^2 of a bfloat16 tanh", "softcap", "bfloat16", 1,
      lambda s: (lambda y: 1-(y/30)**2)(kept(s, 30*np.tanh(singles(s)/30))),
      ("saved_output",), also=(*STEPS, "cancellation")),
    M("log_sigmoid slope by exp(y)", "log_sigmoid", "bfloat16", 1,
      lambda s: (lambda y: 1-np.exp(y))(kept(s, -softplus(-singles(s)))),
      ("saved_output",), also=(*STEPS, "cancellation", "expm1")),
    M("erf by tanh", "erf", "bfloat16", 0, single(lambda x: np.tanh(x*f32(1.128379167)*(1+f32(0.08943)*x*x))), ("",)),
    M("density without 1/sqrt(2 pi)", "gelu", "float16", 1,
      double(lambda x: 0.5*(1+erf(x*np.sqrt(0.5)))+x*np.exp(-x*x/2)),
      (*CONST, "slip"), also=(*STEPS, "cancellation")),
    M("x in place of -x", "golu", "bfloat16", 0, single(lambda x: x*np.exp(-np.exp(x))), (*CONST, "sign", "slip")),
    M("left and right swapped", "leaky_relu", "float16", 1,
      double(lambda x: np.where(x > 0, 0.01, 1)), ("missing_clamp", "sign", "constant", "parameter")),
    M("clip at 1", "sqnl", "float16", 0, double(lambda x: np.clip(x - np.sign(x)*x*x/4, -0.75, 0.75)), ("clamp", "")),
    M("tanh in half inside", "tanhshrink", "bfloat16", 0,
      lambda s: singles(s) - kept(s, np.tanh(singles(s))), ("cancellation",), (*STEPS, *ROUGH)),
    M("sqrt of softplus by log", "sqrt_softplus", "float16", 0,
      single(lambda x: np.sqrt(np.log(1+np.exp(x)))), ("log1p",)),
    M("0.044715 -> 0.0447", "gelu_tanh", "float16", 0,
      double(lambda x: 0.5*x*(1+np.tanh(0.7978845608028654*(x+0.0447*x**3)))), CONST, also=(*STEPS, "cancellation")),
    M("3*0.044715 forgotten", "gelu_tanh", "bfloat16", 1,
      single(lambda x: tanh_gelu_slope(x, cubic=1)),
      CONST, also=(*STEPS, "cancellation")),
    M("shrink keeps lambda itself", "softshrink", "bfloat16", 1, double(lambda x: (np.abs(x) > 0.25)*1.0),
      PAR+CONST, says="-1/4 and 1/4"),
    M("all in half", "gcu", "float16", 0, own(lambda x: x*np.cos(x)), ROUGH),
    M("x sigmoid(x) sin", "sinlu", "bfloat16", 0, single(lambda x: np.sin(x)*sig(x)), ("slip", "constant"),
      says="the term x"),
    M("mean of both", "elish", "float16", 0,
      double(lambda x: np.where(x >= 0, x*sig(x), np.expm1(np.minimum(x, 0))*sig(x)*0.5)), CONST),
    M("bias of b_silu lost", "b_silu", "bfloat16", 0, single(lambda x: (x+f32(1.67))*sig(x)), (*CONST, "slip")),
    M("half of the logit", "logit", "float16", 0, double(lambda x: 0.5*np.log(x/(1-x))), CONST),
    M("beta on softplus, derivative", "softplus_parametric", "bfloat16", 1,
      single(lambda x: sig(x)), VALUE+VAR, params={"alpha": "1/2", "beta": "2"}),
    M("exp overflow guard at 10", "silu", "float16", 0,
      single(lambda x: x/(1+np.exp(np.minimum(-x, 10)))), ("clamp",)),
    # --- what a third list, by PyTorch, showed
    M("clip at 7", "relu6", "float16", 0, double(lambda x: np.clip(x, 0, 7)), CONST, says="7 instead of 6"),
    M("2 in the sine alone", "snake", "float16", 0, double(lambda x: x+np.sin(2*x)**2), CONST, says="x in sin(x) is 2"),
    M("log of a sigmoid in half", "log_sigmoid", "float16", 0,
      lambda s: np.log(sig(singles(s)).astype(np.float16)), ("log1p",), also=(*STEPS, *ROUGH)),
    # --- what a fourth list showed: a cause that fits by chance, or by a step of a branch that is not taken
    M("tanh alone", "lisht", "bfloat16", 1, double(np.tanh), ("slip",), says="the term x*(1 - tanh(x)**2)"),
    M("silu everywhere", "elish", "bfloat16", 0, double(lambda x: x*sig(x)), ("missing_clamp", "variant")),
    M("no constants", "selu", "bfloat16", 0, double(lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
      (*VALUE, "variant"), says="left out"),
    M("2^x", "elu", "bfloat16", 1, double(lambda x: np.where(x > 0, 1, np.exp2(np.minimum(x, 0)))),
      (*CONST, "variant"), says="1.44269504"),
    M("x/(1 + 2^-x)", "silu", "bfloat16", 0, double(lambda x: x/(1+np.exp2(-x))), ("slip",), says="2^x"),
    M("log2", "mish", "bfloat16", 0, double(lambda x: x*np.tanh(softplus(x)/np.log(2))), ("slip",), says="base 2"),
    M("alpha in the exponent lost", "celu", "float16", 0,
      double(lambda x: np.where(x > 0, x, 3*np.expm1(np.minimum(x, 0)))), ("variant", *CONST), params={"alpha": "3"}),
    # --- what a fifth list showed: another function inside, approximations from books or of coefficients of one's own
    M("quick_gelu inside", "phish", "bfloat16", 0, double(lambda x: x*np.tanh(x*sig(1.702*x))), ("slip",),
      says="quick_gelu(x) takes the place of"),
    M("expm1 for exp", "tanhexp", "bfloat16", 0, double(lambda x: x*np.tanh(np.expm1(x))), ("slip",),
      says="exp(x) - 1 takes the place of exp(x)"),
    M("x|x|", "relu_squared", "bfloat16", 0, double(lambda x: x*np.abs(x)), ("slip",), says="x*Abs(x)"),
    M("input clamped", "logit", "float32", 0, double(lambda x: np.log(held(x)/(1-held(x)))), ("clamp",),
      says="the input is clamped"),
    M("a quotient of its own", "tanh", "float32", 0,
      double(lambda x: np.clip(x*(36+x*x)/(36+15*x*x), -1, 1)), ("approximation",), says="0.4167*x**2"),
    M("7.1.26", "erf", "float32", 0, double(stegun), ("approximation",), says="formula 7.1.26"),
    M("(1 + x/256)^256", "exponential", "bfloat16", 0,
      double(lambda x: np.maximum(1+x/256, 0)**256), ("approximation",), says="1 + u/256"),
)  # fmt: skip

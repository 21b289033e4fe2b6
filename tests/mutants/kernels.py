"""Kernels as authors of frameworks write them: the wrong constant, slope, switch, form or format."""

import numpy as np

from tests.mutants.planted import Mutant, erf, singles

STEPS = ("infinite_input", "overflow", "underflow", "double_rounding", "nan_dropped")
"""What is true of formulas at their ends, next to halfway points and of NaN, beside what they were chosen for."""

SUM, OVER, ROUGH, CONST, PAR, VAR = (
    (name,) for name in ("cancellation", "overflow", "precision", "constant", "parameter", "variant")
)
VALUE = CONST + PAR


def single(f):
    return lambda s: f(singles(s))


def own(f):
    return lambda s: f(s.x)


def double(f):
    return lambda s: f(s.x.astype(np.float64))


def sig(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.logaddexp(x.dtype.type(0), x)


def relu(x):
    return np.maximum(x, x.dtype.type(0))


def kept(s, values):
    """Values rounded to the format, as an output that is saved for the backward pass."""
    return np.asarray(values).astype(np.float32).astype(s.x.dtype).astype(np.float32)


def f32(value):
    return np.float32(value)


def tanh_gelu(x):
    return f32(0.5) * x * (1 + np.tanh(f32(0.7978845608) * (x + f32(0.044715) * x**3)))


def tanh_gelu_slope(x, keep=lambda t: t, cubic=3):
    c, k = f32(0.7978845608028654), f32(0.044715)
    t = keep(np.tanh(c * (x + k * x * x * x)))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + cubic * k * x * x)


def M(name, activation, dtype, order, spoil, causes, also=STEPS, **other):
    # Where a formula is computed in the format of the results, its steps are rounded to it.
    steps = ("precision", "overflow") if dtype in ("float32", "float64") else ()
    return Mutant(name, activation, dtype, order, spoil, causes, also=(*also, *steps), **other)


MUTANTS = (
    # --- what earlier models did not explain
    M("tanh kept", "gelu_tanh", "bfloat16", 1,
      lambda s: tanh_gelu_slope(singles(s), lambda t: kept(s, t)),
      ("saved_output", "cancellation")),
    M("|x+3| - |x-3|", "hard_sigmoid", "float16", 0,
      own(lambda x: (np.abs(x+np.float16(3))-np.abs(x-np.float16(3))+np.float16(6))/np.float16(12)), SUM+ROUGH),
    M("|x+1| - |x-1|", "hardtanh", "float16", 0,
      own(lambda x: (np.abs(x+np.float16(1))-np.abs(x-np.float16(1)))*np.float16(0.5)), SUM+ROUGH),
    M("expm1 for exp", "elu", "float16", 1,
      single(lambda x: np.where(x > 0, f32(1), np.expm1(np.minimum(x, 0)))),
      ("slip", "variant", "constant"), says="in place of its derivative"),
    M("expm1 for exp", "elu", "bfloat16", 1,
      single(lambda x: np.where(x > 0, f32(1), np.expm1(np.minimum(x, 0)))), ("slip", "variant", "constant")),
    M("1 - tanh^2 by way of half", "tanh", "bfloat16", 1,
      lambda s: (lambda t: np.float16(1)-t*t)(np.tanh(s.x.astype(np.float16))),
      ("precision", "saved_output", "cancellation", "narrowed")),
    M("of half x", "log_sigmoid", "float16", 0, double(lambda x: -np.logaddexp(0, -x/2)), VALUE),
    M("of half x", "log_sigmoid", "bfloat16", 0, single(lambda x: -np.logaddexp(f32(0), -x/2)), VALUE),
    M("slope as tanh", "softplus", "bfloat16", 1, single(np.tanh), VAR, says="tanh itself"),
    M("slope as tanh", "softplus", "float16", 1, single(np.tanh), VAR),
    M("exp(-|x|)", "gaussian", "float16", 0, single(lambda x: np.exp(-np.abs(x))), (*VAR, *CONST, "slip")),
    M("exp(-|x|)", "gaussian", "bfloat16", 0, single(lambda x: np.exp(-np.abs(x))), (*VAR, *CONST, "slip")),
    M("slope inside 2", "hardtanh", "float16", 1, double(lambda x: (np.abs(x) < 2)*1.0), PAR+CONST,
      says="-2 and 2 instead of -1 and 1"),
    M("slope from -1 to 6", "hardtanh", "bfloat16", 1, double(lambda x: ((x > -1) & (x < 6))*1.0), PAR+CONST,
      says="x = 6 instead of 1"),
    M("relu's slope", "leaky_relu", "float16", 1, double(lambda x: (x > 0)*1.0), VAR + VALUE, says="relu"),
    M("tanh gelu", "gelu", "bfloat16", 0,
      single(tanh_gelu),
      VAR, also=("infinite_input",)),
    M("tanh gelu in the slope", "gelu", "bfloat16", 1,
      single(tanh_gelu_slope),
      VAR),
    M("tanh gelu", "gelu", "float32", 0,
      single(tanh_gelu), VAR),
    M("/6.1", "hard_swish", "float16", 0, double(lambda x: x*np.clip(x+3, 0, 6)/6.1), CONST, says="1/6.1"),
    M("/6.1", "hard_swish", "bfloat16", 0, single(lambda x: x*np.clip(x+3, 0, 6)/f32(6.1)), CONST),
    # --- celu, elu, selu
    M("alpha forgotten inside", "celu", "float16", 0,
      single(lambda x: np.where(x > 0, x, 2*np.expm1(np.minimum(x, 0)))), CONST+VAR, params={"alpha": "2"}),
    M("elu given", "celu", "bfloat16", 0,
      single(lambda x: np.where(x > 0, x, f32(0.5)*np.expm1(np.minimum(x, 0)))), CONST+VAR, params={"alpha": "1/2"}),
    M("y + alpha", "elu", "bfloat16", 1,
      lambda s: (lambda x: np.where(x > 0, f32(1), kept(s, np.expm1(np.minimum(x, 0)))+1))(singles(s)),
      ("saved_output", "cancellation", "expm1")),
    M("y + 1 with alpha 2", "elu", "float16", 1,
      single(lambda x: np.where(x > 0, f32(1), 2*np.expm1(np.minimum(x, 0))+1)),
      (*CONST, "slip"), params={"alpha": "2"}, says="is -1 instead of 0"),
    M("scale forgotten", "selu", "bfloat16", 1,
      single(lambda x: np.where(x > 0, f32(1), f32(1.6732632)*np.exp(np.minimum(x, 0)))), VAR+VALUE),
    M("scale on the positive side only", "selu", "float16", 0,
      single(lambda x: np.where(x > 0, f32(1.0507009873)*x, f32(1.6732632)*np.expm1(np.minimum(x, 0)))), VALUE),
    M("exp - 1 all in half", "selu", "float16", 0,
      own(lambda x: np.where(x > 0, np.float16(1.0507)*x, np.float16(1.758)*(np.exp(x)-np.float16(1)))),
      ("expm1", "precision")),
    M("x >= 0 masks", "elu", "bfloat16", 0,
      single(lambda x: (x > 0)*x + (x <= 0)*(np.exp(x)-1)), ("expm1", "untaken_branch")),
    # --- mish, silu, swish
    M("log(1+e) in half", "mish", "float16", 0,
      own(lambda x: x*np.tanh(np.log(np.float16(1)+np.exp(x)))), (*ROUGH, "log1p", "overflow")),
    M("softplus threshold 8", "mish", "float32", 0,
      single(lambda x: x*np.tanh(np.where(x > 8, x, np.log1p(np.exp(np.minimum(x, 8)))))), ("threshold","precision")),
    M("mish slope of sech", "mish", "bfloat16", 1,
      single(lambda x: (lambda sp: np.tanh(sp) + x*sig(x)/np.cosh(sp)**2)(np.logaddexp(f32(0), x))), OVER),
    M("silu slope s(1-s)", "silu", "bfloat16", 1, single(lambda x: sig(x)*(1-sig(x))), ("slip", "variant")),
    M("silu's slope without chain", "quick_gelu", "float16", 1,
      double(lambda x: (lambda s: s + x*s*(1-s))(sig(1.702*x))), ("constant", "slip")),
    M("1.7", "quick_gelu", "bfloat16", 1,
      single(lambda x: (lambda s: s*(1+f32(1.7)*x*(1-s)))(sig(f32(1.7)*x))), CONST, also=(*STEPS, "infinite_input")),
    M("bfloat16 sigmoid", "silu", "bfloat16", 0,
      lambda s: s.x*(1/(1+np.exp(-s.x.astype(np.float32)))).astype(s.x.dtype),
      ("precision", "saved_output", "double_rounding", "")),
    M("tanh(x/2) all in half", "sigmoid", "float16", 0,
      own(lambda x: np.float16(0.5)*(1+np.tanh(np.float16(0.5)*x))), SUM+ROUGH),
    M("s(1-s), s in half kept", "sigmoid", "float16", 1,
      lambda s: (lambda y: y*(1-y))(sig(s.x.astype(np.float32)).astype(np.float16)), ("saved_output", "precision")),
    # --- softplus, logsigmoid
    M("threshold 20", "softplus", "float32", 0,
      single(lambda x: np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))), ("threshold", "")),
    M("threshold 5", "softplus", "float16", 0,
      single(lambda x: np.where(x > 5, x, np.log1p(np.exp(np.minimum(x, 5))))), ("threshold",)),
    M("threshold 4 in the slope", "softplus", "bfloat16", 1,
      single(lambda x: np.where(x > 4, f32(1), sig(x))), ("threshold",)),
    M("log(1+e)", "softplus", "float64", 0, double(lambda x: np.log(1+np.exp(x))), ("log1p",)),
    M("-softplus(x)", "log_sigmoid", "bfloat16", 0,
      single(lambda x: -np.logaddexp(f32(0), x)), ("sign", "variant", "constant", "slip")),
    M("log of sigmoid all in half", "log_sigmoid", "float16", 0,
      own(lambda x: np.log(1/(np.float16(1)+np.exp(-x)))), (*ROUGH, "log1p")),
    M("sigmoid for 1 - sigmoid", "log_sigmoid", "float16", 1, single(sig), ("sign", "variant", "constant", "slip")),
    M("min(x,0) - log(1+exp(-|x|))", "log_sigmoid", "float32", 0,
      single(lambda x: np.minimum(x, 0)-np.log(1+np.exp(-np.abs(x)))), ("log1p",)),
    M("beta forgotten in the division", "softplus_parametric", "float16", 0,
      single(lambda x: np.logaddexp(f32(0), 2*x)), VALUE+VAR, params={"alpha": "1/2", "beta": "2"}),
    # --- softsign, squareplus, isru
    M("1/(1+|x|)", "softsign", "bfloat16", 1, single(lambda x: 1/(1+np.abs(x))), ("slip", "constant"),
      says="is left out"),
    M("all in half", "softsign", "float16", 0, own(lambda x: x/(np.float16(1)+np.abs(x))), ROUGH),
    M("sqrt(x^2+1)", "squareplus", "bfloat16", 0,
      single(lambda x: (x+np.sqrt(x*x+1))/2), VALUE, also=(*STEPS, "cancellation")),
    M("b squared", "squareplus", "float16", 0, double(lambda x: (x+np.sqrt(x*x+16))/2), VALUE),
    M("all in bfloat16", "squareplus", "bfloat16", 0, own(lambda x: (x+np.sqrt(x*x+4))/2), ROUGH+SUM),
    M("1/sqrt cubed forgotten", "isru", "float16", 1,
      double(lambda x: 1/np.sqrt(1+x*x)), ("constant", "slip", "")),
    M("x^2 in half", "isru", "float16", 0, own(lambda x: x/np.sqrt(np.float16(1)+x*x)), OVER+ROUGH),
    # --- hard_*
    M("0.2x + 0.5", "hard_sigmoid", "bfloat16", 0, single(lambda x: np.clip(f32(0.2)*x+f32(0.5), 0, 1)), VAR+VALUE),
    M("0.1666667", "hard_sigmoid", "float32", 0,
      single(lambda x: np.clip(f32(0.1666667)*x+f32(0.5), 0, 1)), CONST+ROUGH+("cancellation","")),
    M("slope (2x+3)/6 everywhere inside 6", "hard_swish", "bfloat16", 1,
      double(lambda x: np.where(x < -3, 0, np.where(x > 6, 1, (2*x+3)/6))),
      ("missing_clamp", "threshold", "constant", "")),
    M("hard_swish slope of x/3", "hard_swish", "float16", 1,
      double(lambda x: np.where(x < -3, 0, np.where(x > 3, 1, x/3))), ("slip", "constant")),
    M("relu6(x+3)/6 without x", "hard_swish", "float16", 0,
      double(lambda x: np.clip(x+3, 0, 6)/6), (*VAR, "slip", "constant")),
    M("clip at 5", "relu6", "bfloat16", 0,
      double(lambda x: np.clip(x, 0, 5)), ("clamp", "variant", "constant", "parameter")),
    M("no upper clip", "relu6", "float16", 1, double(lambda x: (x > 0)*1.0), (*VAR, "missing_clamp")),
    M("hard mish by 2.5", "hard_mish", "float16", 0, double(lambda x: x*np.clip(x+2.5, 0, 2)/2), CONST,
      says="2.5 instead of 2"),
    # --- shrinks, thresholds
    M("lambda 1", "softshrink", "float16", 0, double(lambda x: np.sign(x)*np.maximum(np.abs(x)-1, 0)), PAR+CONST),
    M("hard for soft", "softshrink", "float16", 0, double(lambda x: np.where(np.abs(x) > 0.5, x, 0)), VAR+CONST),
    M("added, not subtracted", "softshrink", "bfloat16", 0,
      double(lambda x: np.where(x > 0.5, x+0.5, np.where(x < -0.5, x-0.5, 0))),
      ("constant", "slip", "parameter", "variant", "sign")),
    M("bias lost", "shrink", "bfloat16", 0,
      double(lambda x: np.where(np.abs(x) > 0.5, x, 0)), VAR+VALUE, params={"lambd": "1/2", "bias": "1/2"}),
    M("value 0", "threshold", "float16", 0, double(lambda x: np.where(x > 0, x, 0)), VAR+VALUE+("slip",)),
    M("x - tanh in half", "tanhshrink", "float16", 0, own(lambda x: x-np.tanh(x)), SUM+ROUGH),
    M("tanh^2 of tanh kept", "tanhshrink", "float16", 1,
      lambda s: (lambda t: t*t)(kept(s, np.tanh(singles(s)))), ("saved_output",)),
    M("1 - tanh^2 for tanh^2", "tanhshrink", "bfloat16", 1,
      single(lambda x: 1-np.tanh(x)**2), ("slip", "variant", "constant"), also=(*STEPS, "cancellation")),
    # --- periodic, gates, others
    M("sin^2 without 1/a", "snake", "float16", 0,
      double(lambda x: x+np.sin(2*x)**2), VALUE+VAR, params={"alpha": "2"}),
    M("(1-cos)/2a", "snake", "bfloat16", 0, single(lambda x: x+(1-np.cos(2*x))/2), SUM),
    M("sin x for sin 2ax in the slope", "snake", "float16", 1, double(lambda x: 1+np.sin(x)), CONST+PAR+VAR),
    M("degrees", "sine", "float16", 0, double(lambda x: np.sin(np.deg2rad(30*x))), CONST+PAR+VAR, says="pi/180"),
    M("1/(1+e)^beta for alpha", "aria2", "float16", 0, double(lambda x: sig(x)**0.5), VALUE),
    M("beta 1", "aria2", "bfloat16", 0, single(sig), VALUE+VAR),
    M("tanh gelu inside", "phish", "float16", 0,
      single(lambda x: x*np.tanh(tanh_gelu(x))), ("slip",), says="gelu_tanh(x) takes the place of"),
    M("1 + erf", "phish", "bfloat16", 0, single(lambda x: x*np.tanh(x*(1+erf(x*f32(0.70710678)))/2)), SUM),
    M("x tanh(e^x), all in bfloat16", "tanhexp", "bfloat16", 0, own(lambda x: x*np.tanh(np.exp(x))), ROUGH),
    M("slope t + x(1-t^2), t kept", "lisht", "bfloat16", 1,
      lambda s: (lambda x: (lambda t: t + x*(1-t*t))(kept(s, np.tanh(x))))(singles(s)), ("saved_output",)),
    M("cap 50", "softcap", "bfloat16", 0, single(lambda x: 50*np.tanh(x/50)), PAR+CONST),
    M("slope without cap", "softcap", "float16", 1,
      double(lambda x: 1-np.tanh(x)**2), (*VAR, *VALUE, "slip"), also=(*STEPS, "cancellation")),  # 30*tanh(x)/30 it is
    M("exp in half", "golu", "float16", 0, own(lambda x: x*np.exp(-np.exp(-x))), ROUGH),
    M("cos only", "gcu", "bfloat16", 0, single(np.cos), ("slip", "variant", "constant", ""), says="factor x"),
    M("cos - x sin sign", "gcu", "float16", 1, double(lambda x: np.cos(x)+x*np.sin(x)), ("slip",)),
    M("1 - exp(-exp)", "cloglog", "bfloat16", 0, single(lambda x: 1-np.exp(-np.exp(x))), ("expm1", "cancellation")),
    M("without 1/2", "bent_identity", "bfloat16", 0,
      single(lambda x: np.sqrt(x*x+1)-1+x), CONST, also=(*STEPS, "cancellation")),
    M("square twice", "relu_squared", "float16", 1,
      double(lambda x: np.maximum(x, 0)), ("constant", "variant", "slip")),
    M("bias kept in the slope", "star_relu", "float16", 1,
      double(lambda x: 2*0.8944*np.maximum(x, 0)-0.4472), ("constant", "slip", ""),
      says="-0.4472 instead of 0"),
    M("alpha and beta swapped", "scaled_tanh", "float16", 0,
      double(lambda x: 2/3*np.tanh(1.7159*x)), ("parameter", "constant", ""), says="exchanged"),
    M("laplace mu 0", "laplace", "float16", 0,
      double(lambda x: (1+erf(x*np.sqrt(0.5)/0.282095))/2), (*VALUE, "slip"), also=(*STEPS, "cancellation")),
    M("exp(x) - 1 in the gate", "elish", "bfloat16", 0,
      single(lambda x: np.where(x >= 0, x*sig(x), (np.exp(x)-1)*sig(x))), ("expm1",)),
    M("b and d swapped sign", "hexpo", "float16", 0,
      double(lambda x: np.where(x >= 0, 1-np.exp(-np.maximum(x, 0)), -np.expm1(np.minimum(x, 0)))),
      ("sign", "constant", "variant")),
    M("log(1 + relu)", "nlrelu", "float16", 0, own(lambda x: np.log(np.float16(1)+relu(x))), ("log1p", "precision")),
    M("log10", "nlrelu", "bfloat16", 0,
      single(lambda x: np.log10(1+relu(x))), ("constant", "variant", ""), also=(*STEPS, "log1p"), says="1/log(10)"),
    M("leaky 0.2", "leaky_relu", "bfloat16", 0, double(lambda x: np.where(x > 0, x, 0.2*x)), VALUE),
    M("max(x, ax) with a = 2", "prelu", "float16", 0,
      double(lambda x: np.maximum(x, 2*x)), ("variant", "missing_clamp", "constant", ""), params={"weight": "2"},
      says="exchanged"),
)  # fmt: skip

"""Lecture notes on activation functions, from sigmoid to SELU."""

from sympy import Max, Piecewise, S, exp, oo, tanh

from symact.claims.claim import Statement
from symact.claims.predicates.cost import Elementary
from symact.claims.predicates.facts import Number, Property, Smooth
from symact.claims.predicates.formulas import Defined, Derivative, Equal
from symact.claims.predicates.ranges import Range, Sign, Takes, Within
from symact.claims.predicates.slopes import SlopeLimit
from symact.claims.vocabulary import NEGATIVE, POSITIVE, SIGMOID, TANH, claim, sides, slope_below, symbol
from symact.definition.activation import x

SOURCE = "000_fae71f6afd260d2a.txt"
TITLE = "Lecture notes “Activation Functions in Deep Learning”; the text names no author and no date"

leak = symbol("leaky_relu", "negative_slope")
weight = symbol("prelu", "weight")
alpha = symbol("elu", "alpha")
selu_alpha, selu_scale = symbol("selu", "alpha"), symbol("selu", "scale")
negative_part = alpha * (exp(x) - 1)

CLAIMS: tuple[Statement, ...] = (
    claim(29, "the sigmoid is 1/(1 + e^-x)", "sigmoid", Equal(SIGMOID)),
    claim(31, "the sigmoid's range is (0, 1)", "sigmoid", Range.open(0, 1)),
    claim(35, "the sigmoid's gradient vanishes for large inputs", "sigmoid", SlopeLimit(1)),
    claim(47, "the sigmoid's gradient is smooth", "sigmoid", Smooth("oo")),
    claim(49, "the sigmoid's outputs are probabilities", "sigmoid", Within.ends(0, 1)),
    claim(50, "the sigmoid is non-linear", "sigmoid", Property("nonlinear", True)),
    claim(51, "the sigmoid is differentiable", "sigmoid", Property("differentiable", True)),
    claim(55, "the sigmoid saturates", "sigmoid", Property("saturating", True)),
    claim(56, "the sigmoid's gradient vanishes at the other extreme too", "sigmoid", SlopeLimit(-1)),
    claim(57, "the sigmoid is computationally expensive: it needs exp", "sigmoid", Elementary(True)),
    claim(58, "the sigmoid is not zero-centred", "sigmoid", Property("zero_centred", False)),
    claim(64, "tanh is (e^x - e^-x)/(e^x + e^-x)", "tanh", Equal(TANH)),
    claim(68, "tanh' = 1 - tanh^2", "tanh", Derivative(1 - tanh(x) ** 2)),
    claim(70, "the range of tanh is (-1, 1)", "tanh", Range.open(-1, 1)),
    claim(80, "tanh is zero-centred", "tanh", Property("zero_centred", True)),
    claim(81, "tanh is non-linear", "tanh", Property("nonlinear", True)),
    claim(82, "tanh is differentiable", "tanh", Property("differentiable", True)),
    claim(86, "tanh saturates", "tanh", Property("saturating", True)),
    claim(87, "the gradient of tanh vanishes for large inputs", "tanh", SlopeLimit(1)),
    claim(88, "tanh is computationally expensive", "tanh", Elementary(True)),
    claim(94, "ReLU is max(0, x)", "relu", Equal(Max(0, x))),
    claim(100, "ReLU's range is [0, oo)", "relu", Range.from_(0)),
    claim(110, "ReLU is non-linear", "relu", Property("nonlinear", True)),
    claim(111, "ReLU does not saturate on the positive side", "relu", Number("limit_pos_inf", oo)),
    claim(112, "ReLU is computationally cheap", "relu", Elementary(False)),
    claim(114, "ReLU's gradient is 1 for positive inputs", "relu", Derivative(sides(1, 0, ""))),
    claim(118, "ReLU has a dying region", "relu", Property("dying_region", True)),
    claim(119, "ReLU is not differentiable everywhere", "relu", Property("differentiable", False)),
    claim(121, "ReLU' is 0 for x < 0 and 1 for x >= 0", "relu", Derivative(sides(1, 0))),
    claim(123, "ReLU is not zero-centred", "relu", Property("zero_centred", False)),
    claim(142, "ReLU returns a positive input unchanged", "relu", Equal(x, POSITIVE)),
    claim(143, "ReLU returns 0 for a negative input", "relu", Equal(S.Zero, NEGATIVE)),
    claim(150, "where ReLU is 0, for z < 0, its derivative is 0 too", "relu", Derivative(Piecewise((0, x < 0)))),
    claim(209, "LeakyReLU is x for x > 0, alpha x otherwise", "leaky_relu", Equal(sides(x, leak * x, "left"))),
    claim(211, "LeakyReLU is max(alpha x, x)", "leaky_relu", Equal(Max(leak * x, x))),
    claim(
        215,
        "LeakyReLU is x for x >= 0 and x/100 for x < 0",
        "leaky_relu",
        Equal(sides(x, x / 100)),
        negative_slope="0.01",
    ),
    claim(223, "LeakyReLU's range is the whole line", "leaky_relu", Range.open(-oo, oo)),
    claim(221, "LeakyReLU allows negative values", "leaky_relu", Takes(-1), bound=True),
    claim(222, "LeakyReLU is computationally efficient", "leaky_relu", Elementary(False)),
    claim(222, "LeakyReLU's slope for negative inputs is negative, as printed", slope_below("leaky_relu"), Sign(-1)),
    claim(231, "LeakyReLU is easily computed", "leaky_relu", Elementary(False)),
    claim(229, "LeakyReLU has no dead neurons", "leaky_relu", Property("dying_region", False)),
    claim(230, "LeakyReLU does not saturate", "leaky_relu", Property("saturating", False)),
    claim(232, "LeakyReLU is (close to) zero-centred", "leaky_relu", Property("zero_centred", True)),
    claim(240, "PReLU is max(alpha x, x)", "prelu", Equal(Max(weight * x, x))),
    claim(
        259,
        "ELU as first printed, with cases x > 0 and x < 0, is defined everywhere",
        "elu",
        Defined(sides(x, negative_part, "")),
    ),
    claim(
        261,
        "ELU' is 1 for x > 0 and ELU + alpha for x <= 0",
        "elu",
        Derivative(sides(1, negative_part + alpha, "left")),
    ),
    claim(263, "ELU is x for x >= 0, alpha (e^x - 1) for x < 0", "elu", Equal(sides(x, negative_part))),
    claim(265, "ELU's range is (-alpha, oo)", "elu", Range.open(-alpha, oo)),
    claim(269, "ELU is smooth (all derivatives)", "elu", Smooth("oo")),
    claim(269, "ELU is differentiable", "elu", Property("differentiable", True)),
    claim(270, "ELU's negative part is an exponential", "elu", Equal(negative_part, NEGATIVE)),
    claim(275, "ELU is (close to) zero-centred", "elu", Property("zero_centred", True)),
    claim(277, "ELU has no dying region", "elu", Property("dying_region", False)),
    claim(278, "ELU is always continuous", "elu", Property("continuous", True)),
    claim(278, "ELU is always continuously differentiable", "elu", Smooth(1)),
    claim(282, "ELU is computationally expensive", "elu", Elementary(True)),
    claim(292, "SELU is lambda times ELU's formula", "selu", Equal(selu_scale * sides(x, selu_alpha * (exp(x) - 1)))),
    claim(298, "SELU's range is the whole line", "selu", Range.open(-oo, oo), bound=True),
    claim(305, "SELU keeps the mean of a standard normal input", "selu", Number("gaussian_mean", S.Zero), bound=True),
    claim(
        305,
        "SELU keeps the variance of a standard normal input",
        "selu",
        Number("gaussian_second_moment", S.One),
        bound=True,
    ),
)

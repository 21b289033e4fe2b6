"""Slides on activation functions, from the step to SIREN."""

from sympy import Interval, Max, Min, Piecewise, Rational, S, erfc, exp, log, oo, sqrt

from symact import catalogue
from symact.claims.claim import Formula, Statement
from symact.claims.predicates.cost import Cheaper, Elementary
from symact.claims.predicates.facts import Depends, Falls, MeanNearer, Needs, Number, Property, Smooth
from symact.claims.predicates.formulas import Derivative, Equal
from symact.claims.predicates.parameters import Determined, Printed
from symact.claims.predicates.ranges import Range, Sign, Takes, Within
from symact.claims.predicates.slopes import SlopeLimit, SlopeValues, SmoothOn
from symact.claims.predicates.vectors import Entries, Quotient, SumsToOne
from symact.claims.vocabulary import FROM_ZERO, NEGATIVE, POSITIVE, SIGMOID, TANH, UNIT, claim, sides, symbol
from symact.definition.activation import Param, x

SOURCE = "002_256fe30d0f030f9a.txt"
TITLE = "M.M Islam Imran, slides “Deep Learning – Activation Functions”; the text names no date"

slope = symbol("linear", "slope")
weight = symbol("prelu", "weight")
beta = symbol("softplus", "beta")
alpha = symbol("elu", "alpha")
celu_alpha = symbol("celu", "alpha")
selu_alpha, selu_scale = symbol("selu", "alpha"), symbol("selu", "scale")
negative_part = alpha * (exp(x) - 1)
phi = erfc(-x / sqrt(2)) / 2

factor, second, offset, other = Param.positive("c", 1), Param.real("m", 1), Param.real("b", 1), Param.real("d", 1)
scaled_prelu = catalogue.get("prelu").expression.subs(x, factor.symbol * x)
prelu = catalogue.get("prelu").expression
two_layers = second.symbol * (slope * x + offset.symbol) + other.symbol
steeper_inside = Formula("sigmoid' - sigmoid'(2)", SIGMOID.diff(x) - SIGMOID.diff(x).subs(x, 2))
tanh_over_sigmoid = TANH.diff(x) - SIGMOID.diff(x)
unbracketed = Max(0, x) + Min(0, alpha) * (exp(x) - 1)

CLAIMS: tuple[Statement, ...] = (
    claim(68, "the naive threshold is not differentiable", "binary_step", Property("differentiable", False)),
    claim(91, "ReLU is a smooth, differentiable function", "relu", Property("differentiable", True)),
    claim(91, "the sigmoid is a smooth, differentiable function", "sigmoid", Smooth("oo")),
    claim(91, "tanh is a smooth, differentiable function", "tanh", Smooth("oo")),
    claim(95, "the linear function is c x", "linear", Equal(slope * x)),
    claim(96, "the gradient of the linear function is constant", "linear", Number("curvature_bound", S.Zero)),
    claim(103, "the linear function is continuous, unlike the step", "linear", Property("continuous", True)),
    claim(
        105,
        "two linear layers are one linear layer",
        Formula("m (c x + b) + d", two_layers, (*catalogue.get("linear").params, second, offset, other)),
        Property("nonlinear", False),
    ),
    claim(111, "the sigmoid is 1/(1 + e^-x)", "sigmoid", Equal(SIGMOID)),
    claim(112, "the sigmoid is non-linear", "sigmoid", Property("nonlinear", True)),
    claim(116, "the sigmoid's output is continuous", "sigmoid", Property("continuous", True)),
    claim(116, "the sigmoid's output ranges from 0 to 1", "sigmoid", Within.ends(0, 1)),
    claim(
        118,
        "the sigmoid is S-shaped",
        "sigmoid",
        Property(
            "convex_intervals",
            [{"from": "-oo", "to": "0", "kind": "convex"}, {"from": "0", "to": "oo", "kind": "concave"}],
        ),
    ),
    claim(118, "the sigmoid's gradient is smooth", "sigmoid", Smooth("oo")),
    claim(118, "the sigmoid is steepest between -2 and 2, at 0", "sigmoid", Property("lipschitz_at", [{"at": "0"}])),
    claim(118, "the sigmoid is steeper inside of (-2, 2) than at +-2", steeper_inside, Sign(1, Interval.open(-2, 2))),
    claim(118, "the sigmoid is less steep beyond 2 than at 2", steeper_inside, Sign(-1, Interval.open(2, oo))),
    claim(
        118,
        "the sigmoid is especially steep on [-2, 2], read as: everywhere at least half as steep as anywhere",
        Formula("sigmoid' - 1/8", SIGMOID.diff(x) - Rational(1, 8)),
        Sign(1, Interval(-2, 2)),
    ),
    claim(121, "the sigmoid flattens out on the left", "sigmoid", SlopeLimit(-1)),
    claim(121, "the sigmoid flattens out on the right", "sigmoid", SlopeLimit(1)),
    claim(129, "tanh is (e^x - e^-x)/(e^x + e^-x)", "tanh", Equal(TANH)),
    claim(130, "tanh is a scaled sigmoid: 2 sigmoid(2x) - 1", "tanh", Equal(2 * SIGMOID.subs(x, 2 * x) - 1)),
    claim(136, "tanh ranges from -1 to 1", "tanh", Within.ends(-1, 1)),
    claim(138, "tanh is non-linear", "tanh", Property("nonlinear", True)),
    claim(140, "tanh is bounded", "tanh", Property("bounded", "bounded")),
    claim(
        142,
        "the gradient of tanh is stronger than the sigmoid's, at every input",
        Formula("tanh' - sigmoid'", tanh_over_sigmoid),
        Sign(1),
    ),
    claim(146, "tanh is zero-centred", "tanh", Property("zero_centred", True)),
    claim(146, "the average output of tanh is 0", "tanh", Number("gaussian_mean", S.Zero)),
    claim(150, "tanh has vanishing gradients", "tanh", SlopeLimit(-1)),
    claim(165, "ReLU is max(0, x)", "relu", Equal(Max(0, x))),
    claim(166, "ReLU is efficient", "relu", Elementary(False)),
    claim(
        167,
        "combinations of ReLUs are non-linear, as is ReLU(x) - ReLU(-x)",
        Formula("ReLU(x) - ReLU(-x)", Max(0, x) - Max(0, -x)),
        Property("nonlinear", True),
    ),
    claim(168, "ReLU's range is [0, oo)", "relu", Range.from_(0)),
    claim(169, "ReLU has a dying region", "relu", Property("dying_region", True)),
    claim(175, "ReLU returns x if x is positive, else 0", "relu", Equal(sides(x, 0, "left"))),
    claim(177, "ReLU is linear for positive inputs", "relu", Equal(x, POSITIVE)),
    claim(177, "ReLU is non-linear as a whole", "relu", Property("nonlinear", True)),
    claim(177, "ReLU has a corner at the origin", "relu", Property("differentiable", False)),
    claim(183, "ReLU is not bounded above", "relu", Property("bounded", "below")),
    claim(189, "a sigmoid unit is never exactly 0", "sigmoid", Property("zeros", [])),
    claim(189, "a tanh unit is 0 for one input only", "tanh", Property("zeros", [{"at": "0"}])),
    claim(
        189, "a ReLU unit is 0 on a half line", "relu", Property("zeros", [{"from": "-oo", "to": "0", "has_to": True}])
    ),
    claim(193, "where ReLU is 0 for good its gradient is 0", "relu", Derivative(Piecewise((0, x < 0)))),
    claim(219, "ReLU's gradient is 0 for negative inputs", "relu", Derivative(Piecewise((0, x < 0)))),
    claim(227, "LeakyReLU is computationally efficient", "leaky_relu", Elementary(False)),
    claim(
        230,
        "LeakyReLU is less expensive than tanh and sigmoid",
        "leaky_relu",
        Cheaper((catalogue.get("tanh"), catalogue.get("sigmoid"))),
    ),
    claim(
        207, "LeakyReLU is x for x >= 0, 0.01 x below", "leaky_relu", Equal(sides(x, x / 100)), negative_slope="0.01"
    ),
    claim(209, "LeakyReLU has no dying region", "leaky_relu", Property("dying_region", False), negative_slope="0.01"),
    claim(221, "LeakyReLU's gradient is never 0", "leaky_relu", Property("critical_points", []), negative_slope="0.01"),
    claim(
        232,
        "LeakyReLU keeps ReLU's sparsity: 0 on a half line",
        "leaky_relu",
        Property("zeros", [{"from": "-oo", "to": "0", "has_to": True}]),
        negative_slope="0.01",
    ),
    claim(238, "PReLU is x for x >= 0, a x for x < 0", "prelu", Equal(sides(x, weight * x))),
    claim(
        249,
        "scaling PReLU's input by c > 0 scales its output",
        Formula("PReLU(c x)", scaled_prelu, (*catalogue.get("prelu").params, factor)),
        Equal(factor.symbol * prelu),
    ),
    claim(
        249,
        "scaling PReLU's input by any number, as -2, scales its output",
        Formula("PReLU(-2 x)", prelu.subs(x, -2 * x), catalogue.get("prelu").params),
        Equal(-2 * prelu),
    ),
    claim(255, "Softplus as printed: (1/beta) log 1 + e^(beta x)", "softplus", Equal(log(1) / beta + exp(beta * x))),
    claim(256, "Softplus is smooth", "softplus", Smooth("oo")),
    claim(257, "Softplus is always positive", "softplus", Sign(1)),
    claim(264, "Softplus is differentiable", "softplus", Property("differentiable", True)),
    claim(
        266,
        "the higher beta, the closer Softplus is to ReLU",
        Formula("Softplus - ReLU", log(1 + exp(beta * x)) / beta - Max(0, x), catalogue.get("softplus").params),
        Falls("sup_abs", beta),
    ),
    claim(273, "Softplus is linear on no interval", "softplus", Property("convexity", "strictly convex")),
    claim(
        273,
        "ReLU is linear on no interval",
        "relu",
        Property(
            "convex_intervals",
            [{"from": "-oo", "to": "0", "kind": "affine"}, {"from": "0", "to": "oo", "kind": "affine"}],
            equal=False,
        ),
    ),
    claim(281, "ELU as printed: max(0, x) + min(0, alpha) (e^x - 1)", "elu", Equal(unbracketed)),
    claim(286, "ReLU outputs only positive values", "relu", Sign(1)),
    claim(286, "ELU can go below zero", "elu", Takes(-1)),
    claim(288, "ELU is alpha (e^x - 1) for x < 0", "elu", Equal(negative_part, NEGATIVE)),
    claim(288, "ELU is smooth for x < 0", "elu", SmoothOn(NEGATIVE)),
    claim(
        290,
        "ELU pushes the mean activation closer to zero than ReLU's",
        "elu",
        MeanNearer(catalogue.get("relu")),
        bound=True,
    ),
    claim(293, "ELU is a smooth version of ReLU", "elu", Smooth("oo")),
    claim(295, "alpha changes ELU's smoothness", "elu", Depends("smoothness", ({"alpha": "1"}, {"alpha": "2"}))),
    claim(295, "alpha changes ELU's range", "elu", Depends("range", ({"alpha": "1"}, {"alpha": "2"}))),
    claim(297, "ELU is differentiable", "elu", Property("differentiable", True)),
    claim(297, "ELU's mean activation is 0", "elu", Number("gaussian_mean", S.Zero), bound=True),
    claim(
        301,
        "CELU as printed: max(0, x) + min(0, alpha) (e^(alpha x) - 1)",
        "celu",
        Equal(Max(0, x) + Min(0, celu_alpha) * (exp(celu_alpha * x) - 1)),
    ),
    claim(
        301,
        "CELU with the exponent printed, alpha x, for x < 0",
        "celu",
        Equal(celu_alpha * (exp(celu_alpha * x) - 1), NEGATIVE),
    ),
    claim(308, "CELU is continuously differentiable", "celu", Smooth(1)),
    claim(312, "alpha must differ from 1 for CELU to be C^1", "celu", Needs(Smooth(1), {"alpha": "1"})),
    claim(315, "CELU can produce negative values", "celu", Takes(-1)),
    claim(
        315,
        "CELU brings the mean activation closer to zero than ReLU does",
        "celu",
        MeanNearer(catalogue.get("relu")),
        bound=True,
    ),
    claim(
        321,
        "SELU as printed: scale (max(0, x) + min(0, alpha) (e^x - 1))",
        "selu",
        Equal(selu_scale * (Max(0, x) + Min(0, selu_alpha) * (exp(x) - 1))),
    ),
    claim(323, "SELU's alpha", "selu", Printed("alpha", "1.6732632423543772848170429916717")),
    claim(323, "SELU's scale", "selu", Printed("scale", "1.0507009873554804934193349852946")),
    claim(329, "SELU's constants solve mean 0, variance 1", "selu", Determined(0, 1)),
    claim(333, "SELU keeps the variance 1", "selu", Number("gaussian_second_moment", S.One), bound=True),
    claim(335, "SELU has negative outputs", "selu", Takes(-1), bound=True),
    claim(335, "SELU has positive outputs", "selu", Takes(1), bound=True),
    claim(335, "SELU has slopes close to zero", "selu", SlopeLimit(-1), bound=True),
    claim(337, "SELU never dies", "selu", Property("dying_region", False), bound=True),
    claim(348, "GELU is x Phi(x)", "gelu", Equal(x * phi)),
    claim(368, "ReLU6 is min(max(0, x), 6)", "relu6", Equal(Min(Max(0, x), 6))),
    claim(374, "ReLU6 is 0 below 0, x up to 6, then 6", "relu6", Equal(Piecewise((0, x < 0), (x, x <= 6), (6, True)))),
    claim(376, "ReLU6 saturates", "relu6", Property("saturation", {"left": "hard", "right": "hard"})),
    claim(376, "ReLU6's outputs lie in a limited range", "relu6", Property("bounded", "bounded")),
    claim(389, "LogSigmoid is log(1/(1 + e^-x))", "log_sigmoid", Equal(log(SIGMOID))),
    claim(394, "LogSigmoid is the natural logarithm of x", "log_sigmoid", Equal(log(x), POSITIVE)),
    claim(409, "softmin is e^-x_i divided by the sum of all e^-x_j", "softmin", Quotient(exp(-x))),
    claim(410, "softmin's entries lie in [0, 1]", "softmin", Entries(UNIT)),
    claim(410, "softmin's entries add up to 1", "softmin", SumsToOne()),
    claim(427, "softmax is e^x_i divided by the sum of all e^x_j", "softmax", Quotient(exp(x))),
    claim(428, "softmax's entries lie in [0, 1]", "softmax", Entries(UNIT)),
    claim(428, "softmax's entries add up to 1", "softmax", SumsToOne()),
    claim(449, "log-softmax is the logarithm of softmax", "log_softmax", Quotient(exp(x), logarithm=True)),
    claim(454, "log-softmax's entries are no probabilities", "log_softmax", Entries(NEGATIVE)),
    claim(458, "SIREN's activation is periodic", "sine", Property("period", "none", equal=False)),
    claim(520, "the sigmoid is bounded, between 0 and 1", "sigmoid", Within.ends(0, 1)),
    claim(520, "tanh is bounded", "tanh", Property("bounded", "bounded")),
    claim(
        521,
        "ReLU's variants set negative inputs to zero, as does LeakyReLU",
        "leaky_relu",
        Equal(S.Zero, NEGATIVE),
        bound=True,
    ),
    claim(526, "ReLU's outputs can explode: no bound above", "relu", Number("limit_pos_inf", oo)),
    claim(527, "ReLU is not zero-centred", "relu", Property("zero_centred", False)),
    claim(527, "ReLU is positive for all non-negative inputs", "relu", Sign(1, FROM_ZERO)),
    claim(528, "the sigmoid saturates", "sigmoid", Property("saturating", True)),
    claim(528, "tanh saturates", "tanh", Property("saturating", True)),
    claim(529, "the sigmoid's outputs lie in (0, 1)", "sigmoid", Within.open(0, 1)),
    claim(533, "the sigmoid is expensive compared to ReLU", "relu", Cheaper((catalogue.get("sigmoid"),))),
    claim(533, "tanh is expensive compared to ReLU", "relu", Cheaper((catalogue.get("tanh"),))),
    claim(549, "the sigmoid's derivative tends to zero", "sigmoid", SlopeLimit(1)),
    claim(549, "the derivative of tanh tends to zero", "tanh", SlopeLimit(1)),
    claim(559, "ReLU's derivative is 0 or 1", "relu", SlopeValues((S.Zero, S.One))),
)

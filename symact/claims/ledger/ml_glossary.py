"""A glossary's page on activation functions, from linear to softmax."""

from sympy import Max, Piecewise, S, exp, oo, tanh

from symact import catalogue
from symact.claims.claim import Formula, Statement
from symact.claims.predicates.cost import Cheaper
from symact.claims.predicates.facts import Number, Property, Smooth, Steeper
from symact.claims.predicates.formulas import Derivative, Equal
from symact.claims.predicates.parameters import Default
from symact.claims.predicates.ranges import Range, RangeFrom, Sign, Takes, Within
from symact.claims.predicates.slopes import SlopeLimit
from symact.claims.predicates.vectors import Entries, SumsToOne
from symact.claims.vocabulary import FROM_ZERO, SIGMOID, TANH, UNIT, claim, derivative, sides, slope_below, symbol
from symact.definition.activation import x

SOURCE = "001_49c0bb4d8484e265.txt"
TITLE = "ML Glossary documentation, “Activation Functions”; the text names no author and no date"

slope = symbol("linear", "slope")
alpha = symbol("elu", "alpha")
leak = symbol("leaky_relu", "negative_slope")
negative_part = alpha * (exp(x) - 1)

CLAIMS: tuple[Statement, ...] = (
    claim(24, "the linear function is m z", "linear", Equal(slope * x)),
    claim(24, "the derivative of the linear function is m", "linear", Derivative(slope)),
    claim(26, "the linear function in code: m*z", "linear", Equal(slope * x)),
    claim(26, "the linear function's derivative in code: m", "linear", Derivative(slope)),
    claim(35, "the linear function's gradient has no relation to x", "linear", Number("curvature_bound", S.Zero)),
    claim(45, "ELU is the identity for inputs from 0 on", "elu", Equal(x, FROM_ZERO)),
    claim(45, "ReLU is the identity for inputs from 0 on", "relu", Equal(x, FROM_ZERO)),
    claim(45, "ELU tends to -alpha on the left", "elu", Number("limit_neg_inf", -alpha)),
    claim(50, "ELU is z for z > 0, alpha (e^z - 1) for z <= 0", "elu", Equal(sides(x, negative_part, "left"))),
    claim(52, "ELU' is 1 for z > 0 and alpha e^z for z < 0", "elu", Derivative(sides(1, alpha * exp(x), ""))),
    claim(57, "ELU in code, its ^ read as a power: z for z >= 0", "elu", Equal(sides(x, negative_part))),
    claim(64, "ELU' in code: 1 for z > 0, else alpha e^z", "elu", Derivative(sides(1, alpha * exp(x), "left"))),
    claim(71, "ELU's output becomes equal to -alpha", "elu", Range(lower=-alpha, lower_attained=True)),
    claim(73, "ELU can produce negative outputs", "elu", Takes(-1)),
    claim(73, "ReLU cannot produce negative outputs", "relu", Within(S.Zero, oo, True)),
    claim(78, "ELU's outputs for x > 0 are [0, oo]", "elu", RangeFrom(S.Zero, Range.closed(0, oo))),
    claim(82, "ReLU is max(0, z)", "relu", Equal(Max(0, x))),
    claim(82, "ReLU is not linear", "relu", Property("nonlinear", True)),
    claim(85, "ReLU is z for z > 0 and 0 for z <= 0", "relu", Equal(sides(x, 0, "left"))),
    claim(85, "ReLU' is 1 for z > 0 and 0 for z < 0", "relu", Derivative(sides(1, 0, ""))),
    claim(
        92,
        "ReLU is less computationally expensive than tanh and sigmoid",
        "relu",
        Cheaper((catalogue.get("tanh"), catalogue.get("sigmoid"))),
    ),
    claim(101, "ReLU's gradient is 0 for x < 0", "relu", Property("dead_region", [{"from": "-oo", "to": "0"}])),
    claim(102, "ReLU's range is [0, oo)", "relu", Range.from_(0)),
    claim(102, "ReLU is not bounded above", "relu", Property("bounded", "below")),
    claim(111, "LeakyReLU's slope for z < 0 is alpha", "leaky_relu", Derivative(Piecewise((leak, x < 0)))),
    claim(111, "LeakyReLU's slope is never 0", "leaky_relu", Property("critical_points", [])),
    claim(111, "LeakyReLU's alpha is usually 0.01", "leaky_relu", Default("negative_slope", "0.01")),
    claim(114, "LeakyReLU is z for z > 0, alpha z for z <= 0", "leaky_relu", Equal(sides(x, leak * x, "left"))),
    claim(114, "LeakyReLU' is 1 for z > 0, alpha for z <= 0", "leaky_relu", Derivative(sides(1, leak, "left"))),
    claim(116, "LeakyReLU in code: max(alpha z, z)", "leaky_relu", Equal(Max(leak * x, x))),
    claim(116, "LeakyReLU' in code: 1 for z > 0, else alpha", "leaky_relu", Derivative(sides(1, leak, "left"))),
    claim(
        120,
        "LeakyReLU's slope for negative inputs is negative, as printed: of 0.01 or so",
        slope_below("leaky_relu"),
        Sign(-1),
    ),
    claim(124, "LeakyReLU is linear", "leaky_relu", Property("nonlinear", False), negative_slope="0.01"),
    claim(133, "the sigmoid's outputs lie between 0 and 1", "sigmoid", Within.open(0, 1)),
    claim(133, "the sigmoid is non-linear", "sigmoid", Property("nonlinear", True)),
    claim(133, "the sigmoid is continuously differentiable", "sigmoid", Smooth(1)),
    claim(133, "the sigmoid is monotonic", "sigmoid", Property("monotonic", True)),
    claim(133, "the sigmoid is bounded", "sigmoid", Property("bounded", "bounded")),
    claim(136, "the sigmoid is 1/(1 + e^-z)", "sigmoid", Equal(SIGMOID)),
    claim(136, "S' = S (1 - S)", "sigmoid", Derivative(SIGMOID * (1 - SIGMOID))),
    claim(
        142,
        "combinations of sigmoids are non-linear, as is S(z) + S(-z)",
        Formula("S(x) + S(-x)", SIGMOID + SIGMOID.subs(x, -x)),
        Property("nonlinear", True),
    ),
    claim(
        142,
        "combinations of sigmoids are non-linear, as is S(z) + S(z/2)",
        Formula("S(x) + S(x/2)", SIGMOID + SIGMOID.subs(x, x / 2)),
        Property("nonlinear", True),
    ),
    claim(143, "the sigmoid gives an analog, continuous activation", "sigmoid", Property("continuous", True)),
    claim(143, "the step function does not", "binary_step", Property("continuous", False)),
    claim(144, "the sigmoid's gradient is smooth", derivative("sigmoid"), Smooth("oo")),
    claim(146, "the sigmoid's outputs always lie in (0, 1)", "sigmoid", Range.open(0, 1)),
    claim(146, "the linear function's range is the whole line", "linear", Range.open(-oo, oo)),
    claim(152, "the sigmoid responds ever less on the left", "sigmoid", SlopeLimit(-1)),
    claim(152, "the sigmoid responds ever less on the right", "sigmoid", SlopeLimit(1)),
    claim(154, "the sigmoid is not zero-centred", "sigmoid", Property("zero_centred", False)),
    claim(155, "the sigmoid saturates", "sigmoid", Property("saturating", True)),
    claim(166, "the range of tanh is [-1, 1]", "tanh", Range.closed(-1, 1)),
    claim(166, "tanh is non-linear", "tanh", Property("nonlinear", True)),
    claim(166, "tanh is zero-centred", "tanh", Property("zero_centred", True)),
    claim(171, "tanh is (e^z - e^-z)/(e^z + e^-z)", "tanh", Equal(TANH)),
    claim(171, "tanh' = 1 - tanh^2", "tanh", Derivative(1 - tanh(x) ** 2)),
    claim(172, "tanh has the asymptote y = 1", "tanh", Number("limit_pos_inf", S.One)),
    claim(172, "tanh has the asymptote y = -1", "tanh", Number("limit_neg_inf", S.NegativeOne)),
    claim(172, "the greatest slope of tanh is 1", "tanh", Number("lipschitz", S.One)),
    claim(172, "tanh is steepest at 0", "tanh", Property("lipschitz_at", [{"at": "0"}])),
    claim(172, "tanh' is symmetric about the y-axis", derivative("tanh"), Property("parity", "even")),
    claim(172, "tanh' tends to 0 on the right", derivative("tanh"), Number("limit_pos_inf", S.Zero)),
    claim(172, "tanh' tends to 0 on the left", derivative("tanh"), Number("limit_neg_inf", S.Zero)),
    claim(173, "tanh in code", "tanh", Equal(TANH)),
    claim(173, "tanh' in code: 1 - tanh(z)^2", "tanh", Derivative(1 - tanh(x) ** 2)),
    claim(177, "the gradient of tanh is stronger than the sigmoid's: peaks", "tanh", Steeper(catalogue.get("sigmoid"))),
    claim(181, "the gradient of tanh vanishes", "tanh", SlopeLimit(1)),
    claim(185, "softmax gives a probability distribution: sum 1", "softmax", SumsToOne()),
    claim(185, "softmax gives probabilities: each in [0, 1]", "softmax", Entries(UNIT)),
)

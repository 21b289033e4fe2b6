"""An article on choosing activation functions."""

from sympy import Piecewise, Rational, S, exp

from symact import catalogue
from symact.claims.claim import Formula, Statement
from symact.claims.predicates.cost import Elementary
from symact.claims.predicates.facts import Number, Property
from symact.claims.predicates.formulas import Derivative, Equal
from symact.claims.predicates.ranges import Sign, Takes, Within
from symact.claims.predicates.slopes import SlopeLimit, SlopeValues
from symact.claims.predicates.vectors import SumsToOne
from symact.claims.vocabulary import NEGATIVE, SIGMOID, claim, symbol
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.reductions import entrywise

SOURCE = "003_f8a14ce6a01c4b08.txt"
TITLE = "Article of datascience.aero on which activation function to use; the text names no title, author or date"

alpha = symbol("elu", "alpha")
selu = dict(bind(catalogue.get("selu")).values)
# The slope on the right less that on the left: positive where the latter is the smaller one.
selu_slopes = Formula("SELU: scale - f'(x)", selu["scale"] * (1 - selu["alpha"] * exp(x)))

CLAIMS: tuple[Statement, ...] = (
    claim(13, "the sigmoid's outputs lie between 0 and 1", "sigmoid", Within.open(0, 1)),
    claim(
        21,
        "the sigmoid is centred between 0 and 1, at 1/2",
        Formula("sigmoid - 1/2", SIGMOID - Rational(1, 2)),
        Property("parity", "odd"),
    ),
    claim(21, "the sigmoid tends to 0 as x -> -oo", "sigmoid", Number("limit_neg_inf", S.Zero)),
    claim(21, "the sigmoid tends to 1 as x -> oo", "sigmoid", Number("limit_pos_inf", S.One)),
    claim(23, "the sigmoid has vanishing gradients", "sigmoid", SlopeLimit(1)),
    claim(25, "tanh is centred between -1 and 1", "tanh", Property("parity", "odd")),
    claim(29, "tanh maps negative inputs to negative outputs", "tanh", Sign(-1, NEGATIVE)),
    claim(29, "tanh maps zero to zero", "tanh", Property("zeros", [{"at": "0"}])),
    claim(33, "tanh has vanishing gradients", "tanh", SlopeLimit(-1)),
    claim(
        35,
        "softmax generalises the logistic function: two classes, scores x and 0",
        Formula("softmax(x, 0), first entry", entrywise(catalogue.get("softmax").expression, [{x: x}, {x: S.Zero}])[0]),
        Equal(SIGMOID),
    ),
    claim(37, "softmax's outputs add up to 1", "softmax", SumsToOne()),
    claim(51, "ReLU's derivative is either 1 or 0", "relu", SlopeValues((S.One, S.Zero))),
    claim(51, "ReLU is zero for all negative inputs", "relu", Equal(S.Zero, NEGATIVE)),
    claim(55, "ReLU is cheap to compute", "relu", Elementary(False)),
    claim(59, "ReLU's slope is 0 for negative inputs", "relu", Derivative(Piecewise((0, x < 0)))),
    claim(65, "LeakyReLU has no part of slope zero", "leaky_relu", Property("dead_region", []), bound=True),
    claim(65, "PReLU has no part of slope zero", "prelu", Property("dead_region", [])),
    claim(
        69, "ELU has an exponential slope for negative inputs", "elu", Derivative(Piecewise((alpha * exp(x), x < 0)))
    ),
    claim(69, "SELU has a small slope on the left, read as: below that on the right", selu_slopes, Sign(1, NEGATIVE)),
    claim(71, "ELU gives negative values", "elu", Takes(-1)),
    claim(71, "SELU gives negative values", "selu", Takes(-1), bound=True),
    claim(71, "ELU is inactive far on the left: its slope vanishes", "elu", SlopeLimit(-1)),
    claim(71, "SELU is inactive far on the left: its slope vanishes", "selu", SlopeLimit(-1), bound=True),
)

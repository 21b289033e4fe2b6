"""An article on the sigmoid, ReLU's family and softmax, with worked numbers."""

from sympy import Piecewise, S, exp, oo

from symact.claims.claim import Statement
from symact.claims.predicates.facts import Number, Property, Smooth
from symact.claims.predicates.formulas import Derivative
from symact.claims.predicates.parameters import Default
from symact.claims.predicates.ranges import Range
from symact.claims.predicates.slopes import SlopeLimit
from symact.claims.predicates.vectors import Entries, Numbers, Quotient, SumsToOne
from symact.claims.vocabulary import UNIT, claim, symbol
from symact.definition.activation import x

SOURCE = "004_33c35801109c84f6.txt"
TITLE = "Article from “Sigmoid and its main problem” to softmax; the text names no title, author or date"

leak = symbol("leaky_relu", "negative_slope")
low, high = symbol("rrelu", "lower"), symbol("rrelu", "upper")

# The text's program rounds to 3 decimals.
FAR = (("3", "0.7", "0.5"), ("0.846", "0.085", "0.069"), 3)
CLOSE = (("1.2", "1", "1.5"), ("0.316", "0.258", "0.426"), 3)
TEN = (("1.5", *("1.2",) * 9), ("0.13", *("0.097",) * 9), 3)

CLAIMS: tuple[Statement, ...] = (
    claim(3, "the sigmoid's range is [0, 1]", "sigmoid", Range.closed(0, 1)),
    claim(3, "small inputs give values close to 0", "sigmoid", Number("limit_neg_inf", S.Zero)),
    claim(3, "large inputs give values close to 1", "sigmoid", Number("limit_pos_inf", S.One)),
    claim(3, "the sigmoid's gradient is close to zero for large inputs", "sigmoid", SlopeLimit(1)),
    claim(
        9, "the sigmoid saturates on both sides", "sigmoid", Property("saturation", {"left": "soft", "right": "soft"})
    ),
    claim(9, "the sigmoid's derivative is very small for small inputs", "sigmoid", SlopeLimit(-1)),
    claim(21, "ReLU'(0) = 0", "relu", Derivative(Piecewise((0, x <= 0)))),
    claim(21, "ReLU' is 0 below zero", "relu", Derivative(Piecewise((0, x < 0)))),
    claim(23, "ReLU' is 1 above zero", "relu", Derivative(Piecewise((1, x > 0)))),
    claim(29, "LeakyReLU has a low slope below zero", "leaky_relu", Derivative(Piecewise((leak, x < 0)))),
    claim(37, "LeakyReLU's slope is 0.01", "leaky_relu", Default("negative_slope", "0.01")),
    claim(41, "PReLU's slope starts at 0.25", "prelu", Default("weight", "0.25")),
    claim(
        53,
        "RReLU at test time has the mean of the random slopes, which are uniform between lower and upper",
        "rrelu",
        Derivative(Piecewise(((low + high) / 2, x < 0))),
    ),
    claim(59, "ELU's slope is 1 on the positive side", "elu", Derivative(Piecewise((1, x > 0)))),
    claim(59, "ELU does not saturate on the positive side", "elu", Number("limit_pos_inf", oo)),
    claim(59, "LeakyReLU does not saturate", "leaky_relu", Property("saturating", False), bound=True),
    claim(59, "PReLU does not saturate", "prelu", Property("saturating", False)),
    claim(59, "RReLU does not saturate", "rrelu", Property("saturating", False), bound=True),
    claim(59, "ReLU saturates on the left", "relu", Number("limit_neg_inf", S.Zero)),
    claim(59, "ELU saturates on the left", "elu", Property("saturation", {"left": "soft", "right": "none"})),
    claim(61, "ELU is smooth near zero", "elu", Smooth(1)),
    claim(61, "LeakyReLU's slope is not smooth", "leaky_relu", Property("differentiable", False), bound=True),
    claim(67, "ELU's gradient is 1 in its positive part", "elu", Derivative(Piecewise((1, x > 0)))),
    claim(68, "ELU's negative part deactivates: its slope vanishes", "elu", SlopeLimit(-1)),
    claim(75, "softmax turns numbers into probabilities: each in [0, 1]", "softmax", Entries(UNIT)),
    claim(75, "softmax turns numbers into probabilities: sum 1", "softmax", SumsToOne()),
    claim(81, "worked softmax numbers: one score far above", "softmax", Numbers(*FAR)),
    claim(85, "worked softmax numbers: scores close together", "softmax", Numbers(*CLOSE)),
    claim(89, "worked softmax numbers: ten classes", "softmax", Numbers(*TEN)),
    claim(95, "softmax in code: e^z_i divided by the sum of all e^z_j", "softmax", Quotient(exp(x))),
)

"""Log-sigmoid: the logarithm of the sigmoid."""

from sympy import Abs, Function, Min, exp, log

from symact.definition.activation import Activation, Source, x

sigmoid, softplus = Function("sigmoid"), Function("softplus")

ACTIVATION = Activation(
    name="log_sigmoid",
    title="Log-sigmoid",
    family="softplus",
    aliases=("logsigmoid", "log_expit"),
    expression=-log(1 + exp(-x)),
    forms=(log(sigmoid(x)), -softplus(-x), x - softplus(x), Min(x, 0) - log(1 + exp(-Abs(x)))),
    sources=(
        Source("PyTorch documentation, torch.nn.LogSigmoid", "log(1/(1 + exp(-x)))"),
        Source("SciPy documentation, scipy.special.log_expit", "log(expit(x)) = -log(1 + exp(-x))"),
    ),
)

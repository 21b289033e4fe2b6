"""Softplus, the smooth ReLU, without any threshold."""

from sympy import Abs, Function, Max, exp, log

from symact.definition.activation import Activation, Param, Source, x

beta = Param.positive("beta", default=1, says="sharpness")
b = beta.symbol
ideal = log(1 + exp(b * x)) / b
sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="softplus",
    title="Softplus",
    family="softplus",
    expression=ideal,
    params=(beta,),
    forms=(-log(sigmoid(-b * x)) / b, x + log(1 + exp(-b * x)) / b, Max(x, 0) + log(1 + exp(-b * Abs(x))) / b),
    sources=(
        Source(
            "Dugas, Bengio, Belisle, Nadeau and Garcia 2001, Incorporating second-order functional knowledge "
            "for better option pricing, NIPS 13",
            "log(1 + exp(x))",
        ),
        Source("PyTorch documentation, torch.nn.Softplus", "1/beta*log(1 + exp(beta*x)); beta=1, threshold=20"),
    ),
)

"""Softplus, the smooth ReLU, without any threshold."""

from sympy import Abs, Function, Max, Piecewise, exp, log

from symact.definition.activation import Activation, Param, Profile, Source, x

beta = Param.positive("beta", default=1, says="sharpness")
b = beta.symbol
ideal = log(1 + exp(b * x)) / b
# torch returns its argument where beta*x > threshold = 20.
with_threshold = Piecewise((x, b * x > 20), (ideal, True))
sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="softplus",
    title="Softplus",
    expression=ideal,
    params=(beta,),
    profiles=(
        Profile.of(
            "torch.nn.functional.softplus", beta=beta, expression=with_threshold, note="the identity where beta*x > 20"
        ),
        Profile.of("jax.nn.softplus", note="beta is fixed at 1"),
        Profile.of("scipy.special.softplus", note="beta is fixed at 1"),
    ),
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

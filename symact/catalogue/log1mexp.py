"""log(1 - exp(-x)), the logarithm of the probability that is left of exp(-x)."""

from sympy import exp, log

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="log1mexp",
    title="log1mexp",
    family="softplus",
    expression=log(1 - exp(-x)),
    sources=(
        Source(
            "Maechler 2012, Accurately Computing log(1 - exp(-|a|)), vignette of the R package Rmpfr", "log1mexp(a)"
        ),
        Source("JAX documentation, jax.nn.log1mexp", "log(1 - exp(-x)) for x > 0"),
    ),
)

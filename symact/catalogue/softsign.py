"""Softsign: x over 1 plus its magnitude."""

from sympy import Abs, sign

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="softsign",
    title="Softsign",
    family="sigmoid",
    aliases=("soft_sign",),
    expression=x / (1 + Abs(x)),
    forms=(sign(x) * (1 - 1 / (1 + Abs(x))),),
    sources=(
        Source(
            "Bergstra, Desjardins, Lamblin and Bengio 2009, Quadratic polynomials learn better image features, "
            "technical report 1337, Universite de Montreal",
            "x/(1 + |x|)",
        ),
        Source("PyTorch documentation, torch.nn.Softsign", "x/(1 + |x|)"),
    ),
)

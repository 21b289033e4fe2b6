"""PReLU: leaky ReLU with a learned slope."""

from sympy import Piecewise

from symact.definition.activation import Activation, AsArray, Param, Profile, Source, x

weight = Param.real("weight", default="1/4", says="slope for negative inputs, learned")

ACTIVATION = Activation(
    name="prelu",
    title="PReLU",
    expression=Piecewise((x, x >= 0), (weight.symbol * x, True)),
    params=(weight,),
    profiles=(Profile.of("torch.nn.functional.prelu", weight=AsArray(weight)),),
    sources=(
        Source("He, Zhang, Ren and Sun 2015, arXiv:1502.01852, eq. 1", "definition, initialised with 0.25"),
        Source("PyTorch documentation, torch.nn.PReLU", "init=0.25"),
    ),
)

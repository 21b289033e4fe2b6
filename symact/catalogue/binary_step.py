"""Binary step: 1 from 0 on, 0 before."""

from sympy import Piecewise, sign

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="binary_step",
    title="Binary step",
    family="step",
    aliases=("step",),
    expression=Piecewise((1, x >= 0), (0, True)),
    forms=((1 + sign(x)) / 2,),
    sources=(
        Source(
            "McCulloch and Pitts 1943, A logical calculus of the ideas immanent in nervous activity, "
            "Bulletin of Mathematical Biophysics 5",
            "all-or-none unit",
        ),
        Source("MLX documentation, mlx.nn.Step", "1 where x >= threshold, else 0; threshold 0"),
    ),
)

"""Log-sigmoid: the logarithm of the sigmoid."""

from sympy import exp, log

from symact.definition.activation import Activation, Profile, Source, x

ACTIVATION = Activation(
    name="log_sigmoid",
    title="Log-sigmoid",
    expression=-log(1 + exp(-x)),
    profiles=(
        Profile.of("torch.nn.functional.logsigmoid"),
        Profile.of("jax.nn.log_sigmoid"),
        Profile.of("scipy.special.log_expit"),
    ),
    sources=(
        Source("PyTorch documentation, torch.nn.LogSigmoid", "log(1/(1 + exp(-x)))"),
        Source("SciPy documentation, scipy.special.log_expit", "log(expit(x)) = -log(1 + exp(-x))"),
    ),
)

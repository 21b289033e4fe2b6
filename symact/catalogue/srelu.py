"""SReLU, the S-shaped ReLU: three straight lines."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Source, x

lam = Param.real("t_l", default=-1, says="left threshold", learnable=True)
b = Param.real("a_l", default="1/5", says="slope on the left", learnable=True)
r = Param.real("t_r", default=1, says="right threshold", learnable=True)
a = Param.real("a_r", default="1/5", says="slope on the right", learnable=True)

ACTIVATION = Activation(
    name="srelu",
    title="SReLU",
    family="rectifier",
    expression=Piecewise(
        (r.symbol + a.symbol * (x - r.symbol), x >= r.symbol),
        (x, x > lam.symbol),
        (lam.symbol + b.symbol * (x - lam.symbol), True),
    ),
    params=(lam, b, r, a),
    ordered=((lam, r),),
    sources=(
        Source(
            "Jin et al. 2015, Deep Learning with S-shaped Rectified Linear Activation Units, arXiv:1512.07030",
            "t_r + a_r(x - t_r) if x >= t_r, x if t_l < x < t_r, t_l + a_l(x - t_l) if x <= t_l",
        ),
    ),
)

"""Kernels of wrong waves: sinc where its argument overflows, and its derivatives next to 0, where they cancel."""

import numpy as np

from symact.candidates.zoo import Array, kernel
from symact.candidates.zoo.special_inputs import double, like

PI = np.float32(np.pi)


@kernel("sinc", "float32", "overflow", "", issue="torch-sinc-far-out")
def sinc_of_a_product(x: Array) -> Array:
    """sin(pi x)/(pi x) in float32: pi x is rounded, and infinite from 1.1e38 on, whose sine is NaN."""
    p = PI * x
    return np.where(x == 0, np.float32(1), np.sin(p) / np.where(x == 0, PI, p))


@kernel("sinc", "float32", "overflow", "cancellation", "", order=1, issue="jax-sinc-gradient")
def sinc_gradient_by_quotient_rule(x: Array) -> Array:
    """pi cos(pi x)/(pi x) - pi sin(pi x)/(pi x)^2: cancels next to 0, where the square underflows: -inf or NaN."""
    p = PI * x
    slope = PI * np.cos(p) / p - PI * np.sin(p) * (np.float32(1) / (p * p))
    return np.where(x == 0, np.float32(0), slope)


@kernel("sinc", "float32", "untaken_branch", "cancellation", "overflow", "", order=1, issue="pytorch-53989")
def sinc_gradient_without_its_value_at_0(x: Array) -> Array:
    """(pi x cos(pi x) - sin(pi x))/(pi x^2), the slope of the branch that is not taken at 0: 0/0."""
    p = PI * x
    return (p * np.cos(p) - np.sin(p)) / (p * x)


@kernel("sinc", "float32", "", "cancellation", order=2, issue="pytorch-196703")
def sinc_second_derivative_of_the_chosen_branch(x: Array) -> Array:
    """The second derivative away from 0, in float64; at 0 the derivative of 0/0."""
    p = np.pi * double(x)
    slope = np.pi**2 * (-np.sin(p) / p - 2 * np.cos(p) / p**2 + 2 * np.sin(p) / p**3)
    return like(slope, x)

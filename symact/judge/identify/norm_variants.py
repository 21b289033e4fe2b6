"""Variants of norms that implementations compute: another eps, eps beside the root, the variance over n - 1."""

from functools import cache

from sympy import Rational, sqrt

from symact import catalogue
from symact.definition.activation import Activation, Source, x
from symact.definition.bound import Bound, bind
from symact.definition.domain import Vector
from symact.definition.reductions import Total

EPS = ("0", "1e-8", "1e-6", "1e-5", "1e-3")
"""What libraries and models add."""


@cache
def norm_variants() -> dict[str, Bound]:
    """Return definitions beside the catalogue's norms, by what they are called."""
    found = {}
    mean = Total(x) / Total(1)
    squares = Total((x - mean) ** 2)
    for name in ("rms_norm", "layer_norm"):
        norm = catalogue.get(name)
        for eps in EPS:
            bound = bind(norm, {"eps": eps})
            if bound.params != bind(norm).params:
                found[f"{name} with eps={eps}"] = bound
    for eps in EPS[1:]:
        added = Rational(eps)
        apart = x / (sqrt(Total(x**2) / Total(1)) + added)
        found[f"rms_norm with eps={eps} added to the root"] = _own("rms_norm", apart)
        unbiased = (x - mean) / sqrt(squares / (Total(1) - 1) + added)
        found[f"layer_norm with eps={eps}, the variance over n - 1"] = _own("layer_norm", unbiased)
    return found


def _own(name: str, expression: object) -> Bound:
    source = Source("what implementations compute", "a variant of the norm")
    return bind(Activation(name, name, expression, (source,), domain=Vector()))

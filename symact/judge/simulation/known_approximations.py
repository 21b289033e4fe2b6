"""Approximations of elementary functions that books and programs have, by what they are called."""

from sympy import Abs, Add, Expr, Max, Rational, erf, exp, sign

from symact.definition.activation import x

STEGUN: dict[str, tuple[str | int, tuple[str, ...]]] = {
    "7.1.25": ("0.47047", ("0.3480242", "-0.0958798", "0.7478556")),
    "7.1.26": ("0.3275911", ("0.254829592", "-0.284496736", "1.421413741", "-1.453152027", "1.061405429")),
    "7.1.27": (4, ("0.278393", "0.230389", "0.000972", "0.078108")),
    "7.1.28": (16, ("0.0705230784", "0.0422820123", "0.0092705272", "0.0001520143", "0.0002765672", "0.0000430638")),
}
"""Formulas of Abramowitz and Stegun for erf: p and coefficients of t = 1/(1 + p*x), or a power and those of x."""


def _stegun(first: str | int, coefficients: tuple[str, ...]) -> Expr:
    size = Abs(x)
    of = size if isinstance(first, int) else 1 / (1 + Rational(first) * size)
    terms = Add(*(Rational(each) * of**k for k, each in enumerate(coefficients, 1)))
    return sign(x) * (1 - ((1 + terms) ** -first if isinstance(first, int) else terms * exp(-(x**2))))


KNOWN: dict[type[Expr], dict[str, Expr]] = {
    erf: {f"formula {number} of Abramowitz and Stegun": _stegun(*each) for number, each in STEGUN.items()},
    exp: {
        f"({said})^{2**k}": base ** (2**k)
        for k in range(2, 13)
        for said, base in ((f"1 + u/{2**k}", 1 + x / 2**k), (f"max(0, 1 + u/{2**k})", Max(0, 1 + x / 2**k)))
    },
}
"""By the function what is computed in its place at x, which words call u."""

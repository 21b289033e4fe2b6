"""Random formulas from a seed: text that a user could have typed."""

from __future__ import annotations

import random

ONE = ("exp", "log", "sqrt", "erf", "erfc", "sin", "cos", "tan", "tanh", "sinh", "cosh", "atan", "asinh", "Abs", "sign")
NUMBERS = ("1", "2", "3", "1/2", "1/3", "-1", "-2", "5", "pi", "1/10")


def formula(generator: random.Random, depth: int) -> str:
    """Return a formula of at most a depth; x occurs in it."""
    while True:
        text = _formula(generator, depth)
        if "x" in text.replace("exp", "").replace("Max", ""):
            return text


def _formula(g: random.Random, depth: int) -> str:
    if depth == 0 or g.random() < 0.12:
        return g.choice(("x", "x", "x", "x", g.choice(NUMBERS)))
    kind = g.choices(("sum", "product", "quotient", "power", "one", "extreme", "piecewise"), (4, 4, 2, 2, 6, 2, 1))[0]
    part = _formula(g, depth - 1)
    if kind == "one":
        return f"{g.choice(ONE)}({part})"
    if kind == "power":
        return f"({part})**{g.choice(('2', '3', '(-1)', '(1/2)', '(-2)', '4'))}"
    other = _formula(g, depth - 1)
    if kind == "extreme":
        return f"{g.choice(('Max', 'Min'))}({part}, {other})"
    if kind == "piecewise":
        return (
            f"Piecewise(({part}, x {g.choice(('<', '<=', '>', '>='))} {g.choice(('0', '1', '-2'))}), ({other}, True))"
        )
    sign = {"sum": g.choice("+-"), "product": "*", "quotient": "/"}[kind]
    return f"({part}) {sign} ({other})"

"""Formulas that depend on the input through sines and cosines alone, and switch: their pieces recur without end."""

from sympy import Abs, Dummy, Expr, Max, Min, Piecewise, Symbol, cos, sign, sin


def may_recur(expression: Expr, variable: Symbol) -> bool:
    """Whether a formula has switches, and the variable stands in sines and cosines alone, as in |sin(x)|."""
    if not expression.has(Abs, Max, Min, Piecewise, sign):
        return False
    waves = {wave: Dummy(real=True) for wave in expression.atoms(sin, cos) if wave.has(variable)}
    return bool(waves) and not expression.xreplace(waves).has(variable)

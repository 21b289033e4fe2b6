"""What was typed: how a part of it is refused, and which numbers are too large to be formed."""

import ast

import sympy
from sympy import Expr, Rational

from symact.errors import SymactError
from symact.formula.syntax import short
from symact.symbolic.domain_conditions import UNREAL

MOST_BITS = 4000
"""Bits of a number's numerator, of its denominator, and of exp(c) for a constant c."""


MOST_DEGREE = 1000
"""Largest numerator and denominator of an exponent of something that depends on x."""


class Typed:
    """What was typed: how a part of it is refused, and which numbers are too large to be formed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def refuse(self, node: ast.AST, why: str) -> SymactError:
        """Return the error that quotes a part and says what is wrong with it."""
        return SymactError(f"formula: {short(self.source(node))} {why}")

    def source(self, node: ast.AST) -> str:
        """Return what was typed for a node."""
        return ast.get_source_segment(self.text, node) or self.text

    def checked(self, node: ast.expr, found: Expr) -> Expr:
        """Return what a node stands for, if it is a real number or a function of moderate size."""
        if found.has(*UNREAL) or found.is_extended_real is False:
            raise self.refuse(node, "is not a real number; formulas are real and finite")
        if found.is_Rational and _bits(found) > MOST_BITS:
            raise self.refuse(node, f"is a number of more than {MOST_BITS} bits; write smaller numbers")
        if found.is_Pow and found.base.free_symbols and found.exp.is_Rational:
            self.check_degree(node, found.exp)
        return found

    def check_degree(self, node: ast.expr, exponent: Rational) -> None:
        """Refuse a power of very high degree."""
        if max(abs(exponent.p), exponent.q) > MOST_DEGREE:
            raise self.refuse(node, f"has an exponent beyond {MOST_DEGREE}; write a smaller one")

    def check_size(self, node: ast.expr, base: Expr, exponent: Expr) -> None:
        """Refuse a number before it is computed: base**exponent of very many bits."""
        width = _bits(base) if base.is_Rational else max(1, abs(_binary_exponent(base)))
        if base not in (1, -1, 0) and width * abs(exponent) > MOST_BITS:
            raise self.refuse(node, f"is a number of more than {MOST_BITS} bits; write smaller numbers")
        if exponent.is_Rational and exponent.q > MOST_DEGREE:
            raise self.refuse(node, f"is a root beyond the {MOST_DEGREE}th; write a smaller one")


def _bits(number: Rational) -> int:
    return max(abs(int(number.p)).bit_length(), int(number.q).bit_length())


def _binary_exponent(number: Expr) -> int:
    """Return about log2 of a constant's modulus, 0 for a constant that may be 0."""
    modulus = abs(number.evalf(5))
    return int(sympy.log(modulus, 2).evalf(5)) if modulus.is_positive else 0

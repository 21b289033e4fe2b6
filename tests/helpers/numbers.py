"""Conversions between the libraries' exact numbers."""

from fractions import Fraction


def fraction(value):
    """Return a SymPy rational as Python's."""
    assert value.is_Rational, value
    return Fraction(int(value.p), int(value.q))

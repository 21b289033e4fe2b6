"""Conversions between the libraries' exact numbers."""

from fractions import Fraction


def fraction(value):
    """Return a rational of SymPy or of FLINT as Python's."""
    return Fraction(int(value.p), int(value.q))

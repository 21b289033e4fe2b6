"""Exact mathematics on formulas: zero tests, signs, limits, transseries, integrals, isolated roots."""

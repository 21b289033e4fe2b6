"""Formulas as a naive kernel computes them: one rounded step after another."""

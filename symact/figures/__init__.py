"""Figures of functions, drawn from correctly rounded values and certified one-sided limits, in several formats."""

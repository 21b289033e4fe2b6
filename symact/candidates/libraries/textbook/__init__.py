"""Formulas of lecture notes in NumPy: how it is called, and how it spells activations."""

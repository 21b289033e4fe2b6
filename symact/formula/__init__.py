"""Formulas that people type: a whitelist parser, and the conditions that a typed formula hides."""

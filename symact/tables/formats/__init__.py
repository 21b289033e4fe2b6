"""Formats of table files: one module each, found by its name."""

"""Arithmetic of enclosures: plain Arb balls and scaled ones, on which elementary functions are written."""

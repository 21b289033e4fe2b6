"""Correctly rounded values of functions of vectors, every entry, in time linear in their number."""

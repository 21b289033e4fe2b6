"""Kinds of files that hold golden vectors: one module each, found by `symact.candidates.vectors`."""

"""Judging every input of a format: chunks, a floating-point filter with an exact fallback, checkpoints."""

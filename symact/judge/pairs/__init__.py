"""Verdicts on gated pairs: inputs, comparison, all pairs of a narrow format, causes."""

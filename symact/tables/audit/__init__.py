"""Recomputing published tables by a second oracle, mpmath."""

"""Judging implementations against correctly rounded tables."""

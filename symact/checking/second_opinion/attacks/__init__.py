"""Attacks on claims, one subject a file; each registers itself for the properties that it attacks."""

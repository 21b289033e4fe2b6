"""Attacks on claims about functions of vectors and of pairs, one subject a file; each registers itself."""

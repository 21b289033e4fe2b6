"""Targets of one's own, one form a module: a Python function, a shared library, a filter program, a file of results."""

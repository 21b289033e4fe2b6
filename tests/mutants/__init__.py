"""Planted defects, declared as data; tests/judge/test_mutants.py runs them all."""

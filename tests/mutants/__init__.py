"""Planted defects, declared as data; tests/test_mutants.py runs them all."""

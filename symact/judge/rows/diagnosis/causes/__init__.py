"""Causes of wrong rows, one a file: ``computations(case)`` yields what is said and a computation with the defect."""

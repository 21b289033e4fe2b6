"""Causes of wrong norms, one file each: computations with one defect."""

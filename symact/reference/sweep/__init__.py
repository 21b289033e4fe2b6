"""Correctly rounded values of neighbouring inputs: Taylor models with proved bounds, Ziv for the rest."""

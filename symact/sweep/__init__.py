"""Correctly rounded values of whole stretches of neighbouring inputs: Taylor models with proved bounds, Ziv for the rest."""

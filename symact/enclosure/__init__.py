"""Balls of Arb that provably contain a value, at any precision, and Ziv's strategy that rounds with them."""

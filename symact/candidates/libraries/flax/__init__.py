"""Flax: the activations of flax.linen, on JAX."""

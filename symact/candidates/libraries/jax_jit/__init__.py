"""JAX compiled by jax.jit: how it is called, and how it spells activations."""

"""tinygrad: how it is called, and how it spells activations."""

"""Flax on JAX: the functions of flax.linen."""

from symact.candidates.libraries.jax.adapter import Jax


class Flax(Jax):
    """Eager functions."""

    title = "Flax"
    requires = "flax"

    def version(self) -> str:
        from importlib.metadata import version

        return f"flax {version('flax')}, {super().version()}"

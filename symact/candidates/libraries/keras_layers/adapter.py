"""Layers of Keras on TensorFlow, on the CPU, each in the input's format."""

from __future__ import annotations

from symact.candidates import Function
from symact.candidates.call import CallSpec
from symact.candidates.libraries.keras.adapter import Keras, imported
from symact.formats.floating import Format


class KerasLayers(Keras):
    """Classes of keras.layers."""

    title = "Keras' layers"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Construct a layer that computes in the format; by default layers turn what they are given into float32."""
        imported()
        import keras

        keras.config.set_dtype_policy(fmt.name)
        return super().make(spec, fmt)

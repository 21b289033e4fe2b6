"""Layers of Keras on TensorFlow."""

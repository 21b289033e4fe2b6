"""Transformers: the activations that models name in their configuration, on PyTorch."""

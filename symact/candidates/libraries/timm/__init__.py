"""timm: the activations of its models, on PyTorch."""

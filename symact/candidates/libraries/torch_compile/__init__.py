"""PyTorch compiled by torch.compile: how it is called, and how it spells activations."""

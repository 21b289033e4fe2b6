"""PyTorch's operators: torch.ops.aten."""

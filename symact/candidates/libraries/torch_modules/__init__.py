"""PyTorch's modules: classes of torch.nn."""

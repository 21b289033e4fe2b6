"""PyTorch's functions that write their results over their input."""

"""Verdicts on functions of rows, such as softmax: inputs, bounds of algorithms, laws, special rows; NumPy alone."""

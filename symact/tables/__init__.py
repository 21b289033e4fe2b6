"""Tables of correctly rounded values: the model, readers, writers and checks."""

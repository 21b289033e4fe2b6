"""Correctly rounded values of gated pairs g(a)*h(b), so that one enclosure of a gate serves all its pairs."""

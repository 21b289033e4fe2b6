"""Which function is it? A candidate alone, told apart from everything that the catalogue has."""

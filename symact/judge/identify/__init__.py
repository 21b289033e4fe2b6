"""Which function is it? A candidate alone, distinguished from everything that the catalogue has."""

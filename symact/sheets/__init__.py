"""Sheets as people read them: text, LaTeX, plain data; as objects, side by side, searched, from the cache."""

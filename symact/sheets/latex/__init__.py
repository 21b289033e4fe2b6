"""LaTeX: documents and single values; nothing outside of this package writes LaTeX."""

"""Writers of figures: one format a module."""

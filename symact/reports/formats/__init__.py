"""Report formats: one file each, found by its name."""

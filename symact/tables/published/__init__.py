"""The folder of published tables: writing and reading it."""

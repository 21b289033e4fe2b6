"""The command line: one command a file, found and not listed."""

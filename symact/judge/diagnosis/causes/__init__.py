"""One cause a file, found and not listed: each has ``models(case)``, which yields models of it."""

"""Targets of one's own, one form a module: a Python function, a shared library, a filter program, a file of results."""


def with_colon(target: str) -> str:
    """Return a target with the function that it lacks, or with its last dot as the colon that it lacks."""
    if target.endswith((".so", ".dylib")):
        return f"{target}:symbol"
    return f"{target[:-3]}:function" if target.endswith(".py") else ":".join(target.rsplit(".", 1))

"""Which version of a library is installed, told without importing it."""

from importlib import metadata


def released(module: str) -> str:
    """Return a module and the version of the distribution that brings it, without importing it; "" where there is none.

    A distribution may have another name: paddle is brought by paddlepaddle.
    """
    try:
        found = [metadata.version(module)] if module else []
    except metadata.PackageNotFoundError:
        found = sorted(map(metadata.version, metadata.packages_distributions().get(module, ())))
    return " ".join((module, *found)) if found else ""

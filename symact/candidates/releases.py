"""Which version of a library is installed, told without importing it."""


def released(module: str) -> str:
    """Return a module and the version of the distribution that brings it, without importing it; "" where there is none.

    A distribution may have another name: paddle is brought by paddlepaddle.
    """
    # It reads e-mail's headers: a tenth of the start of a candidate's process, which is seldom asked for this.
    from importlib import metadata

    try:
        found = [metadata.version(module)] if module else []
    except metadata.PackageNotFoundError:
        found = sorted(map(metadata.version, metadata.packages_distributions().get(module, ())))
    return " ".join((module, *found)) if found else ""

"""What commands and notebooks print, compared whatever the processor: without numbers, with single spaces."""

import re

NUMBER = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?|0x[0-9a-f]+")


def spaced(line: str) -> str:
    """Return a line with single spaces, since columns are as wide as what they hold."""
    return " ".join(line.split())


def masked_line(line: str) -> str:
    """Return it without its numbers too: the last digits of a library's results depend on the processor."""
    return spaced(NUMBER.sub("#", line))

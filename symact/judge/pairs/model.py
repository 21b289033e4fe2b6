"""What a model of a defect of pairs is."""

from collections.abc import Callable
from typing import NamedTuple

from symact.formats.arrays import Bits


class Model(NamedTuple):
    """A defect.

    Args:
        name, says, remedy: as in `Cause`.
        bits: computes the results at pairs of finite numbers, encodings of shape (n, k): one an entry of each pair.
    """

    name: str
    says: str
    remedy: str
    bits: Callable[[Bits], Bits]

"""One array in a .npy file; inputs and results are two such files."""

from symact.candidates.vectors.columns import Columns, of_array
from symact.formats import npy

READ_AS = ".npy"


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be a .npy file."""
    return data.startswith(b"\x93NUMPY")


def parse(data: bytes) -> Columns:
    """Return the one column; objects, which would need pickle, are refused by the header."""
    return {"array": of_array(npy.parse(data))}

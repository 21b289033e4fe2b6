"""Arrays of an .npz file, which may be compressed; what it unpacks to is bounded before it is unpacked."""

import io
import zipfile

from symact.candidates.vectors.columns import Columns, of_array
from symact.formats import npy

READ_AS = ".npz"

MOST, LARGEST = 64, 1 << 27
"""Arrays of an archive, and bytes that they unpack to."""


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be a zip archive."""
    return data.startswith(b"PK")


def parse(data: bytes) -> Columns:
    """Return the arrays of numbers; others, such as texts, are passed over."""
    found: Columns = {}
    fault = None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST or sum(entry.file_size for entry in entries) > LARGEST:
            raise ValueError(f"more than {MOST} arrays, or than {LARGEST} bytes unpacked")
        for entry in entries:
            # zipfile unpacks no more than an entry's declared size.
            content, name = archive.read(entry), entry.filename.removesuffix(".npy")
            if name in found:
                raise ValueError(f"the array {name[:30]} stands twice")
            try:
                found[name] = of_array(npy.parse(content))
            except ValueError as error:
                fault = error
    if fault and not found:
        raise fault
    return found

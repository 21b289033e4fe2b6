"""Tensors of a safetensors file, read by its own description: a length, a JSON header, numbers without gaps."""

import math
from typing import Any

import numpy as np

from symact.candidates.vectors.columns import Array, Columns
from symact.system.files import strict_json

READ_AS = "safetensors"

LARGEST_HEADER = 1 << 20
"""Bytes; the library allows 100 MB."""

FLOATS = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
}
SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "BOOL": 1} | {
    f"{kind}{8 * size}": size for kind in "IU" for size in (1, 2, 4, 8)
}


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be a safetensors file: a JSON object after 8 bytes that say its length."""
    return data[8:9] == b"{" and int.from_bytes(data[:8], "little") < len(data)


def parse(data: bytes) -> Columns:
    """Return the tensors of numbers, flattened; they must cover the bytes behind the header once."""
    length = int.from_bytes(data[:8], "little")
    if length > LARGEST_HEADER:
        raise ValueError(f"a header of {length} bytes")
    header, body = strict_json(data[8 : 8 + length].decode("utf-8")), memoryview(data)[8 + length :]
    header.pop("__metadata__", None)
    found: Columns = {}
    end = 0
    for name, entry in sorted(header.items(), key=lambda item: _offsets(item[0], item[1])):
        start, stop = _offsets(name, entry)
        shape, size = entry["shape"], SIZES.get(entry["dtype"])
        if size is None or set(entry) != {"dtype", "shape", "data_offsets"}:
            raise ValueError(f"the tensor {name[:30]} has the unknown dtype {str(entry['dtype'])[:20]}")
        if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError(f"the tensor {name[:30]} has no shape")
        if start != end or stop - start != size * math.prod(shape):
            raise ValueError(f"the tensor {name[:30]} overlaps another, leaves a gap, or is not as long as its shape")
        end = stop
        if entry["dtype"] != "BOOL":
            kind = "i" if entry["dtype"][0] == "I" else "u"
            values = np.frombuffer(body[start:stop], dtype=f"<{kind}{size}").astype(f"{kind}{size}")
            found[name] = Array(values, FLOATS.get(entry["dtype"], ""))
    if end != len(body):
        raise ValueError(f"{len(body)} bytes of numbers where the header says {end}")
    return found


def _offsets(name: str, entry: Any) -> tuple[int, int]:
    """Return where a tensor lies, as two integers in order."""
    start, stop = entry["data_offsets"]
    if type(start) is not int or type(stop) is not int or not 0 <= start <= stop:
        raise ValueError(f"the tensor {name[:30]} lies at no place")
    return start, stop

"""Whether this process still computes as IEEE 754 says, on which every bound of the sweep rests."""

from __future__ import annotations

import numpy as np

from symact.errors import SymactError


def require_sound_arithmetic() -> None:
    """Raise SymactError unless this thread computes as IEEE 754 says: to nearest even, subnormal numbers kept.

    Libraries built with unsafe options switch that off for the whole process when they are loaded.
    """
    one = np.array([1.0, 1.0, -1.0])
    tiny = np.array([2.0**-53, 3 * 2.0**-53, -(2.0**-53)])
    nearest = (one + tiny).tolist() == [1.0, 1.0 + 2.0**-51, -1.0]
    kept = (np.array([2.0**-1060]) * 0.5).tolist() == [2.0**-1061]
    narrow = np.array([2.0**-140, 1 + 2.0**-24, 1 + 3 * 2.0**-24]).astype(np.float32)
    narrowed = narrow.view(np.uint32).tolist() == [1 << 9, 0x3F800000, 0x3F800002]
    if not (nearest and kept and narrowed):
        raise SymactError(
            "arithmetic: this process rounds otherwise than IEEE 754's default, or flushes subnormal numbers to 0; "
            "some library that is loaded has switched that on, run symact without it"
        )

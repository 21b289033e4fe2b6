"""Records as JSON: what went out comes back, infinities too, and what does not fit is refused."""

import json
import math
from dataclasses import asdict, dataclass
from typing import NamedTuple

import pytest

from symact.system.plain_data import record, strict


class Inner(NamedTuple):
    count: int
    size: float | None


@dataclass(frozen=True)
class Outer:
    name: str
    order: int | str
    parts: tuple[Inner, ...] = ()
    by_place: dict[int, float] | None = None
    ends: tuple[float, float] = (0.0, 1.0)


OUTER = Outer("a", "jvp", (Inner(1, math.inf), Inner(2, None)), {3: 0.1}, (-1.5, math.inf))


def test_a_record_comes_back():
    assert record(Outer, json.loads(json.dumps(strict(asdict(OUTER)), allow_nan=False))) == OUTER
    assert record(Outer, {"name": "b", "order": 2}) == Outer("b", 2)
    assert record(Inner, [1, "0x1.8p+1"], float.fromhex) == Inner(1, 3.0)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "b", "order": 2, "other": 1},
        {"name": "b", "order": 2, "parts": [[1]]},
        {"name": "b", "order": 2, "parts": [None]},
        {"name": "b", "order": 2, "ends": [0.0]},
        {"name": "b", "order": 2, "ends": ["wide", 1.0]},
        {"name": "b", "order": 2, "by_place": [1]},
        {"order": 2},
        ["b", 2],
    ],
)
def test_what_does_not_fit_is_refused(data):
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        record(Outer, data)

"""What is computed once is kept no longer than what it was computed for."""

import gc
import weakref

import pytest

from symact import catalogue
from symact.binding import bind
from symact.formats import get_format
from symact.landscape import Landscape
from symact.reference import Reference

F16 = get_format("float16")


def reference():
    made = Reference(bind(catalogue.get("silu")), F16, 1)
    # Every way in which a reference remembers something.
    assert made.at_infinity(1) is made.at_infinity(1)
    assert made.row(0) == made.row(0)
    return made


def landscape():
    made = Landscape(bind(catalogue.get("silu")), F16, 1)
    assert made.seen(1) is made.seen(1)
    assert made.seen(-1)
    return made


@pytest.mark.parametrize("make", [reference, landscape])
def test_instances_are_freed(make):
    made = weakref.ref(make())
    gc.collect()
    assert made() is None

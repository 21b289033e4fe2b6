"""What is computed once is kept no longer than what it was computed for."""

import gc
import weakref

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.boundary_values import BoundaryValues
from symact.reference.rows import Reference

F16 = get_format("float16")


def reference():
    made = Reference(bind(catalogue.get("silu")), F16, 1)
    # Every way in which a reference remembers something.
    assert made.at_infinity(1) is made.at_infinity(1)
    assert made.row(0) == made.row(0)
    return made


def boundary_values():
    made = BoundaryValues(bind(catalogue.get("silu")), F16, 1)
    assert made.seen(1) is made.seen(1)
    assert made.seen(-1)
    return made


def test_instances_are_freed():
    made = [weakref.ref(make()) for make in (reference, boundary_values)]
    gc.collect()
    assert [each() for each in made] == [None, None]

"""Arb's working precision and FLINT's length of series are global: here they are set for a block and set back."""

from collections.abc import Iterator
from contextlib import contextmanager

from flint import ctx


@contextmanager
def working_precision(bits: int | None = None) -> Iterator[None]:
    """Compute in Arb with that many bits; whatever the block sets itself is set back too.

    Args:
        bits: the precision to begin with; None goes on with the one that is set.
    """
    saved = ctx.prec
    try:
        if bits is not None:
            ctx.prec = bits
        yield
    finally:
        ctx.prec = saved


@contextmanager
def series_length(terms: int) -> Iterator[None]:
    """Keep so many terms of power series."""
    saved = ctx.cap
    try:
        ctx.cap = terms
        yield
    finally:
        ctx.cap = saved

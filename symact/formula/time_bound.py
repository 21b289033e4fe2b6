"""A bound on what is done with a formula from outside: time, and errors of SymPy as one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from symact.definition.huge_numbers import huge_numbers_unknown
from symact.errors import SymactError
from symact.formula.syntax import short
from symact.system.time_limit import TimeLimitError, at_most

READ_SECONDS = 2.0
"""Processor time to read a formula; a way out, no formula within the limits is known to take long."""


DEFINITION_SECONDS = 20.0
"""Processor time from a text to its definition: switches resolved, pieces split, domain known."""


@contextmanager
def budget(text: str, seconds: float, to: str) -> Iterator[None]:
    """Bound what is done with a formula from outside; what SymPy cannot hold or finish is one line.

    Args:
        text: the formula, for the message.
        seconds: of processor time.
        to: what is done, such as "read".

    Raises:
        SymactError: the time is up, or SymPy met numbers or nesting that it cannot handle.
    """
    try:
        with huge_numbers_unknown(), at_most(seconds) as limit:
            yield
    except TimeLimitError as error:
        if error.limit is not limit:
            raise
        raise SymactError(f"formula {short(text)} takes more than {seconds:g} s to {to}; write a shorter one") from None
    # What SymPy raises on formulas that it cannot build; the text is a user's.
    except (RecursionError, MemoryError, ValueError, TypeError, ArithmeticError, NotImplementedError) as error:
        raise SymactError(f"formula {short(text)} cannot be built: {short(str(error))}; write it otherwise") from None

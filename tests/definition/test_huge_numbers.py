"""Numbers that would take more memory than there is stay as they are written, and what would end a process does not."""

import sympy
from sympy import exp

from symact.definition.huge_numbers import huge_numbers_unknown

HUGE = exp(exp(11))
"""About 2^86000: its exponential can be had, and takes more bits than are allowed."""


def test_signs_of_huge_numbers_are_unknown_within_the_bound():
    with huge_numbers_unknown():
        assert (exp(HUGE) - 3).is_positive is None
        assert (sympy.sin(HUGE) - 3).is_positive is None
        assert (exp(exp(exp(30))) - 3).evalf(5).has(exp)
        assert (exp(exp(10)) - 3).is_positive
    assert (exp(HUGE) - 5).is_positive


def test_bounds_may_be_nested_and_end():
    before = sympy.core.evalf.evalf
    with huge_numbers_unknown(), huge_numbers_unknown():
        assert (exp(HUGE) - 7).is_positive is None
    assert sympy.core.evalf.evalf is before

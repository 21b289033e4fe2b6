"""Numbers that would take more memory than there is stay as they are written, and what would end a process does not."""

from dataclasses import replace

import pytest
import sympy
from sympy import exp

from symact import catalogue, properties
from symact.definition.activation import x
from symact.definition.bound import bind
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


def test_one_property_is_derived_within_the_bound(monkeypatch):
    seen = []
    monkeypatch.setattr(properties, "_derive", lambda *given: seen.append((exp(HUGE) - 9).is_positive) or [])
    assert properties.derive(bind(catalogue.get("relu")), "range") == []
    assert seen == [None]


@pytest.mark.exhaustive
def test_a_constant_next_to_a_limit_does_not_end_the_process():
    """SMU less x: to tell erf(2750000) from 1 SymPy would compute 10^13 bits."""
    smu = bind(catalogue.get("smu"))
    assert properties.derive(replace(smu, expression=smu.expression - x), "monotonic_intervals")

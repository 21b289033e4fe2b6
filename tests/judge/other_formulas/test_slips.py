"""Slips in formulas of rows are named as what they are; what has none, or something that is no slip, is not accused."""

import re

import numpy as np
import pytest
import sympy

import symact
from symact.judge.other_formulas import formula
from symact.judge.other_formulas.slips import parts_altered
from symact.judge.text import report
from tests.mutants import row_formulas as mutants


def causes_of(fn, activation, dtype, order=0, params=None):
    with np.errstate(all="ignore"):
        found = symact.verify(fn, activation, dtype=dtype, order=order, widths=(5, 64, 129), max_ulp=1, params=params)
    return found.rows.causes, found


@pytest.mark.every(13)
@pytest.mark.parametrize("slip", mutants.SLIPS, ids=lambda each: re.sub(r"\W+", "-", f"{each.activation} {each.says}"))
def test_a_slip_is_named(slip):
    (cause,), found = causes_of(slip.fn, slip.activation, slip.dtype, slip.order, slip.params)
    assert cause.name == slip.cause
    assert slip.says in cause.says
    assert cause.reproduced >= 0.9 * cause.tried
    assert "comes within the rounding of its steps" in report(found)


@pytest.mark.every(11)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("name", mutants.RIGHT)
def test_what_has_no_slip_is_not_accused(name, dtype):
    activation, _, order = name.partition(" ")
    assert causes_of(mutants.RIGHT[name], activation, dtype, order or 0)[0] == ()


def noisy(x, mask=0.0):
    return mutants.softmax(x + mask) * (1 + np.random.Generator(np.random.PCG64(3)).normal(size=x.shape) / 50)


def masked_by_mean(x, mask=0.0):
    x = x + mask
    return mutants.softmax(np.where(x < x.mean(-1, keepdims=True), -np.inf, x))


@pytest.mark.every(3)
@pytest.mark.parametrize("fn", [noisy, masked_by_mean])
@pytest.mark.parametrize("name", ["softmax_softcap", "softmax_masked"])
def test_what_no_formula_explains_has_no_cause(fn, name):
    assert causes_of(mutants.own(fn), name, "float32")[0] == ()


def test_what_no_formula_explains_is_given_up_soon(monkeypatch):
    """Each number that stands in a formula took 310 evaluations, each trial with errors one more."""
    walks, whole = [], formula._Walk.whole
    monkeypatch.setattr(formula._Walk, "whole", lambda walk: walks.append(walk) or whole(walk))
    assert causes_of(mutants.own(noisy), "softmax_softcap", "float32")[0] == ()
    assert 100 < len(walks) < 1000


def test_factors_of_a_number_times_a_function_are_both():
    x = sympy.Symbol("x", real=True)
    altered = dict(parts_altered(50 * sympy.tanh(x / 50)))
    assert altered["the factor tanh(x/50) is left out of 50*tanh(x/50)"] == 50
    assert altered["the factor 50 is in 50*tanh(x/50) twice"] == 2500 * sympy.tanh(x / 50)
    assert "the factor x/50 is left out of 50*tanh(x/50)" not in altered

"""Random formulas as a user could type them: refused in one line, or derived in time without a wrong claim."""

import random
import time

import pytest

from symact import properties
from symact.errors import SymactError
from symact.formula import typed
from tests.helpers.random_formulas import formula
from tests.helpers.sheets import as_written, refuted

LONGEST = 60.0
"""Seconds that a sheet may take on a machine that others use too."""

# Each of these once had a claim that was wrong: kinks, holes and jumps that the pieces did not show.
ONCE_WRONG = (
    "sin(Min(x, 2*x))",
    "Piecewise((x/2, x >= 0), (x/2 - 5, True))",
    "sqrt(Min(x, sign(x)))",
    "x/Abs(x)",
    "Piecewise((0, x < 0), (x, True))/x",
    "sqrt(erf(x**2))",
    "sqrt(x**2 - 1)",
    "sqrt(x) + Piecewise((-1, x <= 0), (0, True))",
    "1/sin(x)",
    "sqrt(x**4 - x**2)",
)


def typed_text(seed):
    generator = random.Random(seed)
    return formula(generator, generator.choice((2, 3, 3, 4)))


def check(text):
    """Return the seconds that a formula took; no claim about it is refuted."""
    started = time.process_time()
    try:
        subject = typed.definition(text)
    except SymactError as error:
        refusal = str(error)
    else:
        refusal = None
    if refusal is not None:
        assert refusal.splitlines() == [refusal]
        return time.process_time() - started
    facts = as_written(properties.derive_all(subject))
    seconds = time.process_time() - started
    assert refuted(facts, subject.expression) == {}, text
    for fact in facts:
        if fact.value is None:
            assert fact.parts
            assert all(part.reason for part in fact.parts if hasattr(part, "reason"))
    return seconds


@pytest.mark.every(7)
@pytest.mark.parametrize("text", ONCE_WRONG)
def test_a_formula_that_was_once_wrong(text):
    check(text)


@pytest.mark.parametrize("start", [0])
def test_random_formulas(start, monkeypatch):
    # A shorter budget leaves more unknown, and nothing wrong.
    monkeypatch.setattr(properties, "SECONDS", 1.5)
    for seed in range(start, start + 2):
        assert check(typed_text(seed)) < LONGEST, typed_text(seed)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(200))
def test_many_random_formulas(seed, record_property):
    seconds = check(typed_text(seed))
    record_property("seconds", round(seconds, 1))
    assert seconds < LONGEST, typed_text(seed)


def test_formulas_are_the_same_in_every_run_and_hold_x():
    first, again = ([typed_text(seed) for seed in range(50)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 40
    assert all("x" in text for text in first)

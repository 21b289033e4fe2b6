"""Stability of fixed points at kinks and jumps, against iteration from both sides with exact fractions."""

from fractions import Fraction
from itertools import pairwise

import pytest

from symact import properties, typed

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
SLOPES = [Fraction(-3), Fraction(-2), -HALF, -THIRD, Fraction(0), THIRD, HALF, Fraction(2), Fraction(3)]


def iterated(left, right, start, steps=40):
    place = start
    for _ in range(steps):
        place *= left if place < 0 else right
    return abs(place)


def expected(left, right):
    starts = (Fraction(-1), Fraction(1))
    ends = [iterated(left, right, s) for s in starts]
    if all(e < THIRD for e in ends):
        return "attracting"
    return "repelling" if all(e > 3 for e in ends) else "neutral"


@pytest.mark.parametrize("left", SLOPES)
def test_a_kink_against_iteration(left):
    for right in SLOPES:
        if left == right:
            continue
        subject = typed.definition(f"Piecewise(({left}*x, x < 0), ({right}*x, True))")
        (fact,) = properties.derive(subject, "fixed_points")
        (entry,) = fact.value
        assert (entry["at"], entry["slope"]) == ("0", [str(left), str(right)])
        # Slopes whose product is 1, or that are 1 on one side, neither attract nor repel.
        assert entry["stability"] == expected(left, right), (left, right)


@pytest.mark.parametrize(
    ("text", "at", "slope", "stability"),
    [
        # From the left every point is thrown to about -5.
        ("Piecewise((x/2, x >= 0), (x/2 - 5, True))", "0", ["1/2", "1/2"], "neutral"),
        ("Piecewise((2*x, x >= 0), (2*x - 5, True))", "0", ["2", "2"], "repelling"),
        ("sin(Min(x, 2*x))", "0", ["2", "1"], "neutral"),
        ("sin(Max(x, 2*x))", "0", ["1", "2"], "neutral"),
    ],
)
def test_slopes_stand_from_left_to_right(text, at, slope, stability):
    (fact,) = properties.derive(typed.definition(text), "fixed_points")
    (entry,) = [each for each in fact.value if each["at"] == at]
    assert (entry["slope"], entry["stability"]) == (slope, stability)
    places = [float(each["at"]) for each in fact.value]
    assert all(a < b for a, b in pairwise(places))

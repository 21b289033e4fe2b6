"""Claims on a terminal: lines as wide as the column, that break behind signs and lose nothing."""

import random

import pytest
from rich.console import Console

from symact.sheets.terminal import Claim


def wrapped(text, width):
    return [str(each) for each in Claim(text).wrap(Console(width=width), width)]


def test_a_long_formula_breaks_behind_a_sign_and_goes_on_farther_in():
    said = wrapped("alpha**2*exp(2/alpha**2) + x\noo: x", 14)
    assert said == ["alpha**2*", "  exp(2/", "  alpha**2) +", "  x", "oo: x"]


def test_what_is_farther_in_goes_on_farther_in_still():
    assert wrapped("a\n  [limit] of f", 10) == ["a", "  [limit]", "    of f"]


@pytest.mark.parametrize("width", [5, 9, 24])
def test_lines_fit_and_hold_every_sign(width):
    letters = random.Random(width)
    for _ in range(200):
        text = "".join(letters.choices("ab*/( ),+\n", k=60)).lstrip()
        text = "\n".join(map(str.lstrip, text.split("\n")))
        found = wrapped(text, width)
        assert max(map(len, found)) <= width, text
        assert "".join("".join(found).split()) == "".join(text.split())

"""Level lines and lines in the simplex are where the functions have these values, by mpmath and by hand."""

import math
from itertools import pairwise

import mpmath
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.figures.contours import LEVELS, LINES, in_simplex, level_lines
from symact.figures.formats import svg, tikz
from symact.formula.typed import define


def off(figure, oracle):
    """Return how far from the level of its line a point lies, at most: lines are matched by their notes."""
    (panel,) = figure.panels
    return max(
        min(abs(oracle(x, y) - level) for level in LEVELS)
        for curve in panel.curves
        for stroke in curve.strokes
        for x, y in stroke
    )


def test_level_lines_lie_where_the_function_has_the_level():
    drawn = level_lines(bind(catalogue.get("swiglu")))
    # Beside the border a label would lie on one of the axes'.
    assert len(drawn.panels[0].notes) > 5
    assert all(max(abs(a), abs(b)) <= 3.5 for a, b, _ in drawn.panels[0].notes)
    assert off(drawn, lambda a, b: float(a * b / (1 + mpmath.exp(-a)))) < 0.01
    # Another function, in whose place a wrong one might be drawn, is seen.
    assert off(drawn, lambda a, b: a * b / (1 + math.exp(-1.1 * a))) > 0.1


def test_every_line_is_closed_and_whole():
    """8 exp(-a^2 - b^2) is constant on circles around 0."""
    drawn = level_lines(bind(define("8*exp(-a**2)*exp(-b**2)", inputs=("a", "b"))))
    for level, curve in zip((0.5, 1, 2, 4), drawn.panels[0].curves, strict=False):
        (stroke,) = curve.strokes
        assert stroke[0] == stroke[-1]
        radius = math.sqrt(math.log(8 / level))
        assert all(math.hypot(*point) == pytest.approx(radius, abs=0.02) for point in stroke)
        turns = sum(
            math.remainder(math.atan2(d, c) - math.atan2(b, a), math.tau) for (a, b), (c, d) in pairwise(stroke)
        )
        assert abs(turns) == pytest.approx(math.tau)


def test_lines_in_the_simplex_are_images_of_lines():
    """Where x1 = c, softmax has p1/p3 = exp(c): a straight line through a corner."""
    (panel,) = in_simplex(bind(catalogue.get("softmax"))).panels
    fixed_first, fixed_second = panel.curves
    for c, stroke in zip(LINES, fixed_first.strokes, strict=True):
        for x, y in stroke:
            third = y / (math.sqrt(3) / 2)
            second = x - third / 2
            assert 1 - second - third == pytest.approx(third * math.exp(c), abs=1e-12)
    assert len(fixed_second.strokes) == len(LINES)


def test_notes_are_written_by_every_format():
    figure = in_simplex(bind(catalogue.get("softmax")))
    assert "(0, 0, 1)" in svg.drawing(figure)
    assert "(0, 0, 1)" in tikz.drawing(figure)
    assert "gray!30" not in tikz.drawing(figure)

"""Splitting into smooth pieces, against exact evaluation of the same tree by Python's fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Piecewise, Rational, Symbol, exp, oo, sign

from symact.definition.activation import x
from symact.definition.pieces import split
from symact.errors import DefinitionError
from tests.helpers.numbers import fraction
from tests.helpers.sample import examples

NEAR = Fraction(1, 10**9)
SMALL = st.fractions(-3, 3, max_denominator=4)


@dataclass(frozen=True)
class Tree:
    """A function twice: as SymPy's expression and as Python code over fractions."""

    expression: sympy.Expr
    at: object

    def __repr__(self) -> str:
        return str(self.expression)


def rational(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def line(slope: Fraction, offset: Fraction) -> Tree:
    return Tree(rational(slope) * x + rational(offset), lambda v: slope * v + offset)


def extremum(left: Tree, right: Tree, largest: bool) -> Tree:
    symbolic, exact = (Max, max) if largest else (Min, min)
    return Tree(symbolic(left.expression, right.expression), lambda v: exact(left.at(v), right.at(v)))


def magnitude(tree: Tree) -> Tree:
    return Tree(Abs(tree.expression), lambda v: abs(tree.at(v)))


def total(left: Tree, right: Tree) -> Tree:
    return Tree(left.expression + right.expression, lambda v: left.at(v) + right.at(v))


def with_sign(tree: Tree, switch: Tree) -> Tree:
    def at(v):
        s = switch.at(v)
        return tree.at(v) * ((s > 0) - (s < 0))

    return Tree(tree.expression * sign(switch.expression), at)


CONDITIONS = {
    "below": (lambda c, _: x < rational(c), lambda v, c, _: v < c),
    "up to": (lambda c, _: x <= rational(c), lambda v, c, _: v <= c),
    "from": (lambda c, _: x >= rational(c), lambda v, c, _: v >= c),
    "between": (lambda c, d: (x > rational(c)) & (x <= rational(d)), lambda v, c, d: c < v <= d),
    "outside": (lambda c, d: (x < rational(c)) | (x >= rational(d)), lambda v, c, d: v < c or v >= d),
    "not": (lambda c, _: ~(x > rational(c)), lambda v, c, _: not v > c),
}


def chosen(kind: str, c: Fraction, d: Fraction, left: Tree, right: Tree) -> Tree:
    symbolic, exact = CONDITIONS[kind]
    expression = Piecewise((left.expression, symbolic(c, d)), (right.expression, True))
    return Tree(expression, lambda v: left.at(v) if exact(v, c, d) else right.at(v))


def grow(trees):
    return st.one_of(
        st.builds(extremum, trees, trees, st.booleans()),
        st.builds(magnitude, trees),
        st.builds(total, trees, trees),
        st.builds(with_sign, trees, st.builds(line, SMALL, SMALL)),
        st.builds(chosen, st.sampled_from(sorted(CONDITIONS)), SMALL, SMALL, trees, trees),
    )


TREES = st.recursive(st.builds(line, SMALL, SMALL), grow, max_leaves=4)


def limit_is_value(tree: Tree, point: Fraction, side: int) -> bool:
    """Whether a piecewise affine function continues to a point from one side, by extrapolation."""
    near, far = tree.at(point + side * NEAR), tree.at(point + 2 * side * NEAR)
    return 2 * near - far == tree.at(point)


def owners(pieces, point):
    return [p for p in pieces if p.condition(x).subs(x, rational(point)) == sympy.true]


def breakpoints(pieces):
    return [fraction(p.upper) for p in pieces[:-1] if p.lower != p.upper]


def pieces_of(tree: Tree):
    """Return the pieces; one that is a single point has a value that neither side continues."""
    pieces = split(tree.expression, x)
    alone = [fraction(piece.lower) for piece in pieces if piece.lower == piece.upper]
    assert not any(limit_is_value(tree, point, side) for point in alone for side in (-1, 1))
    return pieces


class TestAgainstExactEvaluation:
    @settings(max_examples=examples(150))
    @given(TREES, st.lists(st.fractions(-20, 20, max_denominator=16), min_size=3, max_size=6))
    def test_pieces_are_the_function(self, tree, points) -> None:
        pieces = pieces_of(tree)
        ends = breakpoints(pieces)
        assert ends == sorted(set(ends))
        assert (pieces[0].lower, pieces[-1].upper) == (-oo, oo)
        for point in [*points, *ends, *(e + NEAR for e in ends), *(e - NEAR for e in ends)]:
            (owner,) = owners(pieces, point)
            assert fraction(owner.expression.subs(x, rational(point))) == tree.at(point)

    @settings(max_examples=examples(60))
    @given(TREES)
    def test_no_breakpoint_without_need(self, tree) -> None:
        pieces = pieces_of(tree)
        for left, right in pairwise(pieces):
            assert left.expression != right.expression or not left.owns_upper

    @settings(max_examples=examples(40))
    @given(TREES)
    def test_smooth_functions_around_stay_outside(self, tree) -> None:
        inner = pieces_of(tree)
        outer = split(exp(tree.expression), x)
        assert [p.expression for p in outer] == [exp(p.expression) for p in inner]


class TestSymbolicBreakpoints:
    a = Symbol("a", positive=True)
    b = Symbol("b", positive=True)
    r = Symbol("r", real=True)

    def test_ordered_by_assumption(self) -> None:
        pieces = split(Min(Max(x, -self.a), 2 * self.a), x)
        assert [(p.lower, p.upper, p.expression) for p in pieces] == [
            (-oo, -self.a, -self.a),
            (-self.a, 2 * self.a, x),
            (2 * self.a, oo, 2 * self.a),
        ]

    def test_steepness_by_assumption(self) -> None:
        pieces = split(Min(Max(self.a * x + Rational(1, 2), 0), 1), x)
        assert [p.upper for p in pieces[:-1]] == [-1 / (2 * self.a), 1 / (2 * self.a)]

    @settings(max_examples=examples(25))
    @given(st.fractions("1/8", 8, max_denominator=8))
    def test_values_before_or_after(self, value) -> None:
        value = rational(value)
        for expression in (
            Piecewise((0, x < -self.a), (x + self.a, x <= self.a), (2 * self.a, True)),
            Min(Max(self.a * x + 1, 0), 3),
            Abs(x - self.a) + Abs(x + self.a),
            Max(x - self.a, 0) - Max(-x - self.a, 0),
        ):
            before = split(expression.subs(self.a, value), x)
            after = split(expression, x)
            assert [p.upper for p in before] == [p.upper.subs(self.a, value) for p in after]
            assert [p.expression for p in before] == [sympy.expand(p.expression.subs(self.a, value)) for p in after]

    def test_order_is_open(self) -> None:
        with pytest.raises(DefinitionError, match=r"cannot order the breakpoints \w and \w; state the assumption"):
            split(Max(x, self.a) + Max(x, self.b), x)
        with pytest.raises(DefinitionError, match="cannot order the breakpoints"):
            split(Piecewise((0, x < 0), (1, x < self.r), (2, True)), x)

    def test_side_is_open(self) -> None:
        with pytest.raises(DefinitionError, match=r"the sign of `-?r` is open"):
            split(Max(self.r * x, 0), x)
        with pytest.raises(DefinitionError, match=r"the sign of `r - 1` is open|the sign of `1 - r` is open"):
            split(Max(x, self.r * x), x)

    def test_a_condition_on_parameters_alone(self) -> None:
        assert split(Piecewise((x, self.a > 0), (0, True)), x)[0].expression == x
        with pytest.raises(DefinitionError, match="is open"):
            split(Piecewise((x, self.r > 0), (0, True)), x)


class TestRefused:
    @pytest.mark.parametrize(
        ("expression", "message"),
        [
            (Piecewise((x, x < 0), (x**2, x > 0)), "nothing is defined for x = 0"),
            (Piecewise((1, x <= 0), (2, x > 1)), "nothing is defined for 0 < x < 1"),
            (Max(Piecewise((x, x > 5)), 0), "nothing is defined for -oo < x < 5"),
            (Max(x**2, 1), "cannot locate where"),
            (Abs(exp(x) - 1), "cannot locate where"),
            (Piecewise((1, exp(x) > 2), (0, True)), "cannot locate where"),
        ],
    )
    def test_with_the_place(self, expression, message) -> None:
        with pytest.raises(DefinitionError, match=re.escape(message)):
            split(expression, x)


class TestOwners:
    def test_a_jump_belongs_to_the_side_of_its_value(self) -> None:
        left, right = split(Piecewise((1, x >= 0), (0, True)), x)
        assert (left.owns_upper, right.owns_lower) == (False, True)
        left, right = split(Piecewise((1, x > 0), (0, True)), x)
        assert (left.owns_upper, right.owns_lower) == (True, False)

    def test_a_value_of_its_own_is_a_piece(self) -> None:
        pieces = split(sign(x), x)
        assert [(p.lower, p.upper, p.expression) for p in pieces] == [(-oo, 0, -1), (0, 0, 0), (0, oo, 1)]
        assert [p.owns_upper for p in pieces] == [False, True, False]
        pieces = split(Piecewise((sympy.sin(x) / x, sympy.Ne(x, 0)), (1, True)), x)
        assert [p.expression for p in pieces] == [sympy.sin(x) / x, 1, sympy.sin(x) / x]

    def test_a_part_that_is_not_defined_continues_nothing(self) -> None:
        # SymPy's substitution gives x*sin(1/x) the value 0 at 0.
        pieces = split(Piecewise((x * sympy.sin(1 / x), sympy.Ne(x, 0)), (0, True)), x)
        assert [p.lower for p in pieces] == [-oo, 0, 0]

    def test_what_looks_like_a_switch_and_is_none(self) -> None:
        assert len(split(Piecewise((x, x > 0), (x, True)), x)) == 1
        assert len(split(Max(x, 0) + Min(x, 0), x)) == 1
        assert len(split(Abs(x) * sign(x) + 1, x)) == 1

    def test_conditions(self) -> None:
        middle = split(Min(Max(x, -1), 1), x)[1]
        assert [middle.condition(x).subs(x, v) for v in (-2, 0, 2)] == [False, True, False]
        assert split(x, x)[0].condition(x) == sympy.true

"""Cases of parameters: they exclude each other, cover everything, and each has one sign."""

import itertools

import pytest
import sympy
from sympy import Eq, FiniteSet, Interval, Ne, Rational, S, Symbol, exp, oo, true

from symact.analysis import parameter_cases as module
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.parameter_sets import allowed, apart_from, both, condition, solutions
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError

a = Symbol("a", positive=True)
c = Symbol("c", positive=True)
m, n = sympy.symbols("m n", negative=True)
u, v, w = sympy.symbols("u v w", real=True)
VALUES = [Rational(k, 12) for k in range(-60, 61)] + [S(100), S(-100), Rational(1, 10**9)]


OPEN = (w**3 - w, exp(w) - 1)


def sign_question(constant):
    """Return an `answer` that asks for the sign of a constant."""

    def answer(region, own):
        found = constant_sign(region.put(constant))
        if found is None:
            raise OpenSignError(region.put(constant))
        return found

    return answer


def cases(constant, expression=x):
    found = solve_by_cases(expression, sign_question(constant), lambda reason: reason)
    return merge(found, lambda p, q: p == q)


@pytest.mark.every(4)
@pytest.mark.parametrize(
    "constant",
    [
        w,
        w - 1,
        a - 1,
        w**2 - 4,
        (a - 1) * (a - 2) * (a - 3),
        w**3 - w,
        exp(w) - 1,
        (w - 1) ** 2,
        a**2 + w**2,
        a * w,
        (w - 1) * (a - 2),
    ],
    ids=str,
)
def test_cases_hold_exclude_each_other_and_cover(constant):
    found = cases(constant)
    names = sorted(constant.free_symbols, key=str)
    for values in itertools.product(VALUES[::3] if len(names) > 1 else VALUES, repeat=len(names)):
        given_values = dict(zip(names, values, strict=True))
        if a in given_values and given_values[a] <= 0:
            continue
        true_ones = [answers for scope, answers in found if sympy.sympify(scope).subs(given_values) == true]
        (answers,) = true_ones
        # In a part's own symbols a sign may stay open; then no claim is made.
        known = {each for each in answers if not isinstance(each, str)}
        assert known <= {sympy.sign(constant.subs(given_values))}
        assert known or constant in OPEN


def test_conditions_are_written_as_a_reader_would():
    assert cases(w - 1) == [(sympy.And(w < 1), [-1]), (Eq(w, 1), [0]), (w > 1, [1])]
    assert cases(a - 1) == [(a < 1, [-1]), (Eq(a, 1), [0]), (a > 1, [1])]
    assert cases((w - 1) ** 2) == [(Ne(w, 1), [1, 1]), (Eq(w, 1), [0])]
    assert cases(a) == [(true, [1])]


def test_what_cannot_be_cut_is_unknown():
    ((_, (reason,)),) = cases(sympy.sin(w) - Rational(1, 7))
    assert "the sign of" in reason


def test_a_parameter_is_cut_at_a_value_that_depends_on_others():
    b = Symbol("b", real=True)
    assert {str(scope): answers for scope, answers in cases(w - b)} == {"b < w": [1], "Eq(b, w)": [0], "b > w": [-1]}
    found = cases((w - b) ** 2)
    assert {str(scope): answers for scope, answers in found} == {"Ne(b, w)": [1, 1], "Eq(b, w)": [0]}
    # Another parameter is cut inside such a region.
    found = cases((w - b) * (b - 1))
    for u, v in itertools.product((-2, 0, 1, 2, 3), repeat=2):
        (sign,) = {s for scope, answers in found if scope.subs({w: u, b: v}) == true for s in answers}
        assert sign == sympy.sign((u - v) * (v - 1))


def test_a_negative_parameter_is_written_by_a_positive_symbol():
    n = Symbol("n", negative=True)
    region = Region.whole([n])
    assert region.condition == true
    assert [s.is_positive for s in region.put(n).free_symbols] == [True]
    assert region.back(region.put(n**3 + 1)) == n**3 + 1
    assert region.told("the sign of n_ + nn_ is open") == "the sign of (-n) + nn_ is open"
    assert [each.condition for each in region.cut(region.put(n + 2))] == [n < -2, Eq(n, -2), n > -2]


def test_cases_end(monkeypatch):
    constant = (w - 1) * (w - 2) * (w - 3)
    for most in (4, 7):
        monkeypatch.setattr(module, "MOST_CASES", most)
        found = solve_by_cases(x, sign_question(constant), lambda reason: reason)
        assert len(found) <= most
        assert any(isinstance(answer, str) for _, answer in found) == (most == 4)


@pytest.mark.parametrize(
    "part", [Interval.open(2, 5), Interval.open(-oo, 3), Interval.open(-1, oo), FiniteSet(S(7)), Interval.open(-3, -2)]
)
def test_coordinates_of_a_region_run_through_its_part_and_back(part):
    region = Region().narrowed(w, part)
    inside = region.put(w)
    assert not inside.has(w)
    for own in (Rational(1, 1000), Rational(1, 2), 1, 30, 10**6):
        value = inside.subs(dict.fromkeys(inside.free_symbols, own))
        assert value in part
    assert sympy.simplify(region.back(inside) - (w if inside.free_symbols else 7)) == 0
    if inside.free_symbols:
        # Both ends are approached.
        (symbol,) = inside.free_symbols
        ends = {sympy.limit(inside, symbol, 0), sympy.limit(inside, symbol, oo)}
        assert ends == {part.start, part.end}


def test_a_region_is_cut_again():
    region = Region().narrowed(w, Interval.open(0, 4)).narrowed(a, Interval.open(1, oo))
    left, at, right = region.cut(region.put(w - 1))
    assert [dict(each.sets)[w] for each in (left, at, right)] == [
        Interval.open(0, 1),
        FiniteSet(1),
        Interval.open(1, 4),
    ]
    assert all(dict(each.sets)[a] == Interval.open(1, oo) for each in (left, at, right))
    assert constant_sign(left.put(w - 1)) == -1
    assert right.put(a * w).subs(dict.fromkeys(right.put(a * w).free_symbols, 1)) == 2 * Rational(5, 2)


def test_merging_joins_one_parameter_at_a_time():
    low, high = Interval.open(0, 1), Interval.open(1, oo)
    parts = [Region(((a, p), (w, q))) for p in (low, high) for q in (Interval.open(-oo, 0), Interval.open(0, oo))]
    answers = ["one", "two", "two", "one"]
    found = merge(zip(parts, answers, strict=True), lambda p, q: p == q)
    # Opposite corners are no rectangle.
    assert len(found) == 4
    ((scope, _), (other, _)) = merge(zip(parts, ["one", "one", "two", "two"], strict=True), lambda p, q: p == q)
    for point, expected in (((Rational(1, 2), -1), scope), ((3, 1), other)):
        assert expected.subs({a: point[0], w: point[1]}) == true


def test_an_end_that_is_allowed_is_a_part():
    z = Symbol("z", nonnegative=True)
    assert allowed(z) == Interval(0, oo)
    parts = Region().cut(z - 1)
    for value in (S.Zero, Rational(1, 2), S.One, S(2)):
        assert [part.condition.subs(z, value) for part in parts].count(true) == 1


def test_conditions_of_sets():
    assert allowed(a) == Interval.open(0, oo)
    assert condition({a: Interval.open(0, oo), w: S.Reals}) == true
    assert condition({w: Interval(0, 1)}) == sympy.And(w >= 0, w <= 1)
    assert condition({a: Interval.Lopen(0, 1)}) == (a <= 1)
    assert condition({w: FiniteSet(1, 2)}) == sympy.Or(Eq(w, 1), Eq(w, 2))
    assert condition({w: S.Reals - FiniteSet(1, 2)}) == sympy.And(Ne(w, 1), Ne(w, 2))


ORDERS = [
    *((w, w - v, w - 1), (w - v, w - 1), (w - v, v, w), (a - c, a - 1), (w + v, w, v + 1), (w - v, w - u, v - u)),
    # Both in one interval: their own symbols are compared.
    *((a - 1, c - 1, a - c), (n - m,), (n + 1, m + 1, 2 * m - 2 * n), (w, v, v - w)),
]

BOUNDED = [(w - c, w + c), (a + c - 2,), (w, a - 1, a + w - 1), (w - c, w + c, w), (a - c, a - c / 2, 3 * a - c)]
"""Constants that vanish at values of a parameter between bounds, which depend on others."""


@pytest.mark.every(2)
@pytest.mark.parametrize("constants", BOUNDED, ids=str)
def test_a_parameter_with_bounds_is_cut_at_a_value_between_them(constants):
    names = sorted(set().union(*(each.free_symbols for each in constants)), key=str)
    regions = [Region.whole(names)]
    for each in constants:
        pending, regions = regions, []
        while pending:
            region = pending.pop()
            known = constant_sign(region.put(each)) is not None
            (regions if known else pending).extend([region] if known else region.cut(region.put(each)))
    for values in itertools.product((-3, -1, Rational(-1, 3), 0, Rational(1, 2), 1, Rational(3, 2), 2, 3), repeat=2):
        if any(symbol.is_positive and value <= 0 for symbol, value in zip(names, values, strict=True)):
            continue
        given_values = dict(zip(names, values, strict=True))
        (here,) = [region for region in regions if region.condition.subs(given_values) == true]
        for each in constants:
            assert constant_sign(here.put(each)) == sympy.sign(each.subs(given_values))
    # What holds everywhere is told so.
    assert [scope for scope, _ in merge([(r, 0) for r in regions], int.__eq__)] == [true]


def test_a_long_form_is_shortened_part_by_part():
    region = Region().narrowed(a, Interval.open(0, 1))
    form = sympy.Add(*(sympy.erf(k * region.put(a) * x + region.put(1 / a)) for k in range(1, 9)))
    assert region.back(form) == sympy.Add(*(sympy.erf(k * a * x + 1 / a) for k in range(1, 9)))


def test_of_two_bounds_the_nearer_one_is_told():
    (below, *_), *_ = (part.cut(part.put(w + c)) for part in Region().cut(w - c)[:1])
    assert below.condition == (w < -c)


@pytest.mark.every(2)
@pytest.mark.parametrize("constants", [*ORDERS, *BOUNDED], ids=str)
def test_what_a_region_puts_in_lies_in_it_whatever_is_cut_first(constants):
    regions = [Region.whole(set().union(*(each.free_symbols for each in constants)))]
    for each in constants:
        regions = [part for region in regions for part in region.cut(region.put(each)) or [region]]
    assert len(regions) > 2 * len(constants) - 1
    for region in regions:
        shown = region.condition
        equations = {e.lhs for e in sympy.And.make_args(shown) if isinstance(e, Eq)}
        # What an equation determines stands in no other relation, and in no symbol's meaning.
        assert not any(e.rhs.free_symbols & equations for e in sympy.And.make_args(shown))
        assert not any(meaning.free_symbols & equations for _, meaning in region.outward)
        free = sorted(set().union(*(e.free_symbols for _, e in region.inward)), key=str)
        for numbers in itertools.islice(itertools.product((Rational(1, 7), S(3)), repeat=len(free)), 4):
            chosen = dict(zip(free, numbers, strict=True))
            values = {symbol: e.subs(chosen) for symbol, e in region.inward}
            assert shown.subs(chosen).subs(values) == true
            assert all(
                meaning.subs(values).subs(chosen) == chosen[own] for own, meaning in region.outward if own in chosen
            )


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (x < 0, x < 0),
        (x >= 0, x > 0),
        (sympy.And(x >= 0, x < 3), sympy.And(x > 0, x < 3)),
        (x < 1, sympy.And(x < 1, Ne(x, 0))),
        (true, Ne(x, 0)),
        (sympy.Or(x >= 0, x < -1), sympy.And(sympy.Or(x >= 0, x < -1), Ne(x, 0))),
    ],
)
def test_a_number_is_left_out_of_a_condition_in_the_shortest_way(where, told):
    found = apart_from(where, x, S.Zero)
    assert found == told == both(Ne(x, 0), where)
    for value in (-2, -1, Rational(-1, 9), 0, Rational(1, 9), 1, 3):
        assert bool(found.subs(x, value)) == (bool(where.subs(x, value)) and value != 0)


@pytest.mark.every(2)
@pytest.mark.parametrize("number", [0, sympy.Rational(-1, 2), sympy.sqrt(2) / 2, -sympy.log(2)], ids=str)
@pytest.mark.parametrize("assumption", ["real", "positive", "negative"])
def test_the_solutions_of_conditions_are_those_that_sympy_searches_for(number, assumption):
    p, number = Symbol("p", **{assumption: True}), sympy.sympify(number)
    one = [p < number, p > number, p <= number, number <= p, sympy.Eq(p, number), sympy.Ne(p, number)]
    two = [sympy.And(p > number, p < 5), sympy.Or(p < number, p >= number + 1), sympy.And(sympy.Ne(p, number), p > -3)]
    for each in (*one, *two):
        if each not in (sympy.true, sympy.false):
            assert solutions(each) == each.as_set(), each

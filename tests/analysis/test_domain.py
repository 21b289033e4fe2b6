"""Natural domains: by hand, and against where mpmath gets real numbers."""

import mpmath
import pytest
import sympy
from sympy import (
    Abs,
    Interval,
    Max,
    Piecewise,
    Rational,
    S,
    Symbol,
    Union,
    atan,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
    tanh,
)

from symact.analysis.domain import natural_pieces, smooth
from symact.definition.activation import x
from symact.definition.pieces import Piece, split
from symact.errors import DefinitionError, SymactError, UnknownError
from symact.evidence import Gap
from symact.symbolic.domain_conditions import needs

a = Symbol("a", positive=True)
w = Symbol("w", real=True)


def domain(expression):
    found = natural_pieces(split(sympy.sympify(expression), x))
    return Union(*(Interval(p.lower, p.upper, not p.owns_lower, not p.owns_upper) for p in found))


LINE = Interval(-oo, oo)
DOMAINS = [
    (x**3 + exp(-x), LINE),
    (1 / x, LINE - sympy.FiniteSet(0)),
    (1 / (x**2 - 1), LINE - sympy.FiniteSet(-1, 1)),
    (1 / (x**2 + 1), LINE),
    (log(x), Interval.open(0, oo)),
    (log(x**2), LINE - sympy.FiniteSet(0)),
    (log(1 - x**2), Interval.open(-1, 1)),
    (log(log(x)), Interval.open(1, oo)),
    (sqrt(x), Interval(0, oo)),
    (1 / sqrt(x), Interval.open(0, oo)),
    (sqrt(1 - x**2), Interval(-1, 1)),
    (sqrt(x**2 - 1), Union(Interval(-oo, -1), Interval(1, oo))),
    (sqrt((x - 1) ** 2 * (x + 1)), Interval(-1, oo)),
    (x ** Rational(3, 2), Interval(0, oo)),
    (x ** Rational(-3, 2), Interval.open(0, oo)),
    (x**x, Interval.open(0, oo)),
    (sqrt(2) ** x, LINE),
    (sqrt(x) * log(1 - x), Interval.Ropen(0, 1)),
    (sqrt(x - 1) + sqrt(3 - x), Interval(1, 3)),
    (atan(1 / x), LINE - sympy.FiniteSet(0)),
    (1 / (exp(x) - 1), LINE - sympy.FiniteSet(0)),
    (1 / tanh(x), LINE - sympy.FiniteSet(0)),
    (log(Abs(x)), LINE - sympy.FiniteSet(0)),
    (Piecewise((log(x), x > 1), (x, True)), LINE),
    (Piecewise((sqrt(-x), x < 0), (1 / (x - 2), True)), LINE - sympy.FiniteSet(2)),
    (Piecewise((1 / x, x > 0), (0, True)), LINE),
    (1 / (a + x**2), LINE),
    (log(a * x), Interval.open(0, oo)),
    (1 / (x - a), Union(Interval.open(-oo, a), Interval.open(a, oo))),
    (sqrt(a - x), Interval(-oo, a)),
    (log(x - w), Interval.open(w, oo)),
]


@pytest.mark.parametrize(("expression", "expected"), DOMAINS, ids=lambda v: str(v)[:30])
def test_domains_by_hand(expression, expected):
    assert domain(expression) == expected


def test_both_sides_of_the_kink_of_a_root_of_a_square_are_without_it():
    left, right = natural_pieces(split(sqrt(x**2 + 2 * x + 1), x))
    assert (left.expression, right.expression) == (-x - 1, x + 1)
    assert left.owns_upper
    assert left.upper == right.lower == -1


# A power with the exponent x is read as exp(x log(x)), so x**x ends at 0; mpmath knows (-5)**(-5).
PLAIN = [e for e, _ in DOMAINS if sympy.sympify(e).free_symbols <= {x} and e != x**x]


@pytest.mark.every(2)
@pytest.mark.parametrize("expression", PLAIN, ids=str)
def test_domains_are_where_mpmath_gets_real_numbers(expression):
    found = domain(expression)
    value = sympy.lambdify(x, expression, "mpmath")
    for k in range(-40, 41):
        place = mpmath.mpf(k) / 8
        try:
            there = mpmath.im(value(place)) == 0 and mpmath.isfinite(value(place))
        except (ZeroDivisionError, ValueError):
            there = False
        assert found.contains(Rational(k, 8)) == sympy.sympify(bool(there)), place


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        (log(-(x**2) - 1), UnknownError),
        (log(sin(x)), UnknownError),
        (sqrt(sin(x) - 2), UnknownError),
        (tan(x), UnknownError),
        (log(x - w * exp(x)), SymactError),
        (log(Max(x, 0)), DefinitionError),
        (sqrt(Max(x, 0) - 1), DefinitionError),
        (atan(1 / Max(x, 0)), DefinitionError),
        (x + (Max(x, 0) - 1) ** Rational(1, 3), DefinitionError),
    ],
    ids=str,
)
def test_what_is_nowhere_defined_or_not_known_is_refused(expression, error):
    with pytest.raises(error):
        domain(expression)


def test_needs_are_met_inside_out():
    found = list(needs(log(sqrt(x) - 1)))
    assert [(str(n.argument), sorted(n.signs), n.zero) for n in found] == [
        ("x", [1], True),
        ("sqrt(x) - 1", [1], False),
    ]
    (need,) = needs(tan(x / 2))
    assert need.argument == sympy.cos(x / 2)
    assert list(needs(x**3)) == list(needs(exp(x))) == []


@pytest.mark.parametrize(
    ("expression", "lower", "upper", "is_smooth"),
    [
        (1 / x, 1, 2, True),
        (1 / (x**2 - x + 1), -oo, oo, True),
        (log(x**2 - x + 1), -oo, oo, True),
        (sqrt(x), 0, 1, False),  # no derivative at the closed end
        (1 / x, 0, 1, False),
        (1 / (x**2 - x), 0, 1, False),
        (tan(x), -1, 1, True),
        (tan(x), -2, 2, False),
        (Abs(x), -1, 1, False),
    ],
)
def test_smooth_up_to_closed_ends(expression, lower, upper, is_smooth):
    found = smooth(Piece(S(lower), S(upper), expression, True, True))
    assert any(isinstance(each, Gap) for each in found) != is_smooth


def test_a_domain_with_an_end_at_pi():
    assert domain(sqrt(pi - x)) == Interval(-oo, pi)

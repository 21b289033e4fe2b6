"""Signs of constants in parameters: those that are proved, and open ones that no search goes into."""

import mpmath
import pytest
import sympy
from flint import arb
from sympy import Symbol, exp, log, sqrt

from symact import functions
from symact.definition import constant_sign as module
from symact.definition.constant_sign import constant_sign

a, b, c = (Symbol(name, positive=True) for name in "abc")
r = Symbol("r", real=True)
n = Symbol("n", negative=True)
k = Symbol("k", integer=True, positive=True)


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (c - c / (a + 1), 1),
        (a / (a + 1) - 1 - 1 / a, -1),
        (-(b**2) / (b + 1) + b - b / (b + 1), 0),
        ((a**2 + a / 2 + 1) / (2 * a**2 + 3 * a + 1) + (a + b) / (a + 1) - b / (a + 1), 1),
        (1 - a**2 / (a + 1) ** 2 - 2 * a / (a + 1) ** 2 - 1 / (a**2 + 2 * a + 1), 0),
        (a - n, 1),
        (r**2 + 1, 1),
        (k - sympy.Rational(1, 2), 1),
        (sqrt(a + 1) - sqrt(a), 1),
        (a - sqrt(a) * sqrt(a + 4), -1),
        (a / 2 + 1 - sqrt(a) * sqrt(a + 4) / 2, 1),
        (a - 1 + sqrt(a**2 + 2 * a + 1), 1),
        (r - sqrt(r**2 + 1), -1),
        ((b - a) / sqrt(b) + 2 * sqrt(b), None),
        (sqrt(2) - a, None),
        (exp(a) - b, None),
        (n + a * b, None),
        (r * a - 1, None),
        (log(a) + c, None),
    ],
)
def test_signs_are_those_that_algebra_gives(value: sympy.Expr, sign: int | None) -> None:
    assert constant_sign(value) == sign


def test_an_open_sign_is_seen_at_two_points_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[sympy.Expr] = []
    monkeypatch.setattr(module, "_assumed_sign", asked.append)
    u, v = Symbol("u", positive=True), Symbol("v", real=True)
    monkeypatch.setattr(sympy, "factor", lambda value: pytest.fail(f"{value} is factored"))
    for value in (exp(-u) - u / 3, v * exp(u) + 1, sqrt(u) - 1, (u**2 - 2 * v**2 + u) / (u + 1) - v):
        assert constant_sign(value) is None
    assert not asked


@pytest.mark.parametrize(("value", "sign"), [((a + 1) ** 200 + 2, 1), (a**1000 + a - 1, None)])
def test_high_powers_are_not_factored(monkeypatch: pytest.MonkeyPatch, value: sympy.Expr, sign: int | None) -> None:
    monkeypatch.setattr(sympy, "factor", lambda value: pytest.fail(f"{value} is factored"))
    assert constant_sign.__wrapped__(value) == sign


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (1 - exp(2 / a), -1),
        (exp(a + b) - exp(a), 1),
        (exp(n) - 1, -1),
        (exp(a) - 2 + exp(-a), 1),
        (exp(a / 2) - exp(a / 3), 1),
        (a * exp(2 / a) - a - 2, 1),
        (exp(-n) - 1 + n, 1),
        (exp(a / 2) / (1 + exp(a)) - sympy.Rational(1, 2), -1),
        (exp(r) - 1, None),
        (exp(a) - 1 - a - a**2, None),
        (exp(a) - exp(b), None),
    ],
)
def test_signs_of_exponentials_follow_from_those_of_exponents(value: sympy.Expr, sign: int | None) -> None:
    assert constant_sign(value) == sign
    assert constant_sign(-value) == (None if sign is None else -sign)
    assert {mpmath.sign(_at(value, size)) for size in (0.3, 1, 2.5)} <= ({sign} if sign else {-1, 1})


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (log(1 + exp(-a)) - log(2), -1),
        (a - log(exp(a) + 1) + log(2), 1),
        (2 * log(2 / (1 + exp(-a))) / a, 1),
        (log((1 + exp(-a)) / (1 + exp(-2 * a))) / a + log(exp(a) / 2 + sympy.Rational(1, 2)) / a, 1),
        (log(1 + a) - a, -1),
        (log(1 + a) * log(1 + b), 1),
        (a * log(1 + a) - 1, None),
        (a / (exp(-1) + 1) - a / 2 + exp(-2), 1),
        (a * exp(-1) - b * exp(-2), None),
    ],
)
def test_signs_of_logarithms_beside_other_terms(value: sympy.Expr, sign: int | None) -> None:
    assert constant_sign(value) == sign
    assert sign is None or {mpmath.sign(_at(value, size)) for size in (0.3, 1, 2.5)} == {sign}


def test_signs_of_exponentials_need_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "simplified", lambda value: pytest.fail(f"{value} is searched"))
    assert constant_sign.__wrapped__(exp(3 * a) - 3 * exp(2 * a) + 3 * exp(a) - 1) == 1


def _at(value: sympy.Expr, size: float) -> mpmath.mpf:
    """Return a value by mpmath, at parameters of a size and of its multiples."""
    symbols = sorted(value.free_symbols, key=str)
    sizes = ((-i if s.is_negative else i) * mpmath.mpf(size) for i, s in enumerate(symbols, 1))
    return sympy.lambdify(symbols, value, "mpmath")(*sizes)


@pytest.mark.parametrize("function", functions.classes(lambda each: hasattr(arb, each.name)), ids=str)
def test_what_arb_has_under_a_name_is_the_function_of_that_name(function: type[sympy.Expr]) -> None:
    place = sympy.Rational(7 if function is sympy.acosh else 1, 3)
    expected = getattr(mpmath, function.__name__)(mpmath.mpf(place.p) / place.q)
    found = module._value_at(1 - b * function(a), {a: place, b: sympy.Integer(5)})
    assert abs(found - float(1 - 5 * expected)) < 1e-13


def test_values_that_are_not_real_or_infinite_show_no_sign() -> None:
    assert module.has_both_signs(a - b)
    assert not module.has_both_signs(sqrt(-a) + r)
    assert not module.has_both_signs(r / (3 * a - 1))


def test_points_keep_the_assumptions_of_parameters() -> None:
    q = Symbol("q", nonpositive=True)
    points = list(module._allowed([a, n, q, r]))
    assert all(point[a] > 0 > point[n] and point[q] <= 0 for point in points)
    assert {bool(point[r] > 0) for point in points} == {True, False}
    assert not list(module._allowed([k]))


def test_logarithms_products_and_numbers_beside_parameters():
    a, b = sympy.symbols("a b", positive=True)
    root = sympy.sqrt(a + 1) - sympy.sqrt(a)
    assert constant_sign(sympy.log(a + 1) - sympy.log(a)) == 1
    assert constant_sign(sympy.log(root / (sympy.sqrt(a + 1) + sympy.sqrt(a))) / 2) == -1
    assert constant_sign(2 * sympy.log(a) - sympy.log(a**2 + b)) == -1
    assert constant_sign(sympy.log(a) - sympy.log(b)) is None
    assert constant_sign(10**9 * sympy.log(a + 1) - sympy.log(a + 2)) is None
    assert constant_sign(root**-3 * (a - a * b - a)) == -1
    assert constant_sign(1 / root) == constant_sign(1 / (root - 2 * sqrt(a + 1)) ** 2) == 1
    assert constant_sign(root * (a - b)) is None
    assert constant_sign(sympy.cos(1) - 1 - a) == -1
    assert constant_sign(sympy.cos(1) - a) is None

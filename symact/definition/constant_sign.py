"""The sign of a constant, from the assumptions on its parameters."""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import cycle

import sympy
from flint import arb, ctx, fmpq
from sympy import Expr, Rational, Symbol

from symact.definition.arcs import sign_by_arcs
from symact.definition.enclosed_number import enclosed
from symact.definition.radicals import sign_by_roots
from symact.definition.simplification import simplified

TRIED = tuple(
    tuple(Rational(*n) for n in row)
    for row in (
        ((1, 3), (5, 2), (7, 11), (13, 4)),
        ((9, 4), (2, 7), (17, 5), (3, 8)),
        ((11, 3), (16, 5), (1, 9), (1, 6)),
        ((1, 40), (1, 30), (21, 1), (19, 1)),
        ((23, 1), (29, 1), (1, 35), (1, 45)),
        ((40, 1), (1, 50), (1, 40), (31, 1)),
    )
)
"""Sizes of parameters at which an open sign shows itself, in the order of their names, again from the first."""

LONGEST = 20
"""Operations beyond which SymPy's search among forms with functions, which takes up to half a second, is left out."""

MANY, HIGHEST = 120, 8
"""Operations, and exponents in them, up to which a rational function is factored before all else."""

CLEAR = 1e-6
"""The least size of a value whose sign counts."""

BITS = 64
"""Precision of the balls around such values."""


@lru_cache(maxsize=8192)
def constant_sign(value: Expr) -> int | None:
    """Return -1, 0 or 1 for a constant expression, from the assumptions on its parameters; None if open."""
    number = enclosed(value)
    if number is not None:
        if not value.free_symbols:
            return number.sign_of(value)
        value = number.reduced(value)
    if value.is_Atom:
        return _assumed_sign(value)
    if has_both_signs(value):
        return None
    if value.free_symbols and value.is_rational_function() and _is_low(value):
        # What cancels is seen at once, and SymPy's assumptions take little over few factors.
        found = _assumed_sign(sympy.factor(value))
        if found is not None:
            return found
    found = next((sign for rule in RULES if (sign := rule(value)) is not None), None)
    if found is not None:
        return found
    # SymPy's assumptions take long over products of sums, and little over their terms.
    for form in (sympy.expand_mul, lambda e: e, _factored, sympy.expand, _searched):
        found = _assumed_sign(form(value))
        if found is not None:
            return found
    return None


def _by_roots(value: Expr) -> int | None:
    """Return the sign of a rational function of square roots in parameters, from that of the larger square."""
    return sign_by_roots(value, constant_sign)


def _by_logarithms(value: Expr) -> int | None:
    """Return the sign of w*(multiples of logarithms, and r) in parameters: that of a product of powers, less 1.

    What stands beside logarithms is one too: r = log(exp(r)).
    """
    terms = [_logarithm(term) for term in sympy.Add.make_args(value)]
    scale = next((factor for factor, u in terms if u is not None), None)
    if scale is None or not value.free_symbols or any(factor.has(sympy.log) for factor, _ in terms):
        return None
    multiples = [(sympy.cancel(factor / scale), u) for factor, u in terms]
    rest = sympy.Add(*(factor for factor, u in multiples if u is None))
    powers = [(c, u) for c, u in multiples if u is not None]
    if not rest.is_rational_function() or any(not c.is_Rational or constant_sign(u) != 1 for c, u in powers):
        return None
    common = math.lcm(*(int(c.q) for c, _ in powers))
    if any(abs(c * common) > HIGHEST for c, _ in powers):
        return None
    product = sympy.Mul(*(u ** (c * common) for c, u in powers), sympy.exp(rest * common))
    over, under = (sympy.expand(part) for part in sympy.fraction(sympy.together(product - 1)))
    signs = constant_sign(over), constant_sign(under), constant_sign(scale)
    return None if signs[0] is None or not signs[1] or not signs[2] else signs[0] * signs[1] * signs[2]


def _logarithm(term: Expr) -> tuple[Expr, Expr | None]:
    """Return (w, u) of a term w*log(u); None for u where the term has no such factor."""
    found = next((factor for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.log)), None)
    return (term, None) if found is None else (term / found, found.args[0])


def _by_factors(value: Expr) -> int | None:
    """Return the sign of a product, or power, with sums or logarithms in parameters, whose signs SymPy may not see."""
    powers = [factor.as_base_exp() for factor in sympy.Mul.make_args(value)]
    alone = len(powers) == 1 and not (value.is_Pow and powers[0][1].is_Integer)
    if alone or not any((base.is_Add or isinstance(base, sympy.log)) and base.free_symbols for base, _ in powers):
        return None
    signs = [constant_sign(base if power.is_Integer else base**power) for base, power in powers]
    if not all(signs):
        return None
    return math.prod(sign or 0 for sign, (_, power) in zip(signs, powers, strict=True) if power % 2)


def _by_arcs(value: Expr) -> int | None:
    """Return the sign of q*arc(u) + r, an angle in parameters."""
    return sign_by_arcs(value, constant_sign)


def _by_exponentials(value: Expr) -> int | None:
    """Return the sign of a rational function of exponentials in parameters: exp(u) for u > 0 is 1 + u + t, t > 0."""
    rates: dict[Expr, dict[Expr, Rational]] = {}
    value = sympy.expand_power_exp(value)
    for each in sorted((e for e in value.atoms(sympy.exp) if e.free_symbols), key=str):
        (exponent,) = each.args
        quotients = ((base, sympy.cancel(exponent / base)) for base in rates)
        base, rate = next(((b, q) for b, q in quotients if q.is_Rational), (exponent, sympy.S.One))
        rates.setdefault(base, {})[each] = rate
    written: dict[Expr, Expr] = {}
    for base, exponentials in rates.items():
        sign, least = constant_sign(base), sympy.gcd_list(list(exponentials.values()))
        if not sign or any(abs(rate / least) > HIGHEST for rate in exponentials.values()):
            return None
        more = 1 + sympy.Dummy("t", positive=True) + sign * least * base
        written |= {each: more ** (sign * rate / least) for each, rate in exponentials.items()}
    rational = value.xreplace(written)
    return constant_sign(rational) if written and rational.is_rational_function() and _is_low(rational) else None


def _by_coefficients(value: Expr) -> int | None:
    """Return the sign of a polynomial in positive parameters whose coefficients, such as log(2) - sqrt(5), have one."""
    symbols = sorted(value.free_symbols, key=str)
    if not symbols or not value.is_polynomial(*symbols):
        return None
    if not all(symbol.is_positive for symbol in symbols):
        return None
    signs = {constant_sign(each) for each in sympy.Poly(value, *symbols).coeffs()}
    return signs.pop() if len(signs) == 1 else None


RULES = (_by_logarithms, _by_factors, _by_coefficients, _by_roots, _by_exponentials, _by_arcs)
"""What is tried before SymPy's assumptions on the forms of a constant."""


def without_roots(value: Expr) -> Expr:
    """Return p*u^2 - q*v^2 for u*sqrt(p) + v*sqrt(q) in parameters: it is 0 wherever that is; the same for all else."""
    terms = two_roots(value)
    if terms is None:
        return value
    ((p, u), (q, v)) = terms
    return sympy.numer(sympy.together(p * u**2 - q * v**2))


def two_roots(value: Expr) -> tuple[tuple[Expr, Expr], ...] | None:
    """Return (p, u) and (q, v) of a sum u*sqrt(p) + v*sqrt(q), all of them rational in symbols; None of another."""
    if not value.free_symbols or not value.is_Add:
        return None
    groups: dict[Expr, Expr] = {}
    for term in value.args:
        radicand, rest = _radicand(term)
        groups[radicand] = groups.get(radicand, sympy.S.Zero) + rest
    if len(groups) != 2 or not all(each.is_rational_function() for pair in groups.items() for each in pair):
        return None
    return tuple(groups.items())


def _radicand(term: Expr) -> tuple[Expr, Expr]:
    """Return (w, v) of v*sqrt(w), w = 1 where there is no root."""
    radicand, rest = sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if exponent.is_Rational and exponent.q == 2:
            radicand, factor = radicand * base, base ** (exponent - sympy.S.Half)
        rest *= factor
    return radicand, rest


def _is_low(value: Expr) -> bool:
    """Whether factors of a rational function are found at once: those of (a + 1)^200 - 1 take minutes."""
    return value.count_ops() <= MANY and all(abs(power.exp) <= HIGHEST for power in value.atoms(sympy.Pow))


def _factored(value: Expr) -> Expr:
    return value if value.has(sympy.Function) else sympy.factor(value)


def _searched(value: Expr) -> Expr:
    # SymPy has no other form of error functions; multiples of logarithms it writes as those of powers, multiplied out.
    multiples = [term.as_coeff_Mul()[0] for term in sympy.Add.make_args(value) if term.has(sympy.log)]
    if value.count_ops() > LONGEST or value.has(sympy.erf, sympy.erfc) or any(abs(n) > LONGEST for n in multiples):
        return value
    return simplified(value) if value.has(sympy.Function) else value


@lru_cache(maxsize=1024)
def has_both_signs(value: Expr) -> bool:
    """Whether a value is seen to have both signs at parameters that are allowed: no search finds its sign then."""
    symbols = sorted(value.free_symbols, key=str)
    if not symbols:
        return False
    seen = set()
    for point in _allowed(symbols):
        try:
            size = _value_at(value, point)
        except (TypeError, ValueError, OverflowError, NotImplementedError):
            # Complex, undefined or beyond floating point: the search decides.
            return False
        if abs(size) > CLEAR:
            seen.add(size > 0)
        if len(seen) == 2:
            return True
    return False


def _value_at(value: Expr, point: Mapping[Symbol, Rational]) -> arb:
    """Return a ball around the value at a point; what SymPy evaluates it to where Arb lacks a part of it.

    Raises:
        ValueError, TypeError, OverflowError, NotImplementedError: there is none, or it is not real.
    """
    try:
        with ctx.workprec(BITS):
            ball = _ball(value, point)
    except NotImplementedError:
        return arb(float(value.evalf(8, subs=point)))
    if not ball.is_finite():
        raise ValueError("no real value")
    return ball


def _ball(value: Expr, point: Mapping[Symbol, Rational]) -> arb:
    """Return a ball around the value at a point, which is not finite where there is none; raises as `_value_at`."""
    if value.is_Add:
        return sum((_ball(each, point) for each in value.args), arb(0))
    if value.is_Mul:
        return math.prod((_ball(each, point) for each in value.args), start=arb(1))
    if value.is_Pow:
        base, exponent = value.args
        power = int(exponent) if exponent.is_Integer else _ball(exponent, point)
        return _ball(base, point) ** power
    number = point.get(value, value)
    if number.is_Rational:
        return arb(fmpq(int(number.p), int(number.q)))
    # Arb and SymPy give functions of one number the same names.
    function = getattr(arb, value.func.__name__, None) if value.is_Function and len(value.args) == 1 else None
    if function is None:
        raise NotImplementedError
    found: arb = function(_ball(value.args[0], point))
    return found


def _allowed(symbols: list[Symbol]) -> Iterator[dict[Symbol, Expr]]:
    """Yield points of the parameters' space, none where their assumptions say more than a sign."""
    if any(s.is_integer is not None or s.is_rational is not None or not s.is_real for s in symbols):
        return
    for i, sizes in enumerate(TRIED):
        falls = (
            s.is_nonpositive or (not s.is_nonnegative and ((i >> j % 3) + j // 3) % 2) for j, s in enumerate(symbols)
        )
        signed = zip(symbols, falls, cycle(sizes), strict=False)
        yield {s: -size if negative else size for s, negative, size in signed}


def _assumed_sign(value: Expr) -> int | None:
    if value.is_zero:
        return 0
    if value.is_positive:
        return 1
    if value.is_negative:
        return -1
    if not value.is_Add or not value.free_symbols:
        return None
    # SymPy takes the terms of cos(1) - 1 - a one by one.
    number, rest = value.as_independent(*value.free_symbols, as_Add=True)
    sign = _assumed_sign(number)
    return sign if sign and (rest.is_nonnegative if sign > 0 else rest.is_nonpositive) else None

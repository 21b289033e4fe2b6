"""A sheet with symbolic parameters held against the sheet at one value of each: numbers are compared as decimals."""

from collections import defaultdict
from dataclasses import replace

import sympy
from sympy import Expr, Rational

from symact import properties
from symact.analysis.definition_cases import require_defined
from symact.analysis.special_values import special_constants
from symact.analysis.values import At, Enclosed, Identity, Interval, Power, RealSet, Series
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.symbolic.real_number import Number

AS_WRITTEN = ("cost", "identities", "parameter_derivatives")
"""Properties of how a formula is written."""

GRID = [Rational(n, 7) for n in (-62, -29, -15, -7, -5, -2, 0, 1, 3, 7, 11, 16, 31, 64)]
"""Points at which functions of x, or of the value, are compared; breakpoints at small numbers are among them."""

OTHERS = {
    "y": Rational(2, 7),
    "f": Rational(3, 11),
    "h": Rational(1, 3),
    "n": 3,
    "m": Rational(3, 5),
    "v": Rational(7, 5),
}


def special_values(activation, symbol, randomly):
    """Return values of one parameter, the others being symbols: 0, +-1, roots of what may vanish, and random ones."""
    found = [sympy.S.Zero, sympy.S.One, sympy.S.NegativeOne]
    for constant in special_constants(activation.expression):
        if constant.free_symbols == {symbol} and constant.is_polynomial(symbol):
            found += [r for r in sympy.roots(constant, symbol) if r.is_Rational]
    found += [Rational(randomly.randint(-40, 40), randomly.choice((1, 2, 3, 7))) for _ in range(60)]
    return [value for value in dict.fromkeys(found) if _is_allowed(activation.param(symbol.name), value)]


def _is_allowed(param, value):
    try:
        param.check(value)
    except SymactError:
        return False
    return True


def disagreements(activation, symbolic, values):
    """Return a line for each property whose symbolic fact is not what the formula with values put in has.

    Args:
        activation: the definition.
        symbolic: its facts.
        values: parameter name -> value.
    """
    put = {activation.param(name).symbol: value for name, value in values.items()}
    here = defaultdict(list)
    for fact in symbolic:
        if fact.scope.subs(put) == sympy.true and fact.value is not None and fact.property not in AS_WRITTEN:
            here[fact.property].append(fact)
    lines = [f"{name}: {len(facts)} facts at {values}" for name, facts in here.items() if len(facts) > 1]
    lines += [
        f"{name}: no value at {values}" for name, facts in here.items() if any(_is_lost(f.value, put) for f in facts)
    ]
    try:
        require_defined(activation.expression, put)
        bound = properties.derive_all(bind(activation, values))
    except SymactError as error:
        return lines + [f"{name}: claimed at {values}, where {error}" for name in here]
    pairs = [(f, other) for f in bound if f.value is not None for other in here.get(f.property, ())]
    return lines + [
        f"{fact.property} at {values}: {other.value} if {other.scope}, but {fact.value}"
        for fact, other in pairs
        if not close(other.value, fact.value, put)
    ]


def _is_lost(value, put):
    """Whether a number that is claimed has no value where parameters are put in."""
    return isinstance(value, Expr) and value.subs(put).has(sympy.nan, sympy.zoo)


def close(a, b, put):
    """Whether a value with parameters is another value, where parameters are put in."""
    if isinstance(a, list) != isinstance(b, list):
        return False
    if isinstance(a, list) and any(isinstance(e, dict) and {"where", "expression"} <= e.keys() for e in [*a, *b]):
        return _same_function(a, b, put)
    if isinstance(a, list | tuple):
        a = [e for e in a if not (isinstance(e, dict) and _condition(e, put) == sympy.false)]
        return (
            isinstance(b, list | tuple)
            and len(a) == len(b)
            and all(close(p, q, put) for p, q in zip(a, b, strict=True))
        )
    if isinstance(a, dict):
        keys = a.keys() - {"condition"}
        return isinstance(b, dict) and keys == b.keys() - {"condition"} and all(close(a[k], b[k], put) for k in keys)
    if isinstance(a, Number | Enclosed | Expr) and isinstance(b, Number | Enclosed | Expr):
        return all(_near(_decimal(a, put, at), _decimal(b, put, at)) for at in GRID[::5])
    if isinstance(a, Expr) and a.is_Pow and isinstance(b, Power):
        return a.exp == b.exponent and close(a.base, b.base, put)
    return type(a) is type(b) and _close_of_a_type(a, b, put)


def _close_of_a_type(a, b, put):
    if isinstance(a, Interval):
        ends = (a.has_lower, a.has_upper) == (b.has_lower, b.has_upper)
        return ends and close(a.lower, b.lower, put) and close(a.upper, b.upper, put)
    if isinstance(a, At):
        return close([a.where, dict(a.says), a.period], [b.where, dict(b.says), b.period], put)
    if isinstance(a, RealSet):
        return close(a.parts, b.parts, put)
    if isinstance(a, Series):
        # A series that is known to end may be known further.
        return a.rest != b.rest or close(sympy.Add(*a.terms), sympy.Add(*b.terms), put)
    if isinstance(a, Identity):
        return a.left == b.left and close(a.right, b.right, put)
    if isinstance(a, Power):
        return close(a.base, b.base, put)
    return a == b


def _condition(entry, put):
    return sympy.sympify(entry.get("condition", sympy.true)).subs(put)


def _same_function(a, b, put):
    for point in GRID:
        values = [_value(branches, put, point) for branches in (a, b)]
        if None in values:
            # At a breakpoint of one of them there may be no derivative for all parameters, and one for some.
            continue
        if not _near(*values):
            return False
    return True


def _value(branches, put, point):
    for branch in branches:
        where = sympy.sympify(branch["where"]).subs(put)
        # An inverse is compared where its branch lies: in y at the point, too.
        here = dict.fromkeys(where.free_symbols, point)
        if where.subs(here) == sympy.true:
            return _decimal(branch["expression"].subs(here), put, point)
    return None


def _decimal(value, put, point):
    if isinstance(value, Enclosed):
        return sympy.Float(value.decimal, 30)
    if isinstance(value, Number):
        if value.exact is None:
            # A number without closed form may be scaled by parameters.
            value = sympy.Float(replace(value, factor=sympy.S.One).text(), 30) * value.factor
        else:
            value = value.exact
    found = value.subs(put)
    moving = {s: OTHERS.get(s.name, point) for s in found.free_symbols}
    return found.subs({s: (abs(v) if s.is_positive else v) for s, v in moving.items()})


def _near(a, b):
    if a == b:
        return True
    if any(e.has(sympy.nan, sympy.zoo) for e in (a, b)):
        # Not defined there: both, or a form that would be 0/0.
        return a.has(sympy.nan, sympy.zoo) and b.has(sympy.nan, sympy.zoo)
    if any(e in (sympy.oo, -sympy.oo) for e in (a, b)):
        return False
    difference = sympy.N(a - b, 25, maxn=200)
    return bool(abs(difference) <= Rational(1, 10**18) * max(1, abs(sympy.N(b, 20))))

"""A constant cut short: to a few decimal digits, or rounded to a narrow format."""

from collections.abc import Iterator
from fractions import Fraction

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.parameters import to_fraction, to_rational
from symact.definition.pieces import split
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge.diagnosis.alternative_function import other_function
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import precise
from symact.reference.rows import constant

DIGITS = range(1, 8)
NARROW = ("float32", "bfloat16", "float16")


def models(case: Case) -> Iterator[Model]:
    """Yield the function with one of its constants, or all, short."""
    formula = case.bound.activation.expression
    values = {case.bound.activation.param(n).symbol: v for n, v in case.bound.values}
    long = {symbol: value for symbol, value in values.items() if _is_long(value)}
    if case.bound.library:
        formula, long = case.bound.expression, {}
    else:
        formula = formula.subs({s: v for s, v in values.items() if s not in long})
    own = {each: each for each in constants(formula) if _is_long(each)}
    names = {**{c: str(c) for c in own}, **{s: s.name for s in long}}
    every = {**own, **long}
    groups = [{key: value} for key, value in every.items()]
    if len(every) > 1:
        groups.append(every)
    for group in groups:
        for says, short in _shortened(group, names):
            expression = formula
            for key, value in {**{k: precise(v) for k, v in long.items()}, **short}.items():
                expression = put(expression, key, value)
            try:
                bits = other_function(case, Smooth(split(expression, x), case.order))
            except SymactError:
                continue
            if bits is not None:
                remedy = "use the constant with all digits of the format"
                yield Model("constant", says, remedy, bits, case.finite, freedom=ALTERNATIVE)


def constants(expression: Expr) -> set[Expr]:
    """Return the constant factors and terms of an expression."""
    if not expression.has(x):
        return {expression} if expression.is_number else set()
    found: set[Expr] = set()
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        if fixed.is_number:
            found.add(fixed)
        parts = sympy.Add.make_args(rest) if expression.is_Add else sympy.Mul.make_args(rest)
        return found.union(*(constants(part) for part in parts))
    return found.union(*(constants(arg) for arg in expression.args if isinstance(arg, Expr)))


def put(expression: Expr, old: Expr, new: Expr) -> Expr:
    """Return an expression with a constant factor or term, or a symbol, replaced."""
    if old.is_Symbol:
        return expression.subs(old, new)
    if expression == old:
        return new
    if not expression.has(x) or not expression.args:
        return expression
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        parts = sympy.Add.make_args(rest) if expression.is_Add else sympy.Mul.make_args(rest)
        return expression.func(new if fixed == old else fixed, *(put(part, old, new) for part in parts))
    return expression.func(*(put(arg, old, new) if isinstance(arg, sympy.Basic) else arg for arg in expression.args))


def _is_long(value: Expr) -> bool:
    """Whether a constant is no short binary fraction."""
    return not (value.is_Rational and value.q & (value.q - 1) == 0) and bool(value.is_real)


def _shortened(group: dict[Expr, Expr], names: dict[Expr, str]) -> Iterator[tuple[str, dict[Expr, Expr]]]:
    what = " and ".join(names[key] for key in group)
    ways = [(f"{way} {digits} digits", digits, way) for digits in DIGITS for way in ("cut to", "rounded to")]
    seen: set[tuple[Expr, ...]] = {tuple(group.values())}
    for says, digits, way in ways:
        short = {key: _decimal(value, digits, up=way == "rounded to") for key, value in group.items()}
        if tuple(short.values()) not in seen:
            seen.add(tuple(short.values()))
            yield f"{what} is {says}: {', '.join(str(float(v)) for v in short.values())}", short
    for name in NARROW:
        fmt = get_format(name)
        short = {k: _rational(fmt.to_fraction(fmt.round(constant(v)))) for k, v in group.items()}
        if tuple(short.values()) not in seen:
            seen.add(tuple(short.values()))
            yield f"{what} is rounded to {name}: {', '.join(str(float(v)) for v in short.values())}", short


def _decimal(value: Expr, digits: int, *, up: bool) -> Expr:
    """Return a constant with so many significant digits, rounded or cut."""
    exact = to_fraction(value) if value.is_Rational else constant(value).to_fraction()
    size = len(str(int(abs(exact)))) if abs(exact) >= 1 else -_zeros(abs(exact))
    unit = Fraction(10) ** (size - digits)
    count = round(abs(exact) / unit) if up else abs(exact) // unit
    return _rational((count if exact > 0 else -count) * unit)


def _zeros(value: Fraction) -> int:
    """Return how many zeros follow the decimal point."""
    count = 0
    while value and value * 10 < 1:
        value, count = value * 10, count + 1
    return count


def _rational(value: Fraction) -> Expr:
    return to_rational(value)

"""Are two expressions with reductions equal for all vectors? By linearity of sums, then algebra; refuted by a vector.

`reduced` writes an expression so that equal sums look alike: terms that no entry has are taken out, a sum of terms is
a sum of sums. What is left of each reduction is then one number, of which only its sign may be known; an identity
that holds for all such numbers holds for all vectors. The converse is false, so a claim is refuted at a vector.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import sympy
from sympy import Dummy, Expr, Max, Rational, S, Symbol, exp, log, oo

from symact.definition.constant_sign import constant_sign
from symact.definition.elementary import ANY, POSITIVE
from symact.definition.reductions import Greatest, Reduction, Threshold, Total, entrywise, outermost
from symact.definition.simplification import simplified
from symact.errors import SymactError
from symact.evidence import Enclosure, Evidence, Gap, Proof, Step
from symact.functions.exp2 import exp2
from symact.symbolic.signs import Interval, parameter_sign
from symact.symbolic.zero_test import POSITIVE_VALUES, find_witness, is_identically_zero

ROWS = (
    *((1, 0), (Rational(1, 2), -1), (0, 1, Rational(5, 2)), (Rational(-3, 4), 2, 0, Rational(1, 3))),
    *((0, 0), (Rational(1, 4), 0)),
)
"""Vectors at which a counterexample is looked for."""

NEXT = (Rational(3, 2), Rational(-1, 3), 2, Rational(4, 5), 1, -3, Rational(5, 3))
"""Entries of further vectors there."""


MOST_WITH_PARAMETERS = 2
"""Entries of a vector at which the sign of a difference is sought for all parameters at once."""


MOST_OPERATIONS = 60
"""Of a difference in parameters, beyond which its sign is not sought."""


@lru_cache(maxsize=4096)
def reduced(expression: Expr, symbols: tuple[Symbol, ...]) -> Expr:
    """Return an equal expression whose reductions have arguments without common terms that all entries share.

    Args:
        expression: of one entry, with reductions.
        symbols: those that stand for an entry of a vector, x first.
    """
    if expression.is_Atom:
        return expression
    arguments = [reduced(each, symbols) for each in expression.args]
    if isinstance(expression, exp2):
        return _flat(exp(arguments[0] * log(2)))
    if not isinstance(expression, Reduction):
        return _flat(expression.func(*arguments))
    if _is_one(expression.func, arguments[0]):
        return S.One
    # What all entries share is a number here, be it a reduction itself.
    inner = opened(arguments[0], symbols[0])
    found = _reduction(expression.func, inner.expression, symbols)
    return found.xreplace(dict(inner.numbers))


def _flat(expression: Expr) -> Expr:
    """Return exp(a + b) as exp(a)*exp(b)."""
    if not isinstance(expression, exp):
        return expression
    return sympy.Mul(*(exp(term) for term in sympy.Add.make_args(sympy.expand(expression.args[0], log=False))))


def _reduction(kind: type[Reduction], argument: Expr, symbols: tuple[Symbol, ...]) -> Expr:
    if kind is Total:
        found = []
        for term in sympy.Add.make_args(sympy.expand(argument, log=False, power_base=False, power_exp=False)):
            factor, rest = term.as_independent(*symbols, as_Add=False)
            found.append(factor * Total(rest))
        return sympy.Add(*found)
    shared, own = argument.as_independent(*symbols, as_Add=True)
    if kind is not Greatest:
        return shared + kind(own)
    if own is S.Zero:
        return shared
    factor, rest = own.as_independent(*symbols, as_Add=False)
    return shared + (factor * Greatest(rest) if factor.is_positive else Greatest(own))


def _is_one(kind: type[Reduction], argument: Expr) -> bool:
    """Whether a sum is 1 by the definition of a threshold: that of max(u - t, 0)**p."""
    base, power = argument.as_base_exp()
    if kind is not Total or not isinstance(base, Max) or S.Zero not in base.args or len(base.args) != 2:
        return False
    (own,) = (each for each in base.args if each is not S.Zero)
    return any(each.power == power and own == each.args[0] - each for each in own.atoms(Threshold))


@dataclass(frozen=True)
class Opened:
    """An expression of one entry in which a number stands for each reduction.

    Args:
        expression: in the entry's symbols, parameters, and the numbers.
        numbers: what each stands for.
    """

    expression: Expr
    numbers: Mapping[Symbol, Reduction] = field(hash=False)


@lru_cache(maxsize=4096)
def opened(expression: Expr, entry: Symbol) -> Opened:
    """Return an expression with numbers for its outermost reductions, positive or not negative where they are."""
    numbers = {_number(each, entry): each for each in outermost(expression)}
    return Opened(expression.xreplace({each: number for number, each in numbers.items()}), numbers)


@lru_cache(maxsize=4096)
def _number(reduction: Reduction, entry: Symbol) -> Dummy:
    """Return the number that stands for a reduction, with what the signs of its argument for all entries tell."""
    name = f"{type(reduction).__name__.lower()}"
    if isinstance(reduction, Threshold):
        return Dummy(name, real=True)
    signs = signs_of(opened(reduction.args[0], entry).expression, entry)
    known = {"positive": True} if signs == POSITIVE else {"nonnegative": True} if signs <= {0, 1} else {}
    return Dummy(name, real=True, **known)


def signs_of(expression: Expr, entry: Symbol) -> frozenset[int]:
    """Return the signs that an expression may have for all real x of an entry."""
    try:
        found = Interval(entry, -oo, oo).signs(expression)
    except SymactError:
        found = ANY
    if expression.is_nonnegative or (expression.is_Pow and expression.exp.is_even):
        found &= {0, 1}
    return found


@dataclass(frozen=True)
class SumVerdict:
    """Whether two expressions are equal for all vectors and parameters.

    Args:
        holds: True, False (not for some vector, whatever the parameters are), or None where that is open.
        parts: the evidence.
    """

    holds: bool | None
    parts: tuple[Evidence, ...]


def equal_with_sums(
    left: Expr, right: Expr, symbols: tuple[Symbol, ...], trials: Mapping[Symbol, Expr] | None = None
) -> SumVerdict:
    """Decide whether two expressions of one entry are equal for all vectors, wherever both have a value.

    Args:
        left, right: with reductions.
        symbols: those that stand for an entry, x first.
        trials: further symbols for which the equation is claimed, each with a value at which it may fail. All others
            are parameters: what fails must fail for all of them.
    """
    if differs(left - right, symbols, trials or {}):
        return refuted(left - right, symbols, trials or {}) or _open(left, right)
    difference = reduced(left, symbols) - reduced(right, symbols)
    if sum_vanishes(difference, symbols[0]):
        linear = Step("linearity of sums", f"`{left} - ({right}) = {difference}`")
        return SumVerdict(
            True, (Proof((linear, Step("normal form", "that is 0, whatever the numbers that are summed"))),)
        )
    return _open(left, right)


def _open(left: Expr, right: Expr) -> SumVerdict:
    return SumVerdict(None, (Gap(f"whether `{left} = {right}` for all parameters is open"),))


def differs(difference: Expr, symbols: tuple[Symbol, ...], trials: Mapping[Symbol, Expr]) -> bool:
    """Whether an expression is not 0 at some vector for some parameters, so that no proof need be sought."""
    for row in (*ROWS[:2], ROWS[-1]):
        entries = _entries(row, symbols)
        with contextlib.suppress(SymactError):
            value = at_entries(difference.xreplace(dict(trials)), entries)[0]
            parameters = sorted(value.free_symbols, key=str)
            chosen = {p: POSITIVE_VALUES[k % 3] * (-1 if p.is_negative else 1) for k, p in enumerate(parameters)}
            if nonzero(value.subs(chosen), ""):
                return True
    return False


def at_entries(expression: Expr, entries: Sequence[Mapping[Symbol, Expr]]) -> tuple[Expr, ...]:
    """Return the expression for each entry of a vector, its reductions written out.

    Raises:
        SymactError: it has no value there.
    """
    try:
        return entrywise(expression, entries)
    except (ValueError, TypeError, ZeroDivisionError) as error:
        # What SymPy makes of comparisons with what is no number.
        raise SymactError(f"`{expression}` has no value there: {error}") from None


def _entries(row: Sequence[Expr | int], symbols: Sequence[Symbol]) -> list[dict[Symbol, Expr]]:
    """Return what the symbols of each entry are, with other numbers for those beside x."""
    return [dict(zip(symbols, (S(each), *NEXT[k:]), strict=False)) for k, each in enumerate(row)]


def sum_vanishes(difference: Expr, entry: Symbol) -> bool:
    """Whether an expression is 0 for all entries and all values of its reductions; False where that is open."""
    number = opened(difference, entry).expression
    if number == 0:
        return True
    if number.has(Max, sympy.Min, sympy.Piecewise, sympy.Abs):
        return False
    with contextlib.suppress(SymactError):
        if is_identically_zero(number, entry).zero:
            return True
    # Roots of sums have no normal form that knows their squares.
    return not number.has(sympy.Function) and simplified(number) == 0


def refuted(difference: Expr, symbols: Sequence[Symbol], trials: Mapping[Symbol, Expr]) -> SumVerdict | None:
    """Return the verdict that an expression is not 0 at some vector, for any parameters; None where none is found."""
    for row in ROWS:
        with contextlib.suppress(SymactError):
            value = at_entries(difference.xreplace(dict(trials)), _entries(row, symbols))[0]
            if value.free_symbols and len(row) > MOST_WITH_PARAMETERS:
                continue
            evidence = nonzero(value, f"`x = {_row(row)}`")
            if evidence:
                return SumVerdict(False, (evidence,))
    return None


def _row(row: Sequence[object]) -> str:
    """Return a vector as text, one of a single entry as that number."""
    return str(row[0]) if len(row) == 1 else f"({', '.join(map(str, row))})"


def negative_somewhere(expression: Expr, symbols: Sequence[Symbol]) -> SumVerdict | None:
    """Return the verdict that an expression is negative at an entry of some vector; None where none is found."""
    for row in ROWS:
        with contextlib.suppress(SymactError):
            for value in at_entries(expression, _entries(row, symbols)):
                if parameter_sign(sympy.factor(value)) == -1:
                    where = f"at `x = {_row(row)}`"
                    return SumVerdict(False, (Proof((Step("witness", f"an entry is `{value} < 0` {where}"),)),))
    return None


def nonzero(value: Expr, where: str) -> Evidence | None:
    """Return the evidence that a constant, perhaps in parameters, is not 0 for any of them; None where that is open."""
    if value.has(S.NaN, S.ComplexInfinity, oo, -oo):
        return None
    if not value.free_symbols:
        witness = find_witness(value, Dummy("x", real=True), most=1)
        if witness is None:
            return None
        if witness.exact is None:
            return Enclosure(((f"the difference at {where}", witness.ball),), witness.precision)
        return Proof((Step("witness", f"the difference is `{witness.exact}`, not 0, at {where}"),))
    if value.count_ops() > MOST_OPERATIONS or (factored := sympy.factor(value)).count_ops() > MOST_OPERATIONS:
        return None
    sign = parameter_sign(factored) or _sign_of_roots(value)
    return Proof((Step("witness", f"the difference is `{value}`, not 0, at {where}"),)) if sign else None


def _sign_of_roots(value: Expr) -> int | None:
    """Return the sign of a - b, both positive, by that of a^2 - b^2."""
    terms = sympy.Add.make_args(value)
    if len(terms) != 2:
        return None
    signs = [constant_sign(each) for each in terms]
    if sorted(each or 0 for each in signs) != [-1, 1]:
        return None
    above, below = terms if signs[0] == 1 else terms[::-1]
    found = constant_sign(sympy.factor(sympy.together(above**2 - below**2)))
    return found or None

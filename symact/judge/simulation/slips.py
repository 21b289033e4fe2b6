"""Slips of somebody who writes a formula: a term or factor lost, a sign turned, one function in place of another.

A slip of a part is (words, told, other): words with a place in braces for each of the parts in `told`, and what takes
the place of the part. Words are put together by `in_words`, of the few slips that are told.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.reductions import Total
from symact.functions.exp2 import exp2
from symact.judge.expression_text import text
from symact.judge.simulation.primitives import Logistic, Softplus

Slip = tuple[str, tuple[Expr, ...], Expr]

MOST_PLACES = 6
"""Places of one part that are tried one by one."""

EXCHANGED = (
    (sympy.sin, sympy.cos),
    (sympy.sinh, sympy.cosh),
    (sympy.tanh, sympy.erf, sympy.atan, Logistic),
    (Softplus, Logistic),
)
"""Functions that are taken for one another."""


def in_words(words: str, told: Sequence[Expr]) -> str:
    """Return what is said of a slip: its words with the parts that they tell of."""
    return words.format(*map(text, told))


def slips_of(node: Expr) -> Iterator[Slip]:
    """Yield what may be written by mistake for one part of a formula, its outermost operation altered."""
    if node.is_Add:
        for term in node.args:
            yield "the term {} is left out of {}", (term, node), node - term
            yield "the term {} has the other sign in {}", (term, node), node - 2 * term
        yield from _multiplied_later(node)
    elif node.is_Mul:
        for factor in _factors(node):
            yield "the factor {} is left out of {}", (factor, node), node / factor
            yield "the factor {} is in {} twice", (factor, node), node * factor
        yield "the sum takes the place of the product {}", (node,), sympy.Add(*node.args)
        yield from _one_term_multiplied(node)
    elif node.is_Pow and node.exp.is_number and abs(node.exp) != 1:
        yield "{} lacks its power", (node,), node.base ** sympy.sign(node.exp)
    elif isinstance(node, sympy.Function) and len(node.args) == 1:
        yield from _of_function(node)


def _multiplied_later(node: Expr) -> Iterator[Slip]:
    for product in node.args if len(node.args) == 2 else ():
        more = node - product
        for factor in _factors(product) if product.is_Mul else ():
            words = "in {} the term {} is added before the product with {}"
            yield words, (node, more, factor), factor * (product / factor + more)


def _factors(node: Expr) -> Iterator[Expr]:
    """Yield the factors of a product but for a sign; numbers that multiply the same are one."""
    numbers = [each for each in node.args if each.is_number and not each.has(Total)]
    yield from (each for each in node.args if each not in numbers)
    whole = sympy.Mul(*numbers)
    if whole not in (1, -1):
        yield whole


def _of_function(node: Expr) -> Iterator[Slip]:
    (inside,) = node.args
    yield "1 takes the place of {}", (node,), sympy.S.One
    yield f"{node.func.__name__} is left out of {{}}", (node,), inside
    if isinstance(node, sympy.tanh):
        yield "{} is cut off at -1 and 1", (node,), sympy.Max(-1, sympy.Min(inside, 1))
    elif isinstance(node, sympy.log):
        yield "the logarithm to the base 2 takes the place of {}", (node,), node / sympy.log(2)
    elif isinstance(node, sympy.exp):
        yield "2^x takes the place of exp(x)", (), exp2(inside)


def slips_of_numbers(node: Expr) -> Iterator[Slip]:
    """Yield what else may be written for a part where it is of one number: squares, moduli, signs, other functions."""
    kin = [other for group in EXCHANGED if node.func in group for other in group if other != node.func]
    for other in dict.fromkeys(
        (*_instead(node), *_inner(node), *_size_of_square(node), *(func(*node.args) for func in kin))
    ):
        yield "{} takes the place of {}", (other, node), other


def _one_term_multiplied(node: Expr) -> Iterator[Slip]:
    for whole in (each for each in node.args if each.is_Add):
        for term in whole.args:
            factor = node / whole
            yield "of {} the term {} alone is multiplied by {}", (whole, term, factor), whole - term + term * factor


def _inner(node: Expr) -> Iterator[Expr]:
    """Yield what stands two steps inside of a part: what is around it is left out at once, as both of log(1 + u)."""
    if not node.is_Mul:
        yield from (part for each in node.args for part in each.args if part.has(x))


def _instead(node: Expr) -> Iterator[Expr]:
    if node == x:
        yield from (sympy.Max(x, 0), sympy.Min(x, 0), x**2)
    elif node.is_Add:
        first, *rest = sorted(node.args, key=lambda term: bool(term.has(x)))
        if not first.has(x) and len(rest) == 1:
            yield from (rest[0], -rest[0])
        for term in node.args:
            part, factor = term.as_coeff_Mul()[::-1]
            if part.is_Pow and part.exp == 2:
                yield (node - term + factor * part.base) ** 2
    elif node.is_Pow and node.exp.is_Rational:
        yield from _of_power(node)
    elif isinstance(node, sympy.Abs):
        yield from (node.args[0], node.args[0] ** 2)
    elif isinstance(node, sympy.exp):
        yield from (sympy.exp(-node.args[0]), node - 1)
    elif isinstance(node, sympy.Function) and len(node.args) == 1:
        number, rest = node.args[0].as_independent(x, as_Add=False)
        yield number * node.func(rest)


def _of_power(node: Expr) -> Iterator[Expr]:
    base, sign = node.base, sympy.sign(node.exp)
    if node.exp == 2 and isinstance(base, sympy.Max) and base.args[0].is_zero:
        yield base.args[1] * sympy.Abs(base.args[1])
    if node.exp == -1:
        yield base
        return
    if isinstance(base, sympy.Function) and len(base.args) == 1:
        yield base.func(base.args[0] ** node.exp)
    yield base ** (node.exp + sign)
    yield sympy.Add(*(term ** abs(node.exp) for term in sympy.Add.make_args(base))) ** sign


def _size_of_square(node: Expr) -> Iterator[Expr]:
    """Yield |u| for u^2; for c*u^2 also with the sign alone that is left of c."""
    part, factor = node.as_coeff_Mul()[::-1]
    if part.is_Pow and part.exp == 2 and part.base.has(x):
        yield from (factor * sympy.Abs(part.base), sympy.sign(factor) * sympy.Abs(part.base))


def in_each_place(expression: Expr, node: Expr, other: Expr) -> list[tuple[tuple[Expr, ...], Expr]]:
    """Return what each place of a part is in, from inside out, and the formula with the part replaced there alone.

    None is returned of a part that stands in one place.
    """
    places = list(islice(_in_one_place(expression, node, other), MOST_PLACES))
    return places if len(places) > 1 else []


def _in_one_place(expression: Expr, node: Expr, other: Expr) -> Iterator[tuple[tuple[Expr, ...], Expr]]:
    if expression == node:
        yield (), other
        return
    for number, arg in enumerate(expression.args):
        if arg.has(node):
            for around, found in _in_one_place(arg, node, other):
                whole = expression.func(*expression.args[:number], found, *expression.args[number + 1 :])
                yield (*around, expression), whole

"""Are two values on a sheet the same mathematics? By text where that agrees, else by a proof that differences are 0.

Which of several equal forms a rule writes may depend on what a process computed before; what it claims does not.
"""

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

import sympy
from sympy import Expr, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.errors import SymactError
from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import RECORDED
from symact.formula.vocabulary import NAMES, RELATIONS
from symact.symbolic.zero_test import is_identically_zero

OWN = {**{name: Symbol(name, real=True) for name in ("f", "h", "y", "m", "n")}, "v": Symbol("v", positive=True)}
"""Symbols that values use besides x and the parameters; docs/sheet.md says which stands for what."""

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*'*")

SEPARATORS = re.compile(r"->|<=|>=|==|[<>=&|,;:`\[\]]")
"""What parts the expressions of a sentence, outside of parentheses."""


def same(a: Any, b: Any, symbols: Mapping[str, Symbol]) -> bool:
    """Whether two values, plain data made of text, are proved to be the same.

    Args:
        a, b: lists, objects, texts and numbers.
        symbols: the parameters that may occur.
    """
    if identical(a, b):
        return True
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(*pair, symbols) for pair in zip(a, b, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        if {"where", "expression"} == set(a) == set(b):
            return _same_piece(a, b, symbols)
        return set(a) == set(b) and all(same(a[key], b[key], symbols) for key in a)
    return isinstance(a, str) and isinstance(b, str) and same_text(a, b, symbols)


def identical(a: Any, b: Any) -> bool:
    """Whether two values are the same JSON: other than for Python's ==, true is not 1, and 1 is not 1.0."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(identical(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(identical, a, b))
    return type(a) is type(b) and bool(a == b)


def _same_piece(a: Mapping[str, Any], b: Mapping[str, Any], symbols: Mapping[str, Symbol]) -> bool:
    known = {**OWN, **symbols}
    if not all(isinstance(each, str) for each in (*a.values(), *b.values())):
        return False
    try:
        condition = parse_condition(a["where"], known, RECORDED)
        if condition != parse_condition(b["where"], known, RECORDED):
            return False
        return same_expression(a["expression"], b["expression"], known, *_interval(condition))
    except SymactError:
        return False


def same_text(a: str, b: str, symbols: Mapping[str, Symbol]) -> bool:
    """Whether two sentences are the same but for the forms of the expressions in them."""
    known = {**OWN, **symbols}
    first, second = ([part for part in _parts(text, known) if part] for text in (a, b))
    return all(
        left is not None and right is not None and (left == right or same_expression(left, right, known))
        for left, right in zip_longest(first, second)
    )


def _parts(text: str, known: Mapping[str, Symbol]) -> list[str]:
    """Return a sentence as its words, its separators and the expressions between them."""
    parts, start, depth, place = [], 0, 0, 0
    while place < len(text):
        word, separator = WORD.match(text, place), SEPARATORS.match(text, place) if depth == 0 else None
        end = place + 1
        if word:
            end = word.end()
            separator = None if word[0] in NAMES or word[0] in RELATIONS or word[0] in known else word
        if separator:
            parts += [text[start:place].strip(), separator[0]]
            start = end = separator.end()
        elif not word:
            depth += {"(": 1, ")": -1}.get(text[place], 0)
        place = end
    return [*parts, text[start:].strip()]


def same_expression(a: str, b: str, symbols: Mapping[str, Symbol], lower: Expr = -oo, upper: Expr = oo) -> bool:
    """Whether two expressions are proved to be equal, the variable between the given ends."""
    try:
        difference = parse(a, symbols, RECORDED) - parse(b, symbols, RECORDED)
    except SymactError:
        return False
    moving = [s for s in (x, *OWN.values()) if s in difference.free_symbols and symbols.get(s.name, s) == s]
    return vanishing(difference, moving[0] if moving else x, lower, upper)


def vanishing(difference: Expr, variable: Symbol = x, lower: Expr = -oo, upper: Expr = oo) -> bool:
    """Whether an expression is proved to be 0 between two ends, by assumptions or by the test for zero."""
    if not difference.has(variable):
        lower, upper = -oo, oo
        if constant_sign(difference) == 0:
            return True
    return bool(is_identically_zero(difference, variable, lower, upper).zero)


def _interval(condition: Boolean) -> tuple[Expr, Expr]:
    """Return the ends of the interval that a conjunction of bounds on x or y, as `Piece.condition` gives it, is."""
    lower, upper = -oo, oo
    for each in sympy.And.make_args(condition):
        if each.func in (sympy.Gt, sympy.Ge) and each.lhs in (x, OWN["y"]):
            lower = each.rhs
        elif each.func in (sympy.Lt, sympy.Le) and each.lhs in (x, OWN["y"]):
            upper = each.rhs
    return lower, upper

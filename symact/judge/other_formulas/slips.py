"""Formulas of rows altered as slips alter them: a term or factor lost, a sign turned, a mean for a sum."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations

import sympy
from sympy import Expr, Symbol, sqrt

from symact.definition.reductions import Greatest, Reduction, Threshold, Total, outermost
from symact.judge.expression_text import text
from symact.judge.simulation.slips import in_each_place, slips_of, slips_of_numbers

Slip = tuple[str, Expr]
"""What is said of an altered formula, and the formula."""

COUNT = Total(sympy.S.One)
"""How many numbers a row has."""


def said(expression: Expr) -> str:
    """Return an expression as text, with n for how many numbers a row has."""
    return text(expression.xreplace({COUNT: Symbol("n")}))


def inputs_altered(expression: Expr, inputs: Sequence[Symbol], pair: bool) -> Iterator[Slip]:
    """Yield a formula of another input than its own: its sign turned, shifted, or what goes with it left out."""
    if pair:
        uncut = expression.replace(_is_cut, lambda node: next(each for each in node.args if not each.is_number))
        yield "nothing is cut off", uncut
        for each in inputs:
            for says, other in ((f"-{each}", -each), (f"|{each}|", sympy.Abs(each))):
                yield f"it is the function of {says}", expression.xreplace({each: other})
        return
    entry, *beside = inputs
    for says, other in (
        ("-x", -entry),
        ("x less the greatest", entry - Greatest(entry)),
        ("x less their mean", entry - Total(entry) / COUNT),
        ("x over the root of n", entry / sqrt(COUNT)),
        ("x times the root of n", entry * sqrt(COUNT)),
        ("|x|", sympy.Abs(entry)),
    ):
        yield f"it is the function of {says}", expression.xreplace({entry: other})
    for each in beside:
        yield f"{each} is left out", _left_out(expression, each)
        yield f"{each} has the other sign", expression.xreplace({each: -each})
        yield f"1 is added to {each}", expression.xreplace({each: 1 + each})
        without = _left_out(expression, each)
        if expression.has(entry + each):
            yield f"x is multiplied by {each}, not added to it", expression.xreplace({entry + each: entry * each})
            yield f"{each} is added to the result, not to x", without + each
            yield f"the result is multiplied by exp({each}), which is not added to x", without * sympy.exp(each)
        else:
            yield f"{each} is added, not multiplied by", without + each
        yield f"x is multiplied by {each} first", without.xreplace({entry: entry * each})


def _is_cut(node: Expr) -> bool:
    return isinstance(node, sympy.Max | sympy.Min) and node.args[0].is_number and len(node.args) == 2


def _left_out(expression: Expr, symbol: Symbol) -> Expr:
    """Return an expression without a summand, or without a factor."""
    factor = any(node.is_Mul and symbol in node.args for node in sympy.preorder_traversal(expression))
    return expression.xreplace({symbol: sympy.S.One if factor else sympy.S.Zero})


def exchanged(expression: Expr, symbols: Sequence[Symbol], names: Sequence[Symbol] = ()) -> Iterator[Slip]:
    """Yield a formula with another of its symbols in the place of one.

    Args:
        expression: the formula.
        symbols: its symbols.
        names: what stands for parts of it, softmax(x) say: a symbol, or what it is made of, may take its place.
    """
    for name in names:
        logarithm = [(f"log({name})", sympy.log(name))] if name.is_positive else []
        for says, other in (*((str(each), each) for each in symbols), *logarithm, ("1/n", 1 / COUNT)):
            yield from (
                (f"{says} takes the place of {name}{where}", found)
                for where, found in _replaced(expression, name, other)
            )
    for one, other in combinations(symbols, 2):
        yield f"{one} and {other} change places", expression.xreplace({one: other, other: one})
    for one, other in permutations(symbols, 2):
        for where, found in _replaced(expression, one, other):
            yield f"{other} takes the place of {one}{where}", found


def parts_altered(expression: Expr) -> Iterator[Slip]:
    """Yield a formula with one part of it altered, wherever it stands, outside of the sums alone, or in them alone."""
    return _parts(expression, _altered)


def numbers_altered(expression: Expr) -> Iterator[Slip]:
    """Yield a formula with one part altered as `parts_altered` does not, but as it is in formulas of one number."""
    return _parts(expression, lambda node: _in_words(slips_of_numbers(node)))


def _in_words(slips: Iterator[tuple[str, tuple[Expr, ...], Expr]]) -> Iterator[Slip]:
    return ((words.format(*map(said, told)), other) for words, told, other in slips)


def _parts(expression: Expr, altered: Callable[[Expr], Iterator[Slip]]) -> Iterator[Slip]:
    for node in dict.fromkeys(sympy.preorder_traversal(expression)):
        for says, other in altered(node):
            # SymPy refuses a maximum of what it cannot compare.
            with contextlib.suppress(ValueError, TypeError):
                yield from [(f"{says}{where}", found) for where, found in _replaced(expression, node, other)]


def squared(expression: Expr) -> Iterator[Slip]:
    """Yield a formula with one of its sums of two squared."""
    for node in dict.fromkeys(sympy.preorder_traversal(expression)):
        if node.is_Add and node != expression:
            yield f"{said(node)} is squared", expression.xreplace({node: node**2})


def _replaced(expression: Expr, node: Expr, other: Expr) -> Iterator[Slip]:
    """Yield where a part is replaced, and the formula: everywhere, in the sums alone, outside of them, in one place."""
    yield "", expression.xreplace({node: other})
    sums = {each: sympy.Dummy(real=True) for each in outermost(expression)}
    apart = expression.xreplace(sums)
    if apart.has(node) and any(each.has(node) for each in sums):
        back = {name: each for each, name in sums.items()}
        yield ", outside of the sums", apart.xreplace({node: other}).xreplace(back)
        inside = {name: each.xreplace({node: other}) for each, name in sums.items()}
        yield ", in the sums alone", apart.xreplace(inside)
    seen = Counter(sympy.preorder_traversal(expression))
    for around, found in in_each_place(expression, node, other):
        # What stands once tells the place.
        yield f", in {said(next(each for each in around if seen[each] == 1))}", found


def _altered(node: Expr) -> Iterator[Slip]:
    """Yield what may be written for one part: what may in formulas of one number too, and what is of rows and pairs."""
    if isinstance(node, Reduction):
        yield from _reductions(node)
        return
    if node.is_Add:
        yield from _cuts(node)
    yield from _in_words(slips_of(node))
    if node.is_Add:
        yield from _terms(node)
    elif node.is_Mul and 1 / COUNT in node.args:
        for other in (COUNT - 1, COUNT + 1):
            yield f"{said(other)} takes the place of n in {said(node)}", node * COUNT / other
    elif node.is_Pow and node.exp.is_number and abs(node.exp) != 1:
        if node.exp == 2:
            yield f"the absolute value takes the place of {said(node)}", sympy.Abs(node.base)
        yield from _roots(node) if abs(node.exp) == sympy.S.Half else ()
    elif isinstance(node, sympy.Max | sympy.Min):
        yield from _uncut(node)


def _uncut(node: Expr) -> Iterator[Slip]:
    """Yield what is cut off without that, or with less or more of it."""
    for inner in (each for each in node.args if not each.is_number):
        yield f"{said(node)} is not cut off", inner
        for innermost in inner.args if isinstance(inner, sympy.Max | sympy.Min) else ():
            if not innermost.is_number:
                yield f"{said(node)} is not cut off at all", innermost
    if isinstance(node, sympy.Min) and node.args[0].is_positive and len(node.args) == 2:
        yield f"{said(node)} is cut off at {said(-node.args[0])} too", sympy.Max(-node.args[0], node)


def _roots(node: Expr) -> Iterator[Slip]:
    """Yield a root with each of its numbers added to it, and not under it; also with sizes in place of squares."""
    for number in (each for each in node.base.args if node.base.is_Add and each.is_number):
        under, sign = node.base - number, sympy.sign(node.exp)
        yield f"{said(number)} is added to the root of {said(under)}", (sqrt(under) + number) ** sign
        for each in (one for one in under.atoms(Total) if one.args[0].is_Pow):
            size = sympy.Abs(each.args[0].base)
            for other in (Greatest(size), Total(size) / COUNT):
                yield f"{said(other)} takes the place of the root of {said(under)}", (other + number) ** sign


def _cuts(node: Expr) -> Iterator[Slip]:
    for each in node.args:
        if isinstance(each, sympy.Max | sympy.Min):
            yield f"{said(node - each)} is added before {said(each)} is cut off", _cut_later(each, node - each)
    if len(node.args) == 2 and node.args[0].is_number:
        yield f"the greater takes the place of the sum in {said(node)}", sympy.Max(*node.args)


def _terms(node: Expr) -> Iterator[Slip]:
    for term in node.args:
        yield f"the term {said(term)} counts twice in {said(node)}", node + term
        yield f"the term {said(term)} counts half in {said(node)}", node - term / 2
        if term.is_Rational:
            yield f"n takes the place of {said(term)} in {said(node)}", node - term + COUNT


def _cut_later(cut: Expr, more: Expr) -> Expr:
    """Return what is cut off with something added to it before."""
    if not isinstance(cut, sympy.Max | sympy.Min):
        return cut + more
    return cut.func(*(each if each.is_number else _cut_later(each, more) for each in cut.args))


def _reductions(node: Reduction) -> Iterator[Slip]:
    if node == COUNT:
        yield "n - 1 takes the place of n", COUNT - 1
        yield "n + 1 takes the place of n", COUNT + 1
        yield "a sum is not divided by n", sympy.S.One
    elif isinstance(node, Total):
        yield f"the mean takes the place of the sum in {said(node)}", node / COUNT
        yield f"the greatest takes the place of the sum in {said(node)}", Greatest(node.args[0])
        yield f"{said(node)} has only the entry itself", node.args[0]
        for factor in node.args[0].args if node.args[0].is_Mul else ():
            yield f"{said(factor)} stands before the sum {said(node)}", factor * Total(node.args[0] / factor)
        yield f"n takes the place of {said(node)}", COUNT
    elif isinstance(node, Greatest):
        yield f"the sum takes the place of {said(node)}", Total(node.args[0])
    else:
        yield f"{said(node)} is left out", sympy.S.Zero
        if isinstance(node, Threshold):
            yield from _of_threshold(node)


def _of_threshold(node: Threshold) -> Iterator[Slip]:
    """Yield a threshold that other numbers make: (their sum - 1)/k for k numbers above it."""
    count = Total(sympy.Heaviside(node.args[0] - node))
    yield f"{said(node)} lacks its -1/k, k being how many numbers are above it", node + 1 / count
    for other in (-1, 1):
        more = f"k {'-' if other < 0 else '+'} 1"
        yield (
            f"{said(node)} is divided by {more} in place of k, how many numbers are above it",
            node * count / (count + other),
        )


def each_of(expression: Expr, altered: Callable[[Expr], Expr]) -> Expr:
    """Return an expression altered, or every one of several."""
    return sympy.Tuple(*map(altered, expression)) if isinstance(expression, sympy.Tuple) else altered(expression)


def whole_altered(expression: Expr, value: Expr) -> Iterator[Slip]:
    """Yield what is made of results at the end: multiples by the number of entries, powers, the value as a factor.

    Args:
        expression: of the results.
        value: of the definition, which a JVP or VJP may have once too often, or not at all.
    """
    ends: list[tuple[str, Callable[[Expr], Expr]]] = [
        ("the result has the other sign", lambda y: -y),
        ("the result is multiplied by n", lambda y: y * COUNT),
        ("the result is divided by n", lambda y: y / COUNT),
        ("the result is multiplied by the root of n", lambda y: y * sqrt(COUNT)),
        ("the result is divided by the root of n", lambda y: y / sqrt(COUNT)),
        ("the result is squared", lambda y: y**2),
        ("the logarithm is taken of the result", sympy.log),
        ("exp is taken of the result", sympy.exp),
        ("tanh is taken of the result", sympy.tanh),
        ("the result is taken from 1", lambda y: 1 - y),
    ]
    if value != expression:
        ends.append(("the result is multiplied by the function's value", lambda y: y * value))
        ends.append(("the result lacks the function's value as a factor", lambda y: y / value))
    for says, altered in ends:
        yield says, each_of(expression, altered)

"""Gradients as people write them: what all entries share stands before sums, sigmoid, softmax, norms have names."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import sympy
from sympy import Dummy, Expr, Symbol, default_sort_key, exp, factor_terms

from symact.definition.reductions import Total, outside

Names = Mapping[Symbol, Expr]
"""What stands for a part of a formula, and that part."""


@lru_cache(2**12)
def tidied(expression: Expr, entries: tuple[Symbol, ...]) -> Expr:
    """Return an expression with what all entries share taken out of its sums.

    Args:
        expression: with sums.
        entries: the symbols of what each entry has for itself.
    """
    if not expression.has(Total):
        return expression
    node = expression.func(*(tidied(each, entries) for each in expression.args))
    return _taken_out(node.args[0], entries) if isinstance(node, Total) else node


@lru_cache(2**12)
def _taken_out(term: Expr, entries: tuple[Symbol, ...]) -> Expr:
    factors = sympy.Mul.make_args(factor_terms(term) if term.is_Add else term)
    own = [each for each in factors if not outside(each).free_symbols.isdisjoint(entries)]
    shared = sympy.Mul(*(each for each in factors if each not in own))
    left = sympy.Mul(*own)
    # Differences from a mean add up to 0.
    if left.is_Add and sympy.Add(*(_taken_out(each, entries) for each in left.args)) == 0:
        return sympy.S.Zero
    return shared * Total(left)


def written(gradient: Expr, entries: tuple[Symbol, ...]) -> list[tuple[Expr, Names]]:
    """Return the ways to write a gradient: in terms of softmax or of a norm, else of sigmoids, and as derived.

    Args:
        gradient: as derived.
        entries: as for `tidied`.
    """
    whole = [*_of_softmax(gradient, entries), *_of_norm(gradient, entries)]
    return whole or [*_of_sigmoids(gradient), (gradient, {})]


def _of_softmax(gradient: Expr, entries: tuple[Symbol, ...]) -> Iterator[tuple[Expr, Names]]:
    for each in sorted(gradient.atoms(Total), key=default_sort_key):
        if isinstance(each.args[0], exp):
            inside, total = each.args[0].args[0], Dummy(positive=True)
            name = Symbol(f"softmax({inside})", positive=True)
            opened = gradient.xreplace({each: total}).xreplace({each.args[0]: name * total})
            found = tidied(opened, (*entries, name))
            if not found.has(total):
                yield factor_terms(found), {name: each.args[0] / each}


def _of_norm(gradient: Expr, entries: tuple[Symbol, ...]) -> Iterator[tuple[Expr, Names]]:
    """Yield a gradient in terms of the norm and of 1 over its root, where it is that of one."""
    roots = [each for each in gradient.atoms(sympy.Pow) if each.exp.is_Rational and each.exp.q == 2]
    squares = [each.args[0].base for root in roots for each in root.base.atoms(Total) if each.args[0].is_Pow]
    if len({root.base for root in roots}) != 1 or not squares:
        return
    own, root = squares[0], sympy.sqrt(roots[0].base)
    norm, inverse, mean = Symbol("norm(x)", real=True), Symbol("rstd", positive=True), Dummy(real=True)
    x = norm / inverse + (mean if own != entries[0] else 0)
    opened = gradient.xreplace({each: inverse ** (-2 * each.exp) for each in roots})
    opened = opened.xreplace({Total(entries[0]): mean * Total(sympy.S.One)}).xreplace({entries[0]: x})
    found = tidied(opened, (*entries, norm))
    if not found.has(mean, entries[0]):
        yield factor_terms(found), {norm: own / root, inverse: 1 / root}


def _of_sigmoids(gradient: Expr) -> Iterator[tuple[Expr, Names]]:
    names, parts = dict[Symbol, Expr](), dict[Expr, Expr]()
    for each in sorted(gradient.atoms(sympy.Add), key=default_sort_key):
        one, power = each.args[0], each.args[-1]
        if len(each.args) == 2 and one == 1 and isinstance(power, exp):
            name = Symbol(f"sigmoid({-power.args[0]})", positive=True)
            names[name] = 1 / each
            parts |= {each: 1 / name, power: (1 - name) / name}
    if names:
        yield gradient.xreplace(parts), names

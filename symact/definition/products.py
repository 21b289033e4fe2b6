"""JVP and VJP as functions derived from a definition: their vector v is an input beside x.

Both are exact and hold for any length: with f = F(x, T), T = Total(g(x)), the chain rule gives J v and J^T v as
expressions with `Total` again, linear in the number of entries. What is no sum, such as a maximum or a threshold,
changes by a weighted mean of its entries' changes (`Reduction.weight`), wherever it has a derivative.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import sympy
from sympy import Expr, S, Symbol

from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import Reduction, Total, is_one_number, outermost
from symact.errors import DefinitionError


def gradient(expression: Expr, inputs: Sequence[Symbol], upstream: Expr) -> tuple[Expr, ...]:
    """Return upstream * df/da for each of several inputs: the VJP of a function with one result."""
    return tuple(sympy.diff(expression, symbol) * upstream for symbol in inputs)


def directional(expression: Expr, inputs: Sequence[Symbol], tangents: Sequence[Expr]) -> Expr:
    """Return the sum of df/da * tangent over several inputs: the JVP of a function with one result."""
    return sympy.Add(*(sympy.diff(expression, a) * t for a, t in zip(inputs, tangents, strict=True)))


def over_entries(
    expression: Expr, entry: Symbol, vector: Symbol, quantity: Quantity, beside: Sequence[Symbol] = ()
) -> Expr:
    """Return the JVP or VJP of a definition on a vector, as an expression for one entry of the result.

    Args:
        expression: f for one entry, with reductions.
        entry: the symbol of an entry of x.
        vector: the symbol of an entry of v; where f is one number, v is one number too in a VJP.
        quantity: JVP or VJP.
        beside: the symbols of further vectors, for which the derivative is not.
    """
    if quantity.kind is Kind.JVP:
        return _tangent(expression, entry, vector)
    return _pulled_back(expression, entry, vector, is_one_number(expression, (entry, *beside)))


def need_everywhere(expression: Expr, entry: Symbol) -> None:
    """Raise DefinitionError unless all reductions over the entries are sums, which have derivatives everywhere."""
    for each in sorted(expression.atoms(Reduction), key=sympy.default_sort_key):
        if each.has(entry) and each.weight() is not None:
            raise DefinitionError(f"`{each}` has no derivative where {each.kink}")


@lru_cache(2**10)
def _parts(expression: Expr, entry: Symbol) -> tuple[Expr, Mapping[Reduction, Expr]]:
    """Return df/dx at constant reductions, and df/dT for each outermost reduction T that depends on the entries."""
    found = [each for each in outermost(expression) if each.has(entry)]
    names = {each: _name(each) for each in found}
    inner = expression.xreplace(names)
    back = {name: each for each, name in names.items()}
    slopes = {each: _smooth(sympy.diff(inner, name)).xreplace(back) for each, name in names.items()}
    return _smooth(sympy.diff(inner, entry)).xreplace(back), slopes


@lru_cache(2**10)
def _name(reduction: Reduction) -> Symbol:
    """Return a symbol for a reduction, the same each time: SymPy keeps derivatives of what it has seen."""
    return sympy.Dummy(real=True)


def _smooth(derivative: Expr) -> Expr:
    """Return a derivative with max(u, 0)·Heaviside(u) as max(u, 0), which it is everywhere."""
    if not derivative.has(sympy.Heaviside):
        return derivative

    def shorter(product: Expr) -> Expr:
        bases = {factor.base if factor.is_Pow else factor for factor in product.args}
        return product.func(
            *(
                factor
                for factor in product.args
                if not (isinstance(factor, sympy.Heaviside) and sympy.Max(factor.args[0], 0) in bases)
            )
        )

    return derivative.replace(lambda node: node.is_Mul, shorter)


def _tangent(expression: Expr, entry: Symbol, vector: Symbol) -> Expr:
    own, slopes = _parts(expression, entry)
    return sympy.Add(
        own * vector, *(slope * _mean(each, _tangent(each.args[0], entry, vector)) for each, slope in slopes.items())
    )


def _mean(reduction: Reduction, change: Expr) -> Expr:
    """Return how a reduction changes with its argument."""
    weight = reduction.weight()
    return Total(change) if weight is None else Total(weight * change) / Total(weight)


def _pulled_back(expression: Expr, entry: Symbol, weight: Expr, one_number: bool) -> Expr:
    """Return the derivative by x_j of the sum over i of weight_i * f_i (of weight * f, where f is one number)."""
    own, slopes = _parts(expression, entry)
    terms: list[Expr] = [own * weight]
    for each, slope in slopes.items():
        # The weight of T: all results lean on it, so their shares are added.
        share = weight * slope if one_number else Total(weight * slope)
        terms.append(_pulled_back_reduction(each, entry, share))
    return sympy.Add(*(term for term in terms if term is not S.Zero))


def _pulled_back_reduction(reduction: Reduction, entry: Symbol, share: Expr) -> Expr:
    """Return the derivative by x_j of share * reduction, for a share that is the same for all entries."""
    weight = reduction.weight()
    own, slopes = _parts(reduction.args[0], entry)
    portion = share if weight is None else share * weight / Total(weight)
    inner = (_pulled_back_reduction(each, entry, Total(portion * slope)) for each, slope in slopes.items())
    return sympy.Add(own * portion, *inner)

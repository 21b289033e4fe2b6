"""Functions of vectors in LaTeX: entries carry an index, and so do the terms of sums over them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sympy
from sympy import Expr, Pow, S, Symbol

from symact.analysis.values import F, Identity
from symact.analysis.vector_study import V
from symact.definition.bound import definition_of
from symact.definition.reductions import INDICES, Reduction, Threshold, Total, outermost
from symact.evidence import Fact
from symact.properties import Subject
from symact.sheets.latex.notation import tex


def indexed(expression: Expr, inputs: Iterable[Symbol], depth: int = 0) -> Expr:
    """Return the expression of an entry with an index to every input: i outside of sums, j and k inside of them.

    Args:
        expression: of one entry.
        inputs: what each entry has one number of.
        depth: of sums around it.
    """
    given = tuple(inputs)
    # A threshold is one of the whole vector, which has no index.
    written = {
        each: each.func(indexed(each.args[0], given, depth + 1))
        for each in outermost(expression)
        if not isinstance(each, Threshold) and each.args[0] is not S.One
    }
    whole = {each: each for each in outermost(expression) if each not in written}
    entries = {each: Symbol(f"{each.name}_{INDICES[depth]}") for each in given}
    return expression.xreplace({**entries, **whole, **written})


def written(fact: Fact, subject: Subject) -> Fact:
    """Return a fact on a function of vectors with an index to every entry of its formulas."""
    entries = (*definition_of(subject).inputs, V)

    def of(value: Any) -> Any:
        if isinstance(value, list):
            return [of(each) for each in value]
        if isinstance(value, Identity) and value.right.has(Reduction):
            return replace(value, right=indexed(value.right, entries))
        return indexed(value, entries) if isinstance(value, Expr) and value.has(Reduction) else value

    return replace(fact, value=of(fact.value))


def jacobian(fact: Fact, subject: Subject) -> list[str]:
    """Return an entry of J v, with what its names mean."""
    entry, names = _named(fact.value.right)
    meant = r", \quad ".join(f"{name} = {tex(value)}" for name, value in names.items())
    return [f"(J v)_{{i}} = {tex(entry)}", *([meant] if meant else [])]


def _named(entry: Expr) -> tuple[Expr, dict[Symbol, Expr]]:
    """Return an entry by the mean m and the root s of a mean of squares, where it has one, and what the two mean.

    The sum of squares is s and m in other words, so that nothing is left of it.
    """
    bases = {p.base for p in entry.atoms(Pow) if p.exp.is_Rational and p.exp.q == 2 and p.base.has(Reduction)}
    squares = [each for base in bases for each in base.atoms(Total) if each.args[0].is_Pow]
    if len(bases) != 1 or len(squares) != 1 or {"m", "n", "s"} & {each.name for each in entry.free_symbols}:
        return entry, {}
    (base,), (square,), (m, n, s) = bases, squares, map(Symbol, "mns")
    sums = {each: n * m for each in base.atoms(Total) if each.args[0].is_Symbol}
    inside = sympy.expand(base.xreplace({**sums, Total(S.One): n}))
    rest = inside.subs(square, 0)
    powers = {each: s ** (2 * each.exp) for each in entry.atoms(Pow) if each.base == base}
    short = (
        entry.xreplace(powers).xreplace({**sums, Total(S.One): n}).subs(square, (s**2 - rest) / inside.coeff(square))
    )
    means = dict([(m, total / n) for total in sums][:1])
    return sympy.collect(sympy.expand(short), [s**-3, s**-1], sympy.factor), {**means, s: sympy.sqrt(inside)}


def gradient(fact: Fact, subject: Subject) -> list[str]:
    """Return an entry of the gradient of a function with one number for all entries."""
    return [rf"\frac{{\partial f}}{{\partial x_{{i}}}} = {tex(fact.value.right)}"]


def form(fact: Fact, subject: Subject) -> list[str]:
    """Return the Jacobian as a matrix."""
    value, entries = fact.value, definition_of(subject).inputs
    named = value.diagonal not in (S.One, F)
    vectors = {S.One: r"\mathbf{1}", sympy.exp(F): r"{\exp(f)}", value.diagonal if named else F: "s" if named else "f"}

    def divided(text: str, by: Expr) -> str:
        if by is S.One:
            return text
        below = r"\textstyle\sum_{i} s_{i}" if isinstance(by, Total) else tex(indexed(by, entries))
        return f"{text} / {below}"

    diagonal = "I" if value.diagonal is S.One else rf"\operatorname{{diag}}({vectors[value.diagonal]})"
    whole = " - ".join((diagonal, *(divided(f"{vectors[a]} {vectors[b]}^{{T}}", by) for a, b, by in value.products)))
    if (value.factor, value.columns, value.over) != (S.One,) * 3:
        factor = {S.One: "", S.NegativeOne: "-"}.get(value.factor, tex(value.factor))
        columns = "" if value.columns is S.One else rf"\, \operatorname{{diag}}\left({tex(value.columns)}\right)"
        whole = divided(rf"{factor}\left({whole}\right){columns}", value.over)
    return [f"J = {whole}", *([f"s = {tex(value.diagonal)}"] if named else [])]


def kernel(fact: Fact, subject: Subject) -> list[str]:
    """Return which vectors the Jacobian maps to 0."""
    names = [r"\mathbf{1}" if each is S.One else tex(each) for each in fact.value]
    return [rf"J \, {name} = 0" for name in names]

"""Inert reductions of definitions on vectors: what all entries share, as one expression for any length.

``Total(exp(x))`` is the sum of exp(x_i) over the entries, whatever their number, and ``Total(1)`` that number. SymPy
leaves it as it is written: it is expanded for a length (`entrywise`), or carried through a derivative by the chain
rule (`symact.definition.products`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact.errors import DefinitionError

INDICES = "ijkl"
"""Indices of entries in LaTeX, outside of sums and inside of one, two and three."""


class Reduction(sympy.Function):  # type: ignore[misc]  # SymPy is untyped
    """An expression of one entry, reduced over all entries of the vector."""

    nargs = 1
    is_number = False
    """Total(1) is n: of a number too, it is none before n is known, and Max compares it with none."""

    kink = "two entries are equal"
    """Where it has no derivative, if that is somewhere; the words complete "has no derivative where ..."."""

    @classmethod
    def eval(cls, argument: Expr) -> None:
        """Leave the reduction as it is written: SymPy's hook, called whenever one is built; no text is evaluated."""

    sign = ""
    """How LaTeX writes it before its argument, whose symbols stand for the numbers of each entry."""

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        """Return the LaTeX of it, or of its power; SymPy's printer calls this hook."""
        inside, under = printer._print(self.args[0]), self._index()
        if not under or self.args[0].is_Add:
            inside = rf"\left({inside} \right)"
        written = rf"{self.sign}{under} {inside}"
        return written if exp is None else rf"\left({written} \right)^{{{exp}}}"

    def _index(self) -> str:
        """Return the index that runs over the entries, as LaTeX has it below the sign; "" where none is written."""
        names = {symbol.name.partition("_")[2] for symbol in outside(self.args[0]).free_symbols}
        return next((rf"_{{{each}}}" for each in INDICES if each in names), "")

    def weight(self) -> Expr | None:
        """Return w with dR = Total(w du)/Total(w) for the argument u, where R has a derivative; None for a sum.

        The weight is an expression of one entry, in R itself too.
        """
        return None

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        raise DefinitionError(f"{self} depends on every entry; its derivative is a JVP or VJP, not d/d{symbol}")


class Total(Reduction):
    """The sum over all entries."""

    is_real = True
    sign = r"\sum"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        if self.args[0] is not sympy.S.One:
            return super()._latex(printer, exp)
        return "n" if exp is None else f"n^{{{exp}}}"

    @staticmethod
    def over(terms: Sequence[Expr]) -> Expr:
        """Return the sum of the terms."""
        return sympy.Add(*terms)


class Attained(sympy.Function):  # type: ignore[misc]  # SymPy is untyped
    """1 at an entry whose argument is 0, as u - Greatest(u) is at the greatest; 0 at the others."""

    nargs = 1
    is_real = True
    is_nonnegative = True

    @classmethod
    def eval(cls, argument: Expr) -> Expr | None:
        """Return the value at a number; SymPy calls this hook whenever one is built."""
        if not argument.is_number or argument.is_zero is None:
            return None
        return sympy.S.One if argument.is_zero else sympy.S.Zero

    def _latex(self, printer: Any) -> str:
        """Return Iverson's bracket; SymPy's printer calls this hook."""
        return rf"\left[{printer._print(self.args[0])} = 0\right]"

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        raise DefinitionError(f"{self} jumps where two entries are equal; it has no JVP and no VJP")


class Greatest(Reduction):
    """The greatest over all entries."""

    is_real = True
    sign = r"\max"

    def weight(self) -> Expr:
        """Return 1 at the greatest entry, if it is one alone, else 0."""
        return Attained(self.args[0] - self)

    @staticmethod
    def over(terms: Sequence[Expr]) -> Expr:
        """Return the greatest of the terms."""
        return sympy.Max(*terms)


class Threshold(Reduction):
    """The t with Total(max(u - t, 0)) = 1, where u is the argument of an entry.

    There is one, as the sum decreases in t. Sparsemax is max(x - Threshold(x), 0).
    """

    is_real = True
    sign = r"\tau"
    power = 1
    """Of max(u - t, 0) in the sum."""
    kink = "an entry is equal to it"

    def weight(self) -> Expr:
        """Return 1 above the threshold, else 0: the sum above it stays 1."""
        return sympy.Heaviside(self.args[0] - self)

    @classmethod
    def over(cls, terms: Sequence[Expr]) -> Expr:
        """Return the threshold of exact rational numbers.

        With the k greatest of them above it, t is the lesser root of Total((u - t)**power) = 1 over these; k is the
        greatest number for which the k-th is above its t.

        Raises:
            DefinitionError: a term is no rational number.
        """
        if not all(term.is_Rational for term in terms):
            raise DefinitionError(f"{cls.__name__} is written out for rational numbers alone")
        ordered = sorted(terms, reverse=True)
        for count in range(len(ordered), 0, -1):
            above = ordered[:count]
            found = cls._over_support(above)
            if above[-1] > found:
                return found
        raise AssertionError("the threshold lies 1 below the greatest or higher")

    @classmethod
    def _over_support(cls, above: Sequence[Expr]) -> Expr:
        return (sympy.Add(*above) - 1) / len(above)


class SquareThreshold(Threshold):
    """The t with Total(max(u - t, 0)**2) = 1, where u is the argument of an entry.

    1.5-entmax is max(x/2 - SquareThreshold(x/2), 0)**2.
    """

    power = 2
    sign = r"\tau_{2}"

    def weight(self) -> Expr:
        """Return the distance from the threshold above it, else 0: the sum of their squares stays 1."""
        return sympy.Max(self.args[0] - self, 0)

    @classmethod
    def _over_support(cls, above: Sequence[Expr]) -> Expr:
        count = len(above)
        mean = sympy.Add(*above) / count
        spread = sympy.Add(*(u**2 for u in above)) / count - mean**2
        rest = sympy.Rational(1, count) - spread
        # Where the spread is too great for so many, none of them all is above its threshold.
        return mean - sympy.sqrt(rest) if rest >= 0 else above[0]


def outermost(expression: Expr) -> tuple[Reduction, ...]:
    """Return the reductions of an expression that lie in no other one, each once, in a fixed order."""
    found: dict[Any, None] = {}

    def visit(node: Any) -> None:
        if isinstance(node, Reduction):
            found[node] = None
            return
        for child in node.args:
            visit(child)

    visit(expression)
    return tuple(sorted(found, key=sympy.default_sort_key))


def outside(expression: Expr) -> Expr:
    """Return the expression with its reductions replaced by numbers: what is left depends on one entry alone."""
    return expression.xreplace({each: sympy.Dummy(real=True) for each in outermost(expression)})


def is_one_number(expression: Expr, inputs: Sequence[Symbol]) -> bool:
    """Whether a function of vectors has one number for all entries: no input stands outside of reductions."""
    return not any(map(outside(expression).has, inputs))


def entrywise(expression: Expr, entries: Sequence[Mapping[Symbol, Expr]]) -> tuple[Expr, ...]:
    """Return the expression for each entry of a vector, its reductions written out.

    Args:
        expression: may hold reductions, nested too.
        entries: for each entry, what the entry's symbols are, such as {x: x_3, v: v_3}.
    """
    written: dict[Reduction, Expr] = {}
    return tuple(_written(expression, entry, entries, written) for entry in entries)


def _written(
    expression: Expr,
    entry: Mapping[Symbol, Expr],
    entries: Sequence[Mapping[Symbol, Expr]],
    written: dict[Reduction, Expr],
) -> Expr:
    for each in outermost(expression):
        if each not in written:
            terms = [_written(each.args[0], other, entries, written) for other in entries]
            written[each] = each.over(terms)
    return expression.xreplace({**{each: written[each] for each in outermost(expression)}, **entry})

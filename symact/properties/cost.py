"""The cost of one evaluation of the definition as written: operations by kind, equal subexpressions once."""

from collections import Counter

import sympy
from sympy import Abs, Basic, Expr, Max, Min, Piecewise, S, Symbol
from sympy.core.relational import Relational

from symact.definition.activation import x
from symact.evidence import Fact, Proof, Step
from symact.properties import Subject

TOPIC = "scorecard"

PROPERTY = ("cost",)

AS_WRITTEN = True
"""It is derived of the definition as it stands, for all parameters at once."""

NAMES = {Abs: "abs", Max: "max", Min: "min"}
"""Operations that a processor calls by another name than SymPy."""


def derive(subject: Subject) -> list[Fact]:
    """Return the operations by kind, sorted by name.

    Every branch of a Piecewise counts, with a comparison for each condition. What does not depend on x is
    computed beforehand and counts nothing, nor does a change of sign. a*b/(c*d) is two products and one
    quotient; a square root is a `sqrt`, any other power but a reciprocal a `power`.
    """
    counter = OperationCount(subject.expression, x)
    value = {kind: counter.counts[kind] for kind in sorted(counter.counts)}
    step = Step("count", f"{sum(value.values())} operations in `{subject.expression}`")
    return [Fact("cost", value, sympy.true, (Proof((step,)),))]


class OperationCount:
    """The operations of an expression."""

    def __init__(self, expression: Expr, variable: Symbol) -> None:
        self.counts: Counter[str] = Counter()
        self._variable = variable
        self._seen: set[Basic] = {variable}
        self._visit(expression)

    def _add(self, kind: str, times: int = 1) -> None:
        if times > 0:
            self.counts[kind] += times

    def _visit(self, node: Basic) -> None:
        if node in self._seen or not node.has(self._variable):
            return
        self._seen.add(node)
        if isinstance(node, Expr) and node.is_Mul:
            self._product(node)
        elif isinstance(node, Expr) and node.is_Add and _is_spread(node):
            number, inner = node.primitive()
            self._add("multiply" if number.p != 1 else "divide")
            self._visit(inner)
        elif isinstance(node, Expr) and node.is_Pow and not isinstance(node, sympy.exp):
            self._power(*node.args)
        else:
            self._plain(node)
            for argument in node.args:
                self._visit(argument)

    def _plain(self, node: Basic) -> None:
        if isinstance(node, Relational):
            self._add("compare")
        elif isinstance(node, (Max, Min)):
            self._add(NAMES[node.func], self._operands(node) - 1)
        elif isinstance(node, Expr) and node.is_Add:
            self._add("add", self._operands(node) - 1)
        elif isinstance(node, sympy.Function) and not isinstance(node, Piecewise):
            self._add(NAMES.get(node.func, node.func.__name__))

    def _operands(self, node: Basic) -> int:
        """Return the number of operands, all constants together as one."""
        moving = sum(bool(a.has(self._variable)) for a in node.args)
        return moving + (moving < len(node.args))

    def _product(self, node: Expr) -> None:
        constant, _ = node.as_independent(self._variable, as_Add=False)
        above = [f for f in node.args if f.has(self._variable) and not _is_reciprocal(f)]
        below = [1 / f for f in node.args if f.has(self._variable) and _is_reciprocal(f)]
        for factor in (*above, *below):
            self._visit(factor)
        numerator, denominator = sympy.fraction(constant)
        # c = 1/d divides by d; any other constant is one factor.
        divides = abs(numerator) == 1 and denominator != 1
        factors = len(above) + (not divides and abs(constant) != 1)
        divisors = len(below) + divides
        self._add("multiply", factors - 1)
        self._add("multiply", divisors - 1)
        self._add("divide", int(divisors > 0))

    def _power(self, base: Expr, exponent: Expr) -> None:
        if exponent.is_Rational and exponent.is_negative:
            self._add("divide")
            self._visit(base**-exponent)
            return
        self._add("sqrt" if exponent is S.Half else "power")
        self._visit(base)
        self._visit(exponent)


def _is_reciprocal(factor: Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative)


def _is_spread(total: Expr) -> bool:
    """Whether SymPy has spread a number over a sum: (x + sqrt(...))/2 is kept as x/2 + sqrt(...)/2."""
    number, inner = total.primitive()
    return bool(number != 1 and all(abs(term.as_coeff_Mul()[0]) == 1 for term in inner.args))

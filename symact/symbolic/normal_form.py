"""Expressions as rational functions of generators: x, the parameters, exp(r x), tan(r x/2), roots, logarithms, erf.

Every rewriting is an identity wherever the expression is real, so two expressions with the same rational
function are equal. The converse needs that the generators are algebraically independent; see `independent`.
"""

from collections.abc import Iterable

import sympy
from sympy import Abs, Expr, S, Symbol

from symact import functions
from symact.symbolic.generators import LARGEST, NoNormalFormError
from symact.symbolic.powers import Powers

LONG_CONSTANT = 8
"""Operations beyond which a constant becomes a generator as a whole."""


class NormalForm(Powers):
    """The generators of some expressions on one interval, found while the expressions are rewritten.

    Args:
        expressions: all that is to be rewritten; their rates (of x in exp(r x)) are put over a common divisor.
        variable: the input.
        lower, upper: the closed interval on which signs are read; -oo and oo allowed.
    """

    def __init__(self, expressions: Iterable[Expr], variable: Symbol, lower: Expr, upper: Expr) -> None:
        super().__init__(variable, lower, upper)
        self._known: dict[Expr, Expr] = {}
        expressions = tuple(expressions)
        if sum(e.count_ops() for e in expressions) > LARGEST:
            raise NoNormalFormError(f"the expression has more than {LARGEST} operations")
        for expression in expressions:
            self._read_rates(expression)

    def rational(self, expression: Expr) -> Expr:
        found = self._known.get(expression)
        if found is None:
            found = self._known[expression] = self._rational(expression)
        return found

    def _rational(self, e: Expr) -> Expr:
        if e.is_Rational or e.is_Symbol:
            return e
        if e.is_number and (e.is_NumberSymbol or e.count_ops() > LONG_CONSTANT) and e is not S.Exp1:
            if not e.is_real:
                raise NoNormalFormError(f"`{e}` is not known to be real")
            return self._generator(e)
        if e.is_Add or e.is_Mul:
            constant, rest = e.as_independent(*e.free_symbols) if e.free_symbols else (None, None)
            if constant not in (None, S.Zero, S.One) and rest not in (S.Zero, S.One) and len(constant.args) > 1:
                return e.func(self.rational(constant), self.rational(rest))
            return e.func(*map(self.rational, e.args))
        if e is S.Exp1:
            return self.exponential(S.One)
        if e.is_Pow:
            return self.power(*e.args)
        if isinstance(e, Abs):
            return self.absolute(e.args[0])
        record = functions.of(e.func)
        if record is not None and record.normal_form is not None:
            return record.normal_form(self, e.args[0])
        return self.function(e, record is not None and record.odd)

    def function(self, e: Expr, odd: bool = False) -> Expr:
        """A function without relations to others is a generator; an odd one takes its argument's sign outside."""
        if not e.is_Function or len(e.args) != 1 or e.is_extended_real is False:
            raise NoNormalFormError(f"no rule rewrites `{e.func}`")
        above, below = sympy.fraction(self.reduced(self.rational(e.args[0])))
        sign = -1 if odd and above.could_extract_minus_sign() else 1
        value = e.func(self.back(sympy.expand(sign * above) / below))
        if isinstance(value, e.func):
            return sign * self._generator(value)
        # SymPy took a sign or a value out.
        if any(node.func is e.func for node in value.atoms(sympy.Function)):
            return sign * value.xreplace({node: self._generator(node) for node in value.atoms(e.func)})
        return sign * self.rational(value)

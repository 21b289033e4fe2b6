"""A function of vectors as its properties see it: what its sums reduce to, and its Jacobian as a form that is known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import sympy
from sympy import And, Eq, Expr, Max, Piecewise, S, Symbol, exp

from symact.analysis.values import Value, mapped, same
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.elementary import POSITIVE
from symact.definition.norms import Norm, recognised_norm
from symact.definition.products import need_everywhere, over_entries
from symact.definition.quantity import Quantity
from symact.definition.reductions import Attained, Greatest, Reduction, Threshold, Total, is_one_number
from symact.errors import DefinitionError, UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.symbolic.reduced_sums import SumVerdict, equal_with_sums, opened, reduced, signs_of

V = Symbol("v", real=True)
"""An entry of the vector that the Jacobian is applied to."""

N = Symbol("n", positive=True, integer=True)
"""The number of entries."""

SWITCHES = (Max, sympy.Min, Piecewise, sympy.Abs, sympy.sign)
"""What joins pieces, or jumps."""

KINKS = (*SWITCHES, Greatest, Threshold)
"""What has no derivative somewhere: a greatest entry where two are equal, a threshold that an entry meets."""


class VectorStudy:
    """A function of vectors with some of its parameters as symbols.

    Args:
        expression: of one entry.
        symbols: those that stand for an entry, x first.
    """

    def __init__(self, expression: Expr, symbols: tuple[Symbol, ...]) -> None:
        self.expression, self.symbols = expression, symbols
        self.x = symbols[0]

    @property
    def one_number(self) -> bool:
        """Whether the result is one number."""
        return is_one_number(self.expression, self.symbols)

    def equal(self, left: Expr, right: Expr, trials: Mapping[Symbol, Expr] | None = None) -> SumVerdict:
        """Decide whether two expressions of one entry, in v too, are equal for all vectors."""
        return equal_with_sums(left, right, (*self.symbols, V), trials)

    def at(self, value: Expr) -> Expr:
        """Return f at a vector whose entries are an expression of those of x."""
        return self.expression.xreplace({self.x: value})

    @cached_property
    def sum(self) -> Expr:
        """The sum of the entries, reduced."""
        return reduced(Total(self.expression), self.symbols)

    @cached_property
    def signs(self) -> frozenset[int]:
        """The signs that an entry may have, whatever the others are."""
        return signs_of(opened(reduced(self.expression, self.symbols), self.x).expression, self.x)

    @cached_property
    def sum_is_one(self) -> SumVerdict:
        """Whether the entries add up to 1."""
        if self.sum is S.One:
            return SumVerdict(True, (Proof((Step("linearity of sums", f"`Total({self.expression}) = 1`"),)),))
        return self.equal(Total(self.expression), S.One)

    @property
    def is_distribution(self) -> bool:
        """Whether all entries are positive and add up to 1."""
        return bool(self.signs == POSITIVE and self.sum_is_one.holds)

    @property
    def is_below_distribution(self) -> bool:
        """Whether all entries are positive and add up to less than 1."""
        rest = sympy.together(1 - opened(self.sum, self.x).expression)
        return self.signs == POSITIVE and signs_of(rest, self.x) == POSITIVE

    def positive(self) -> Proof:
        """Return the proof that all entries are positive; `signs` must say so."""
        return Proof((Step("positive", f"`{self.expression} > 0` for all x, whatever the sums are"),))

    @cached_property
    def jvp(self) -> Expr:
        """The Jacobian times v, of one entry.

        Raises:
            DefinitionError: the function has no derivative everywhere.
        """
        return self._derived(V, Quantity.JVP)

    @cached_property
    def gradient(self) -> Expr:
        """The gradient of a function with one number as its result, of one entry."""
        return reduced(self._derived(S.One, Quantity.VJP), self.symbols)

    def _derived(self, vector: Expr, quantity: Quantity) -> Expr:
        if self.expression.has(*SWITCHES):
            raise DefinitionError(f"`{self.expression}` has no derivative where its pieces meet")
        need_everywhere(self.expression, self.x)
        return over_entries(self.expression, self.x, vector, quantity, self.symbols[1:])

    @cached_property
    def slope(self) -> Expr | None:
        """The u' of a Jacobian (diag(f) - f f^T) diag(u'), as of exponential weights exp(u) over their sum.

        None where it is none of that form, or where that is open.
        """
        if self.one_number or self.expression.has(*KINKS):
            return None
        whole = opened(self.expression, self.x)
        ratio = sympy.cancel(sympy.diff(whole.expression, self.x) / whole.expression)
        if ratio.free_symbols & whole.numbers.keys() or ratio == 0:
            return None
        f = self.expression
        return ratio if self.equal(self.jvp, f * (ratio * V - Total(ratio * f * V))).holds else None

    @property
    def gain(self) -> Expr | None:
        """The k of a Jacobian k·(diag(f) - f f^T); None where it is none of that form, or where that is open."""
        return self.slope if self.slope is not None and not self.slope.has(*self.symbols) else None

    @cached_property
    def norm(self) -> Norm | None:
        """The norm that the function is, with an eps that is 0 or positive; None of others."""
        found = recognised_norm(self.expression, self.symbols)
        return found if found and (found.eps == 0 or found.eps.is_positive) else None

    @property
    def is_first_greatest(self) -> bool:
        """Whether the result is 1 at the first of the greatest entries, and 0 at the others."""
        return bool(self.expression == Attained(self.x - Greatest(self.x)))

    def of_first_greatest(self, says: str) -> Proof:
        """Return the proof of what follows from one entry, the first of the greatest, being told from the others."""
        return Proof((Step("first of the greatest", says),))

    @cached_property
    def threshold(self) -> tuple[Expr, int] | None:
        """The (k, p) of max(k x - t, 0)^p, where t makes the sum 1, as of sparsemax (p = 1); None of others."""
        base, power = self.expression.as_base_exp()
        if len(self.symbols) > 1 or not isinstance(base, Max) or len(base.args) != 2 or S.Zero not in base.args:
            return None
        (inner,) = (each for each in base.args if each is not S.Zero)
        for each in inner.atoms(Threshold):
            k = each.args[0].coeff(self.x)
            constant = k.is_positive and not k.has(Reduction)
            if constant and inner == k * self.x - each and each.args[0] == k * self.x and each.power == power:
                return k, each.power
        return None

    def of_threshold(self, says: str) -> Proof:
        """Return the proof of what follows from the equation that defines a threshold; `threshold` must be one."""
        return Proof((Step("equation of a threshold", f"`f = {self.expression}` adds up to 1: {says}"),))

    @property
    def form(self) -> Proof:
        """The proof of `slope`, and of `gain`."""
        f, k = self.expression, self.gain
        says = (
            f"`J v = {_times(k)}f*(v - Total(f*v))`, with `f = {f}`"
            if k is not None
            else f"`J v = f*(u*v - Total(f*u*v))`, with `u = {self.slope}` and `f = {f}`"
        )
        steps = (
            Step("chain rule over sums", f"`J v = {self.jvp}`"),
            Step("linearity of sums", says),
        )
        return Proof(steps)


def _times(k: Expr | None) -> str:
    return "" if k == 1 else f"({k})*"


@lru_cache(maxsize=64)
def study_of(expression: Expr, symbols: tuple[Symbol, ...]) -> VectorStudy:
    """Return the study of a function of vectors, the same one each time."""
    return VectorStudy(expression, symbols)


@dataclass(frozen=True)
class Found:
    """What a rule concludes.

    Args:
        value: of the fact; None where it is open.
        parts: the evidence.
    """

    value: Value
    parts: tuple[Evidence, ...]


def open_because(reason: str) -> Found:
    """Return that nothing is concluded, and why."""
    return Found(None, (Gap(reason),))


def yes_or_no(verdict: SumVerdict) -> Found:
    """Return a verdict as a value that is true or false."""
    return Found(verdict.holds, verdict.parts)


Rule = Callable[[VectorStudy], Mapping[str, Found]]


def facts(subject: Activation | Bound, rule: Rule) -> list[Fact]:
    """Return the facts that a rule concludes, one a case of the parameters that may be 0.

    Args:
        subject: a function of vectors.
        rule: a function of a study that returns what it concludes by property.

    Raises:
        UnknownError: the function tells entries apart by their places, in another way than the first of the greatest.
    """
    symbols = (subject if isinstance(subject, Activation) else subject.activation).inputs
    own = () if isinstance(subject, Bound) else subject.params
    if subject.expression.has(Attained) and not study_of(subject.expression, symbols).is_first_greatest:
        raise UnknownError("no rule has the places of entries, of which the first of equal ones is told")
    optional = [p.symbol for p in own if p.symbol.is_nonnegative and not p.symbol.is_positive]
    return [fact for found in _cases(subject.expression, symbols, optional, rule).values() for fact in found]


def _cases(
    expression: Expr, symbols: tuple[Symbol, ...], optional: Sequence[Symbol], rule: Rule
) -> dict[str, list[Fact]]:
    """Return what a rule concludes where each optional parameter is 0, or positive, by property."""
    if not optional:
        whole = rule(study_of(expression, symbols))
        return {name: [Fact(name, found.value, sympy.true, found.parts)] for name, found in whole.items()}
    symbol, above = optional[0], Symbol(optional[0].name, positive=True)
    at_zero = _cases(expression.subs(symbol, 0), symbols, optional[1:], rule)
    positive = _cases(expression.xreplace({symbol: above}), symbols, optional[1:], rule)
    return {name: list(_joined(at_zero[name], positive[name], symbol, above)) for name in positive}


def _joined(at_zero: list[Fact], positive: list[Fact], symbol: Symbol, above: Symbol) -> Iterator[Fact]:
    """Yield one fact where what holds for positive values of a parameter holds for 0 too, else those of each case."""
    if len(at_zero) == len(positive) == 1:
        zero, (whole,) = at_zero[0], positive
        value = mapped(whole.value, lambda e: e.xreplace({above: symbol}))
        there = mapped(whole.value, lambda e: e.subs(above, 0))
        if None not in (zero.value, value) and same(zero.value, there):
            yield Fact(whole.property, value, sympy.true, (*zero.parts, *whole.parts))
            return
        if zero == whole:
            yield whole
            return
    for each in at_zero:
        yield replace(each, scope=And(each.scope, Eq(symbol, 0)))
    for each in positive:
        value = mapped(each.value, lambda e: e.xreplace({above: symbol}))
        yield replace(each, value=value, scope=And(each.scope, symbol > 0))


def new_symbol(name: str, study: VectorStudy, **assumptions: bool) -> Symbol:
    """Return a symbol of that name, or with more letters where the definition has one of that name."""
    while name in {symbol.name for symbol in study.expression.free_symbols}:
        name += "_"
    return Symbol(name, real=True, **assumptions)


def exponential_of(study: VectorStudy) -> VectorStudy:
    """Return the study of exp(f), as for the logarithm of a distribution."""
    return study_of(reduced(exp(study.expression), study.symbols), study.symbols)

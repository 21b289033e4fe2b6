"""What there is to know of one elementary function: the record that a file of `symact.functions` holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sympy
from flint import arb, arb_series
from sympy import Expr

from symact.balls.scaled_ball import ScaledBall

Signs = frozenset[int]
"""The signs (-1, 0, 1) that an expression may take."""

ANY: Signs = frozenset((-1, 0, 1))
POSITIVE: Signs = frozenset((1,))
NEGATIVE: Signs = frozenset((-1,))


class DomainCondition(NamedTuple):
    """What a formula requires of an argument: the signs that it may have, and whether 0 is allowed at an end."""

    argument: Expr
    signs: Signs
    zero: bool

    def allows(self, sign: int | None) -> bool:
        """Whether the argument may have a sign at a point; None is one that is not known."""
        return sign in self.signs or (sign == 0 and self.zero)

    @property
    def is_always_met(self) -> bool:
        """Whether any real argument meets it, as of the cube root, which is merely not smooth at 0."""
        return all(map(self.allows, (-1, 0, 1)))


SignRule = Callable[[Callable[[Expr], Signs], Expr], Signs]
"""(signs of an expression on the interval in question, the argument) -> signs of the function there."""

FormRule = Callable[[Any, Expr], Expr]
"""(`symact.symbolic.normal_form.NormalForm`, the argument) -> a rational function of generators."""

SeriesRule = Callable[[Any, Any], Any]
"""(`symact.symbolic.expansion.Expansion`, the argument's series as x -> +oo) -> the function's series."""


def positive(signs: Callable[[Expr], Signs], argument: Expr) -> Signs:
    """The function is positive wherever it is defined."""
    return POSITIVE


def not_negative(signs: Callable[[Expr], Signs], argument: Expr) -> Signs:
    """The function is nowhere negative."""
    return frozenset((0, 1))


def as_argument(signs: Callable[[Expr], Signs], argument: Expr) -> Signs:
    """The function has the sign of its argument."""
    return signs(argument)


@dataclass(frozen=True, kw_only=True)
class ElementaryFunction:
    """An elementary function of one real variable u; a rule that is None is lacking, and refused by name.

    Either SymPy (or the record's file) has a class for it, and the rules say what is known of that class; or it
    is notation for something in other functions.

    Args:
        name: as the file is called, and as formulas write it.
        function: its SymPy class.
        means: for notation, u -> what it stands for.
        ball, scaled_ball, series: its enclosure on plain Arb balls, scaled balls, and power series with balls.
        domain: u -> the conditions on u under which the function is analytic there.
        kind: of notation, which condition that is: ``log``, ``root`` or ``divisor``.
        role: how a proof calls the argument.
        outside: for an error, what is wrong with a constant argument outside the domain.
        grows: whether its value at a constant may have as many bits as exp's.
        sign: its sign rule; None where nothing is known.
        odd: whether f(-u) = -f(u).
        injective: whether it takes no value twice.
        bound: what its modulus stays below, or reaches where it is a wave.
        kernel: u -> v where the normal form is rational in exp(v), or for a wave in tan(v/2).
        wave: whether it is a sine, a cosine or made of them.
        period: the least period.
        normal_form: how it becomes rational in generators; None for a generator of its own.
        at_infinity: its truncated series, where the argument has one as x -> +oo.
        rule: the name of that rule in a proof, if it is not the function's.
        inverse: y -> u with f(u) = y, in functions that have an enclosure.
        antiderivative: u -> F(u) with F' = f.
        numpy: its stand-in in simulated arithmetic, NumPy's name or a function of one float.
        mpmath: the second oracle, a function of one mpf; None where SymPy knows how mpmath calls it.
    """

    name: str
    function: Any = None
    means: Callable[[Expr], Expr] | None = None
    ball: Callable[[arb], arb] | None = None
    scaled_ball: Callable[[ScaledBall], ScaledBall] | None = None
    series: Callable[[arb_series], arb_series] | None = None
    domain: Callable[[Expr], tuple[DomainCondition, ...]] = lambda u: ()
    kind: str = ""
    role: str = ""
    outside: str = ""
    grows: bool = False
    sign: SignRule | None = None
    odd: bool = False
    injective: bool = False
    bound: Expr | None = None
    kernel: Callable[[Expr], Expr] | None = None
    wave: bool = False
    period: Expr | None = None
    normal_form: FormRule | None = None
    at_infinity: SeriesRule | None = None
    rule: str = ""
    inverse: Callable[[Expr], Expr] | None = None
    antiderivative: Callable[[Expr], Expr] | None = None
    numpy: str | Callable[[float], float] | None = None
    mpmath: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        if (self.function is None) == (self.means is None):
            raise ValueError("give function=, its SymPy class, or means=, what it is notation for, and not both")

    def build(self, argument: Expr) -> Expr:
        """Return the function of an argument, as a SymPy expression."""
        return self.function(argument) if self.means is None else self.means(argument)

    def lacks(self, what: str) -> str:
        """Return the text of the error for a rule that the record does not have."""
        return f"{self.name} has no rule for {what}; add it to symact/functions/{self.name}.py"


def lacking(expression: Any, what: str) -> str:
    """Return the text of the error for an expression whose outermost function has no record."""
    if getattr(expression, "is_Symbol", False):
        return f"{what} is known for numbers only, and `{expression}` is a parameter"
    return f"no {what} is known for `{expression}`; an elementary function is one file, symact/functions/<name>.py"


class NewFunction(sympy.Function):  # type: ignore[misc]
    """Base of elementary functions that SymPy lacks, each defined by `meaning` on the positive numbers at least."""

    nargs = 1

    def meaning(self) -> Expr:
        """Return the function in terms of functions that SymPy has, for a positive argument."""
        raise NotImplementedError

    def written(self) -> Expr:
        """Return what LaTeX shows, in functions that SymPy sets."""
        return self

    def _eval_is_extended_real(self) -> bool | None:
        return self.args[0].is_extended_real  # type: ignore[no-any-return]

    def _eval_evalf(self, prec: int) -> Expr:
        return self.meaning()._eval_evalf(prec)

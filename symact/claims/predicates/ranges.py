"""Claims about the values that a function takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy
from sympy import Expr, oo

from symact.analysis import values
from symact.claims.claim import Formula, Outcome, Subject
from symact.claims.counterexample import text
from symact.claims.number_comparison import Cases, always, conjunction, equal, ordering
from symact.claims.predicates.facts import outcomes_of
from symact.claims.value_text import interval
from symact.definition.activation import x
from symact.symbolic.zero_test import inner_points, is_identically_zero, sign_at


@dataclass(frozen=True)
class Range:
    """The set of values is a certain interval; None leaves an end, or whether it is a value, out of the claim."""

    lower: Expr | None = None
    lower_attained: bool | None = None
    upper: Expr | None = None
    upper_attained: bool | None = None

    @classmethod
    def open(cls, lower: Any, upper: Any) -> Range:
        """An interval without its ends."""
        return cls(sympy.sympify(lower), False, sympy.sympify(upper), False)

    @classmethod
    def closed(cls, lower: Any, upper: Any) -> Range:
        """An interval with its ends."""
        return cls(sympy.sympify(lower), True, sympy.sympify(upper), True)

    @classmethod
    def from_(cls, lower: Any) -> Range:
        """All numbers from lower on."""
        return cls(sympy.sympify(lower), True, oo, False)

    def __str__(self) -> str:
        if None in (self.lower, self.lower_attained, self.upper, self.upper_attained):
            named = (("lower", self.lower, self.lower_attained), ("upper", self.upper, self.upper_attained))
            says = {True: ", a value", False: ", not a value", None: ""}
            return "; ".join(f"{end} end of the range {v}{says[a]}" for end, v, a in named if v is not None)
        return (
            f"the range is {'(['[bool(self.lower_attained)]}{self.lower}, {self.upper}{')]'[bool(self.upper_attained)]}"
        )

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return where the range has the claimed ends."""
        return outcomes_of(subject, "range", self._test)

    def _test(self, value: values.Interval) -> Cases:
        compared = [always(True)]
        for found, is_value, claimed, attained in (
            (value.lower, value.has_lower, self.lower, self.lower_attained),
            (value.upper, value.has_upper, self.upper, self.upper_attained),
        ):
            if claimed is not None:
                compared.append(equal(found.expression(), claimed))
            if attained is not None:
                compared.append(always(is_value == attained))
        return conjunction(compared)


@dataclass(frozen=True)
class Within:
    """All values lie in an interval."""

    lower: Expr
    upper: Expr
    closed: bool

    @classmethod
    def open(cls, lower: Any, upper: Any) -> Within:
        """The interval without its ends."""
        return cls(sympy.sympify(lower), sympy.sympify(upper), False)

    @classmethod
    def ends(cls, lower: Any, upper: Any) -> Within:
        """The interval with its ends."""
        return cls(sympy.sympify(lower), sympy.sympify(upper), True)

    def __str__(self) -> str:
        return f"all values lie in {'(['[self.closed]}{self.lower}, {self.upper}{')]'[self.closed]}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return where the range is a part of the interval."""
        return outcomes_of(subject, "range", self._test)

    def _test(self, value: values.Interval) -> Cases:
        low, high = ordering(value.lower.expression(), self.lower), ordering(self.upper, value.upper.expression())
        ends = ((low, value.has_lower), (high, value.has_upper))
        return conjunction([always(self._inside(side, attained)) for side, attained in ends])

    def _inside(self, side: int | None, attained: bool) -> bool | None:
        if side is None:
            return None
        return side > 0 or (side == 0 and (self.closed or not attained))


@dataclass(frozen=True)
class RangeFrom:
    """The values for x > start make up a certain interval.

    Args:
        start: a number that one smooth piece of the function reaches up to or beyond, and to the right of
            which there is that piece alone.
        range: claimed.
    """

    start: Expr
    range: Range

    def __str__(self) -> str:
        return f"for x > {self.start} {self.range}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether f(start + exp(x)), which takes those values on the whole line, has that range."""
        last = subject.pieces[-1]
        if ordering(sympy.sympify(self.start), last.lower) not in (0, 1):
            return [Outcome(sympy.true, None, f"f has a breakpoint beyond {self.start}", ())]
        moved = last.expression.subs(x, self.start + sympy.exp(x))
        found = self.range.outcomes(Formula(f"f({self.start} + exp(x))", moved).activation())
        return [replace(o, detail=f"for x > {self.start}, {o.detail}") for o in found]


@dataclass(frozen=True)
class Takes:
    """Some value has a certain sign, for all parameters that are allowed."""

    sign: int

    def __str__(self) -> str:
        return f"some value is {'positive' if self.sign > 0 else 'negative'}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether a stretch of the sign chart has that sign."""
        return outcomes_of(subject, "sign", lambda value: always(any(run.says["sign"] == self.sign for run in value)))


@dataclass(frozen=True)
class Sign:
    """The function is positive, or negative, on an interval.

    Args:
        sign: 1 or -1.
        on: an interval with numbers as ends.
    """

    sign: int
    on: sympy.Interval = sympy.S.Reals

    def __str__(self) -> str:
        where = "" if self.on == sympy.S.Reals else f" on {interval(self.on)}"
        return f"f is {'positive' if self.sign > 0 else 'negative'}{where}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return where every stretch that meets the interval has that sign and no zero lies in it."""
        signs = outcomes_of(subject, "sign", self._signs)
        zeros = outcomes_of(subject, "zeros", lambda value: self._zeros(subject, value))
        found = [o for o in signs if o.holds is not True] or zeros
        return [replace(o, detail=self._witness(subject) or o.detail) if o.holds is False else o for o in found]

    def _signs(self, value: list[values.At]) -> Cases:
        return conjunction([always(run.says["sign"] == self.sign or not self._meets(run)) for run in value])

    def _zeros(self, subject: Subject, value: list[values.At]) -> Cases:
        cases: list[Cases] = [always(True)]
        for zero in value:
            is_point = not isinstance(zero.where, values.Interval)
            points = [end for end in _ends(zero) if end not in (oo, -oo) and self.on.contains(end) != sympy.false]
            # A stretch of zeros may own its ends or not; the function itself decides.
            found = [True if is_point else _is_zero(subject, point) for point in points]
            apart = is_point or not self._meets(zero)
            cases.append(always(False if not apart or True in found else None if None in found else True))
        return conjunction(cases)

    def _meets(self, stretch: values.At) -> bool:
        """Whether the inside of a stretch and the interval have a point in common."""
        return bool(sympy.Interval.open(*_ends(stretch)).intersect(self.on) != sympy.S.EmptySet)

    def _witness(self, subject: Subject) -> str:
        """Return a rational point of the interval at which the function has another sign, if a few points hold one."""
        ends = [end for end in (self.on.start, self.on.end) if end not in (oo, -oo) and self.on.contains(end)]
        for point in (*ends, *inner_points(self.on.start, self.on.end)):
            value = value_at(subject, point)
            decided = None if value is None else sign_at(value, x, sympy.S.Zero)
            if value is not None and (value == 0 or (decided and decided[0] != self.sign)):
                return f"x = {point}: f(x) = {text(value)}"
        return ""


def _ends(place: values.At) -> list[Expr]:
    """Return the point, or both ends of the interval."""
    where = place.where
    return [
        each.expression() for each in ((where.lower, where.upper) if isinstance(where, values.Interval) else (where,))
    ]


def value_at(subject: Subject, point: Expr) -> Expr | None:
    """Return the exact value at a number, from the piece that owns it; None where parameters decide."""
    for piece in subject.pieces:
        low = 1 if piece.lower is -oo else ordering(point, piece.lower)
        high = 1 if piece.upper is oo else ordering(piece.upper, point)
        if low is None or high is None:
            return None
        if (low > 0 or (low == 0 and piece.owns_lower)) and (high > 0 or (high == 0 and piece.owns_upper)):
            value = piece.expression.subs(x, point)
            return None if value.free_symbols else value
    return None


def _is_zero(subject: Subject, point: Expr) -> bool | None:
    value = value_at(subject, point)
    return None if value is None else is_identically_zero(value, x).zero

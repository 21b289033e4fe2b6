"""E f(Z) as certified digits, Z ~ N(0, 1): power series with balls over boxes, and tails below a proved bound."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import sympy
from flint import arb, arb_series, fmpq
from sympy import Expr, Integer, S, Symbol, oo

from symact.definition.activation import x
from symact.definition.pieces import Piece
from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import series_length, working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError, UnknownError
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import LENGTH as KEPT
from symact.symbolic.half_line import BoundedArithmetic
from symact.symbolic.real_number import between, program
from symact.symbolic.singular_ends import Beside, integral_beside
from symact.symbolic.transseries import Monomial

PRECISION = 224
"""Working precision, bits."""

GOAL = arb("1e-52")
"""Error of a box relative to its width; forty digits of what is larger than 1e-9 are left."""

LENGTH = 50
"""Terms of a power series on a box."""

NARROWEST = fmpq(1, 1 << 28)
"""Width of a box that is not split again."""

RATES = (1, 4)
"""Exponential growth a with |f| <= exp(a |x|) that is tried for the tails."""

REACH = 16
"""Standard deviations that are integrated, beyond what the tail's growth shifts."""


class Moment:
    """The mean of f(Z) or f'(Z), or of its square, times x or x^2 - 1 if asked for.

    Args:
        pieces: of f, which cover the line.
        derivative: 0 for f, 1 for f'.
        power: of f or f'; 1 or 2.
        weight: 1, x or x^2 - 1.
    """

    def __init__(self, pieces: Sequence[Piece], derivative: int = 0, power: int = 1, weight: Expr = S.One) -> None:
        self.pieces, self.derivative, self.power = pieces, derivative, power
        self.weight = program(weight)

    @property
    def _rate(self) -> int:
        """Growth a of exp(a |x|) above the polynomial weight: |x| and |x^2 - 1| are below exp(2|x|)."""
        return 2 if self.weight.expression.has(x) else 0

    def ball(self) -> arb:
        """Return a ball that contains the moment.

        Raises:
            UnknownError: a box or a tail could not be bounded.
        """
        with working_precision(PRECISION):
            growth, reach = self._tails()
            return sum((self._piece(piece, reach) for piece in self.pieces), arb(0)) + self._tail_bound(growth, reach)

    def _tails(self) -> tuple[int, int]:
        """Return (a, T) with |f| <= exp(a |x|) proved for |x| >= T."""
        ends = [abs(end) for piece in self.pieces for end in (piece.lower, piece.upper) if end not in (oo, -oo)]
        inner = max((int(sympy.ceiling(end)) + 1 for end in ends), default=0)
        why = ""
        for growth in RATES:
            reach = max(REACH + growth * self.power + self._rate, inner)
            outer = ((self.pieces[0].expression, -1), (self.pieces[-1].expression, 1))
            failed = [self._exceeds(f, side, growth, inner, reach) for f, side in outer]
            if not any(failed):
                return growth, reach
            why = next(each for each in failed if each)
        raise UnknownError(f"no exponential bound on the tails of f is proved: {why}")

    def _exceeds(self, expression: Expr, side: int, growth: int, inner: int, reach: int) -> str:
        """Return why |f| <= exp(growth |x|) is not proved beyond reach; empty where it is."""
        own = sympy.diff(expression, x, self.derivative)
        # What holds from REACH on serves all moments of f, whose own reaches lie beyond.
        shared = max(REACH, inner)
        return _outgrows(own, side, growth, shared) and _outgrows(own, side, growth, reach)

    def _tail_bound(self, growth: int, reach: int) -> arb:
        """Return a ball around 0 for both tails."""
        rate = growth * self.power + self._rate
        # The integral of exp(a t) phi(t) from T on is exp(a^2/2) erfc((T - a)/sqrt(2))/2.
        mass = (arb(rate * rate) / 2).exp() * ((arb(reach) - rate) / arb(2).sqrt()).erfc()
        return arb(0, mass.upper())

    def _piece(self, piece: Piece, reach: int) -> arb:
        own = program(piece.expression)
        total, (lower, upper) = arb(0), (piece.lower, piece.upper)
        if self._is_singular(lower, own):
            beside = self._beside(piece, lower, 1)
            total, lower = total + beside.ball, lower + sympy.Rational(1, beside.start)
        if self._is_singular(upper, own):
            beside = self._beside(piece, upper, -1)
            total, upper = total + beside.ball, upper - sympy.Rational(1, beside.start)
        low, lower_rest = self._end(lower, -reach, own)
        high, upper_rest = self._end(upper, reach, own)
        if (lower, upper) != (piece.lower, piece.upper) and not low < high:
            raise UnknownError(
                f"the piece of `{own.expression}` between `{piece.lower}` and `{piece.upper}` is too narrow"
            )
        return total + self._integral(own, low, high) + lower_rest + upper_rest

    def _is_singular(self, end: Expr, own: Program) -> bool:
        """Whether the power series of f at an end of a piece is not known to exist, as that of sqrt(x) at 0."""
        if end in (oo, -oo):
            return False
        place = program(end).plain(fmpq(0), PRECISION)
        return not all(each.is_finite() for each in own.series(place, LENGTH + 2, PRECISION))

    def _beside(self, piece: Piece, end: Expr, side: int) -> Beside:
        """Return the integral from an end to a point close to it."""
        own = sympy.diff(piece.expression, x, self.derivative) ** self.power
        return integral_beside(self.weight.expression * own, end, side)

    def _end(self, end: Expr, infinite: int, own: Program) -> tuple[fmpq, arb]:
        """Return a rational end, and a ball for what lies between it and the true one."""
        if end in (oo, -oo):
            return fmpq(infinite), arb(0)
        if end.is_Rational:
            return to_fmpq(end), arb(0)
        place = program(end).plain(fmpq(0), PRECISION)
        middle = place.mid()
        mantissa, exponent = middle.man_exp()
        about = place.union(middle)
        gap = (place - middle) * self._series(own.series(about, 2 + self.derivative, PRECISION), about, 2)[0]
        exact = fmpq(mantissa) * fmpq(2) ** int(exponent)
        return exact, arb(0, abs(gap).upper())

    def _integral(self, own: Program, low: fmpq, high: fmpq) -> arb:
        total = arb(0)
        pending = _unit_boxes(low, high)
        while pending:
            left, right = pending.pop()
            found = self._box(own, left, right)
            if found is not None:
                total += found
                continue
            middle = (left + right) / 2
            if right - left < NARROWEST:
                raise UnknownError(f"the integral of `{own.expression}` is not bounded near `{float(left):g}`")
            pending += [(left, middle), (middle, right)]
        return total

    def _box(self, own: Program, left: fmpq, right: fmpq) -> arb | None:
        """Return the integral over a box by Taylor's formula with Lagrange's remainder; None where it is too wide."""
        middle, half = (left + right) / 2, arb((right - left) / 2)
        widest = self._series(_expansion(own.expression, left, right), between(left, right), LENGTH + 1)[LENGTH]
        rest = abs(widest) * half ** (LENGTH + 1) * 2 / (LENGTH + 1)
        if not rest.is_finite() or not rest < GOAL * half:
            return None
        terms = self._series(_expansion(own.expression, middle, middle), arb(middle), LENGTH)
        value = sum((2 * terms[k] * half ** (k + 1) / (k + 1) for k in range(0, LENGTH, 2)), arb(0))
        return value + arb(0, rest.upper())

    def _series(self, own: Sequence[arb], place: arb, length: int) -> list[arb]:
        """Return balls for the power series of weight * f^(j)^power * phi at every point of a ball from those for f."""
        with series_length(length):
            try:
                f = arb_series(own[: length + self.derivative], length + self.derivative)
                for _ in range(self.derivative):
                    f = f.derivative()
                z = arb_series([place, 1], length)
                density = (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
                found = f**self.power * density * arb_series(self.weight.series(place, length, PRECISION), length)
                return [found[k] for k in range(length)]
            except (ValueError, ZeroDivisionError):
                return [arb.nan()] * length


@lru_cache(maxsize=2048)
def _expansion(expression: Expr, left: fmpq, right: fmpq) -> list[arb]:
    """Return balls for the power series of f at every point of a box, which all moments of f share."""
    place = arb(left) if left == right else between(left, right)
    return program(expression).series(place, LENGTH + 2, PRECISION)


def _unit_boxes(low: fmpq, high: fmpq) -> list[tuple[fmpq, fmpq]]:
    """Return boxes of width 1 at most that cover an interval."""
    if high <= low:
        return []
    cuts = [low, *(fmpq(k) for k in range(int(low.floor()) + 1, int(high.ceil()))), high]
    return list(pairwise(cuts))


@lru_cache(maxsize=256)
def _outgrows(expression: Expr, side: int, growth: int, start: int) -> str:
    """Return why |f| <= exp(growth |x|) is not proved for |x| >= start on one side; empty where it is."""
    t, do = Symbol("t", positive=True), BoundedArithmetic(KEPT, start)
    try:
        series = Expansion(t, do).series(expression.subs(x, side * t))
        if do.size(series, Monomial(exponent=((S.One, Integer(growth)),))) <= 1:
            return ""
    except SymactError as error:
        return str(error)
    return f"`{expression}` may exceed `exp({growth}*|x|)` for `|x| >= {start}`"

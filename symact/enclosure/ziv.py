"""Ziv's loop: an enclosure is narrowed until the exact value's 128-bit rounding to odd is certain.

Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", 1991.
No fixed precision is a certificate, so the precision doubles until the enclosure lies strictly
between two neighbouring 128-bit numbers; exact values come out of the same arithmetic without a
ball and are rounded as rationals.
"""

import sympy
from flint import arb, ctx, fmpq
from sympy.polys.polyerrors import BasePolynomialError

from symact.balls.scaled_ball import Scale, ScaledBall, sign_of, times_exp
from symact.definition.simplification import simplified
from symact.enclosure import one_exponential, one_square_root
from symact.enclosure.program import Point, Program
from symact.errors import UndecidedError
from symact.formats.round_to_odd import WIDE_EXPONENT, WIDE_PRECISION, RoundToOdd

START_PRECISION = WIDE_PRECISION + 40
"""Bits; nearly all values are decided at once with this much to spare."""

SHORT = 64
"""Operations of a constant, and size of its whole numbers, with which algebra looks whether it is rational."""

LIMIT_PRECISION = 1 << 16
"""Bits; a value still open here is named in an error."""

ALGEBRAIC_PRECISION = START_PRECISION << 3
"""Bits; an algebraic value still open here is tested for being rational."""

HIGHEST = arb(2) ** 4096
"""Algebra is not asked where an intermediate result is greater: SymPy would write out all digits of exp(exp(2^100))."""

FAR = 100_000
"""exp(FAR) and exp(-FAR) lie beyond 2^65536 and 2^-65536, with room for any ball's mantissa."""


def evaluate(program: Program, point: Point, limit: int = LIMIT_PRECISION) -> RoundToOdd:
    """Return the program's value at an exact point, rounded to odd at 128 bits.

    Raises:
        UndecidedError: the value could not be decided within the limit.
    """
    if program.prefers_plain():
        decided = ball_to_wide(program.plain(point, START_PRECISION))
        program.plain_decided(decided is not None)
        if decided is not None:
            return decided
    precision, reason = START_PRECISION, "its enclosure never left a rounding boundary"
    while precision <= limit:
        try:
            value = to_wide(program.scaled_ball(point, precision))
        except UndecidedError as error:
            value, reason = None, str(error)
        if value is not None:
            return value
        if precision == ALGEBRAIC_PRECISION:
            value = (
                _algebraic(program, point)
                or _simplified(program, point, precision)
                or _beside_a_rational(program, point, precision)
            )
            if value is not None:
                return value
        precision *= 2
    raise UndecidedError(
        f"the value of {program.expression} at x = {shown(point)} is undecided at {limit} bits: {reason}; "
        "raise the limit, or rewrite the expression"
    )


def shown(point: Point) -> str:
    """Return an exact point as messages show it."""
    if isinstance(point, tuple):
        return ", ".join(map(shown, point))
    return str(point) if len(str(point)) < 60 else f"about {arb(point).str(15, radius=False)}"


def _algebraic(program: Program, point: Point) -> RoundToOdd | None:
    """Return the value if it is algebraic and, by its minimal polynomial, rational; None otherwise.

    Only a rational value can lie on a rounding boundary, so an irrational one is left to the loop.
    """
    # Decided by structure: SymPy's is_algebraic would evaluate a transcendental value.
    for node in sympy.preorder_traversal(program.expression):
        if not (node.is_Add or node.is_Mul or node.is_Rational or node.is_Symbol or node.is_Pow):
            return None
        if node.is_Pow and not node.exp.is_Rational:
            return None
    points = point if isinstance(point, tuple) else (point,)
    try:
        exact = one_square_root.evaluate(program.expression, dict(zip(program.variables, points, strict=True)))
        return RoundToOdd.from_ratio(int(exact.rational.p), int(exact.rational.q)) if exact.factor == 0 else None
    except one_square_root.TwoRootsError:
        pass
    value = _put_in(program, point)
    unknown = sympy.Dummy()
    try:
        polynomial = sympy.Poly(sympy.minimal_polynomial(value, unknown), unknown)
    except (NotImplementedError, ArithmeticError, ValueError, BasePolynomialError):
        # SymPy only looks for the answer; where it fails (an infinite value, say), the loop goes on.
        return None
    if polynomial.degree() > 1:
        return None
    slope, offset = polynomial.all_coeffs()
    root = -offset / slope
    return RoundToOdd.from_ratio(int(root.p), int(root.q))


def _simplified(program: Program, point: Point, precision: int) -> RoundToOdd | None:
    """Return the value if algebra makes it a rational number that the enclosure contains; None otherwise."""
    if not all(step.abs_upper() < HIGHEST for step in program.steps(point, START_PRECISION)):
        return None
    value = _put_in(program, point)
    numbers = [part for number in value.atoms(sympy.Rational) for part in (number.p, number.q)]
    # Of long formulas and numbers SymPy would take minutes, and no value of such is known to be rational.
    if not value.is_Rational and value.count_ops() <= SHORT and max(map(abs, numbers), default=0) <= SHORT:
        value = simplified(value)
    if not value.is_Rational:
        return None
    found = fmpq(int(value.p), int(value.q))
    ball = program.plain(point, precision)
    return RoundToOdd.from_ratio(int(value.p), int(value.q)) if ball.contains(found) else None


def _beside_a_rational(program: Program, point: Point, precision: int) -> RoundToOdd | None:
    """Return the value if powers of one exponential, of which the first ones cancel, are all that it has beside one."""
    value = one_exponential.apart(_put_in(program, point))
    try:
        return None if value is None else to_wide(Program(value, ()).scaled_ball((), precision))
    except UndecidedError:
        return None


def _put_in(program: Program, point: Point) -> sympy.Expr:
    """Return the expression at a point."""
    numbers = [sympy.Rational(int(p.p), int(p.q)) for p in (point if isinstance(point, tuple) else (point,))]
    return program.expression.subs(dict(zip(program.variables, numbers, strict=True)))


def to_wide(value: ScaledBall) -> RoundToOdd | None:
    """Return the value rounded to odd, or None if the enclosure does not decide it."""
    anchor, ball = value.anchor, value.ball
    if value.is_exact:
        return RoundToOdd.from_ratio(int(anchor.p), int(anchor.q))
    if value.shift != 0:
        # An exact exponential: no rational, so it is one more ball.
        if ball is None:
            return _scaled_to_wide(arb(anchor), value.shift, 0)
        if -FAR <= value.shift <= FAR:
            rest = times_exp(ball, value.scale) if value.scale < FAR else arb.pos_inf()
            return ball_to_wide(times_exp(arb(anchor), value.shift) + rest)
        exponent = max(value.shift, value.scale)
        whole = times_exp(arb(anchor), value.shift - exponent) + times_exp(ball, value.scale - exponent)
        return _scaled_to_wide(whole, exponent, 0)
    assert ball is not None
    if anchor == 0 or value.scale > FAR:
        # Beside a number above exp(FAR) / 2^70000 > 2^74000 an anchor of fewer bits decides nothing.
        return (
            _scaled_to_wide(ball, value.scale, value.sign if anchor == 0 else 0)
            if anchor.height_bits() < 70_000
            else None
        )
    if value.scale < -FAR:
        return _beside(anchor, value.sign or sign_of(ball), -74_000) if _is_moderate(ball) else None
    rest = times_exp(ball, value.scale)
    if not rest.is_finite():
        return None
    bound, power = rest.abs_upper().man_exp()
    top = int(power) + int(bound.bit_length())
    if top > int(anchor.p.bit_length() - anchor.q.bit_length()) - WIDE_PRECISION - 16:
        return ball_to_wide(arb(anchor) + rest)
    beside = _beside(anchor, sign_of(rest), top)
    # The anchor may lie nearer to the grid than the rest is long: 1 - 2^-400 and then + 2^-200.
    return ball_to_wide(arb(anchor) + rest) if beside is None else beside


def _is_moderate(ball: arb) -> bool:
    """Whether a ball is certainly smaller than what separates exp(FAR) from 2^65536."""
    return bool(ball.abs_upper() < arb(2) ** 70_000)


def _scaled_to_wide(ball: arb, scale: Scale, sign: int) -> RoundToOdd | None:
    """Decide ball * exp(scale); beyond exp(FAR) and below exp(-FAR) only the sign matters, which may be known."""
    if -FAR <= scale <= FAR:
        return ball_to_wide(times_exp(ball, scale))
    sign = sign or sign_of(ball)
    if sign == 0 or not _is_moderate(1 / ball if scale > 0 else ball):
        return None
    return RoundToOdd.huge(sign < 0) if scale > 0 else RoundToOdd.tiny(sign < 0)


def _beside(anchor: fmpq, sign: int, top: int) -> RoundToOdd | None:
    """Decide a value strictly between a rational and that rational plus sign * 2^top, where 2^top is small."""
    if sign == 0:
        return None
    numerator, denominator = abs(int(anchor.p)), int(anchor.q)
    shift = WIDE_PRECISION + 4 - (numerator.bit_length() - denominator.bit_length())
    if shift >= 0:
        numerator <<= shift
    else:
        denominator <<= -shift
    whole, rest = divmod(numerator, denominator)
    negative = anchor < 0
    outward = (sign > 0) != negative
    # Distance to the next grid point on the value's side, in units of 2^-shift times the denominator.
    room = denominator - rest if outward or rest == 0 else rest
    if room.bit_length() - 1 <= denominator.bit_length() + top + shift:
        return None
    if not outward and rest == 0:
        whole -= 1
    return RoundToOdd.from_bits(bool(negative), whole, -shift, True)


def ball_to_wide(ball: arb) -> RoundToOdd | None:
    """Decide a plain ball: both ends must lie strictly inside one cell of the 128-bit grid."""
    if not ball.is_finite():
        return None
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    radius, radius_exponent = (int(part) for part in ball.rad().man_exp())
    if radius == 0:
        return RoundToOdd.from_bits(mantissa < 0, abs(mantissa), exponent, False)
    if radius_exponent + radius.bit_length() > exponent + abs(mantissa).bit_length():
        return None
    # A radius far below the last bits only lengthens the integers; widen it to a useful size.
    floor = exponent + abs(mantissa).bit_length() - 2 * ctx.prec
    if radius_exponent < floor:
        shift = floor - radius_exponent
        radius, radius_exponent = (radius >> shift) + 1 if shift < 64 else 1, floor
    low = min(exponent, radius_exponent)
    middle = abs(mantissa) << (exponent - low)
    radius <<= radius_exponent - low
    inner, outer = middle - radius, middle + radius
    excess = outer.bit_length() - WIDE_PRECISION
    # Beyond all formats the sign decides, also of what may be a power of two and is never told from one.
    if inner > 0 and outer.bit_length() + low < -WIDE_EXPONENT:
        return RoundToOdd.tiny(mantissa < 0)
    if inner > 0 and inner.bit_length() + low > WIDE_EXPONENT + 1:
        return RoundToOdd.huge(mantissa < 0)
    if inner <= 0 or excess <= 0 or inner.bit_length() != outer.bit_length():
        return None
    if inner >> excess != outer >> excess or inner & ((1 << excess) - 1) == 0:
        return None
    return RoundToOdd.from_bits(mantissa < 0, inner, low, True)

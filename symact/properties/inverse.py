"""The inverse in closed form, piece by piece, or the proof that f takes a value twice."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

import sympy
from sympy import Expr, Rational, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact import functions
from symact.analysis.domain import natural_pieces
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_coordinates import plain
from symact.analysis.parameter_regions import Region
from symact.analysis.regional_claim import in_parameters
from symact.analysis.symbolic_parameters import put_in, short_pieces
from symact.analysis.values import Value, cases_of
from symact.analysis.witnesses import taken_at
from symact.balls.scaled_ball import sign_of
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece, intervals
from symact.definition.simplification import fewest_operations, simplified
from symact.errors import OpenSignError, SymactError
from symact.evidence import Enclosure, Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.properties.period import derive as derive_period
from symact.sentence import where
from symact.symbolic.inversion import candidates
from symact.symbolic.limits import limit
from symact.symbolic.signs import prove_smooth
from symact.symbolic.zero_test import PRECISIONS, ball_at, inner_points, is_identically_zero, normal

TOPIC = "symmetry and inverse"

PROPERTY = ("inverse",)

y = Symbol("y", real=True)
"""The value of f, in which inverses are written."""

NOT_INJECTIVE = "none"
"""Value of a fact that proves that there is no inverse."""

PROBES = tuple(Rational(p) for p in ("-8", "-4", "-2", "-1", "-1/2", "0", "1/2", "1", "2", "4", "8"))
"""Points among which three are looked for at which f goes up and down."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An inverse, or that there is none, on one region of the parameters.

    Args:
        value: (image as a piece of the y-line, inverse) pairs, "none", or None if open.
        parts: the evidence.
    """

    value: tuple[tuple[Piece, Expr], ...] | str | None
    parts: tuple[Evidence, ...]

    def shown(self, values: dict[Symbol, Expr]) -> list[dict[str, Value]] | str | None:
        """Return the value of the fact, with parameter values put in."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        return cases_of([(put_in(image, values).condition(y), inverse.subs(values)) for image, inverse in self.value])


@dataclass(frozen=True, slots=True)
class Branch:
    """A piece with its inverse g and its image as a piece of the y-line; low and high may be -oo and oo."""

    piece: Piece
    inverse: Expr
    image: Piece
    parts: tuple[Evidence, ...]


class NoInverseError(Exception):
    """A step towards an inverse failed; the message says which."""


def derive(subject: Subject) -> list[Fact]:
    """Return the inverse, one fact a condition on the parameters."""
    if any(s.name == y.name for s in subject.expression.free_symbols):
        return [Fact("inverse", None, sympy.true, (Gap("a parameter is called y, as the value of f is"),))]
    pieces, values = short_pieces(subject, x)
    rows = _answers(subject, pieces)
    if len(rows) > 1 and values:
        rows, values = _answers(subject, subject.pieces), {}
    return [Fact("inverse", answer.shown(values), condition, answer.parts) for condition, answer in rows]


def _answers(subject: Subject, pieces: Sequence[Piece]) -> list[tuple[Boolean, Answer]]:
    found = solve_by_cases(
        subject.expression,
        lambda region, _: _told(_answer(subject, [put_in(p, dict(region.inward)) for p in pieces], region), region),
        lambda reason: Answer(None, (Gap(reason),)),
    )
    rows = merge(found, lambda a, b: a.value == b.value)
    return [(condition, Answer(a[0].value, tuple(p for each in a for p in each.parts))) for condition, a in rows]


def _told(answer: Answer, region: Region) -> Answer:
    return replace(answer, parts=tuple(in_parameters(part, region) for part in answer.parts))


def _answer(subject: Subject, pieces: Sequence[Piece], region: Region) -> Answer:
    flat = _constant_piece(pieces)
    if flat:
        return Answer(NOT_INJECTIVE, (flat,))
    try:
        branches = [invert(*part) for piece in pieces for part in _continuous(piece)]
    except NoInverseError as error:
        twice = _taken_twice(subject, pieces)
        return Answer(NOT_INJECTIVE, twice) if twice else Answer(None, (Gap(str(error)),))
    for a, b in combinations(branches, 2):
        if _overlap(a.image, b.image):
            step = Step("common value", f"the images `{a.image.condition(y)}` and `{b.image.condition(y)}` meet")
            return Answer(NOT_INJECTIVE, (*a.parts, *b.parts, Proof((step,))))
    shown = sorted(branches, key=lambda b: len([c for c in branches if _below(c.image, b.image)]))
    value = tuple((_outside(b.image, region), _short(region.outside(b.inverse))) for b in shown)
    apart = Proof((Step("common value", "the images of different pieces do not meet"),)) if len(branches) > 1 else None
    return Answer(value, (*(p for b in shown for p in b.parts), *([apart] if apart else [])))


def _outside(piece: Piece, region: Region) -> Piece:
    return replace(piece, lower=_short(region.outside(piece.lower)), upper=_short(region.outside(piece.upper)))


def _short(expression: Expr) -> Expr:
    """Return the shortest of a few forms of a rational function; of anything else in the parts that are some."""
    if not expression.is_rational_function() or expression.is_number:
        return plain(expression)
    above, below = sympy.fraction(sympy.cancel(expression))
    forms = (expression, above / below, (-above) / (-below), sympy.expand(above / below))
    return fewest_operations(forms)


def _constant_piece(pieces: Sequence[Piece]) -> Evidence | None:
    for piece in intervals(pieces):
        slope = normal(sympy.diff(piece.expression, x), x, piece.lower, piece.upper)
        if slope is None or slope.has(x):
            continue
        sign = constant_sign(slope)
        if sign is None:
            raise OpenSignError(slope)
        if sign == 0:
            return Proof((Step("common value", f"`f = {piece.expression}` {where(piece.condition(x))}"),))
    return None


def _continuous(piece: Piece) -> list[tuple[Piece, Evidence]]:
    """Return a piece, or the parts of it on which its expression is defined, with why f is continuous on each.

    Raises:
        NoInverseError: where it is defined could not be decided; OpenSignError as `invert`.
    """
    smooth: Evidence = prove_smooth(piece.expression, x, piece.lower, piece.upper)
    if piece.is_point or not isinstance(smooth, Gap):
        return [(piece, smooth)]
    try:
        parts = natural_pieces((piece,))
    except OpenSignError:
        raise
    except SymactError as error:
        raise NoInverseError(f"continuity: {error}") from None
    rule = "composition of analytic functions"
    return [(part, Proof((Step(rule, f"`{part.expression}` {where(part.condition(x))}"),))) for part in parts]


def invert(piece: Piece, smooth: Evidence) -> Branch:
    """Return the inverse of one piece with its proof: g(f(x)) = x, so f is injective there.

    Raises:
        NoInverseError: no closed form was found, or a step of the proof failed.
        OpenSignError: the sign of a constant decides.
    """
    if piece.is_point:
        value = piece.expression
        step = Step("left inverse", f"f takes the value `{value}` at `{x} = {piece.lower}`")
        return Branch(piece, piece.lower, Piece(value, value, y, True, True), (Proof((step,)),))
    for candidate in candidates(piece.expression, x, y):
        test = is_identically_zero(candidate.subs(y, piece.expression) - x, x, piece.lower, piece.upper)
        if test.zero:
            step = Step("left inverse", f"`g(y) = {candidate}`: `g(f(x)) = x` {where(piece.condition(x))}")
            image, steps = _image(piece)
            return Branch(piece, candidate, image, (smooth, Proof((step,)), test.evidence, *steps))
    raise NoInverseError(f"no closed form was found that inverts `{piece.expression}`")


def _image(piece: Piece) -> tuple[Piece, tuple[Evidence, ...]]:
    """Return the image of a piece on which f is continuous and injective, hence strictly monotone."""
    (left, why_left), (right, why_right) = _end(piece, -1), _end(piece, 1)
    order = _order(left, right)
    low, high = (left, right) if order > 0 else (right, left)
    owns = (piece.owns_lower, piece.owns_upper) if order > 0 else (piece.owns_upper, piece.owns_lower)
    image = Piece(low, high, y, *owns)
    inside = "the domain" if piece.condition(x) == sympy.true else f"`{piece.condition(x)}`"
    step = Step("image", f"f is continuous and injective, so monotone: it maps {inside} to (`{low}`, `{high}`)")
    return image, (why_left, why_right, Proof((step,)))


def _end(piece: Piece, side: int) -> tuple[Expr, Evidence]:
    end = piece.upper if side > 0 else piece.lower
    owned = piece.owns_upper if side > 0 else piece.owns_lower
    value = None if end in (oo, -oo) else simplified(piece.expression.subs(x, end))
    if value is None or (not owned and not value.is_finite):
        inside = piece.expression if value is None else piece.expression.subs(x, end - side / x)
        found = limit(inside, x, side if value is None else 1)
        if found.open_sign is not None:
            raise OpenSignError(found.open_sign)
        if found.value is None or not isinstance(found.evidence, Proof):
            raise NoInverseError(f"the limit of `{piece.expression}` at `{end}` is open")
        return found.value, found.evidence
    return value, Proof((Step("one-sided values", f"`f -> {value}` at `{x} = {end}`"),))


def _order(a: Expr, b: Expr) -> int:
    """Return the sign of b - a, where either may be infinite."""
    if a is b:
        return 0
    if a is -oo or b is oo:
        return 1
    if a is oo or b is -oo:
        return -1
    sign = constant_sign(b - a)
    if sign is None:
        raise OpenSignError(b - a)
    return sign


def _below(a: Piece, b: Piece) -> bool:
    """Whether all of an image lies below another."""
    order = _order(a.upper, b.lower)
    return order > 0 or (order == 0 and not (a.owns_upper and b.owns_lower))


def _overlap(a: Piece, b: Piece) -> bool:
    return not _below(a, b) and not _below(b, a)


def _taken_twice(subject: Subject, pieces: Sequence[Piece]) -> tuple[Evidence, ...] | None:
    """Return why f takes a value twice: it turns back on a piece, as points or limits show, or it is periodic."""
    if not any(piece.expression.free_symbols - {x} for piece in pieces):
        # Where it is open where f is defined, its points are tried all the same.
        with suppress(SymactError):
            pieces = natural_pieces(tuple(pieces))
        for piece in intervals(pieces):
            found = _up_and_down(piece)
            if found:
                return found
    elif found := _one_limit(pieces):
        return found
    if len(pieces) == 1 and pieces[0].expression.has(*functions.classes(lambda each: each.wave)):
        (period, *others) = derive_period(subject)
        if not others and isinstance(period.value, Expr):
            return (*period.parts, Proof((Step("common value", f"`f(x) = f(x + {period.value})`"),)))
    return None


def _one_limit(pieces: Sequence[Piece]) -> tuple[Evidence, ...] | None:
    """Return why f tends to one value at both ends of a piece, or takes one that it tends to: no monotone f does."""
    with suppress(NoInverseError):
        for part, smooth in (part for piece in intervals(pieces) for part in _continuous(piece)):
            (left, why_left), (right, why_right), on = _end(part, -1), _end(part, 1), where(part.condition(x))
            if _order(left, right) == 0:
                step = Step("common value", f"f is continuous {on} and tends to `{left}` at both ends")
                return smooth, why_left, why_right, Proof((step,))
            for end, level, why in ((part.lower, left, why_left), (part.upper, right, why_right)):
                if end in (oo, -oo) and (place := taken_at(part, level)) is not None:
                    says = f"f is continuous {on}, tends to `{level}` at `{end}` and is it at `{place}`"
                    return smooth, why, Proof((Step("common value", says),))
    return None


def _up_and_down(piece: Piece) -> tuple[Evidence, ...] | None:
    usual = [p for p in PROBES if _is_inside(piece, p)]
    # A piece that ends soon may turn between the usual points.
    more = sorted({*usual, *inner_points(piece.lower, piece.upper)})
    for points, precision in product((usual, more), PRECISIONS[:2]):
        balls = [(p, ball) for p in points if (ball := ball_at(piece.expression, x, p, precision)) is not None]
        rises = [(i, sign_of(b - a)) for i, ((_, a), (_, b)) in enumerate(pairwise(balls))]
        turns = [(i, j) for (i, s), (j, t) in combinations([(i, s) for i, s in rises if s], 2) if s == -t]
        for i, j in turns[:1]:
            low, high = balls[i][0], balls[j + 1][0]
            smooth = prove_smooth(piece.expression, x, low, high)
            if isinstance(smooth, Gap):
                return None
            shown = (balls[i], balls[i + 1], balls[j], balls[j + 1])
            named = tuple((f"`f({p})`", str(ball)) for p, ball in dict(shown).items())
            step = Step("intermediate values", f"f is continuous and not monotone on [`{low}`, `{high}`]")
            return smooth, Enclosure(named, precision), Proof((step,))
    return None


def _is_inside(piece: Piece, point: Rational) -> bool:
    above = piece.lower is -oo or constant_sign(point - piece.lower) == 1
    return above and (piece.upper is oo or constant_sign(piece.upper - point) == 1)

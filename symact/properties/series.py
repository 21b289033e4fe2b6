"""Taylor series at 0 and asymptotic series at both infinities, by one arithmetic of truncated series."""

from dataclasses import replace

import sympy
from sympy import Expr, S, Symbol, oo

from symact.analysis import values
from symact.analysis.domain import is_analytic_at, natural_pieces
from symact.analysis.one_period import window
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece, intervals
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.expansion import Expansion
from symact.symbolic.signs import prove_smooth
from symact.symbolic.transseries import Arithmetic, PrecisionError, Series, Term, sign_of

TOPIC = "series and integrals"

PROPERTY = ("taylor", "asymptotic_series")

DEGREE = 5
"""Highest power of a Taylor polynomial."""

LONG = 8
"""Operations of a formula with parameters from which on its Taylor coefficients are found by differentiation."""

LENGTHS = (8, 12, 20)
"""Terms kept, tried one after the other until all powers up to the degree are there."""

ASYMPTOTIC = 4
"""Terms of an asymptotic series."""


def derive(subject: Subject) -> list[Fact]:
    """Return the Taylor polynomial at 0, one a side where 0 is a breakpoint, and the series at -oo and oo."""
    try:
        pieces = natural_pieces(intervals(subject.pieces))
    except SymactError as error:
        gap = Fact("asymptotic_series", None, sympy.true, (Gap(str(error)),))
        if len(subject.pieces) == 1 and is_analytic_at(subject.expression, S.Zero):
            # Where else f has a value does not matter.
            return [_taylor(subject.pieces, subject.expression.subs(x, 0)), gap]
        return [replace(gap, property="taylor"), gap]
    here = next((piece.expression.subs(x, 0) for piece in subject.pieces if piece.holds(S.Zero)), None)
    return [_taylor(pieces, here), _asymptotic(pieces)]


def _taylor(pieces: tuple[Piece, ...], here: Expr | None) -> Fact:
    left, right = (_beside(pieces, side) for side in (-1, 1))
    try:
        if left is None or right is None:
            step = Step("natural domain", "f is not defined on both sides of 0")
            return Fact("taylor", values.UNDEFINED, sympy.true, (Proof((step,)),))
        if left is right:
            series, proof = _by_derivatives(right) or _polynomial(right, 1)
            return Fact("taylor", series, sympy.true, (proof,))
        found = [(word, *_polynomial(piece, side)) for word, piece, side in (("left", left, -1), ("right", right, 1))]
    except SymactError as error:
        return Fact("taylor", None, sympy.true, (Gap(str(error)),))
    proofs = tuple(proof for _, _, proof in found)
    first, second = (series for _, series, _ in found)
    if first == second and here == sympy.Add(*(term for term in first.terms if not term.has(x))):
        return Fact("taylor", first, sympy.true, proofs)
    sides = [{"side": word, "series": series} for word, series, _ in found]
    return Fact("taylor", sides, sympy.true, proofs)


def _beside(pieces: tuple[Piece, ...], side: int) -> Piece | None:
    """Return the piece on one side of 0, None where f is not defined there."""
    for piece in pieces:
        low, high = _sign(piece.lower), _sign(piece.upper)
        if (low < 0 < high) or (low == 0 and side > 0) or (high == 0 and side < 0):
            return piece
    return None


def _sign(end: Expr) -> int:
    found = 1 if end is oo else -1 if end is -oo else constant_sign(end)
    if found is None:
        raise OpenSignError(end)
    return found


def _polynomial(piece: Piece, side: int) -> tuple[values.Series, Evidence]:
    """Return the polynomial with its O-term; x = side/t with t -> oo."""
    t = Symbol("t", positive=True)
    expression = piece.expression.subs(x, side / t)
    for length in LENGTHS:
        walk = Expansion(t, Arithmetic(length))
        try:
            found = walk.series(expression)
        except PrecisionError:
            continue
        if found.rest is None or sign_of(found.rest.power + DEGREE) < 0:
            return _powers(found, side), Proof(walk.steps or _constant(piece.expression))
    raise UnknownError(f"the Taylor series of `{piece.expression}` at 0 was not found up to `x**{DEGREE}`")


def _by_derivatives(piece: Piece) -> tuple[values.Series, Evidence] | None:
    """Return Taylor's polynomial from derivatives at 0; None where f is short, or not proved to be analytic there.

    The coefficients of a long formula with parameters swell in the arithmetic of series, and so do those of any whose
    functions are taken where their values are no rational numbers, as in tanh(x + b) and sech(x + 2).
    """
    expression = piece.expression
    if expression.is_polynomial(x):
        return None
    # Logarithms have rational slopes.
    functions = (each for each in expression.atoms(sympy.Function) if each.has(x) and each.func is not sympy.log)
    moved = not all(each.subs(x, 0).rewrite(sympy.exp).is_Rational for each in functions)
    if not moved and (not expression.free_symbols - {x} or expression.count_ops() <= LONG):
        return None
    smooth = prove_smooth(expression, x, S.Zero, S.Zero)
    if not isinstance(smooth, Proof):
        return None
    terms = []
    for k in range(DEGREE + 1):
        expression = sympy.diff(expression, x) if k else expression
        value = expression.subs(x, 0)
        terms.append((sympy.factor(value) if k else value) / sympy.factorial(k) * x**k)
    step = Step("differentiation", f"orders 0..{DEGREE} at `{x} = 0` of `{piece.expression}`")
    # A coefficient may vanish only by an identity, as 1 - tanh(2)**2 - sech(2)**2 does.
    kept = (term for term in terms if term.free_symbols - {x} or constant_sign(term.subs(x, 1)) != 0)
    return values.Series(tuple(kept), x ** (DEGREE + 1)), Proof((*smooth.steps, step))


def _constant(expression: Expr) -> tuple[Step, ...]:
    return (Step("constant", f"`{expression}` is its own series"),)


def _powers(found: Series, side: int) -> values.Series:
    terms: list[Term] = []
    cut = found.rest is not None
    for coefficient, monomial in found.terms:
        if monomial.exponent or monomial.logs != 0 or not monomial.power.is_Integer or monomial.power > 0:
            # x**p has one for some p.
            is_open = bool(monomial.power.free_symbols)
            raise UnknownError(f"{'it is open whether f has a' if is_open else 'f has no'} Taylor series at 0")
        if monomial.power >= -DEGREE:
            terms.append((coefficient, monomial))
        else:
            cut = True
    powers = tuple(c * (side * x) ** (-m.power) for c, m in terms)
    return values.Series(powers, x ** (DEGREE + 1) if cut else None)


def _asymptotic(pieces: tuple[Piece, ...]) -> Fact:
    entries: list[dict[str, values.Value]] = []
    proofs: list[Evidence] = []
    for word, piece, end, side in (("-oo", pieces[0], pieces[0].lower, -1), ("oo", pieces[-1], pieces[-1].upper, 1)):
        if end not in (oo, -oo):
            entries.append({"side": word, "series": values.UNDEFINED})
            proofs.append(Proof((Step("natural domain", f"f is not defined near `{word}`"),)))
            continue
        try:
            series, proof = _at_infinity(piece.expression, side)
        except PrecisionError as error:
            once = window(pieces)
            if once is None or once.drift != 0:
                return Fact("asymptotic_series", None, sympy.true, (Gap(f"at `{word}`: {error}"),))
            series = values.Series((), S.One)
            proof = Proof(
                (Step("recurrence", f"f is continuous and has the period `{once.period}`, so it is bounded"),)
            )
        except OpenSignError:
            raise
        except SymactError as error:
            return Fact("asymptotic_series", None, sympy.true, (Gap(f"at `{word}`: {error}"),))
        entries.append({"side": word, "series": series})
        proofs.append(proof)
    return Fact("asymptotic_series", entries, sympy.true, tuple(proofs))


def _at_infinity(expression: Expr, side: int) -> tuple[values.Series, Evidence]:
    t = Symbol("t", positive=True)
    walk = Expansion(t, Arithmetic(ASYMPTOTIC))
    found = walk.series(expression.subs(x, side * t))
    terms = tuple(_at(c * m.expression(t), t, side) for c, m in found.terms)
    rest = None if found.rest is None else _at(found.rest.expression(t), t, side)
    return values.Series(terms, rest), Proof(walk.steps or _constant(expression))


def _at(term: Expr, t: Symbol, side: int) -> Expr:
    return sympy.powsimp(term.subs(t, side * x))

"""E f(Z) in closed form for Z ~ N(0, 1): terms with powers, exponentials, sines and one error function."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import sympy
from sympy import Dummy, Expr, I, Rational, S, atan, cos, erf, erfc, exp, oo, pi, sin, sqrt

from symact.definition.activation import x
from symact.definition.pieces import Piece
from symact.definition.simplification import SEARCHED, fewest_operations, simplified
from symact.errors import SymactError
from symact.evidence import Proof
from symact.symbolic.limits import limit
from symact.symbolic.signs import prove_smooth
from symact.symbolic.zero_test import ball_at

HIGHEST_DEGREE = 40
"""Powers of x and of erf beyond which no closed form is written down."""

LONGEST = 120
"""Operations beyond which an expression is not expanded into terms."""

PRECISION = 64
"""Bits at which two values are told apart."""

FASTEST = 8
"""An even power of x that grows faster than what the even part is taken of."""


class _Term(NamedTuple):
    """A term constant * x^degree * exp(rate*x - weight*x^2) * erf(scale*x + shift)^power."""

    constant: Expr
    degree: int
    rate: Expr
    weight: Expr
    scale: Expr
    power: int
    shift: Expr = S.Zero


def gaussian_mean(pieces: Sequence[Piece], power: int = 1) -> Expr:
    """Return E f(Z)^power in closed form, Z ~ N(0, 1).

    Args:
        pieces: whose expressions, raised to the power, expand into terms that `_Term` covers: powers of x times
            exponentials on any interval; on the whole line also sines, cosines and erf(c*x).
        power: 1 for the mean, 2 for the second moment.

    Raises:
        SymactError: a term is of another form.
    """
    total = S.Zero
    for piece in pieces:
        for term in _terms(piece, power):
            total += term.constant * _moment(term, piece.lower, piece.upper)
    # Sines were read as exponentials; the imaginary parts of a real mean cancel.
    return sympy.expand(sympy.re(sympy.expand(total, complex=True))) if total.has(I) else total


def _terms(piece: Piece, power: int) -> list[_Term]:
    expression = piece.expression
    if expression.count_ops() > LONGEST:
        raise SymactError(f"`{expression}` is too long for a closed form of its mean")
    whole = piece.lower is -oo and piece.upper is oo
    raised = expression**power
    try:
        return _read(raised, whole)
    except SymactError as error:
        if not whole or raised.has(sin, cos, erf, exp):
            raise
        # The mean is that of the even part, in which roots may cancel.
        with suppress(SymactError):
            even = _read(sympy.expand((raised + raised.subs(x, -x)) / 2), whole)
            if _is_slow(expression):
                return even
        raise error from None


def _read(raised: Expr, whole: bool) -> list[_Term]:
    exponentials = raised.rewrite(exp) if raised.has(sin, cos) else raised
    terms = [_read_term(term, whole) for term in _collected_terms(sympy.expand(exponentials))]
    if None in terms:
        # Its own terms may be complex exponentials, or many.
        raise SymactError(f"no rule integrates `{raised}` against the normal density")
    return [term for term in terms if term is not None]


def _collected_terms(expanded: Expr) -> list[Expr]:
    """Return the terms of a sum; with parameters those of one function of x as one, its coefficient factored."""
    terms = sympy.Add.make_args(expanded)
    if expanded.free_symbols <= {x} or not expanded.has(erf):
        return list(terms)
    total: dict[Expr, Expr] = {}
    for constant, moving in (term.as_independent(x, as_Add=False) for term in terms):
        total[moving] = total.get(moving, S.Zero) + constant
    return [sympy.factor(constant) * moving for moving, constant in total.items()]


def _is_slow(expression: Expr) -> bool:
    """Whether a function is smooth on the line and grows less than a power, so that its mean is finite."""
    if not isinstance(prove_smooth(expression, x, -oo, oo), Proof):
        return False
    return all(limit(expression / (1 + x**FASTEST), x, side).value == 0 for side in (-1, 1))


def _read_term(term: Expr, whole: bool) -> _Term | None:
    """Return a term that a rule integrates, None for another one."""
    constant, degree, power = S.One, 0, 0
    rate = weight = scale = shift = S.Zero
    for factor in sympy.Mul.make_args(sympy.powsimp(term, combine="exp")):
        base, exponent = factor.as_base_exp()
        natural = exponent.is_Integer and 0 < exponent <= HIGHEST_DEGREE
        if not factor.has(x):
            constant *= factor
        elif base == x and natural:
            degree += int(exponent)
        elif isinstance(factor, exp) and factor.args[0].is_polynomial(x) and sympy.degree(factor.args[0], x) <= 2:
            square, slope, offset = (factor.args[0].expand().coeff(x, k) for k in (2, 1, 0))
            # Of an expanded square of a sum it is not seen that it is positive.
            rate, weight, constant = rate + slope, weight - sympy.factor(square), constant * exp(offset)
        elif whole and natural and isinstance(base, erf) and _is_line(base.args[0], scale, shift):
            scale, shift = (sympy.factor(each) for each in sympy.Poly(base.args[0], x).all_coeffs())
            power += int(exponent)
        else:
            return None
    plain = weight == 0 and power == 0
    if not plain and not (whole and (weight + S.Half).is_positive):
        return None
    if (power and rate != 0) or (shift != 0 and (degree, weight, power) != (0, 0, 1)):
        return None
    return _Term(constant, degree, rate, weight, scale, power, shift)


def _is_line(argument: Expr, scale: Expr, shift: Expr) -> bool:
    """Whether an argument is c*x + d, with the c and d of the other error functions if there are any."""
    if not argument.is_polynomial(x) or sympy.degree(argument, x) != 1:
        return False
    own = tuple(sympy.factor(each) for each in sympy.Poly(argument, x).all_coeffs())
    return scale == 0 or own == (scale, shift)


def _moment(term: _Term, lower: Expr, upper: Expr) -> Expr:
    """Return the integral of a term's x-dependent part times phi over [lower, upper]."""
    if term.shift != 0:
        # It is P(Y < aZ + b) up to a factor and a constant, Y a normal variable of its own.
        return erf(term.shift / sqrt(1 + 2 * term.scale**2))
    if term.rate != 0 and term.weight != 0:
        # In u = z*sqrt(1 + 2w) the weight is that of phi alone.
        scale = sqrt(1 + 2 * term.weight)
        return _shifted(term.degree, term.rate / scale, -oo, oo) / scale ** (term.degree + 1)
    if term.power or term.weight != 0:
        return _even_weight(term.degree, term.power, term.scale, term.weight + S.Half) / sqrt(2 * pi)
    return _shifted(term.degree, term.rate, lower, upper)


def _even_weight(degree: int, power: int, scale: Expr, weight: Expr) -> Expr:
    """Return the integral of z^degree erf(scale z)^power exp(-weight z^2) over the line.

    Integration by parts lowers the degree, for z exp(-weight z^2) is a derivative. What is left at degree 0
    are powers of erf alone: odd ones vanish; the square is Williams' arc sine (Neural Computation 10, 1998) of
    s^2/(w + s^2), written as an arc tangent.

    Raises:
        SymactError: a fourth or higher even power of erf is left.
    """
    if (degree + power) % 2:
        return S.Zero
    if degree == 0:
        if power > 2:
            raise SymactError(f"no rule integrates `erf({scale}*x)^{power}` against the normal density")
        square = S.One if power == 0 else 2 / pi * atan(scale**2 / sqrt(weight * (weight + 2 * scale**2)))
        return sqrt(pi / weight) * square
    total = S.Zero
    if degree > 1:
        total += (degree - 1) * _even_weight(degree - 2, power, scale, weight)
    if power:
        inner = _even_weight(degree - 1, power - 1, scale, weight + scale**2)
        total += power * 2 * scale / sqrt(pi) * inner
    return total / (2 * weight)


def _shifted(degree: int, rate: Expr, lower: Expr, upper: Expr) -> Expr:
    """Return the integral of z^n exp(a z) phi(z) over [lower, upper].

    Completing the square, exp(a z) phi(z) = exp(a^2/2) phi(z - a), leaves moments of phi; a complex a moves the
    path of integration, which is allowed on the whole line.
    """
    if rate.has(I) and not (lower is -oo and upper is oo):
        raise SymactError("sines are integrated against the normal density on the whole line only")
    low, high = (end if end in (oo, -oo) else end - rate for end in (lower, upper))
    moments = [_mass(low, high), _density(low) - _density(high)]
    for k in range(2, degree + 1):
        # Integration by parts: (w^(k-1) phi)' = (k-1) w^(k-2) phi - w^k phi.
        ends = _edge(k - 1, low) - _edge(k - 1, high)
        moments.append((k - 1) * moments[k - 2] + ends)
    shifted = (sympy.binomial(degree, k) * rate ** (degree - k) * moments[k] for k in range(degree + 1))
    return exp(rate**2 / 2) * sympy.Add(*shifted)


def _mass(low: Expr, high: Expr) -> Expr:
    """Return the integral of phi; as erfc where one end is infinite, as erf otherwise."""
    if low is -oo:
        return S.One if high is oo else erfc(-high / sqrt(2)) / 2
    if high is oo:
        return erfc(low / sqrt(2)) / 2
    return (erf(high / sqrt(2)) - erf(low / sqrt(2))) / 2


def _density(point: Expr) -> Expr:
    return S.Zero if point in (oo, -oo) else exp(-(point**2) / 2) / sqrt(2 * pi)


def _edge(power: int, point: Expr) -> Expr:
    return S.Zero if point in (oo, -oo) else point**power * _density(point)


def shortest(value: Expr, searched: int = 2 * SEARCHED) -> Expr:
    """Return the shortest form that is found of a closed form.

    Args:
        value: a closed form.
        searched: operations from which SymPy's `simplify` is not tried, which takes long where the form is long.
    """
    written = tuple(dict.fromkeys((value, value.rewrite(erf))))
    collected: list[Expr] = []
    if value.is_Add and value.has(erf, erfc):
        collected = [value, *map(_collected, written)]
        if _varies(value):
            return fewest_operations(collected)
    forms = [value, *map(sympy.expand, written), sympy.together(value), *collected]
    rational = next((form for form in forms if form.is_Rational), None)
    if rational is not None:
        # No form is shorter, and SymPy takes seconds to find this one of SELU's mean.
        return rational
    many = value.has(atan) and len(value.free_symbols) > 1
    if not collected and value.count_ops() < searched and not value.has(sin, cos) and not many:
        # SymPy's search over trigonometric forms takes minutes at arguments like 60*m, seconds at an arc of parameters.
        forms.append(simplified(value))
    return fewest_operations(collected or forms)


def _varies(value: Expr) -> bool:
    """Whether a value is proved to depend on its parameters, and so is no number that a longer search would find."""
    first, *others = sorted(value.free_symbols, key=str) or [None]
    if first is None:
        return False
    value = value.xreplace({s: (-1 if s.is_negative else 1) * Rational(k, 3) for k, s in enumerate(others, 2)})
    low, high = (ball_at(value, first, (-1 if first.is_negative else 1) * k, PRECISION) for k in (S.One, S.Half))
    return low is not None and high is not None and not low.overlaps(high)


def _collected(value: Expr) -> Expr:
    """Return a sum in which each product of exponentials and error functions stands once, as m*Phi + s*phi does."""
    kernels = {each: Dummy() for each in value.atoms(exp, erf, erfc)}
    back = {own: each.func(sympy.together(each.args[0])) for each, own in kernels.items()}
    total: dict[Expr, list[Expr]] = {}
    for term in sympy.Add.make_args(sympy.expand(value.xreplace(kernels))):
        constant, kernel = term.as_independent(*back, as_Add=False)
        total.setdefault(sympy.powsimp(kernel.xreplace(back), combine="exp"), []).append(constant)
    sums = {kernel: sympy.Add(*parts) for kernel, parts in total.items()}
    return sympy.Add(*(k * (sympy.factor_terms(c) if c.is_Add and k != 1 else c) for k, c in sums.items()))

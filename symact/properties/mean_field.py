"""Mean and variance of f at a normal input, and the stability of a fixed point that a definition requires."""

import sympy
from flint import arb
from sympy import Expr, S, Symbol, oo

from symact.analysis.domain import natural_pieces
from symact.analysis.values import UNDEFINED, Enclosed
from symact.definition.activation import Activation, FixedPoint, x
from symact.definition.bound import Bound, definition_of
from symact.definition.pieces import Piece
from symact.definition.simplification import SEARCHED
from symact.enclosure.precision import working_precision
from symact.errors import SymactError, UnknownError
from symact.evidence import Enclosure, Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.properties.gaussian import Mean, NotDefinedError, mean, require_whole_line, without_holes
from symact.symbolic.fixed_point_condition import solution
from symact.symbolic.gaussian_moments import gaussian_mean, shortest
from symact.symbolic.quadrature import PRECISION, Moment
from symact.symbolic.real_number import DIGITS

TOPIC = "series and integrals"

PROPERTY = ("variance_map", "fixed_point_map")

LONGEST = 150
"""Operations beyond which a closed form of the variance is not simplified."""

MEAN_SEARCHED = 61
"""Operations from which a mean is expanded only; below, three of the catalogue's get shorter by 1 to 13 operations."""


def derive(subject: Subject) -> list[Fact]:
    """Return the map (m, v) -> (E f, Var f) at N(m, v), and the map's Jacobian at a required fixed point."""
    facts = [_variance_map(subject)]
    activation = definition_of(subject)
    if activation.condition:
        try:
            facts.append(_fixed_point(activation, activation.condition, subject))
        except SymactError as error:
            facts.append(Fact("fixed_point_map", None, sympy.true, (Gap(str(error)),)))
    return facts


ONLY_OF = {"fixed_point_map": lambda subject: definition_of(subject).condition is not None}
"""Property -> whether a definition has it."""


def _variance_map(subject: Subject) -> Fact:
    try:
        first, second = _closed(_readable(subject))
        short, square = (shortest(each, MEAN_SEARCHED) for each in (first, second))
        # Of error functions the square of the mean is the shortest form.
        variance = square - short**2 if square.has(sympy.erf, sympy.erfc) else _short(second - first**2)
        step = Step("Gaussian moments", f"`f(m + sqrt(v)*Z)` has mean `{short}` and variance `{variance}`")
        value = {"input": "N(m, v)", "mean": short, "variance": variance}
        return Fact("variance_map", value, sympy.true, (Proof((step,)),))
    except SymactError:
        pass
    try:
        return _at_standard(mean(subject, 0, 1), mean(subject, 0, 2))
    except NotDefinedError as error:
        return Fact("variance_map", UNDEFINED, sympy.true, (error.evidence,))
    except SymactError as error:
        return Fact("variance_map", None, sympy.true, (Gap(str(error)),))


def _short(variance: Expr) -> Expr:
    return shortest(variance, SEARCHED) if variance.count_ops() < LONGEST else variance


def _readable(subject: Subject) -> Subject:
    """Return the definition itself where the values of its parameters, like SELU's, would only blow the formula up."""
    if isinstance(subject, Bound) and not all(value.is_Rational for _, value in subject.values):
        return subject.activation
    return subject


def _closed(subject: Subject) -> tuple[Expr, Expr]:
    names = {s.name for s in subject.expression.free_symbols}
    if names & {"m", "v"}:
        raise UnknownError("m and v are parameters of f already")
    pieces = natural_pieces(subject.pieces)
    require_whole_line(pieces)
    m, v = Symbol("m", real=True), Symbol("v", positive=True)
    shifted = [
        Piece(_moved(p.lower, m, v), _moved(p.upper, m, v), p.expression.subs(x, m + sympy.sqrt(v) * x), False, False)
        for p in without_holes(pieces)
    ]
    return gaussian_mean(shifted), gaussian_mean(shifted, 2)


def _moved(end: Expr, m: Symbol, v: Symbol) -> Expr:
    return end if end in (oo, -oo) else (end - m) / sympy.sqrt(v)


def _at_standard(first: Mean, second: Mean) -> Fact:
    variance: Expr | Enclosed = oo
    if second.value == oo:
        pass
    elif isinstance(first.value, Enclosed) or isinstance(second.value, Enclosed):
        variance = _difference(_ball(second.value), _ball(first.value))
    else:
        variance = shortest(second.value - first.value**2)
    value = {"input": "N(0, 1)", "mean": first.value, "variance": variance}
    step = Step("Gaussian moments", "`Var f(Z) = E f(Z)^2 - (E f(Z))^2`")
    return Fact("variance_map", value, sympy.true, (first.evidence, second.evidence, Proof((step,))))


def _difference(second: arb, first: arb) -> Enclosed:
    with working_precision(PRECISION):
        spread = second - first * first
    return Enclosed.of(spread, "Var f(Z)")


def _ball(found: Expr | Enclosed) -> arb:
    if isinstance(found, Enclosed):
        return found.ball
    if found.free_symbols:
        raise UnknownError(f"`{found}` has parameters")
    return Moment((Piece(-oo, oo, found, False, False),)).ball()


def _fixed_point(activation: Activation, condition: FixedPoint, subject: Subject) -> Fact:
    """Return the Jacobian for a layer whose weights sum to 0 and their squares to 1 (Klambauer et al. 2017, section 2).

    The layer's pre-activation is N(0, v) whatever the mean m was, so the first column is 0. By integration by parts
    the derivative of E g(sqrt(v) Z) by v at 1 is E (Z^2 - 1) g(Z) / 2.

    Raises:
        SymactError: a moment is not known, or the parameters are not those of the fixed point.
    """
    if not isinstance(subject, Bound):
        raise UnknownError("the fixed point determines the parameters; they are put in first")
    solved = solution(activation)
    if {p.name: v for p, v in solved.values}.items() - dict(subject.values).items():
        raise UnknownError(
            f"only the parameters that symact constants {activation.name} prints make (0, 1) a fixed point"
        )
    if (condition.mean, condition.variance) != (0, 1):
        raise UnknownError("the Jacobian is known at (0, 1) only")
    rows = [_slope(subject, power) for power in (1, 2)]
    with working_precision(PRECISION):
        to_mean, to_variance = rows[0] / 2, rows[1] / 2
        radius = abs(to_variance)
        stability = "attracting" if radius < 1 else "repelling" if radius > 1 else None
    if stability is None:
        raise UnknownError("whether the spectral radius is below 1 is not decided")
    slopes = [Enclosed.of(ball, "the Jacobian") for ball in (to_mean, to_variance, radius)]
    value = {
        "point": [sympy.sympify(condition.mean), sympy.sympify(condition.variance)],
        "jacobian": [[S.Zero, slopes[0]], [S.Zero, slopes[1]]],
        "spectral_radius": slopes[2],
        "stability": stability,
    }
    balls = (("`E (Z^2 - 1) f(Z)`", rows[0].str(DIGITS)), ("`E (Z^2 - 1) f(Z)^2`", rows[1].str(DIGITS)))
    step = Step(
        "Gaussian moments", "`d/dv E g(sqrt(v) Z) = E (Z^2 - 1) g(Z) / 2` at `v = 1`; the mean has no influence"
    )
    parts: tuple[Evidence, ...] = (solved.evidence, Proof((step,)), Enclosure(balls, PRECISION))
    return Fact("fixed_point_map", value, sympy.true, parts)


def _slope(subject: Bound, power: int) -> arb:
    return Moment(subject.pieces, 0, power, x**2 - S.One).ball()

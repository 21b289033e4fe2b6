"""Limits at infinity by structural rules, each application recorded as a step of a proof.

Every subexpression gets a truncated series (symact.symbolic.transseries) by the rule for its outermost
operation (symact.symbolic.expansion); the limit is read off the leading term. Nothing here uses SymPy for
a limit or a series.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import sympy
from sympy import Expr, S, Symbol, oo

from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError, SymactError
from symact.evidence import Evidence, Gap, Proof, Step
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import LENGTH, BoundedArithmetic, sign
from symact.symbolic.transseries import Arithmetic, MissingRuleError, PrecisionError, Series, sign_of
from symact.symbolic.waves import WAVES, is_moving, quarters, waves

LENGTHS = (2, 4, 8, 16)
"""Terms kept, tried one after the other until the leading term survives."""

LONGEST = 40
"""Operations of an expression up to which it is factored."""

BOUNDED_FROM = 64
"""T of the half lines on which factors that oscillate are bounded."""

SIDES = {1: "+oo", -1: "-oo"}


@dataclass(frozen=True, slots=True)
class LimitResult:
    """What is known of a limit at infinity.

    Args:
        value: the exact limit, oo or -oo; None where it does not exist, is unknown, or has cases.
        exists: False if it is proved that no limit exists, None if that is unknown; an infinite limit exists.
        approach: eventual sign of f - limit (0: identically equal); None if unknown or the limit is infinite.
        evidence: the steps, or the gap.
        open_sign: the constant in the parameters whose sign decides, where one does; there is no value then.
    """

    value: Expr | None
    exists: bool | None
    approach: int | None
    evidence: Evidence
    open_sign: Expr | None = None


@lru_cache(maxsize=1024)
def limit(expression: Expr, variable: Symbol, side: int) -> LimitResult:
    """Return the limit of a smooth expression at an infinity, with its proof.

    Args:
        expression: smooth; made of sums, products, rational powers and the functions of `symact.functions`.
        variable: what tends to infinity.
        side: 1 for +oo, -1 for -oo.

    Returns:
        The result; where a rule is missing or a sign is open its evidence is a Gap that says which.
    """
    if not expression.has(variable):
        proof = Proof((Step("constant", f"`{expression}` does not depend on `{variable}`"),))
        return LimitResult(expression, True, 0, proof)
    try:
        return _limit(expression, variable, side)
    except OpenSignError as error:
        return LimitResult(
            None, None, None, Gap(f"limit of `{expression}` at `{SIDES[side]}`: {error}"), error.constant
        )
    except (MissingRuleError, PrecisionError) as error:
        return LimitResult(None, None, None, Gap(f"limit of `{expression}` at `{SIDES[side]}`: {error}"))


def _limit(expression: Expr, variable: Symbol, side: int) -> LimitResult:
    t = _positive(variable.name if side > 0 else "t", expression)
    start = () if side > 0 else (Step("reflection", f"`{variable} = -{t}`, `{t} -> +oo`"),)
    substituted = expression.subs(variable, side * t)
    failure = PrecisionError("no terms were kept")
    best: tuple[LimitResult, Expansion] | None = None
    for length in LENGTHS:
        walk = Expansion(t, Arithmetic(length))
        try:
            series = walk.series(substituted)
            result = _read(series, t)
        except PrecisionError as error:
            failure = error
            continue
        best = result, walk
        # Where two terms are known, more of them add nothing about the limit and the side it is approached from.
        if result.approach is not None or result.value in (oo, -oo) or len(series.terms) > 1:
            break
    if best is None:
        found = _without_limit(substituted, t, start) or _by_bounds(substituted, t, start)
        if found is None:
            raise failure
        return found
    result, walk = best
    assert isinstance(result.evidence, Proof)
    # The series of the answer alone is told: text takes longer than the series itself.
    return replace(result, evidence=Proof((*start, *walk.steps, *result.evidence.steps)))


def _by_bounds(expression: Expr, t: Symbol, start: tuple[Step, ...]) -> LimitResult | None:
    """Find a limit of 0 or +-oo where a factor oscillates within bounds, as in x*(2 + sin(x)), or return None."""
    if expression.free_symbols != {t}:
        return None
    do = BoundedArithmetic(LENGTH, BOUNDED_FROM)
    walk = Expansion(t, do)
    try:
        series = walk.series(expression)
        growth = 0 if series.head is None else series.head.growth
        side = sign(series, do) if growth > 0 else None
    except SymactError:
        return None
    if growth < 0:
        step = Step("squeeze", f"`{series.text(t)} -> 0`")
        return LimitResult(S.Zero, True, None, Proof((*start, *walk.steps, step)))
    if side:
        step = Step("outweighing term", f"`{series.text(t)} -> {side * oo}`")
        return LimitResult(side * oo, True, None, Proof((*start, *walk.steps, step)))
    return None


def _positive(name: str, expression: Expr) -> Symbol:
    """Return a positive symbol that no parameter of the expression is called like."""
    taken = {s.name for s in expression.free_symbols if s.name != name or s.is_positive}
    return Symbol(name if name not in taken else f"{name}_", positive=True)


def _read(series: Series, t: Symbol) -> LimitResult:
    """Read the limit off a series; the evidence is the last step."""
    if not series.terms and series.rest is None:
        return LimitResult(S.Zero, True, 0, Proof((Step("leading term", "identically 0"),)))
    if not series.terms:
        assert series.rest is not None
        if series.rest.growth < 0:
            squeezed = Step("squeeze", f"`O({series.rest.expression(t)}) -> 0`")
            return LimitResult(S.Zero, True, None, Proof((squeezed,)))
        raise PrecisionError(f"only `O({series.rest.expression(t)})` is known")
    coefficient, monomial = series.terms[0]
    growth = monomial.growth
    if growth == 0:
        step = Step("leading term", f"`{series.text(t)} -> {coefficient}`")
        return LimitResult(coefficient, True, _approach(series), Proof((step,)))
    try:
        sign = sign_of(coefficient)
    except OpenSignError:
        if coefficient.is_extended_real is False:
            raise MissingRuleError(f"the coefficient `{coefficient}` is not real") from None
        if growth > 0:
            raise
        squeezed = Step("leading term", f"`{series.text(t)} -> 0`, whatever the sign of `{coefficient}` is")
        return LimitResult(S.Zero, True, None, Proof((squeezed,)))
    if sign == 0:
        return _read(Series(series.terms[1:], series.rest), t)
    value = sign * oo if growth > 0 else S.Zero
    step = Step("leading term", f"`{series.text(t)} -> {value}`")
    return LimitResult(value, True, None if growth > 0 else sign, Proof((step,)))


def _approach(series: Series) -> int | None:
    """Return the eventual sign of what follows the leading term, None if it is open."""
    if len(series.terms) == 1:
        return 0 if series.rest is None else None
    try:
        return sign_of(series.terms[1][0]) or None
    except OpenSignError:
        return None


def _without_limit(expression: Expr, t: Symbol, start: tuple[Step, ...]) -> LimitResult | None:
    """Prove that W + R, A*sin(B) + R or A*cos(B) + R has no limit.

    W is periodic and not constant, B -> +-oo, A does not tend to 0, R has a finite limit.
    """
    for form in (expression, sympy.expand(expression)):
        found = _oscillates(form, t, start) or _recurs(form, t, start)
        if found:
            return found
    return _of_factors(expression, t, start) if expression.count_ops() <= LONGEST else None


def _oscillates(expression: Expr, t: Symbol, start: tuple[Step, ...]) -> LimitResult | None:
    waves = [term for term in sympy.Add.make_args(expression) if term.has(sympy.sin, sympy.cos)]
    factors = sympy.Mul.make_args(waves[0]) if len(waves) == 1 else ()
    moving = [f for f in factors if isinstance(f, (sympy.sin, sympy.cos)) and f.has(t)]
    if len(moving) != 1:
        return None
    amplitude = sympy.Mul(*(f for f in factors if f is not moving[0]))
    walk = Expansion(t, Arithmetic(LENGTHS[-1]))
    try:
        _, phase = walk.series(moving[0].args[0]).lead()
        _, size = walk.series(amplitude).lead()
        others = walk.series(expression - waves[0])
    except (MissingRuleError, PrecisionError):
        return None
    if phase.growth <= 0 or size.growth < 0 or not _converges(others):
        return None
    text = f"`{moving[0]}` takes the values -1 and 1 again and again; its factor `{amplitude}` does not tend to 0"
    return LimitResult(None, False, None, Proof((*start, *walk.steps, Step("oscillation", text))))


def grows_in_both_directions(expression: Expr, variable: Symbol, side: int) -> str:
    """Show that an expression takes values beyond every bound, above and below, at an infinity.

    It does, as A*sin(B) + R or A*cos(B) + R, where |B| -> oo, |A| -> oo and R/A -> 0: where the wave is 1 or -1 the
    value has the size of A, with either sign.

    Returns:
        What was shown, in words; empty where it was not.
    """
    t = _positive(variable.name if side > 0 else "t", expression)
    terms = sympy.Add.make_args(sympy.expand(expression.subs(variable, side * t)))
    walk = Expansion(t, Arithmetic(LENGTHS[0]))
    for term in terms:
        moving = [f for f in sympy.Mul.make_args(term) if isinstance(f, (sympy.sin, sympy.cos)) and f.has(t)]
        if len(moving) != 1:
            continue
        others = sympy.Add(*(each for each in terms if each is not term))
        try:
            _, phase = walk.series(moving[0].args[0]).lead()
            _, size = walk.series(term / moving[0]).lead()
            rest = walk.series(others).head
            if phase.growth > 0 and size.growth > 0 and (rest is None or (rest * size**S.NegativeOne).growth < 0):
                return f"`{term}` outgrows `{others}` and takes both signs again and again"
        except (MissingRuleError, PrecisionError, OpenSignError):
            continue
    return ""


def _recurs(expression: Expr, t: Symbol, start: tuple[Step, ...]) -> LimitResult | None:
    terms = sympy.Add.make_args(expression)
    moving = sympy.Add(*(term for term in terms if term.has(*WAVES)))
    try:
        found = waves(moving, t)
        if found is None or found.slope != 0 or not is_moving(moving, found, t):
            return None
        walk = Expansion(t, Arithmetic(LENGTHS[-1]))
        others = walk.series(expression - moving)
    except (MissingRuleError, PrecisionError, OpenSignError):
        return None
    if not _converges(others):
        return None
    text = (
        f"`{moving}` has the period `{2 * sympy.pi / found.rate}` and is not constant: "
        "it takes two values again and again"
    )
    return LimitResult(None, False, None, Proof((*start, *walk.steps, Step("oscillation", text))))


def _of_factors(expression: Expr, t: Symbol, start: tuple[Step, ...]) -> LimitResult | None:
    """Prove that A*W has no limit: W is periodic and takes two values, 0 or both signs if A tends to an infinity."""
    factors = sympy.Mul.make_args(sympy.factor(expression))
    moving = sympy.Mul(*(each for each in factors if each.has(*WAVES)))
    amplitude = sympy.Mul(*(each for each in factors if not each.has(*WAVES)))
    walk = Expansion(t, Arithmetic(LENGTHS[-1]))
    try:
        found = waves(moving, t)
        if found is None or found.slope != 0 or not is_moving(moving, found, t):
            return None
        _, size = walk.series(amplitude).lead()
        signs = {constant_sign(moving.subs(t, place)) for place in quarters(found)}
    except (MissingRuleError, PrecisionError, OpenSignError):
        return None
    if size.growth < 0 or (size.growth > 0 and len(signs - {None}) < 2):
        return None
    text = (
        f"`{moving}` has the period `{2 * sympy.pi / found.rate}` and takes two values, "
        f"of different signs if `{amplitude}` "
        "grows, again and again"
    )
    return LimitResult(None, False, None, Proof((*start, *walk.steps, Step("oscillation", text))))


def _converges(series: Series) -> bool:
    """Whether a series is known to have a finite limit."""
    unknown = series.rest is not None and series.rest.growth >= 0
    return not unknown and (series.head is None or series.head.growth <= 0)

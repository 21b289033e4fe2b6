"""Square roots of parameters as A + B*sqrt(p) with polynomials p: sqrt(1 - 4*a), not (1 - 4*a)*sqrt(-1/(4*a - 1))."""

from collections.abc import Callable
from contextlib import suppress

import sympy
from sympy import Basic, Dummy, Expr, Pow, S

from symact.definition.root_field import RootField
from symact.definition.simplification import fewest_operations

LONG = 400
"""Operations from which an expression is left as it is."""

Sign = Callable[[Expr], int | None]
"""The one sign of a polynomial in the parameters where they lie; None where it has none, or it is not known."""


def with_plain_roots(found: Expr, sign: Sign) -> Expr:
    """Return an expression in parameters as A + B*sqrt(p) + ..., with polynomials under the roots, if that is shorter.

    Args:
        found: the expression.
        sign: of polynomials, where the parameters lie: sqrt(-1/(4*a - 1)) is 1/sqrt(1 - 4*a) only for a < 1/4.
    """
    terms = by_roots(found, sign)
    if terms is None:
        return found
    return fewest_operations((sympy.Add(*(_term(*term) for term in terms.items())), found))


def _term(root: Expr, coefficient: Expr) -> Expr:
    """Return a product of roots and a rational function with one root, above or below."""
    radicand = sympy.expand(root**2)
    own = sympy.sqrt(radicand)
    above, below = _turned(coefficient), _turned(sympy.factor(coefficient * radicand))
    return fewest_operations((*(each * own for each in above), *(each / own for each in below)))


def _turned(quotient: Expr) -> tuple[Expr, Expr]:
    """Return -u/(a - 1) and u/(1 - a), of which the one with fewer signs is shorter."""
    above, below = sympy.fraction(quotient)
    return quotient, -above / sympy.expand(-below)


def by_roots(found: Expr, sign: Sign) -> dict[Expr, Expr] | None:
    """Return A by 1, B by sqrt(p) and so on of an expression A + B*sqrt(p) + ..., with rational functions A, B.

    Args:
        found: the expression.
        sign: as in `with_plain_roots`.

    Returns:
        The coefficients by products of roots of polynomials that are positive; None of a long expression, one without
        roots or with other functions, and where a sign is open.
    """
    adjoined = _adjoined(found, sign)
    if adjoined is None:
        return None
    field, plain, shown = adjoined
    with suppress(ZeroDivisionError):
        terms = field.coefficients(plain)
        return {roots.xreplace(shown): sympy.factor(c.xreplace(shown)) for roots, c in terms.items()}
    return None


def sign_by_roots(value: Expr, sign: Sign) -> int | None:
    """Return the sign of a rational function of square roots, of parameters or of numbers, from those without roots.

    Args:
        value: the function.
        sign: as in `with_plain_roots`, of rational functions too.
    """
    adjoined = _adjoined(value, sign)
    if adjoined is None:
        return None
    field, plain, shown = adjoined
    with suppress(ZeroDivisionError):
        return field.sign(plain, lambda each: sign(each.xreplace(shown)))
    return None


def _adjoined(found: Expr, sign: Sign) -> tuple[RootField, Expr, dict[Expr, Expr]] | None:
    """Return a field, an expression in its symbols, and what these stand for; None as `by_roots`."""
    if not found.free_symbols or found.count_ops() >= LONG:
        return None
    symbols: dict[Expr, Dummy] = {}
    numbers = [each for each in _roots(found) if each.base.is_Rational]
    plain = found.xreplace({each: symbols.setdefault(each.base, Dummy()) ** (2 * each.exp) for each in numbers})
    shown = {root: sympy.sqrt(radicand) for radicand, root in symbols.items()}
    own = [each for each in _roots(plain) if each.base.free_symbols]
    if not (own or numbers):
        return None

    def inside(each: Expr) -> int | None:
        return sign(each.xreplace(shown))

    plain = plain.xreplace({root: _of_polynomials(root, inside, symbols) for root in own})
    # What is neither parameter nor rational, as pi and exp(-1/2) are, counts as a parameter.
    parts = (plain, *symbols)
    constants = {each: Dummy() for part in parts for each in sympy.preorder_traversal(part) if _is_constant(each)}
    if not all(each.is_real for each in constants):
        return None
    plain, *squares = (part.xreplace(constants) for part in parts)
    if not all(part.is_rational_function(*part.free_symbols) for part in (plain, *squares)):
        return None
    field = RootField(dict(zip(symbols.values(), squares, strict=True)), found.free_symbols | {*constants.values()})
    shown = {root: sympy.sqrt(radicand.xreplace(shown)) for radicand, root in symbols.items()}
    return field, plain, shown | {symbol: each for each, symbol in constants.items()}


def _is_constant(each: Basic) -> bool:
    """Whether a part is one irrational number, not written as a sum or a product."""
    return isinstance(each, Expr) and bool(each.is_number) and not (each.is_Rational or each.is_Add or each.is_Mul)


def _roots(found: Expr) -> list[Expr]:
    return [each for each in sympy.ordered(found.atoms(Pow)) if each.exp.is_Rational and each.exp.q == 2]


def square_part(product: Expr) -> tuple[Expr, Expr]:
    """Return (u, v) with product = u**2*v, where no factor is twice in v."""
    outside, inside = S.One, S.One
    for factor in sympy.Mul.make_args(product):
        base, power = factor.as_base_exp()
        half = power // 2 if power.is_Integer else S.Zero
        outside *= base**half
        inside *= base ** (power - 2 * half)
    return outside, inside


def _of_polynomials(root: Expr, sign: Sign, symbols: dict[Expr, Dummy]) -> Expr:
    """Return a power of a quotient as one of symbols for the roots of its factors, each turned so that it is positive.

    The power itself is returned where the sign of a factor is open, or a coefficient is no rational number.
    """
    if (
        not root.base.is_rational_function()
        or root.base.atoms(sympy.NumberSymbol)
        or not all(power.exp.is_Integer for power in root.base.atoms(Pow))
    ):
        return root
    (c, above), (d, below) = map(sympy.factor_list, sympy.fraction(sympy.cancel(sympy.together(root.base))))
    constant, factors = sympy.Rational(c, d), [*above, *((factor, -power) for factor, power in below)]
    signs = [sign(factor) for factor, _ in factors]
    if not all(signs):
        return root
    product = S.One
    for (factor, power), own in zip(factors, signs, strict=True):
        constant *= own ** abs(power)
        positive = sympy.expand(own * factor)
        product *= symbols.setdefault(positive, Dummy(positive=True)) ** (2 * power * root.exp)
    return sympy.sqrt(constant) ** (2 * root.exp) * product if constant.is_positive else root


def line(polynomial: Expr, root: Dummy, radicand: Expr) -> tuple[Expr, Expr]:
    """Return (A, B) of a polynomial in a root, which is A + B*root."""
    parts = [S.Zero, S.Zero]
    for (degree,), coefficient in sympy.Poly(polynomial, root).terms():
        parts[degree % 2] += coefficient * radicand ** (degree // 2)
    return parts[0], parts[1]

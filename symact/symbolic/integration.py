"""Antiderivatives by rules: polynomials, exponentials, one error function, rational functions of x or of exp(a x)."""

import math

import sympy
from sympy import Dummy, Expr, S, erf, exp, log, pi, sqrt
from sympy.integrals.rationaltools import ratint, ratint_logpart, ratint_ratpart
from sympy.simplify.fu import TR8

from symact import functions
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError, UnknownError
from symact.functions.fermi_dirac_1 import fermi_dirac_1
from symact.symbolic.partial_fractions import rational_antiderivative

LONGEST = 80
"""Operations beyond which no rule is tried."""

IN_EXP = functions.classes(lambda each: each.kernel is not None and not each.wave and each.function is not exp)
"""Functions that are rational in an exponential."""

LARGEST_RATE = 12
"""Multiples of the slowest exponential up to which exponentials become powers of one."""


def antiderivative(expression: Expr) -> Expr:
    """Return some F with F' = f by the rules; what is returned has still to be differentiated and compared.

    Args:
        expression: smooth in x; parameters are allowed.

    Raises:
        UnknownError: no rule covers some term.
        OpenSignError: the sign of a rate depends on a parameter.
    """
    if expression.count_ops() > LONGEST:
        raise UnknownError(f"`{expression}` is too long for the rules of integration")
    total = S.Zero
    for term in sympy.Add.make_args(_expanded(expression)):
        constant, dependent = term.as_independent(x, as_Add=False)
        total += constant * _term(dependent)
    return total


def _expanded(expression: Expr) -> Expr:
    expanded = sympy.expand(expression, power_exp=False, power_base=False, log=False)
    # Products and powers of waves become sums of waves.
    return sympy.expand(TR8(expanded)) if expanded.has(sympy.sin, sympy.cos) else expanded


def _term(term: Expr) -> Expr:
    """Return an antiderivative of one product."""
    for rule in RULES:
        found = rule(term)
        if found is not None:
            return found
    raise UnknownError(f"no rule integrates `{term}` in closed form")


def _rational(term: Expr) -> Expr | None:
    if not term.is_rational_function(x):
        return None
    if term.free_symbols != {x} and (found := rational_antiderivative(term)) is not None:
        return found
    return ratint(term, x) if _has_closed_form(term) else None


def _has_closed_form(term: Expr) -> bool:
    """Whether the logarithms in a rational function's integral are not sums over roots that have no simple closed form.

    Their coefficients are the roots of resultants (Rothstein and Trager); taken are those of degree two at most in a
    power of the unknown. Cubic ones solved by radicals give nothing that could be proved, after seconds.
    """
    numerator, denominator = (sympy.Poly(each, x) for each in sympy.fraction(sympy.cancel(term)))
    _, proper = ratint_ratpart(numerator.rem(denominator), denominator, x)
    if proper == 0:
        return True
    own, below = (sympy.Poly(each, x) for each in sympy.fraction(sympy.cancel(proper)))
    resultants = (each for _, each in ratint_logpart(own, below, x, Dummy("t")))
    factors = (factor for each in resultants for factor, _ in each.factor_list()[1])
    return all(f.degree() <= 2 * math.gcd(*(n for (n,) in f.monoms() if n)) for f in factors)


def _power_and_exponential(term: Expr) -> Expr | None:
    """x^n exp(a x + b) and x^n times a sine, by parts."""
    power, rest = _power(term)
    if power is None:
        return None
    if isinstance(rest, (exp, sympy.sin, sympy.cos)):
        once = _elementary(rest)
        if once is None:
            return _gaussian(power, rest)
        return once if power == 0 else x**power * once - power * antiderivative(x ** (power - 1) * once)
    return None


def _elementary(term: Expr) -> Expr | None:
    """f(a x + b), by the rule in the file of f."""
    record = functions.of(term.func)
    if record is None or record.antiderivative is None:
        return None
    rate = _slope(term.args[0])
    return None if rate is None else record.antiderivative(term.args[0]) / rate


def _gaussian(power: int, rest: Expr) -> Expr | None:
    """x^n exp(-q x^2): the degree falls by two."""
    weight = sympy.factor(-rest.args[0] / x**2)
    if not isinstance(rest, exp) or weight.has(x):
        return None
    if (sign := constant_sign(weight)) is None:
        raise OpenSignError(weight)
    if sign <= 0:
        return None
    if power == 0:
        return sqrt(pi) * erf(sqrt(weight) * x) / (2 * sqrt(weight))
    lower = S.Zero if power == 1 else (power - 1) * antiderivative(x ** (power - 2) * rest)
    return (lower - x ** (power - 1) * rest) / (2 * weight)


def _by_parts(term: Expr) -> Expr | None:
    """x^n erf(c x), x^n log(a x + b) and others with a rational derivative."""
    power, rest = _power(term)
    if power is None:
        return None
    is_error = isinstance(rest, erf) and not sympy.cancel(rest.args[0] / x).has(x)
    if not is_error and not sympy.diff(rest, x).is_rational_function(x):
        return None
    inner = x ** (power + 1) / (power + 1)
    return inner * rest - antiderivative(inner * sympy.diff(rest, x))


def _linear_root(term: Expr) -> Expr | None:
    """x^n u^r with u = a x + b: dx = du/a, x = (u - b)/a."""
    powers = [each for each in sympy.Mul.make_args(term) if each.is_Pow and each.exp.is_Rational]
    roots = [each for each in powers if not each.exp.is_Integer]
    if len(roots) != 1 or (slope := _slope(roots[0].base)) is None:
        return None
    u = Dummy("u")
    power = sympy.expand((term / roots[0]).subs(x, (u - roots[0].base.subs(x, 0)) / slope))
    if not power.is_polynomial(u):
        return None
    base, r = roots[0].as_base_exp()
    return sympy.Add(*(c * base ** (r + n + 1) / (r + n + 1) for (n,), c in sympy.Poly(power, u).terms())) / slope


def _root(term: Expr) -> Expr | None:
    """x (a x^2 + b)^r, and roots of a x^2 + b with a, b > 0."""
    roots = [
        each for each in sympy.Mul.make_args(term) if each.is_Pow and each.exp.is_Rational and not each.exp.is_Integer
    ]
    if len(roots) != 1 or not roots[0].base.is_polynomial(x):
        return None
    (base, exponent), rest = roots[0].as_base_exp(), term / roots[0]
    (b, slope, a), others = (sympy.expand(base).coeff(x, k) for k in range(3)), sympy.degree(base, x) - 2
    if slope != 0 or others or a == 0:
        return None
    if rest == x:
        return base ** (exponent + 1) / (2 * a * (exponent + 1))
    if rest != 1 or not (a.is_positive and b.is_positive):
        return None
    arc = sympy.asinh(x * sqrt(a / b)) / sqrt(a)
    return {S.Half: (x * term + b * arc) / 2, -S.Half: arc}.get(exponent)


def _exponentials(term: Expr) -> Expr | None:
    """A rational function of u = exp(a x), of exp(n a x + b) too: dx = du/(a u)."""
    written = term.rewrite(exp) if term.has(*IN_EXP) else term
    exponentials = sorted(written.atoms(exp), key=str)
    rates = [_slope(each.args[0]) for each in exponentials]
    if not rates or any(rate is None for rate in rates):
        return None
    # Of rates of one size the positive one, whatever order a set of them has.
    rate = min((r for r in rates if r is not None), key=lambda r: (abs(r.as_coeff_Mul()[0]), -r.as_coeff_Mul()[0]))
    rate *= sympy.sign(rate.as_coeff_Mul()[0])
    u = Dummy("u", positive=True)
    in_u = written
    for each, slope in zip(exponentials, rates, strict=True):
        ratio = sympy.cancel(slope / rate)
        if not ratio.is_Integer or abs(ratio) > LARGEST_RATE:
            return None
        in_u = in_u.subs(each, exp(each.args[0].subs(x, 0)) * u**ratio)
    if in_u.has(x) or not in_u.is_rational_function(u):
        return None
    return ratint(sympy.cancel(in_u / (rate * u)), u).subs(u, exp(rate * x))


def _softplus(term: Expr) -> Expr | None:
    """log(A + B exp(a x + b)) with A, B > 0: log(A) + softplus(a x + b + log(B/A))."""
    if not isinstance(term, log) or len(term.args[0].atoms(exp)) != 1:
        return None
    (exponential,) = term.args[0].atoms(exp)
    slope, u = _slope(exponential.args[0]), Dummy("u")
    line = sympy.Poly(term.args[0].subs(exponential, u), u)
    if slope is None or line.degree() != 1 or line.has(x) or {constant_sign(c) for c in line.all_coeffs()} != {1}:
        return None
    factor, start = line.all_coeffs()
    return x * log(start) + fermi_dirac_1(exponential.args[0] + log(factor / start)) / slope


def _line_and_exponentials(term: Expr) -> Expr | None:
    """x times a rational function of u = exp(a x), by parts."""
    inner = _exponentials(term / x) if term.has(exp, *IN_EXP) else None
    return None if inner is None else sympy.expand(x * inner, power_exp=False, log=False) - antiderivative(inner)


def _power(term: Expr) -> tuple[int | None, Expr]:
    """Return (n, rest) of x^n * rest with one factor for a rest."""
    power, rest = term.as_independent(sympy.Function, as_Add=False) if not term.is_Pow else (term, S.One)
    if rest.is_Mul or rest == 1:
        return None, term
    base, exponent = power.as_base_exp()
    if power == 1:
        return 0, rest
    return (int(exponent), rest) if base == x and exponent.is_Integer and exponent > 0 else (None, term)


def _slope(argument: Expr) -> Expr | None:
    """Return a of a x + b."""
    slope = sympy.diff(argument, x)
    return None if slope.has(x) or slope == 0 else slope


RULES = (
    _rational,
    _power_and_exponential,
    _by_parts,
    _linear_root,
    _root,
    _exponentials,
    _line_and_exponentials,
    _softplus,
    _elementary,
)
"""The rules in the order in which they are tried."""

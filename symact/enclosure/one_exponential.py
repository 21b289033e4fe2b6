"""Values next to a rational number by no more than powers of one exponential, whose leading powers cancel.

1/(1 + q) + q/(1 + q)^2 with q = exp(-10^20) lies below 1 by q^2: no enclosure of its terms tells the side. A rational
function of q is its value at q = 0 and a power of q times what is not 0 there, of which an enclosure tells the sign.
"""

import sympy
from sympy import Expr

HIGHEST_POWER = 16
"""Of the exponential; polynomials of a greater degree are not expanded."""

Q = sympy.Dummy("q", positive=True)


def apart(value: Expr) -> Expr | None:
    """Return a constant as a rational number plus a power of an exponential below 1 times a factor that is not small.

    None where it is no rational function of one exponential of a rational number, or grows with its inverse.
    """
    value = value.replace(sympy.tanh, lambda u: 1 - 2 / (1 + sympy.exp(2 * u)))
    exponents = [node.exp for node in value.atoms(sympy.exp)]
    if not exponents or not all(each.is_Rational and each for each in exponents):
        return None
    unit = sympy.gcd_list([abs(each) for each in exponents])
    if max(abs(each) for each in exponents) > HIGHEST_POWER * unit:
        return None
    fraction = value.xreplace({sympy.exp(each): Q ** (-each / unit) for each in exponents})
    if not fraction.is_rational_function(Q) or fraction.free_symbols != {Q}:
        return None
    above, below = (sympy.Poly(part, Q) for part in sympy.fraction(sympy.cancel(fraction)))
    if below.eval(0) == 0:
        return None
    limit = above.eval(0) / below.eval(0)
    rest = above - limit * below
    power = min((monomial[0] for monomial in rest.monoms()), default=0) if not rest.is_zero else 0
    factor = rest.quo(sympy.Poly(Q**power, Q)).as_expr() / below.as_expr()
    return limit + sympy.exp(-power * unit) * factor.xreplace({Q: sympy.exp(-unit)})

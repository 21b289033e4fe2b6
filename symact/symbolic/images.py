"""Values at two roots that are equal because a reflection or a translation takes one to the other."""

from collections.abc import Iterator
from itertools import islice

import sympy
from flint import arb
from sympy import Expr

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.enclosure.precision import working_precision
from symact.symbolic.identification import BITS, closed_forms
from symact.symbolic.real_number import Number, Root, vanishes_on_the_line

MOST_FORMS = 4
"""Closed forms of a centre, or of a distance, that are tried."""


def are_images(a: Number, b: Number) -> bool:
    """Whether two numbers without a proved order are proved to be equal: False is no claim.

    Numbers in closed form are, if algebra says so; values at two roots are, if a map x -> 2*c - x or x -> x + d takes
    the function of the one to that of the other and the root of the one into the box where the other is alone.
    """
    if a.exact is not None and b.exact is not None:
        difference = a.exact - b.exact
        return constant_sign(difference.rewrite(sympy.exp)) == 0 or vanishes_on_the_line(difference)
    if a.exact is not None or b.exact is not None or a.factor != b.factor:
        return False
    assert a.root is not None
    assert b.root is not None
    own, other = (sympy.diff(r.expression, x, r.order) for r in (a.root, b.root))
    values = [sympy.diff(expression, x, k) for expression, k in (a.of or (x, 0), b.of or (x, 0))]
    return any(
        any(vanishes_on_the_line(own - s * other.subs(x, image)) for s in (1, -1))
        and vanishes_on_the_line(values[0] - values[1].subs(x, image))
        for image in _images(a.root, b.root, own)
    )


def _images(a: Root, b: Root, expression: Expr) -> Iterator[Expr]:
    """Yield maps, as expressions in x, that take root a into the box where root b is the only zero."""
    with working_precision(BITS + 32):
        places = a.ball(BITS), b.ball(BITS)
        centre, distance = (places[0] + places[1]) / 2, places[1] - places[0]
    for c in islice(closed_forms(centre, expression), MOST_FORMS):
        yield from _landing(2 * c - x, a, b)
    for d in islice(closed_forms(distance, expression), MOST_FORMS):
        yield from _landing(x + d, a, b)


def _landing(image: Expr, a: Root, b: Root) -> Iterator[Expr]:
    landed = Number(None, a, (image, 0)).ball(BITS) if image.is_real is not False else arb.nan()
    if landed > arb(b.low) and landed < arb(b.high):
        yield image

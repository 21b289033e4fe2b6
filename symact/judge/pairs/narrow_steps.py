"""Gated pairs some or all of whose steps are rounded to a narrow format: what casts and kernels in it make of them."""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode, rounded
from symact.judge.diagnosis.informative_rows import values_on
from symact.judge.expression_text import text
from symact.judge.pairs.arithmetic import Product
from symact.judge.pairs.model import Model
from symact.judge.simulation.forms import Form, forms
from symact.judge.simulation.stepwise import Walk
from symact.reference.pairs.factors import separated

NAME = "narrow_intermediate"
REMEDY = "keep intermediate results in float32 or wider, and round once"

PARTS = (
    ("gate", "the gate"),
    ("sigmoid", "the gate over its input, such as a sigmoid, and the gate too,"),
    ("upstream", "the upstream gradient times the other half"),
    ("both", "each product and the gate"),
)
"""What is rounded, with its words; only gradients have the last two."""

FACTORS = (("first", "the first half's factor"), ("second", "the second half's factor"))
"""The same where neither half is taken as it is."""


def no_narrower(fmt: Format) -> list[Format]:
    """Return a format and the wider ones of float32 and float64, in which its results are computed."""
    return [fmt, *(each for each in map(get_format, ("float32", "float64")) if each.precision > fmt.precision)]


def narrower(fmt: Format) -> list[Format]:
    """Return the formats of fewer bits, or another range, through which results may go."""
    names = ("bfloat16", "float16", "float32")
    return [each for each in map(get_format, names) if each.name != fmt.name and each.width <= fmt.width]


def narrow_models(bound: Bound, quantity: Quantity, fmt: Format) -> Iterator[Model]:
    """Yield models of steps rounded to the format itself, or to narrower ones."""
    factors = separated(bound)
    if factors is None:
        return

    def product_of(x_bits: Bits) -> Product:
        return Product(bound, quantity, fmt, x_bits)

    curved = not any(each.expression == x for each in factors)
    value = quantity == Quantity.VALUE
    for steps in no_narrower(fmt) if value and fmt.width <= 32 else ():
        says = f"the gate is a multiple of 1 + t, such as tanh or erf, whose terms are rounded to {steps.name}"
        remedy = "compute the gate without the cancellation, with a sigmoid or erfc"
        yield Model("cancellation", says, remedy, _bind(product_of, "cancels", steps))
    for steps in (each for each in (fmt, *narrower(fmt)) if each.width <= 32):
        for rounds, says in (*PARTS[: 2 if value else None], *(FACTORS if curved else ())):
            says = f"{says} is rounded to {steps.name} on the way"
            yield Model(NAME, says, REMEDY, _bind(product_of, rounds, steps))
        yield from _all_steps(bound, quantity, fmt, steps)
    for steps in narrower(fmt):
        yield from _through(bound, quantity, fmt, steps)


def _bind(product_of: Callable[[Bits], Product], rounds: str, steps: Format) -> Callable[[Bits], Bits]:
    return lambda x_bits: product_of(x_bits).narrowed(rounds, steps)


def _through(bound: Bound, quantity: Quantity, fmt: Format, steps: Format) -> Iterator[Model]:
    """Yield the results of another format: inputs, gate and products are rounded to it, some or all."""
    remedy = f"keep inputs and results in {fmt.name} or wider"

    def results(x_bits: Bits, before: bool, rounds: str, after: bool) -> Bits:
        given = np.stack([rounded(to_float64(column, fmt), steps) for column in x_bits.T], axis=1)
        x_bits = encode(given, fmt) if before else x_bits
        found = Product(bound, quantity, fmt, x_bits).narrowed(rounds, steps)
        return encode(rounded(to_float64(found, fmt), steps), fmt) if after else found

    words = {(True, "", True): "inputs and results are", (True, "", False): "inputs are"}
    words |= {(False, "", True): "results are", (True, "gate", True): "inputs, the gate and results are"}
    for (before, rounds, after), said in words.items():
        says = f"{said} rounded to {steps.name} first"
        yield Model(
            "narrowed",
            says,
            remedy,
            lambda bits, b=before, r=rounds, a=after: results(bits, b, r, a),  # type: ignore[misc]
        )


def _all_steps(bound: Bound, quantity: Quantity, fmt: Format, steps: Format) -> Iterator[Model]:
    """Yield results whose every step is rounded: of the gate, as people write it, and of the products."""
    factors = separated(bound)
    assert factors is not None
    if sum(each.expression != x for each in factors) != 1:
        return
    place = 0 if factors[0].expression != x else 1
    gates = _ways(factors[place], 0)
    slopes = _ways(factors[place], 1) if quantity != Quantity.VALUE else [None]
    orders = (False, True) if quantity != Quantity.VALUE else (False,)

    def narrow(numbers: Floats) -> Floats:
        return rounded(numbers, steps)

    def results(x_bits: Bits, ways: tuple[_Way | None, _Way | None], last: bool) -> Bits:
        whole = Product(bound, quantity, fmt, x_bits)

        def part(which: int, order: int) -> Floats:
            way = ways[order]
            if which != place or way is None:
                found = whole.exact(which, order)
                return found if which != place else narrow(found)
            return way(whole.columns[which], steps)

        return whole.multiplied(part, narrow, narrow, last)

    # A gradient has two results: of the ways to the gate the plain ones are tried with all ways to its slope.
    both = dict.fromkeys([*product(gates[:2], slopes), *product(gates, slopes[:2])])
    for (gate, slope), last in product(both, orders):
        written = [text(way.expression) for way in (gate, slope) if way]
        says = f"every step is rounded to {steps.name}" + (f", of {' and '.join(written)}" if written else "")
        yield Model(
            NAME,
            says,
            REMEDY,
            lambda bits, g=gate, s=slope, at=last: results(bits, (g, s), at),  # type: ignore[misc]
        )


class _Way:
    """One way to write a factor or its slope, computed step by step."""

    def __init__(self, form: Form, style: str) -> None:
        self._form, self._style, self.expression = form, style, form.pieces[-1].expression

    def __call__(self, points: Floats, steps: Format) -> Floats:
        return values_on(self._form.pieces, Walk(points, steps, self._style))


def _ways(of: Bound, order: int) -> list[_Way | None]:
    """Return the ways to compute a factor or its slope; None for one step, correctly rounded."""
    try:
        whole = [form for form in forms(of, order) if not form.masked]
    except SymactError:
        return [None]
    return [None, *(_Way(form, style) for form in whole for style in form.styles)]

"""What candidates with usual defects return for pairs: another function, swapped halves, narrow intermediates."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

import numpy as np
from sympy import Expr, Max, Min, Rational, Symbol, exp

from symact import catalogue
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound, bind
from symact.definition.domain import Pair
from symact.definition.parameters import to_rational
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, Floats, bits_dtype, is_nan, magnitudes, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encode, rounded
from symact.judge.expression_text import text
from symact.judge.pairs.arithmetic import Product, factor, values
from symact.judge.pairs.model import Model
from symact.judge.pairs.narrow_steps import narrow_models, no_narrower
from symact.judge.pairs.replaced_factors import Replacement, replacements
from symact.judge.simulation.stepwise import Walk, styles
from symact.judge.written_numbers import written
from symact.reference.pairs.factors import on_line, separated
from symact.reference.pairs.table import Pairs
from symact.reference.table import Table

STEEP = Rational(851, 500)
"""1.702, the slope of the sigmoid in quick GELU."""

LIMIT = 7
"""Where the SwiGLU of gpt-oss is clamped."""

GREAT = 64.0
"""Above any limit that a person would choose."""

EXACT = ""
"""The style of a factor that is rounded once, as whoever computes it in a stable way returns it."""


def models(bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits) -> Iterator[Model]:
    """Yield models of the defects that results for a gated pair may have.

    Args:
        bound, quantity, fmt: what is due.
        x_bits: some pairs of finite numbers, wrong ones and right ones, encodings of shape (n, k).
        got: the candidate's results there, shape (n, entries).
    """
    name, own = bound.activation.name, _table_of(bound, fmt, quantity)

    def correct(other: Bound, swapped: bool = False) -> Callable[[Bits], Bits]:
        table = _table_of(other, fmt, quantity)
        return lambda x_bits: _correct(table, x_bits, quantity, swapped)

    yield Model("swapped_halves", f"the halves are swapped: {name}(b, a)", "exchange a and b", correct(bound, True))
    if quantity.kind is Kind.VJP:
        says = "the gradients by a and by b are exchanged"
        yield Model("swapped_halves", says, "exchange them", lambda x_bits: own(x_bits).y_bits[:, ::-1])
        says = "the gradients are not multiplied by the upstream gradient"
        yield Model("upstream", says, "multiply them by v", lambda x_bits: own(_of_one(x_bits, fmt)).y_bits)
    for other in _others(bound, _limit(fmt, x_bits, got)):
        says = f"it computes {other.activation.title} instead: {other.expression}"
        yield Model("other_gate", says, f"compute {bound.expression}", correct(other))
        yield Model("other_gate", f"{says}, of swapped halves", f"compute {bound.expression}", correct(other, True))
        for steps in no_narrower(fmt)[1:2] if quantity == Quantity.VALUE else ():
            # As libraries compute GELU's tanh form: narrow formats show its cancellation too.
            yield Model(
                "other_gate",
                f"{says}, whose terms 1 + t, such as tanh or erf, are rounded to {steps.name}",
                f"compute {bound.expression}",
                lambda x_bits, of=other, to=steps: Product(of, quantity, fmt, x_bits).narrowed("cancels", to),  # type: ignore[misc]
            )
    yield from _replaced(bound, quantity, fmt, replacements(bound, quantity, fmt, x_bits, got), correct)
    yield from narrow_models(bound, quantity, fmt)
    if fmt.width <= 32:
        says = "subnormal results are flushed to zero"
        yield Model("flush", says, "", lambda x_bits: _flushed(own, x_bits, fmt))
        says = "results are rounded toward zero"
        yield Model("direction", says, "round to nearest", lambda x_bits: _cut(own, x_bits, fmt))


def _replaced(
    bound: Bound,
    quantity: Quantity,
    fmt: Format,
    found: Iterable[Replacement],
    correct: Callable[[Bound], Callable[[Bits], Bits]],
) -> Iterator[Model]:
    """Yield models of pairs with another factor, or with another slope of one."""
    inputs = bound.activation.inputs
    for each in found:
        letter, other = inputs[each.place], inputs[1 - each.place]
        said = f"{text(each.expression.subs(x, letter))} ({each.title})"
        # Steps may round twice, and fall on a tie before.
        wide = [steps for steps in no_narrower(fmt) if steps.width >= 32 and fmt.width <= 32]
        stepwise = [(steps, style) for steps in wide for style in (EXACT, *styles([each.expression]))]
        if each.order:
            says, remedy = (
                f"the gradient by {letter} has {said} in place of the slope",
                "compute the slope of the factor",
            )
            for steps, style in ((None, EXACT), *stepwise):
                yield Model("other_slope", says, remedy, _product(bound, quantity, fmt, each, steps, style))
            continue
        whole = each.expression.subs(x, letter) * each.other.subs(x, other)
        says = f"it computes {text(whole)} instead: the factor of {letter} is {said}"
        remedy = f"compute {bound.expression}"
        if separated(pair := _own(bound, each.title, whole)) is not None:
            yield Model("other_gate", says, remedy, correct(pair))
        for steps, style in stepwise if quantity == Quantity.VALUE else ():
            yield Model("other_gate", says, remedy, _product(bound, quantity, fmt, each, steps, style))


def _product(
    bound: Bound, quantity: Quantity, fmt: Format, by: Replacement, steps: Format | None = None, style: str = EXACT
) -> Callable[[Bits], Bits]:
    """Return what computes a pair or its gradient with another factor or slope.

    Args:
        bound, quantity, fmt: what is due.
        by: what stands in its place.
        steps: what each step is rounded to; None for none.
        style: of the steps of the factor or slope; `EXACT` where it is rounded once.
    """

    def narrow(numbers: Floats) -> Floats:
        return rounded(numbers, steps) if steps else numbers

    def results(x_bits: Bits) -> Bits:
        whole = Product(bound, quantity, fmt, x_bits)
        if steps is None or style == EXACT:
            found = narrow(values(factor(on_line(bound, by.expression), fmt, 0), 0, x_bits[:, by.place]))
        else:
            found = Walk(whole.columns[by.place], steps, style).run(by.expression)

        def part(which: int, order: int) -> Floats:
            if (which, order) == (by.place, by.order):
                return found
            plain = which != by.place and order == 0 and by.other == x
            return whole.columns[which] if plain else narrow(whole.exact(which, order))

        return whole.multiplied(part, narrow, narrow)

    return results


def _of_one(x_bits: Bits, fmt: Format) -> Bits:
    """Return pairs with 1 as the upstream gradient."""
    given = x_bits.copy()
    given[:, 2] = encode(np.ones(len(given)), fmt)
    return given


def without_defect(bound: Bound, quantity: Quantity, fmt: Format) -> Iterator[Callable[[Bits], Bits]]:
    """Yield computations in wider formats, rounded once at the end: what they get wrong is no defect.

    Args:
        bound, quantity, fmt: as for `models`.
    """
    if separated(bound) is not None:
        for steps in no_narrower(fmt):
            if steps.precision > fmt.precision:
                yield lambda x_bits, to=steps: Product(bound, quantity, fmt, x_bits).narrowed("both", to)  # type: ignore[misc]


def _others(bound: Bound, limit: Fraction | None) -> Iterator[Bound]:
    """Yield the other pairs of the catalogue, quick GELU's, and definitions with other clamps or constants."""
    for name in catalogue.names("pair"):
        activation = catalogue.get(name)
        if activation.definition_hash != bound.activation.definition_hash and separated(bind(activation)):
            yield bind(activation)
    a, b = (Symbol(name, real=True) for name in "ab")
    gate = a / (1 + exp(-a * STEEP))
    yield _own(bound, "SwiGLU of gpt-oss without its clamps", gate * (b + 1))
    low, clamped = Min(a, LIMIT), Max(Min(b, LIMIT), -LIMIT)
    both = Max(low, -LIMIT)
    yield _own(bound, "SwiGLU of gpt-oss without + 1", low / (1 + exp(-low * STEEP)) * clamped)
    yield _own(bound, "SwiGLU of gpt-oss with the slope 1", low / (1 + exp(-low)) * (clamped + 1))
    yield _own(
        bound, "SwiGLU of gpt-oss with its gate clamped from below too", both / (1 + exp(-both * STEEP)) * (clamped + 1)
    )
    if bound.activation.name == "swiglu_oai":
        yield from _clamped_otherwise(bound, a, b, limit)
    yield _own(bound, "SwiGLU with the clamps of gpt-oss", low / (1 + exp(-low)) * clamped)
    yield _own(bound, "GTU with sigmoid(a) for tanh(a)", 1 / (1 + exp(-a)) / (1 + exp(-b)))


def _clamped_otherwise(bound: Bound, a: Symbol, b: Symbol, limit: Fraction | None) -> Iterator[Bound]:
    """Yield the SwiGLU of gpt-oss with other clamps and slopes."""

    def made(gate: Expr, other: Expr, slope: Rational = STEEP) -> Expr:
        return gate / (1 + exp(-gate * slope)) * (other + 1)

    low, clamped = Min(a, LIMIT), Max(Min(b, LIMIT), -LIMIT)
    yield _own(bound, "SwiGLU of gpt-oss with its gate unclamped", made(a, clamped))
    yield _own(bound, "SwiGLU of gpt-oss with its linear half unclamped", made(low, b))
    yield _own(bound, "SwiGLU of gpt-oss with its linear half clamped from above alone", made(low, Min(b, LIMIT)))
    for slope in (Rational(17, 10), Rational(3, 2), Rational(2)):
        yield _own(bound, f"SwiGLU of gpt-oss with the slope {slope}", made(low, clamped, slope))
    if limit is not None:
        bounds = to_rational(limit)
        says = f"SwiGLU of gpt-oss with the limit {bounds}"
        yield _own(bound, says, made(Min(a, bounds), Max(Min(b, bounds), -bounds)))


def _limit(fmt: Format, x_bits: Bits, got: Bits) -> Fraction | None:
    """Return the limit with which a SwiGLU of gpt-oss has one result wherever both halves are great."""
    great = (to_float64(x_bits[:, :2], fmt) > GREAT).all(axis=1)
    results = np.unique(to_float64(got[great, 0], fmt))
    if len(results) != 1 or not 0 < results[0] < GREAT**2:
        return None
    # The sigmoid is about 1 there.
    return next(iter(written(float(np.sqrt(results[0] + 0.25)) - 0.5)))


def _own(bound: Bound, title: str, expression: Expr) -> Bound:
    activation = Activation("model", title, expression, bound.activation.sources, domain=Pair("a", "b"))
    return bind(activation)


def _table_of(bound: Bound, fmt: Format, quantity: Quantity) -> Callable[[Bits], Table]:
    """Return what makes tables of given inputs; what it encloses for one it keeps for the next."""
    return lambda x_bits: _pairs(bound, fmt, quantity, x_bits.shape[1]).build(x_bits)


@lru_cache(maxsize=64)
def _pairs(bound: Bound, fmt: Format, quantity: Quantity, width: int) -> Pairs:
    return Pairs(bound, fmt, quantity, width)


def _correct(table: Callable[[Bits], Table], x_bits: Bits, quantity: Quantity, swapped: bool) -> Bits:
    given = x_bits.copy()
    if swapped:
        given[:, :2] = given[:, 1::-1]
        if quantity.kind is Kind.JVP:
            given[:, 2:] = given[:, :1:-1]
    found = table(given).y_bits
    # The gradient by a of f(b, a) is that by the second input.
    return found[:, ::-1] if swapped and quantity.kind is Kind.VJP else found


def _flushed(table: Callable[[Bits], Table], x_bits: Bits, fmt: Format) -> Bits:
    found = table(x_bits).y_bits
    sign = found & bits_dtype(fmt).type(fmt.sign_bit)
    return np.where(magnitudes(found, fmt) < fmt.min_normal_bits, sign, found)


def _cut(table: Callable[[Bits], Table], x_bits: Bits, fmt: Format) -> Bits:
    found = table(x_bits)
    sign = np.where(found.y_bits >= bits_dtype(fmt).type(fmt.sign_bit), -1.0, 1.0)
    outward = (found.residual * sign < 0) & (magnitudes(found.y_bits, fmt) > 0) & ~is_nan(found.y_bits, fmt)
    return (found.y_bits - outward).astype(found.y_bits.dtype)

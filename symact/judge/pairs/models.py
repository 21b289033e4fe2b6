"""What candidates with usual defects return for pairs: another function, swapped halves, narrow intermediates."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from sympy import Expr, Max, Min, Rational, Symbol, exp

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind
from symact.definition.domain import Pair
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, Floats, bits_dtype, is_nan, magnitudes, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.reference.pairs.exact_rows import entries
from symact.reference.pairs.factors import Factor, separated
from symact.reference.pairs.table import Pairs
from symact.reference.table import Table

STEEP = Rational(851, 500)
"""1.702, the slope of the sigmoid in quick GELU."""

LIMIT = 7
"""Where the SwiGLU of gpt-oss is clamped."""


class Model(NamedTuple):
    """A defect.

    Args:
        name, says, remedy: as in `Cause`.
        bits: computes the results at pairs of finite numbers, encodings of shape (n, k): one an entry of each pair.
    """

    name: str
    says: str
    remedy: str
    bits: Callable[[Bits], Bits]


def models(bound: Bound, quantity: Quantity, fmt: Format) -> Iterator[Model]:
    """Yield models of the defects that results for a gated pair may have."""
    name, own = bound.activation.name, _table_of(bound, fmt, quantity)

    def correct(other: Bound, swapped: bool = False) -> Callable[[Bits], Bits]:
        table = _table_of(other, fmt, quantity)
        return lambda x_bits: _correct(table, x_bits, quantity, swapped)

    yield Model("swapped_halves", f"the halves are swapped: {name}(b, a)", "exchange a and b", correct(bound, True))
    if quantity.kind is Kind.VJP:
        says = "the gradients by a and by b are exchanged"
        yield Model("swapped_halves", says, "exchange them", lambda x_bits: own(x_bits).y_bits[:, ::-1])
    for other in _others(bound):
        says = f"it computes {other.activation.title} instead: {other.expression}"
        yield Model("other_gate", says, f"compute {bound.expression}", correct(other))
        yield Model("other_gate", f"{says}, of swapped halves", f"compute {bound.expression}", correct(other, True))
        for steps in _no_narrower(fmt)[1:2] if quantity == Quantity.VALUE else ():
            # As libraries compute GELU's tanh form: narrow formats show its cancellation too.
            yield Model(
                "other_gate",
                f"{says}, whose terms 1 + t, such as tanh or erf, are rounded to {steps.name}",
                f"compute {bound.expression}",
                lambda x_bits, of=other, to=steps: _rounded(of, x_bits, quantity, fmt, "cancels", to),  # type: ignore[misc]
            )
    if fmt.width <= 32:
        remedy = "keep intermediate results in float32 or wider, and round once"
        factors = separated(bound)
        curved = factors is not None and not any(Factor(each, fmt, 0).identity for each in factors)
        for rounds, says in (*_ROUNDED[: 2 if quantity == Quantity.VALUE else None], *(_FACTORS if curved else ())):
            yield Model(
                "narrow_intermediate",
                f"{says} is rounded to {fmt.name} on the way",
                remedy,
                lambda x_bits, rounds=rounds: _rounded(bound, x_bits, quantity, fmt, rounds),  # type: ignore[misc]
            )
        for steps in _no_narrower(fmt) if quantity == Quantity.VALUE else ():
            says = f"the gate is a multiple of 1 + t, such as tanh or erf, whose terms are rounded to {steps.name}"
            remedy = "compute the gate without the cancellation, with a sigmoid or erfc"
            yield Model(
                "cancellation",
                says,
                remedy,
                lambda x_bits, steps=steps: _rounded(bound, x_bits, quantity, fmt, "cancels", steps),  # type: ignore[misc]
            )
        says = "subnormal results are flushed to zero"
        yield Model("flush", says, "", lambda x_bits: _flushed(own, x_bits, fmt))
        says = "results are rounded toward zero"
        yield Model("direction", says, "round to nearest", lambda x_bits: _cut(own, x_bits, fmt))


def without_defect(bound: Bound, quantity: Quantity, fmt: Format) -> Iterator[Callable[[Bits], Bits]]:
    """Yield computations in wider formats, rounded once at the end: what they get wrong is no defect.

    Args:
        bound, quantity, fmt: as for `models`.
    """
    if separated(bound) is not None:
        for steps in _no_narrower(fmt):
            if steps.precision > fmt.precision:
                yield lambda x_bits, steps=steps: _rounded(bound, x_bits, quantity, fmt, "both", steps)  # type: ignore[misc]


def _no_narrower(fmt: Format) -> list[Format]:
    """Return a format and the wider ones of float32 and float64, in which its results are computed."""
    return [fmt, *(each for each in map(get_format, ("float32", "float64")) if each.precision > fmt.precision)]


def _others(bound: Bound) -> Iterator[Bound]:
    """Yield the other pairs of the catalogue, quick GELU's, and definitions with other clamps or constants."""
    for name in catalogue.names("pair"):
        activation = catalogue.get(name)
        if activation.definition_hash != bound.activation.definition_hash and separated(bind(activation)):
            yield bind(activation)
    a, b = (Symbol(name, real=True) for name in "ab")
    gate = a / (1 + exp(-a * STEEP))
    yield _own(bound, "quick GEGLU", gate * b)
    yield _own(bound, "SwiGLU of gpt-oss without its clamps", gate * (b + 1))
    low, clamped = Min(a, LIMIT), Max(Min(b, LIMIT), -LIMIT)
    both = Max(low, -LIMIT)
    yield _own(bound, "SwiGLU of gpt-oss without + 1", low / (1 + exp(-low * STEEP)) * clamped)
    yield _own(bound, "SwiGLU of gpt-oss with the slope 1", low / (1 + exp(-low)) * (clamped + 1))
    yield _own(
        bound, "SwiGLU of gpt-oss with its gate clamped from below too", both / (1 + exp(-both * STEEP)) * (clamped + 1)
    )
    if bound.activation.name == "swiglu_oai":
        yield from _clamped_otherwise(bound, a, b)
    yield _own(bound, "SwiGLU with the clamps of gpt-oss", low / (1 + exp(-low)) * clamped)
    yield _own(bound, "GTU with sigmoid(a) for tanh(a)", 1 / (1 + exp(-a)) / (1 + exp(-b)))
    yield _own(bound, "quick GEGLU with sigmoid(a) for the gate", 1 / (1 + exp(-a)) * b)


def _clamped_otherwise(bound: Bound, a: Symbol, b: Symbol) -> Iterator[Bound]:
    """Yield the SwiGLU of gpt-oss with other clamps and slopes."""

    def made(gate: Expr, other: Expr, slope: Rational = STEEP) -> Expr:
        return gate / (1 + exp(-gate * slope)) * (other + 1)

    low, clamped = Min(a, LIMIT), Max(Min(b, LIMIT), -LIMIT)
    yield _own(bound, "SwiGLU of gpt-oss with its gate unclamped", made(a, clamped))
    yield _own(bound, "SwiGLU of gpt-oss with its linear half unclamped", made(low, b))
    yield _own(bound, "SwiGLU of gpt-oss with its linear half clamped from above alone", made(low, Min(b, LIMIT)))
    for slope in (Rational(17, 10), Rational(3, 2), Rational(2)):
        yield _own(bound, f"SwiGLU of gpt-oss with the slope {slope}", made(low, clamped, slope))
    for limit in (6, 8, 10):
        says = f"SwiGLU of gpt-oss with the limit {limit}"
        yield _own(bound, says, made(Min(a, limit), Max(Min(b, limit), -limit)))


def _own(bound: Bound, title: str, expression: Expr) -> Bound:
    activation = Activation("model", title, expression, bound.activation.sources, domain=Pair("a", "b"))
    return bind(activation)


def _table_of(bound: Bound, fmt: Format, quantity: Quantity) -> Callable[[Bits], Table]:
    """Return what makes tables of given inputs; what it encloses for one it keeps for the next."""
    made = cache(lambda width: Pairs(bound, fmt, quantity, width))
    return lambda x_bits: made(x_bits.shape[1]).build(x_bits)


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


_ROUNDED = (
    ("gate", "the gate"),
    ("sigmoid", "the gate over its input, such as a sigmoid, and the gate too,"),
    ("upstream", "the upstream gradient times the other half"),
    ("both", "each product and the gate"),
)
"""What is rounded, with its words; only gradients have the last two."""

_FACTORS = (("first", "the first half's factor"), ("second", "the second half's factor"))
"""The same where neither half is taken as it is."""


def _rounded(
    bound: Bound, x_bits: Bits, quantity: Quantity, fmt: Format, rounds: str, steps: Format | None = None
) -> Bits:
    """Return results of products whose parts are rounded on the way, in float64 otherwise.

    Args:
        bound, x_bits, quantity, fmt: what is computed.
        rounds: which parts are rounded.
        steps: to which format; None for that of the results.
    """
    factors = separated(bound)
    assert factors is not None
    columns = [to_float64(x_bits[:, k], fmt) for k in range(x_bits.shape[1])]
    made = [Factor(each, fmt, 0 if quantity == Quantity.VALUE else 1) for each in factors]

    def narrow(values: Floats) -> Floats:
        to = steps or fmt
        return values if to.width == 64 else to_float64(encode(values, to), to)

    def factor(which: int, order: int) -> Floats:
        found = _values(made[which], order, x_bits[:, which])
        if made[which].identity and order == 0:
            return found
        if rounds in ("sigmoid", "cancels") and order == 0:
            with np.errstate(all="ignore"):
                inner = np.where(columns[which] == 0, 0.5, found / columns[which])
                if rounds == "sigmoid":
                    return narrow(columns[which] * narrow(inner))
                # A sigmoid is such a multiple itself.
                alone = bool(np.nanmax(np.abs(found), initial=0.0) <= 1)
                half = narrow(1 + narrow(2 * (found if alone else inner) - 1)) / 2
                return half if alone else narrow(columns[which] * half)
        left = rounds == "upstream" or (rounds == "first" and which == 1) or (rounds == "second" and which == 0)
        return found if left else narrow(found)

    results = []
    with np.errstate(all="ignore"):
        for terms in entries(quantity):
            total: Floats | None = None
            for term in terms:
                parts = [factor(0, term.first), factor(1, term.second)]
                if term.column is not None:
                    v = columns[term.column]
                    curved = 0 if not made[0].identity else 1
                    other = parts[1 - curved] * v
                    other = narrow(other) if rounds in ("upstream", "both") else other
                    parts = [parts[curved], other]
                product = parts[0] * parts[1]
                product = narrow(product) if rounds == "both" else product
                # Not from 0 on, which would take the sign of -0.
                total = product if total is None else total + product
            assert total is not None
            results.append(encode(total, fmt))
    return np.stack(results, axis=1)


def _values(factor: Factor, order: int, bits: Bits) -> Floats:
    """Return a factor in float64; at kinks the value of the left side."""
    distinct, back = np.unique(bits, return_inverse=True)
    found = []
    for each in distinct.tolist():
        wide = factor.sides(order, each)[0].wide
        found.append(np.nan if wide is None else np.ldexp(float(wide.significand), max(wide.exponent, -4000)))
        if wide is not None and wide.negative:
            found[-1] = -found[-1]
    values: Floats = np.array(found)[back]
    return values

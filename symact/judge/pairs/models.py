"""What candidates with usual defects return for pairs: another function, swapped halves, narrow intermediates."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, bits_dtype, is_nan, magnitudes
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.pairs.arithmetic import Product
from symact.judge.pairs.model import Model
from symact.judge.pairs.narrow_steps import narrow_models, no_narrower
from symact.reference.pairs.factors import separated
from symact.reference.pairs.table import Pairs
from symact.reference.table import Table


def models(bound: Bound, quantity: Quantity, fmt: Format) -> Iterator[Model]:
    """Yield models of the defects that results for a gated pair may have.

    Args:
        bound, quantity, fmt: what is due.
    """
    name, own = bound.activation.name, _table_of(bound, fmt, quantity)

    says = f"the halves are swapped: {name}(b, a)"
    yield Model("swapped_halves", says, "exchange a and b", lambda x_bits: _swapped(own, x_bits, quantity))
    if quantity.kind is Kind.VJP:
        says = "the gradients by a and by b are exchanged"
        yield Model("swapped_halves", says, "exchange them", lambda x_bits: own(x_bits).y_bits[:, ::-1])
        says = "the gradients are not multiplied by the upstream gradient"
        yield Model("upstream", says, "multiply them by v", lambda x_bits: own(_of_one(x_bits, fmt)).y_bits)
    yield from narrow_models(bound, quantity, fmt)
    if fmt.width <= 32:
        says = "subnormal results are flushed to zero"
        yield Model("flush", says, "", lambda x_bits: _flushed(own, x_bits, fmt))
        says = "results are rounded toward zero"
        yield Model("direction", says, "round to nearest", lambda x_bits: _cut(own, x_bits, fmt))


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


def _table_of(bound: Bound, fmt: Format, quantity: Quantity) -> Callable[[Bits], Table]:
    """Return what makes tables of given inputs; what it encloses for one it keeps for the next."""
    return lambda x_bits: _pairs(bound, fmt, quantity, x_bits.shape[1]).build(x_bits)


@lru_cache(maxsize=64)
def _pairs(bound: Bound, fmt: Format, quantity: Quantity, width: int) -> Pairs:
    return Pairs(bound, fmt, quantity, width)


def _swapped(table: Callable[[Bits], Table], x_bits: Bits, quantity: Quantity) -> Bits:
    given = x_bits.copy()
    given[:, :2] = given[:, 1::-1]
    if quantity.kind is Kind.JVP:
        given[:, 2:] = given[:, :1:-1]
    found = table(given).y_bits
    # The gradient by a of f(b, a) is that by the second input.
    return found[:, ::-1] if quantity.kind is Kind.VJP else found


def _flushed(table: Callable[[Bits], Table], x_bits: Bits, fmt: Format) -> Bits:
    found = table(x_bits).y_bits
    sign = found & bits_dtype(fmt).type(fmt.sign_bit)
    return np.where(magnitudes(found, fmt) < fmt.min_normal_bits, sign, found)


def _cut(table: Callable[[Bits], Table], x_bits: Bits, fmt: Format) -> Bits:
    found = table(x_bits)
    sign = np.where(found.y_bits >= bits_dtype(fmt).type(fmt.sign_bit), -1.0, 1.0)
    outward = (found.residual * sign < 0) & (magnitudes(found.y_bits, fmt) > 0) & ~is_nan(found.y_bits, fmt)
    return (found.y_bits - outward).astype(found.y_bits.dtype)

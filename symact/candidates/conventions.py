"""What libraries do where conventions differ: at kinks, both zeros, infinities and NaN, measured and recorded.

``libraries/<library>/measured.json`` holds what was measured with a version on a day; nothing in it is typed in.
"""

import inspect
from importlib.util import find_spec
from typing import Any

import numpy as np

from symact import catalogue
from symact.candidates import adapter, plan
from symact.candidates.process.parent import Sandbox
from symact.candidates.resolve import resolve
from symact.definition.bound import Bound
from symact.definition.parameters import to_fraction
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format, get_format

DTYPE = "float32"
"""The format in which conventions are measured: every library has it."""

ORDERS = {0: "value", 1: "gradient"}

SECONDS = 120.0


def places(bound: Bound, fmt: Format) -> Bits:
    """Return the inputs at which conventions differ: -inf, kinks and jumps, -0, +0, inf and NaN."""
    assert fmt.infinity_bits is not None
    assert fmt.nan_bits is not None
    breaks = [to_fraction(piece.upper) for piece in bound.pieces if piece.upper.is_Rational]
    found = [
        fmt.from_fraction(value) for value in breaks if value and fmt.to_fraction(fmt.from_fraction(value)) == value
    ]
    ends = (fmt.infinity_bits | fmt.sign_bit, fmt.sign_bit, 0, fmt.infinity_bits, fmt.nan_bits)
    return np.array(list(dict.fromkeys([ends[0], *found, *ends[1:]])), dtype=bits_dtype(fmt))


def measure(child: Sandbox, library: str, name: str) -> dict[str, Any] | None:
    """Return what an installed library does with an activation at those places; None if it cannot be called.

    Returns:
        The version, the inputs, and results by order, all as encodings; None for an order that it lacks.
    """
    fmt, activation = get_format(DTYPE), catalogue.get(name)
    if not activation.space().on_line:
        return None
    case = plan.case(library, name, {}, "ideal", dtype=DTYPE)
    x_bits = places(case.bound, fmt)
    found: dict[str, Any] = {"inputs": list(map(fmt.hex, x_bits.tolist()))}
    for order, quantity in ORDERS.items():
        outcome = child.evaluate(library, case.spec, x_bits, fmt, Quantity.of(order), trial=False)
        if outcome.version:
            found["version"] = outcome.version
        done = outcome.kind == "done" and outcome.bits is not None
        found[quantity] = list(map(fmt.hex, outcome.bits.tolist())) if done and outcome.bits is not None else None
    return found if found["value"] is not None else None


def defaults(library: str, name: str) -> dict[str, Any]:
    """Return the library's own defaults of the arguments in its profile, as its signature has them; imports it."""
    spec = plan.case(library, name, {}, "ideal").spec
    try:
        found = resolve(spec.path)
        parameters = inspect.signature(found).parameters
    # A function in C may have no signature that can be read.
    except (CandidateError, TypeError, ValueError):
        return {}
    plain = (str, bool, int, float)
    return {
        argument.keyword: parameters[argument.keyword].default
        for argument in spec.arguments
        if argument.keyword in parameters and isinstance(parameters[argument.keyword].default, plain)
    }


def installed(library: str) -> bool:
    """Whether a library is there to be measured."""
    return bool(adapter(library).requires) and find_spec(adapter(library).requires) is not None

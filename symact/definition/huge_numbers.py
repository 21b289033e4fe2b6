"""Numbers too large to compute with: exp(exp(exp(30))) - 1 takes SymPy 10^13 bits, at which GMP ends the process.

Its assumptions evaluate constants wherever signs are asked for, so the bound stands where SymPy hands over numbers.
"""

from typing import Any

from sympy.core import evalf

from symact.system.swapped import Swap

MOST_BITS = 1 << 16
"""Working precision, and binary exponent of what elementary functions are evaluated at, at most."""


class HugeNumberError(NotImplementedError, ValueError):
    """A number is not evaluated: SymPy's evalf goes on after the one, its functions after the other."""


_evaluate, _convert = evalf.evalf, evalf.EvalfMixin._to_mpmath


def _evaluated(expression: Any, precision: int, options: Any) -> Any:
    if precision > MOST_BITS:
        raise HugeNumberError
    return _evaluate(expression, precision, options)


def _converted(self: Any, precision: int, allow_ints: bool = True) -> Any:
    found = _convert(self, precision, allow_ints)
    parts = [] if isinstance(found, int) else [found.real._mpf_, found.imag._mpf_]
    if any(exponent + bits > MOST_BITS for _, _, exponent, bits in parts):
        raise HugeNumberError
    return found


huge_numbers_unknown = Swap(((evalf, "evalf", _evaluated), (evalf.EvalfMixin, "_to_mpmath", _converted))).held
"""Let SymPy evaluate no number in a block that takes more than `MOST_BITS` bits: its sign then is unknown."""

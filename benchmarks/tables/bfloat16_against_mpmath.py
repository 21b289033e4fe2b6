"""Time per input of an exhaustive bfloat16 table against the same values by mpmath through lambdify.

    python benchmarks/tables/bfloat16_against_mpmath.py [NAME...] [--repeats 3]

Both sides run in turn in one process on the same 65,280 finite inputs, one core. mpmath evaluates the
SymPy expression, piece by piece, at the 168 bits at which symact starts, and does no rounding and
proves nothing: its figure is a lower bound of what a table by mpmath costs. The last column says how
many of its values would round to another bfloat16 number (or to a zero of the other sign). The ratio
is what to quote; the times depend on the machine.
"""

import argparse
import statistics
import time

import mpmath
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.derivatives import differentiate
from symact.enclosure.ziv import START_PRECISION
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.reference.mpmath_values import mpf_to_wide
from symact.reference.rows import build_table
from symact.reference.table import Flag, Table

NAMES = ["sigmoid", "tanh", "gelu", "gelu_tanh", "silu", "mish", "softplus", "elu", "selu"]


def by_symact(name: str, order: int) -> tuple[float, Table]:
    """Return seconds for the exhaustive table, and the table."""
    fmt = get_format("bfloat16")
    start = time.perf_counter()
    table = build_table(bind(catalogue.get(name)), fmt, order, all_bits(fmt))
    return time.perf_counter() - start, table


def by_mpmath(name: str, order: int) -> tuple[float, dict[int, mpmath.mpf]]:
    """Return seconds for the values of all finite inputs, and the values by encoding."""
    fmt = get_format("bfloat16")
    pieces = differentiate(bind(catalogue.get(name)).pieces, x, order)
    start = time.perf_counter()
    with mpmath.workprec(START_PRECISION):
        functions = [sympy.lambdify(x, p.expression, "mpmath") for p in pieces]
        ends = [mpmath.mpf(str(p.upper)) for p in pieces[:-1]]
        values = {}
        for bits in range(1 << fmt.width):
            if fmt.is_finite(bits):
                negative, significand, exponent = fmt.parts(bits)
                point = mpmath.ldexp(-significand if negative else significand, exponent)
                values[bits] = functions[sum(point > end for end in ends)](point)
    return time.perf_counter() - start, values


def count_wrong(table: Table, values: dict[int, mpmath.mpf]) -> int:
    """Return how many of mpmath's values round to another encoding than the table's."""
    fixed = ~table.has(Flag.KINK | Flag.JUMP | Flag.ZERO_SIGN_OPEN)
    return sum(
        bool(fixed[bits]) and table.format.round(mpf_to_wide(mpmath.mpf(value))) != int(table.y_bits[bits])
        for bits, value in values.items()
    )


def main() -> None:
    """Print one line a function and order, then the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    ratios = []
    print(
        f"{'function':<12} {'order':>5} {'symact us':>10} {'mpmath us':>10} {'mpmath/symact':>14} {'mpmath wrong':>13}"
    )
    for name in arguments.names:
        for order in (0, 1):
            pairs = []
            for _ in range(arguments.repeats):
                (ours, table), (theirs, values) = by_symact(name, order), by_mpmath(name, order)
                pairs.append((ours, theirs))
            ours, theirs = (statistics.median(side) / 65_536 * 1e6 for side in zip(*pairs, strict=True))
            ratios.append(statistics.median(b / a for a, b in pairs))
            wrong = count_wrong(table, values)
            print(f"{name:<12} {order:>5} {ours:>10.1f} {theirs:>10.1f} {ratios[-1]:>14.2f} {wrong:>13}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()

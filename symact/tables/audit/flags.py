"""Which flags a row must carry, from its encodings and its value rounded to odd, and which are open to it.

Written down once more, from docs/table-format.md, and not taken from what builds tables. A kink, a jump and the sign
of an exact zero at x = 0 or at an infinity depend on the function: `check_row` recomputes those.
"""

from fractions import Fraction

from symact.formats.fixed import FixedFormat
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag, Table

BREAKS = Flag.KINK | Flag.JUMP


def fault_of_flags(table: Table, row: int) -> str:
    """Return what is wrong with a row's flags or with its ends, judged by the row itself; empty where nothing is."""
    found = Flag(int(table.flags[row]))
    due, possible = _flags(table, row)
    if found & ~possible != due:
        missing, wrong = due & ~found, found & ~(possible | due)
        return f"a flag is {'missing' if missing else 'wrong'}: {_names(missing or wrong)}"
    y, low, high = (int(bits[row]) for bits in (table.y_bits, table.y_lo_bits, table.y_hi_bits))
    if not found & BREAKS:
        return "" if low == y == high else "y_lo_bits or y_hi_bits differ from y_bits where there is no kink or jump"
    fmt = table.format
    keys = [fmt.order_key(bits) for bits in (low, y, high)]
    return "" if keys == sorted(keys) or y & ~fmt.sign_bit == 0 else "y_bits is not between y_lo_bits and y_hi_bits"


def _flags(table: Table, row: int) -> tuple[Flag, Flag]:
    """Return the flags that a row must have, and those of which the row alone does not tell."""
    fmt, bits, wide = table.format, int(table.x_bits[row]), table.wide[row]
    if fmt.is_nan(bits):
        return (Flag.NAN_INPUT | Flag.OPEN if table.order else Flag.NAN_INPUT), Flag(0)
    if fmt.is_infinite(bits):
        due = Flag.INFINITE_INPUT
        if wide is None:
            # Whether a limit exists is for the function to say; an infinite one does.
            return due, Flag.OPEN if fmt.is_nan(int(table.y_bits[row])) else Flag(0)
        return due | _of_rounding(fmt, wide), Flag(0) if wide.significand else Flag.ZERO_SIGN_OPEN
    if wide is None:
        # No value, or an infinity at an end of the domain.
        return Flag(0), Flag.OPEN if fmt.is_nan(int(table.y_bits[row])) else Flag(0)
    due, possible = _of_rounding(fmt, wide), BREAKS
    if wide.significand == 0 and not isinstance(fmt, FixedFormat):
        if bits & ~fmt.sign_bit == 0:
            possible |= Flag.ZERO_SIGN_OPEN
        else:
            due |= Flag.ZERO_SIGN_OPEN
    return due, possible


def _of_rounding(fmt: Format, wide: RoundToOdd) -> Flag:
    """Return the flags that say how a value was rounded."""
    exact, unit, y = wide.to_fraction(), Fraction(2) ** fmt.ulp_exponent(wide), fmt.round(wide)
    if isinstance(fmt, FixedFormat):
        # To nearest, ties to even, as `round` of a fraction; what lies beyond the ends is saturated.
        if not fmt.least <= round(exact / unit) <= fmt.max_bits:
            return Flag.OVERFLOW
        flags = Flag.UNDERFLOW if exact and round(exact / unit) == 0 else Flag(0)
    elif not fmt.is_finite(y):
        return Flag.OVERFLOW
    else:
        magnitude = y & ~fmt.sign_bit
        flags = Flag.SUBNORMAL if exact and magnitude < fmt.min_normal_bits else Flag(0)
        flags |= Flag.UNDERFLOW if exact and not magnitude else Flag(0)
    if not wide.exact:
        return flags
    beyond = abs(exact) / unit % 1
    return flags | (Flag(0) if beyond not in (0, Fraction(1, 2)) else Flag.TIE if beyond else Flag.EXACT)


def _names(flags: Flag) -> str:
    return ", ".join(flag.name.lower() for flag in Flag if flag in flags and flag.name)

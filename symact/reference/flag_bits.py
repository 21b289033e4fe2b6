"""`Flag` as plain integers: in inner loops combining members of an enumeration takes longer than rounding."""

from symact.reference.table import Flag

EXACT, TIE, SUBNORMAL = int(Flag.EXACT), int(Flag.TIE), int(Flag.SUBNORMAL)
UNDERFLOW, OVERFLOW, OPEN = int(Flag.UNDERFLOW), int(Flag.OVERFLOW), int(Flag.OPEN)
KINK, JUMP, ZERO_SIGN_OPEN = int(Flag.KINK), int(Flag.JUMP), int(Flag.ZERO_SIGN_OPEN)
NAN_INPUT, INFINITE_INPUT = int(Flag.NAN_INPUT), int(Flag.INFINITE_INPUT)

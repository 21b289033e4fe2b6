"""Binary floating-point formats: encodings <-> exact rationals, rounding and ulp, in integers only.

Nothing here touches a machine float, so nothing here can round twice. A finite value is
(-1)^sign * significand * 2^exponent with integers; `Format.round` takes such a value straight to
the one nearest encoding. Formats follow IEEE 754-2019 (binary16, binary32, binary64), the bfloat16
of Intel's 2018 white paper, and the OCP "8-bit Floating Point Specification" (OFP8) rev. 1.0 of 2023
(E5M2, and E4M3, which has no infinity and one NaN magnitude).
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from symact.errors import SymactError, unknown_name
from symact.formats.round_to_odd import RoundToOdd


@dataclass(frozen=True, slots=True)
class Format:
    """A binary floating-point format.

    Args:
        name: NumPy's or ml_dtypes' name.
        width: bits of an encoding.
        precision: significand bits, the hidden one included.
        emax: exponent of the largest finite number, which lies in [2^emax, 2^(emax+1)).
        emin: exponent of the smallest normal number.
        has_infinity: false for formats that spend those encodings on finite numbers.
        aliases: other names that are accepted.

    Derived from these:
        fraction_bits: stored significand bits.
        sign_bit: the encoding of -0, a mask for the sign.
        quantum: exponent of the spacing of the subnormal numbers; 2^quantum is the smallest positive one.
        infinity_bits: encoding of +infinity, or None where the format has none.
        nan_bits: encoding of the quiet NaN that symact writes (positive, payload 0).
        max_bits: encoding of the largest finite number.
        min_normal_bits: encoding of the smallest positive normal number.
        overflow_bits: encoding that a positive overflow rounds to: infinity, else NaN (OFP8's
            non-saturating mode).
    """

    name: str
    width: int
    precision: int
    emax: int
    emin: int
    has_infinity: bool = True
    aliases: tuple[str, ...] = ()

    fraction_bits: int = field(init=False, repr=False, compare=False)
    sign_bit: int = field(init=False, repr=False, compare=False)
    quantum: int = field(init=False, repr=False, compare=False)
    infinity_bits: int | None = field(init=False, repr=False, compare=False)
    nan_bits: int = field(init=False, repr=False, compare=False)
    max_bits: int = field(init=False, repr=False, compare=False)
    min_normal_bits: int = field(init=False, repr=False, compare=False)
    overflow_bits: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Derived once: rounding needs them millions of times.
        fraction_bits, sign_bit = self.precision - 1, 1 << (self.width - 1)
        infinity = ((1 << (self.width - self.precision)) - 1) << fraction_bits if self.has_infinity else None
        nan = sign_bit - 1 if infinity is None else infinity | 1 << (fraction_bits - 1)
        derived = {
            "fraction_bits": fraction_bits,
            "sign_bit": sign_bit,
            "quantum": self.emin - fraction_bits,
            "infinity_bits": infinity,
            "nan_bits": nan,
            "max_bits": sign_bit - 2 if infinity is None else infinity - 1,
            "min_normal_bits": 1 << fraction_bits,
            "overflow_bits": nan if infinity is None else infinity,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def is_nan(self, bits: int) -> bool:
        """Whether bits encodes a NaN."""
        infinity = self.infinity_bits
        magnitude = bits & ~self.sign_bit
        return magnitude == self.sign_bit - 1 if infinity is None else magnitude > infinity

    def is_infinite(self, bits: int) -> bool:
        """Whether bits encodes +infinity or -infinity."""
        return bits & ~self.sign_bit == self.infinity_bits

    def is_finite(self, bits: int) -> bool:
        """Whether bits encodes a number."""
        return bits & ~self.sign_bit <= self.max_bits

    def is_negative(self, bits: int) -> bool:
        """Whether the sign bit is set (also of a zero or a NaN)."""
        return bits & self.sign_bit != 0

    def parts(self, bits: int) -> tuple[bool, int, int]:
        """Return (negative, significand, exponent), integers, of a finite encoding.

        Raises:
            ValueError: bits is an infinity, a NaN or wider than the format.
        """
        magnitude = bits & ~self.sign_bit
        if bits < 0 or bits >> self.width or magnitude > self.max_bits:
            raise ValueError(f"{bits:#x} encodes no number of {self.name}")
        biased = magnitude >> self.fraction_bits
        fraction = magnitude & (self.min_normal_bits - 1)
        if biased == 0:
            return bits != magnitude, fraction, self.quantum
        return bits != magnitude, fraction | self.min_normal_bits, self.quantum + biased - 1

    def to_fraction(self, bits: int) -> Fraction:
        """Return the exact rational value of a finite encoding (both zeros give 0)."""
        negative, significand, exponent = self.parts(bits)
        magnitude = Fraction(significand) * Fraction(2) ** exponent
        return -magnitude if negative else magnitude

    def round(self, value: RoundToOdd) -> int:
        """Return the encoding nearest to the number behind value, ties to even.

        Overflow follows IEEE 754: what rounds beyond the largest finite number as though the
        exponent had no bound becomes infinity (NaN where the format has none).
        """
        return self.complete(value.negative, *self.truncate(value))

    def complete(self, negative: bool, bits: int, half: bool, below: bool) -> int:
        """Finish what `truncate` began: round to nearest even, overflow, and set the sign."""
        if half and (below or bits & 1):
            bits += 1
        if bits > self.max_bits:
            bits = self.overflow_bits
        return bits | self.sign_bit if negative else bits

    def truncate(self, value: RoundToOdd) -> tuple[int, bool, bool]:
        """Round the magnitude toward zero, as though the exponent had no upper bound.

        Returns:
            (bits without a sign, the first bit cut off, whether anything nonzero follows it); bits
            exceed `max_bits` where the magnitude is too large.
        """
        significand, exponent = value.significand, value.exponent
        if significand == 0:
            return 0, False, False
        top = exponent + significand.bit_length() - 1
        if top > self.emax + 1:
            return self.sign_bit - 1, False, False
        quantum = max(top, self.emin) - self.fraction_bits
        cut = quantum - exponent
        if cut <= 0:
            kept, half, below = significand << -cut, False, False
        else:
            kept = significand >> cut
            half = significand >> (cut - 1) & 1 == 1
            below = significand & ((1 << (cut - 1)) - 1) != 0
        # Adding rather than joining the fields lets a carry run into the exponent, as it must.
        bits = ((quantum - self.quantum) << self.fraction_bits) + kept
        return bits, half, below or not value.exact

    def from_fraction(self, value: Fraction) -> int:
        """Return the encoding nearest to an exact rational, ties to even (zero gives +0)."""
        return self.round(RoundToOdd.from_ratio(value.numerator, value.denominator))

    def ulp_exponent(self, value: RoundToOdd) -> int:
        """Return e such that ulp(value) = 2^e: the spacing of the format's numbers around the real number.

        Within the subnormal numbers and at zero it is the format's quantum; beyond the largest
        finite number, the spacing in the top binade.
        """
        top = value.exponent + value.significand.bit_length() - 1 if value.significand else self.emin
        return min(max(top, self.emin), self.emax) - self.fraction_bits

    def ulp_error(self, got: int, value: RoundToOdd) -> Fraction:
        """Return |got - exact| / ulp(exact) as a rational, for finite got."""
        return abs(self.to_fraction(got) - value.to_fraction()) / Fraction(2) ** self.ulp_exponent(value)

    def order_key(self, bits: int) -> int:
        """Return an integer that grows with the number: adjacent numbers differ by 1, both zeros are 0."""
        magnitude = bits & ~self.sign_bit
        return -magnitude if self.is_negative(bits) else magnitude

    def from_order_key(self, key: int) -> int:
        """Return the encoding with that key (+0 for 0)."""
        return key if key >= 0 else -key | self.sign_bit

    def hex(self, bits: int) -> str:
        """Return the encoding as fixed-width hexadecimal, such as ``0x3f80``."""
        return f"{bits:#0{2 + self.width // 4}x}"


FORMATS = (
    Format("float64", 64, 53, 1023, -1022, aliases=("binary64", "double", "f64", "fp64")),
    Format("float32", 32, 24, 127, -126, aliases=("binary32", "single", "f32", "fp32")),
    Format("float16", 16, 11, 15, -14, aliases=("binary16", "half", "f16", "fp16")),
    Format("bfloat16", 16, 8, 127, -126, aliases=("bf16",)),
    Format("float8_e4m3fn", 8, 4, 8, -6, has_infinity=False, aliases=("e4m3fn", "e4m3")),
    Format("float8_e5m2", 8, 3, 15, -14, aliases=("e5m2",)),
)


FIXED_POINT = re.compile(r"[uU]?[qQ][0-9]")
"""How names of fixed-point formats begin; symact.formats.fixed knows them."""


DType: TypeAlias = "str | Format | object"
"""What names a format: its name, itself, or a dtype of NumPy, ml_dtypes, PyTorch or JAX."""

FRAMEWORKS = ("numpy", "ml_dtypes", "torch", "jax", "jaxlib")
"""Whose dtypes name formats; they are recognised by the module of their type, and none is imported."""


def _dtype_name(dtype: object) -> str | None:
    """Return what a framework calls its dtype, None for what is no dtype."""
    owner = dtype if isinstance(dtype, type) else type(dtype)
    if owner.__module__.partition(".")[0] not in FRAMEWORKS:
        return None
    # An instance is a dtype if a class that it derives from says so: ml_dtypes 0.7 names the class itself bfloat16.
    if owner is not dtype and not any("dtype" in each.__name__.lower() for each in owner.__mro__):
        return None
    text = getattr(dtype, "name", None) or getattr(dtype, "__name__", None) or str(dtype)
    return str(text).rpartition(".")[2]


def get_format(dtype: DType) -> Format:
    """Return the floating-point format of that name or alias (case does not matter), or that a dtype has.

    Args:
        dtype: a name such as "bfloat16", a format, or a dtype such as ``np.float32`` or ``torch.bfloat16``.

    Raises:
        SymactError: there is no such format; the message names the nearest ones.
    """
    if isinstance(dtype, Format):
        return dtype
    name = dtype if isinstance(dtype, str) else _dtype_name(dtype)
    if name is None:
        raise SymactError(
            f"a format is named by a string such as 'bfloat16', or a dtype of NumPy, PyTorch or JAX, not by {dtype!r}"
        )
    for each in FORMATS:
        if name.lower() in (each.name, *each.aliases):
            return each
    if FIXED_POINT.match(name):
        raise SymactError(
            f"{name[:40]!r} is fixed point, which tables are made of (symact table); here give a float format"
        )
    raise unknown_name("format", name, (each.name for each in FORMATS))

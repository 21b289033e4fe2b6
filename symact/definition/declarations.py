"""What a definition declares beside its formula: parameters, where it was read, and a condition on parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sympy
from sympy import Expr, Rational, Symbol

from symact.definition.parameters import exact_value
from symact.display import Shown
from symact.errors import DefinitionError, SymactError, excerpt

PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def check_text(thing: str, field: str, value: object) -> None:
    """Raise DefinitionError unless a field of some thing is text."""
    if not isinstance(value, str):
        raise DefinitionError(f"{thing}: {field} must be text, not {excerpt(value)}")


@dataclass(frozen=True, slots=True)
class Param(Shown):
    """A parameter of a definition.

    Args:
        symbol: its SymPy symbol; the assumptions on it say which values are allowed.
        default: an exact rational, or None if the definition's condition determines it.
        says: one phrase on what it is.
        learnable: whether its source trains it with the weights of a network.
        least, greatest: bounds that belong to what is allowed, of which the assumptions know no more than the signs.

    Raises:
        DefinitionError: the symbol is none, may be no real number, or has no name that a user could write.
    """

    symbol: Symbol
    default: Rational | None
    says: str = ""
    learnable: bool = False
    least: Rational | None = None
    greatest: Rational | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.symbol, Symbol) or not self.symbol.is_real or not PARAMETER.fullmatch(self.symbol.name):
            raise DefinitionError(
                f"parameter {excerpt(self.symbol)}: it must be a real SymPy Symbol whose name is made of letters, "
                "digits and _, and starts with a letter; write Param.real('a') or Param.positive('a')"
            )
        check_text(f"parameter {self.symbol}", "says", self.says)

    @classmethod
    def positive(cls, name: str, default: object = None, says: str = "", *, learnable: bool = False) -> Param:
        """A parameter that must be greater than 0."""
        return cls.of(Symbol(name, positive=True), default, says, learnable)

    @classmethod
    def negative(cls, name: str, default: object = None, says: str = "", *, learnable: bool = False) -> Param:
        """A parameter that must be less than 0."""
        return cls.of(Symbol(name, negative=True), default, says, learnable)

    @classmethod
    def nonnegative(cls, name: str, default: object = None, says: str = "", *, learnable: bool = False) -> Param:
        """A parameter that must be 0 or greater."""
        return cls.of(Symbol(name, nonnegative=True), default, says, learnable)

    @classmethod
    def real(cls, name: str, default: object = None, says: str = "", *, learnable: bool = False) -> Param:
        """A parameter that may be any real number."""
        return cls.of(Symbol(name, real=True), default, says, learnable)

    @classmethod
    def between(
        cls, name: str, least: object, greatest: object, default: object, says: str = "", *, learnable: bool = False
    ) -> Param:
        """A parameter of an interval, ends included; what is derived for all numbers of its sign holds there too."""
        low, high = (_exact(Symbol(name), end) for end in (least, greatest))
        sign = {} if low is None or low < 0 else {"positive": True} if low > 0 else {"nonnegative": True}
        symbol = Symbol(name, **(sign or {"real": True}))
        return cls.of(symbol, default, says, learnable, (low, high))

    @classmethod
    def of(
        cls,
        symbol: Symbol,
        default: object,
        says: str,
        learnable: bool = False,
        ends: tuple[Rational | None, Rational | None] = (None, None),
    ) -> Param:
        """A parameter with the assumptions of its symbol, between two ends where it has them.

        Raises:
            DefinitionError: the default is not an exact rational number, or breaks the assumptions.
        """
        param = cls(symbol, _exact(symbol, default), says, learnable, *ends)
        if param.default is not None and not param._allows(param.default):
            raise DefinitionError(f"parameter {symbol}={param.default}: the default must satisfy {param.allowed}")
        return param

    @property
    def name(self) -> str:
        """The name that users write."""
        return str(self.symbol.name)

    @property
    def rule(self) -> str:
        """The assumption in words, such as ``alpha > 0``."""
        if self.symbol.is_negative:
            return f"{self.name} < 0"
        if self.symbol.is_positive:
            return f"{self.name} > 0"
        return f"{self.name} >= 0" if self.symbol.is_nonnegative else f"{self.name} real"

    @property
    def allowed(self) -> str:
        """The values in words: the interval, where there is one, or else the assumption."""
        if not self.is_bounded:
            return self.rule
        sign = "0 < " if self.symbol.is_positive else "0 <= " if self.symbol.is_nonnegative else ""
        low = sign if self.least is None else f"{self.least} <= "
        high = (" < 0" if self.symbol.is_negative else "") if self.greatest is None else f" <= {self.greatest}"
        return f"{low}{self.name}{high}"

    @property
    def is_bounded(self) -> bool:
        """Whether an end of what is allowed is stated, of which the symbol's assumptions do not know."""
        return self.least is not None or self.greatest is not None

    def _allows(self, value: Expr) -> bool:
        asked = (
            (self.symbol.is_positive, value.is_positive),
            (self.symbol.is_negative, value.is_negative),
            (self.symbol.is_nonnegative, value.is_nonnegative),
            (self.least is not None, self.least is None or value >= self.least),
            (self.greatest is not None, self.greatest is None or value <= self.greatest),
        )
        return bool(value.is_real) and all(has for wanted, has in asked if wanted)

    def check(self, value: Expr) -> None:
        """Raise SymactError unless value satisfies the assumption."""
        if not self._allows(value):
            raise SymactError(f"parameter {self.name} must satisfy {self.allowed}, not {self.name}={value}")


@dataclass(frozen=True, slots=True)
class Source(Shown):
    """Where a definition was read.

    Args:
        reference: what a reader can find: authors, year, arXiv number, or the page of a documentation.
        says: what was read there.
    """

    reference: str
    says: str

    def __post_init__(self) -> None:
        check_text("source", "reference", self.reference)
        check_text("source", "says", self.says)


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """A condition that determines parameters: a standard normal input keeps its mean and variance.

    Args:
        unknowns: the parameters so determined.
        mean: required mean of f(Z), Z ~ N(0, 1).
        variance: required variance of f(Z).
    """

    unknowns: tuple[Param, Param]
    mean: Rational = sympy.S.Zero
    variance: Rational = sympy.S.One


def _exact(symbol: Symbol, default: object) -> Rational | None:
    if default is None:
        return None
    if isinstance(default, float):
        # A definition is read and hashed: what it says must not depend on how a float is printed.
        raise DefinitionError(
            f"parameter {symbol}={default!r} is a float; write the exact number as text, such as '1/100'"
        )
    try:
        value = exact_value(default, f"parameter {symbol}")
    except SymactError as error:
        raise DefinitionError(str(error)) from None
    if not isinstance(value, Rational):
        raise DefinitionError(f"parameter {symbol}={default} is not a rational number; write it as 1/100 or 0.01")
    return value

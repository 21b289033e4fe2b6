"""The choices that a verdict rests on, named, chosen before judging and printed in every report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Literal, get_args, get_type_hints

from symact.display import Shown
from symact.errors import SymactError, excerpt
from symact.system.assignments import assignments

Infinities = Literal["limit", "open"]
Nan = Literal["propagate", "open"]
ZeroSign = Literal["determined", "ignore", "strict"]
Subnormals = Literal["keep", "flush", "flush_inputs"]
Kinks = Literal["clarke", "ends", "least", "low", "high"]
Rounding = Literal["nearest", "faithful"]
Conduct = Literal["count", "report"]
MaskedRows = Literal["open", "nan", "zero", "uniform"]
InfiniteRows = Literal["open", "nan", "limit"]

OF_ROWS = ("masked_rows", "infinite_rows")
"""Policies that only verdicts on rows rest on."""


@dataclass(frozen=True, slots=True)
class Policy(Shown):
    """What is required where taste, hardware or IEEE 754 leave a choice.

    Args:
        infinities: "limit": at +-infinity the mathematical limit is required; "open": not judged.
        nan: "propagate": NaN in gives NaN out (the table leaves derivatives at NaN open); "open": not judged.
        zero_sign: "determined": a zero of the wrong sign breaks a bound, except where no rule decides
            the sign (`Flag.ZERO_SIGN_OPEN`); "ignore": never; "strict": everywhere but at kinks.
        subnormals: "keep": a subnormal result is required like any other; "flush": a zero of the same
            sign may stand for it; "flush_inputs": beside that, a subnormal input may be taken for the zero
            of its sign.
        kinks: where one-sided values differ, "clarke": any number between them; "ends": one of the two;
            "least": the number between them that is nearest to 0; "low", "high": the lesser, the greater.
            At a jump of the function itself the last three require its own value there.
        rounding: "nearest": the nearest number is the correct one; "faithful": so is the one on the other
            side of the exact value. Errors and bounds stay what they are.
        conduct: "count": a candidate that writes into its input or outside of its arrays, ignores strides, or
            answers differently at a second call breaks a bound; "report": that is reported only.
        masked_rows: of a row that is -inf everywhere, "nan", "zero" (-inf of logarithms) or "uniform" (1/n) is
            required; "open": one of them.
        infinite_rows: of a row with +inf "nan" or the "limit" where there is one is required; "open": one of them.
    """

    infinities: Infinities = "limit"
    nan: Nan = "propagate"
    zero_sign: ZeroSign = "determined"
    subnormals: Subnormals = "keep"
    kinks: Kinks = "clarke"
    rounding: Rounding = "nearest"
    conduct: Conduct = "count"
    masked_rows: MaskedRows = "open"
    infinite_rows: InfiniteRows = "open"

    def __post_init__(self) -> None:
        for key, allowed in _choices().items():
            value = getattr(self, key)
            if value not in allowed:
                raise SymactError(f"policy {key}={value!r} is not a choice; choose {' or '.join(allowed)}")

    @classmethod
    def of(cls, given: Policy | Mapping[str, str] | None) -> Policy:
        """Return a policy as it is, or the one that a mapping of keys to values means; None chooses nothing.

        Raises:
            SymactError: it is neither, or has an unknown key or value.
        """
        if isinstance(given, Policy):
            return given
        if given is not None and not isinstance(given, Mapping):
            raise SymactError(
                f"policy must be a Policy or a mapping such as {{'subnormals': 'flush'}}, not {excerpt(given)}"
            )
        return cls.parse(f"{key}={value}" for key, value in (given or {}).items())

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Policy:
        """Build a policy from ``name=value`` texts; what is not named keeps its default.

        Raises:
            SymactError: a text of another form, an unknown key or value, or a key given twice.
        """
        chosen = assignments(texts, "policy", "subnormals=flush", _choices(), "policy")
        return cls(**chosen)  # type: ignore[arg-type]  # __post_init__ checks every value

    def to_json(self) -> dict[str, str]:
        """Return the policy as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return ", ".join(f"{key}={value}" for key, value in self.to_json().items())


def _choices() -> dict[str, tuple[str, ...]]:
    """Return every policy's name with the values it may take, as the dataclass declares them."""
    hints = get_type_hints(Policy)
    return {field.name: get_args(hints[field.name]) for field in fields(Policy)}

"""How an implementation computes rows, as far as its bound depends on it: declared by users, or the best in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, get_args, get_type_hints

import numpy as np

from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import Format, get_format
from symact.system.assignments import assignments

Way = Literal["shifted", "unshifted", "lse"]
Summation = Literal["recursive", "pairwise"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How an implementation computes, as far as its bound depends on it.

    Args:
        way: "shifted" by the maximum, or by the mean in a layer norm; "unshifted", there the variance as mean square
            less squared mean; or softmax as exp(x - "lse").
        work: the format of intermediate results.
        sum: "recursive", one term after the other, or "pairwise", by halves or in blocks.
    """

    way: Way = "shifted"
    work: str = "float32"
    sum: Summation = "recursive"

    def __post_init__(self) -> None:
        hints = get_type_hints(Plan)
        for key in ("way", "sum"):
            allowed = get_args(hints[key])
            if getattr(self, key) not in allowed:
                raise SymactError(f"plan {key}={getattr(self, key)!r} is not a choice; choose {' or '.join(allowed)}")
        get_format(self.work)

    @classmethod
    def parse(cls, texts: Iterable[str], dtype: str) -> Plan:
        """Return the plan of ``name=value`` texts; work is the judged format where it is not named.

        Raises:
            SymactError: a text of another form, an unknown key or value, or a key given twice.
        """
        chosen = assignments(texts, "plan", "sum=pairwise", cls.__slots__, "part of a plan")
        return cls(**{"work": dtype, **chosen})  # type: ignore[arg-type]  # __post_init__ checks every value

    @classmethod
    def best(cls, fmt: Format) -> Plan:
        """Return the best plan in use: shifted, a sum by halves, in float32 or wider."""
        return cls(work=fmt.name if fmt.width > 32 else "float32", sum="pairwise")

    def additions(self, terms: Floats) -> Floats:
        """Return how many additions, one after the other, an error in a sum of so many terms goes through."""
        return np.asarray(
            np.maximum(terms - 1, 0) if self.sum == "recursive" else np.ceil(np.log2(np.maximum(terms, 1)))
        )

    def to_json(self) -> dict[str, str]:
        """Return the plan as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        said = {"shifted": "shifted", "unshifted": "not shifted", "lse": "as exp(x - lse)"}[self.way]
        return f"{said}, {self.sum} sum, in {self.work}"

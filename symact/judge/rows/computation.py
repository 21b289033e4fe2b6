"""Ways to compute functions of rows: what an implementation may do in one way or another, with a defect or without."""

from dataclasses import dataclass
from typing import Literal

from symact.judge.rows.rounded_steps import Narrowing

LOG2_E = 1.4426950408889634

Ending = Literal["quotient", "exp_minus_lse", "exp_minus_log", "renormalised", "log_of_quotient", "log", "shifted_log"]


@dataclass(frozen=True, slots=True)
class Online:
    """A sum of exponentials block by block, what is there rescaled to each new maximum.

    Args:
        block: numbers of a block; 0 for half a row.
        wide: whether a block's own sum is kept in the format of the steps until it is added.
        fused: whether the product with the factor is not rounded before the block's sum is added.
        rescaled: whether it is rescaled at all.
        own: whether each block is shifted by its own maximum, and their sums are added as they are.
    """

    block: int
    wide: bool = False
    fused: bool = False
    rescaled: bool = True
    own: bool = False


@dataclass(frozen=True, slots=True)
class Computation(Narrowing):
    """One way to compute softmax, its logarithm or logsumexp, and products with their derivatives.

    Args:
        steps, narrow, total, order: as for `Narrowing`.
        at: the steps in the narrow format: "input", "difference", "exponential", "term" (of the sum alone), "numerator"
            (of the quotients alone), "sum", "partial sum" (before exp(-max) is added), "second sum", "reciprocal",
            "result", "logarithm", "lse", "exponent", "scaled" (x log2 e), "last"; "factor" and "distance" of an online
            sum; of a product "probability", "product", "inner" and "bracket".
        exponential: "exp"; "numpy" for that of NumPy in float32; "exp2" of t log2 e, rounded; "scaled2" of the
            difference of x log2 e and its maximum; two words for an estimate, as for
            `estimates.exponential`.
        log2_e: the constant of these.
        shift: what is subtracted: the "maximum", or another number of the row, `SHIFTS`.
        reciprocal: "" for a quotient; "rounded" for the product with the rounded 1/S; else as for `estimated`.
        ending: "quotient" for softmax; "exp_minus_lse", "exp_minus_log" of t - log S; "renormalised", divided by the
            sum of rounded quotients; for log_softmax "shifted_log" t - log S,
            "log" x - lse, "log_of_quotient".
        least: numbers below it are replaced by it, of x or of "t"; None for none.
        most: numbers of x above it are replaced by it.
        floor: results below it are replaced by it.
        inside: what is added to the quotient before its logarithm is taken, or before it is renormalised.
        across: whether it goes along the batch in place of the row.
        online: how an online sum goes, None for none.
        more: what is added to the sum.
        products: of a product the format that the inner product is accumulated in; "" for that of all sums.
        inner_across: whether the inner product of a product goes along the batch.
        apart: whether p v and p times the inner product are subtracted, in place of v and the latter.
        cut: whether the last rounding is toward zero.
    """

    exponential: str = "exp"
    log2_e: float = LOG2_E
    shift: str = "maximum"
    reciprocal: str = ""
    ending: Ending = "quotient"
    least: tuple[str, float] | None = None
    most: float | None = None
    floor: float | None = None
    inside: float = 0.0
    across: bool = False
    online: Online | None = None
    more: float = 0.0
    products: str = ""
    inner_across: bool = False
    apart: bool = False
    cut: bool = False

    @property
    def by_place(self) -> bool:
        """Whether a row's results depend on the rows beside it."""
        return self.across or self.inner_across or "batch" in self.shift

    def __str__(self) -> str:
        said = [f"steps in {self.steps}", f"{self.order} sum in {self.total}"]
        said += [f"{' and '.join(sorted(self.at))} in {self.narrow}"] if self.at else []
        said += [self.exponential] if self.exponential != "exp" else []
        said += [f"shift by {self.shift}"] if self.shift != "maximum" else []
        said += [f"times 1/S, {self.reciprocal}"] if self.reciprocal else []
        said += [self.ending.replace("_", " ")] if self.ending not in ("quotient", "shifted_log") else []
        said += [f"{self.least[0]} at least {self.least[1]:g}"] if self.least else []
        said += [f"x at most {self.most:g}"] if self.most is not None else []
        said += [f"results at least {self.floor:g}"] if self.floor is not None else []
        said += [f"{self.inside:g} added to the quotient"] if self.inside else []
        said += ["along the batch"] if self.across else []
        said += [str(self.online)] if self.online else []
        said += [f"{self.more:g} added to the sum"] if self.more else []
        said += ["inner product along the batch"] if self.inner_across else []
        said += [f"inner product summed in {self.products}"] if self.products else []
        said += ["rounded toward zero"] if self.cut else []
        return ", ".join(said)

"""Ways to compute norms: what an implementation may do in one way or another, with a defect or without."""

from dataclasses import dataclass

from symact.judge.rows.rounded_steps import Narrowing


@dataclass(frozen=True, slots=True)
class NormComputation(Narrowing):
    """One way to compute a norm, its JVP or VJP.

    Args:
        steps, narrow, total, order: as for `Narrowing`.
        at: the steps in the narrow format: "input", "mean", "late mean" (in numerators alone), "difference",
            "total" (of a mean), "variance" (by squares), "square", "mean square", "with eps", "root", "inverse" (of the
            root), "normed", "weight" (1 + weight), "weighted", "last"; of a product "vector" (times the weights),
            "mean vector", "product", "inner", "bracket" and "rest".
        reciprocal: whether 1/root is computed and multiplied by.
        bits: how 1/root is estimated, as for `estimated`; "" for not.
        by_squares: whether the variance is the mean square less the squared mean: "" for not, "raised" to 0, or
            "as it is".
        eps: in place of the definition's; None for that.
        lanes: the rows behind the last multiple of so many have their root rounded to the narrow format as well, as
            where a library computes what fills no vector step by step; 0 for none.
        across: whether it goes along the batch in place of the row.
        apart: whether x and the mean are multiplied by 1/root before they are subtracted: "rounded", or "fused" as a
            fused multiply-add does; "" for not.
        cut: whether the last rounding is toward zero.
    """

    reciprocal: bool = True
    bits: str = ""
    by_squares: str = ""
    eps: float | None = None
    lanes: int = 0
    across: bool = False
    apart: str = ""
    cut: bool = False

    @property
    def by_place(self) -> bool:
        """Whether a row's results depend on the rows beside it."""
        return self.across or bool(self.lanes)

    def __str__(self) -> str:
        said = [f"steps in {self.steps}", f"{self.order} sum in {self.total}"]
        said += [f"{' and '.join(sorted(self.at))} in {self.narrow}"] if self.at else []
        said += ["times 1/root" if self.reciprocal else "divided by the root"]
        said += [f"1/root of bits: {self.bits}"] if self.bits else []
        said += [f"variance by squares, {self.by_squares}"] if self.by_squares else []
        said += [f"x r - mean r, {self.apart}"] if self.apart else []
        said += [f"eps = {self.eps:g}"] if self.eps is not None else []
        said += ["along the batch"] if self.across else []
        said += ["rounded toward zero"] if self.cut else []
        return ", ".join(said)

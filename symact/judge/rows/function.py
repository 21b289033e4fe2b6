"""Which function of rows is judged: what of it decides about laws, bounds and special rows."""

from dataclasses import dataclass
from typing import Literal

Form = Literal["softmax", "log_softmax", "logsumexp", "sparse", "hard", "quiet", "rms_norm", "layer_norm"]
"""Sparse are sparsemax and 1.5-entmax, hard is hardmax."""


@dataclass(frozen=True, slots=True)
class Function:
    """Which function of rows it is: f applied to scale * x; softmin is softmax with the scale -1.

    Args:
        form: the function.
        scale: the factor of x.
        eps: what a norm adds to its mean square or variance.
        weighted: whether a norm's results are multiplied by a vector of weights.
        offset: whether by 1 plus these.
        biased: whether a vector is added to them.
    """

    form: Form
    scale: float = 1.0
    eps: float = 0.0
    weighted: bool = False
    offset: bool = False
    biased: bool = False

    @property
    def bounded(self) -> bool:
        """Whether bounds of algorithms are known for it."""
        return self.norm or self.form in ("softmax", "log_softmax", "logsumexp", "quiet")

    @property
    def exponential(self) -> bool:
        """Whether it is softmax, its logarithm, or that of its sum."""
        return self.form in ("softmax", "log_softmax", "logsumexp")

    @property
    def norm(self) -> bool:
        """Whether it divides by a root of a mean square."""
        return self.form in ("rms_norm", "layer_norm")

    @property
    def sums_to_one(self) -> bool:
        """Whether its results are 0 or more and add up to 1."""
        return self.form in ("softmax", "sparse", "hard")

    @property
    def shift_invariant(self) -> bool:
        """Whether a shift of all inputs changes nothing."""
        return self.form in ("softmax", "log_softmax", "sparse", "hard", "layer_norm")

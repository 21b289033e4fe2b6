"""Norms computed as an implementation may compute them, every step rounded to a format: bit for bit.

Steps are those of `symact.judge.rows.simulation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symact.formats.arrays import Bits, Floats
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.rows.function import Function
from symact.judge.rows.simulation import rounding, summed


@dataclass(frozen=True, slots=True)
class NormComputation:
    """One way to compute a norm, its JVP or VJP.

    Args:
        steps: format of differences, squares, the root and products.
        total: format of the accumulators.
        squares: format to which squares are rounded before they are added; "" for that of the steps.
        order: of the sums: "recursive", "halves", or "numpy" as NumPy adds.
        reciprocal: whether 1/root is computed and multiplied by.
        centred: whether the mean is subtracted from what is squared; None for as the definition says.
        shifted: whether it is subtracted from what is divided; None likewise.
        by_squares: whether the variance is the mean square less the squared mean.
        kept_mean: format in which the mean is kept; "" for that of the steps.
        kept_root: format in which the reciprocal root is kept.
        kept: format in which a result is kept before it is multiplied by the weights.
        kept_product: format in which it is kept before the bias is added.
        kept_weight: format in which 1 + weight is kept.
        eps: in place of the definition's; None for that.
        outside: whether eps is added to the root.
        less: what is taken from n in the mean of the squares.
        whole: whether the sum of the squares is not divided by n.
        dropped: entries at the end of the row whose squares are left out.
        across: whether it goes along the batch in place of the row.
        swapped: whether weights and biases change places.
        transposed: whether a VJP multiplies by the weights last, a JVP first.
        plain: whether weights are taken as they are where 1 is to be added, and the other way round.
        apart: whether x and the mean are multiplied by 1/root before they are subtracted: "rounded", or "fused" as a
            fused multiply-add does; "" for not.
        inner: whether a product subtracts y times the mean of y v.
        less_mean: whether a product of a layer norm subtracts the mean of v.
    """

    steps: str = "float32"
    total: str = "float32"
    squares: str = ""
    order: str = "recursive"
    reciprocal: bool = True
    centred: bool | None = None
    shifted: bool | None = None
    by_squares: bool = False
    kept_mean: str = ""
    kept_root: str = ""
    kept: str = ""
    kept_product: str = ""
    kept_weight: str = ""
    eps: float | None = None
    outside: bool = False
    less: int = 0
    whole: bool = False
    dropped: int = 0
    across: bool = False
    swapped: bool = False
    transposed: bool = False
    plain: bool = False
    apart: str = ""
    inner: bool = True
    less_mean: bool = True

    def __str__(self) -> str:
        said = [f"steps in {self.steps}", f"{self.order} sum in {self.total}"]
        said += [f"squares in {self.squares}"] if self.squares else []
        said += ["times 1/root" if self.reciprocal else "divided by the root"]
        said += ["variance by squares"] if self.by_squares else []
        said += [f"mean kept in {self.kept_mean}"] if self.kept_mean else []
        said += [f"x r - mean r, {self.apart}"] if self.apart else []
        said += [f"1/root kept in {self.kept_root}"] if self.kept_root else []
        said += [f"rounded to {self.kept} before the weights"] if self.kept else []
        said += [f"rounded to {self.kept_product} before the bias"] if self.kept_product else []
        said += [f"1 + weight kept in {self.kept_weight}"] if self.kept_weight else []
        said += [f"eps = {self.eps:g}"] if self.eps is not None else []
        said += ["eps added to the root"] if self.outside else []
        said += [f"divided by n - {self.less}"] if self.less else []
        said += ["not divided by n"] if self.whole else []
        said += ["along the batch"] if self.across else []
        said += ["the last square left out"] if self.dropped else []
        return ", ".join(said)


def simulated(
    how: NormComputation,
    function: Function,
    fmt: Format,
    x: Floats,
    vector: Floats | None = None,
    beside: Sequence[Floats] = (),
    pulled: bool = True,
) -> Bits:
    """Return the results of a computation, encodings, in the shape of x.

    Args:
        how: the computation.
        function: of the definition.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n), as the candidate was given them.
        vector: of a JVP or VJP, shape (rows, n).
        beside: weights and biases, shape (n,) each.
        pulled: whether it is a VJP.
    """
    with np.errstate(all="ignore"):
        given = x.T if how.across else x
        step = rounding(how.steps)
        beside, pulled = (beside[::-1] if how.swapped else beside), pulled != how.transposed
        y, root = _normed(how, function, step(given))
        if vector is not None:
            found = _product(how, function, y, root, vector, beside, pulled)
        else:
            found = y.T if how.across else y
            found = rounding(how.kept)(found) if how.kept else found
            if function.weighted:
                found = rounding(how.kept_product or how.steps)(found * _weight(how, function, beside))
                found = step(found + beside[1]) if function.biased else found
        return encode(np.ascontiguousarray(found), fmt)


def _weight(how: NormComputation, function: Function, beside: Sequence[Floats]) -> Floats:
    return rounding(how.kept_weight or how.steps)(1 + beside[0]) if function.offset != how.plain else beside[0]


def _mean(how: NormComputation, terms: Floats, less: int = 0) -> Floats:
    step, add, n = rounding(how.steps), rounding(how.total), terms.shape[1]
    return step(step(summed(terms, add, how.order)) / max(n - less, 1))[:, None]


def _normed(how: NormComputation, function: Function, x: Floats) -> tuple[Floats, Floats]:
    """Return the norm without weights, and 1 over its root."""
    step, layer = rounding(how.steps), function.form == "layer_norm"
    centred = layer if how.centred is None else how.centred
    shifted = layer if how.shifted is None else how.shifted
    middle = rounding(how.kept_mean or how.steps)(_mean(how, x)) if centred or shifted else np.zeros((len(x), 1))
    from_mean = step(x - middle)
    own = from_mean if centred else x
    if how.by_squares and centred:
        square = np.maximum(step(_mean(how, step(x * x)) - step(middle * middle)), 0)
    elif how.whole:
        square = step(summed(step(own * own), rounding(how.total), how.order))[:, None]
    else:
        kept = own.copy()
        kept[:, kept.shape[1] - how.dropped :] = 0 if how.dropped else kept[:, kept.shape[1] :]
        square = _mean(how, rounding(how.squares or how.steps)(kept * kept), how.less)
    eps = step(np.array(function.eps if how.eps is None else how.eps))
    root = step(step(np.sqrt(square)) + eps) if how.outside else step(np.sqrt(step(square + eps)))
    inverse = rounding(how.kept_root or how.steps)(step(1 / root))
    if how.apart:
        scaled = x * inverse if how.apart == "fused" else step(x * inverse)
        return step(scaled - step(middle * inverse)), inverse
    numerator = from_mean if shifted else x
    return (step(numerator * inverse) if how.reciprocal or how.kept_root else step(numerator / root)), inverse


def _product(
    how: NormComputation,
    function: Function,
    y: Floats,
    root: Floats,
    vector: Floats,
    beside: Sequence[Floats],
    pulled: bool,
) -> Floats:
    """Return r (v - mean v - y mean(y v))."""
    step = rounding(how.steps)
    v = step(vector * _weight(how, function, beside)) if function.weighted and pulled else vector
    found = step(v - _mean(how, v)) if function.form == "layer_norm" and how.less_mean else v
    if how.inner:
        found = step(found - step(y * _mean(how, step(y * v))))
    found = step(found * root)
    return found if pulled or not function.weighted else step(found * _weight(how, function, beside))

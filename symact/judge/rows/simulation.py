"""Functions of rows computed as an implementation may compute them, every step rounded to a format: bit for bit.

Steps are float64 operations on numbers of the format, rounded once more: for +, -, * and / of formats of at most 25
bits that is the correctly rounded result, and exp and log of float64 decide all but one rounding in 10^8.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode, rounded
from symact.judge.rows.function import Form, Function

LOG2_E = 1.4426950408889634

Ending = Literal["quotient", "exp_minus_lse", "log_of_quotient", "log", "shifted_log"]


@dataclass(frozen=True, slots=True)
class Computation:
    """One way to compute softmax, its logarithm or logsumexp.

    Args:
        steps: format of differences, exponentials and quotients.
        total: format of the accumulator.
        terms: format to which exponentials are rounded before they are added; "" for that of the steps.
        order: of the sum: "recursive", "halves", or "numpy" as NumPy adds.
        exponential: "exp"; "numpy" for that of NumPy in float32; "exp2" of t log2 e, rounded; "base2" of t itself.
        shift: whether the maximum is subtracted.
        quotient: "divide"; "reciprocal" times the rounded 1/S; else 1/S with so many bits.
        ending: "quotient" for softmax; "exp_minus_lse"; "log_of_quotient"; for log_softmax "shifted_log" t - log S, or
            "log" x - lse.
        kept: format in which lse, or a quotient whose logarithm is taken, is kept; "" for that of the steps.
        whole: whether the sum is used as it was accumulated, and not first rounded to the format of the steps.
        least: numbers below it are replaced by it, of x or of "t"; None for none.
        floor: results below it are replaced by it.
        across: whether it goes along the batch in place of the row.
        block: numbers of a block of an online sum, 0 for none.
        sign: the factor of x, beside the function's own.
        more: what is added to the sum.
        form: of the function that is computed in place of the due one, "" for the due one.
        forward: of a JVP or VJP the format of the steps that compute the function's result; "" for that of all steps.
        saved: of these the format in which that result is kept; "" for that of the steps.
        inner: whether these subtract the inner product.
        transposed: whether the other of the two is computed.
        cut: whether the last rounding is toward zero.
        from_zero: whether the maximum is at least 0.
    """

    steps: str = "float32"
    total: str = "float32"
    terms: str = ""
    order: str = "recursive"
    exponential: str = "exp"
    shift: bool = True
    quotient: str | int = "divide"
    ending: Ending = "quotient"
    kept: str = ""
    whole: bool = False
    least: tuple[str, float] | None = None
    floor: float | None = None
    across: bool = False
    block: int = 0
    sign: float = 1.0
    more: float = 0.0
    form: Form | Literal[""] = ""
    forward: str = ""
    saved: str = ""
    inner: bool = True
    transposed: bool = False
    cut: bool = False
    from_zero: bool = False

    def __str__(self) -> str:
        said = [f"steps in {self.steps}", f"{self.order} sum in {self.total}"]
        said += [f"terms in {self.terms}"] if self.terms else []
        said += ["sum unrounded"] if self.whole else []
        said += [self.exponential] if self.exponential != "exp" else []
        said += [] if self.shift else ["no shift"]
        if self.quotient != "divide":
            said.append(f"reciprocal of {self.quotient} bits" if isinstance(self.quotient, int) else "times 1/S")
        said += [self.ending.replace("_", " ")] if self.ending not in ("quotient", "shifted_log") else []
        said += (
            [f"{'quotient' if self.ending == 'log_of_quotient' else 'lse'} kept in {self.kept}"] if self.kept else []
        )
        said += [f"{self.least[0]} at least {self.least[1]:g}"] if self.least else []
        said += [f"results at least {self.floor:g}"] if self.floor is not None else []
        said += ["along the batch"] if self.across else []
        said += [f"online in blocks of {self.block}"] if self.block else []
        said += [f"as {self.form}"] if self.form else []
        said += ["of -x"] if self.sign < 0 else []
        said += [f"{self.more:g} added to the sum"] if self.more else []
        said += [f"result computed in {self.forward}"] if self.forward else []
        said += [f"result saved in {self.saved}"] if self.saved else []
        said += [] if self.inner else ["without the inner product"]
        said += ["of the transposed"] if self.transposed else []
        said += ["rounded toward zero"] if self.cut else []
        said += ["maximum from 0 on"] if self.from_zero else []
        return ", ".join(said)


Round = Callable[[Floats], Floats]


def rounding(name: str) -> Round:
    """Return the rounding of float64 arrays to a format."""
    fmt = get_format(name)
    return lambda values: rounded(values, fmt)


def simulated(
    how: Computation,
    function: Function,
    fmt: Format,
    x: Floats,
    vector: Floats | None = None,
    pulled: bool = True,
) -> Bits:
    """Return the results of a computation, encodings; in the shape of x, or (rows,) for logsumexp and its JVP.

    Args:
        how: the computation.
        function: of the definition.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n), as the candidate was given them.
        vector: of a JVP or VJP, shape (rows, n) or (rows, 1).
        pulled: whether it is a VJP.
    """
    function = function if not how.form else Function(how.form, function.scale)
    if vector is not None:
        with np.errstate(all="ignore"):
            return _encoded(how, _product(how, function, x, vector, pulled != how.transposed), fmt)
    with np.errstate(all="ignore"):
        given = x.T if how.across else x
        found = _results(how, function, given * (function.scale * how.sign))
        if how.floor is not None:
            found = np.maximum(found, how.floor)
        return _encoded(how, found.T if how.across and found.ndim > 1 else found, fmt)


def _encoded(how: Computation, found: Floats, fmt: Format) -> Bits:
    """Return the results by the last rounding."""
    found = np.ascontiguousarray(found)
    bits = encode(found, fmt)
    # Encodings of one sign are in the order of magnitudes: what was rounded away from zero is one too far.
    return np.where(np.abs(to_float64(bits, fmt)) > np.abs(found), bits - bits.dtype.type(1), bits) if how.cut else bits


def _results(how: Computation, function: Function, x: Floats) -> Floats:
    step, add = rounding(how.steps), rounding(how.total)
    if how.least and how.least[0] == "x":
        x = np.maximum(x, how.least[1])
    maximum = step(x.max(axis=1, keepdims=True)) if how.shift else np.zeros((len(x), 1))
    maximum = np.maximum(maximum, 0.0) if how.from_zero else maximum
    t = step(step(x) - maximum)
    if how.least and how.least[0] == "t":
        t = np.maximum(t, how.least[1])
    weights = _exponential(how, t, step)
    total = _online(how, step(x), step, add) if how.block else summed(_terms(how, weights), add, how.order)[:, None]
    total = add(total + how.more)
    total = total if how.whole else step(total)
    if function.form == "softmax" and how.ending == "quotient":
        return _quotient(how, weights, total, step)
    logarithm = step(np.log(total))
    keep = rounding(how.kept) if how.kept else step
    lse = keep(step(maximum + logarithm))
    if function.form == "logsumexp":
        return lse[:, 0]
    if how.ending == "exp_minus_lse":
        return _exponential(how, step(step(x) - lse), step)
    if how.ending == "log_of_quotient":
        return step(np.log(keep(_quotient(how, weights, total, step))))
    return step(step(x) - lse) if how.ending == "log" else step(t - keep(logarithm))


def _product(how: Computation, function: Function, x: Floats, vector: Floats, pulled: bool) -> Floats:
    """Return the JVP or VJP, from the function's result as it is saved."""
    step, add, save = rounding(how.steps), rounding(how.total), rounding(how.saved or how.steps)
    scale = function.scale * how.sign
    y = save(_results(replace(how, steps=how.forward or how.steps), function, x * scale))

    def sum_of(terms: Floats) -> Floats:
        return summed(terms, add, how.order)[:, None]

    if function.form == "softmax":
        # Its Jacobian is symmetric.
        inner = sum_of(step(y * vector)) if how.inner else 0.0
        return step(step(y * step(vector - inner)) * scale)
    p = step(np.exp(step(step(x * scale) - y[:, None]))) if function.form == "logsumexp" else step(np.exp(y))
    if function.form == "logsumexp":
        found = step(vector * p) if pulled else step(sum_of(step(vector * p))[:, 0])
    elif pulled:
        found = step(vector - step(p * (sum_of(vector) if how.inner else 0.0)))
    else:
        found = step(vector - (sum_of(step(p * vector)) if how.inner else 0.0))
    return step(found * scale)


def _exponential(how: Computation, t: Floats, step: Round) -> Floats:
    if how.exponential == "numpy":
        return np.exp(t.astype(np.float32)).astype(np.float64)
    if how.exponential == "exp2":
        return step(np.exp2(step(t * step(np.array([LOG2_E])))))
    if how.exponential == "base2":
        return step(np.exp2(t))
    return step(np.exp(t))


def _terms(how: Computation, weights: Floats) -> Floats:
    return rounding(how.terms)(weights) if how.terms else weights


def summed(terms: Floats, add: Round, order: str) -> Floats:
    """Return the sum of each row.

    Args:
        terms: shape (rows, n).
        add: rounds each partial sum.
        order: "recursive", "halves", or "numpy", "numpy64" as NumPy adds in float32 and float64.
    """
    if order == "numpy":
        return np.asarray(np.ascontiguousarray(terms.astype(np.float32)).sum(axis=1), dtype=np.float64)
    if order == "numpy64":
        return np.asarray(np.ascontiguousarray(terms).sum(axis=1))
    if order == "recursive":
        total = np.zeros(len(terms))
        for column in terms.T:
            total = add(total + column)
        return total
    while terms.shape[1] > 1:
        odd = terms[:, -1:] if terms.shape[1] % 2 else terms[:, :0]
        terms = np.concatenate([add(terms[:, : terms.shape[1] // 2 * 2 : 2] + terms[:, 1::2]), odd], axis=1)
    return terms[:, 0]


def _online(how: Computation, x: Floats, step: Round, add: Round) -> Floats:
    """Return the sum as online softmax has it: block by block, what is there rescaled to each new maximum."""
    total, maximum = np.zeros((len(x), 1)), np.full((len(x), 1), -np.inf)
    for start in range(0, x.shape[1], how.block):
        part = x[:, start : start + how.block]
        greatest = np.maximum(maximum, part.max(axis=1, keepdims=True))
        factor = np.where(np.isneginf(maximum), 0.0, add(np.exp(add(maximum - greatest))))
        weights = np.where(np.isneginf(greatest), 0.0, _exponential(how, step(part - greatest), step))
        total = add(add(total * factor) + summed(_terms(how, weights), add, how.order)[:, None])
        maximum = greatest
    return total


def _quotient(how: Computation, weights: Floats, total: Floats, step: Round) -> Floats:
    if how.quotient == "divide":
        return step(weights / total)
    inverse = step(1.0 / total)
    if isinstance(how.quotient, int):
        mantissa, exponent = np.frexp(1.0 / total)
        inverse = np.ldexp(np.round(np.ldexp(mantissa, how.quotient)), exponent - how.quotient)
    return step(weights * inverse)

"""Which function results belong to: the one that explains them best, and proofs that others are not it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symact.definition.activation import x
from symact.display import Shown
from symact.errors import SymactError, UndecidedError
from symact.formats.arrays import Bits, Floats, bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import spacing
from symact.judge.identify.hypotheses import Hypothesis, hypotheses
from symact.judge.identify.parameter_fit import SMALL, Fit, families, fit, unit
from symact.symbolic.piecewise_zero_test import OpenOrderError, common_cells
from symact.symbolic.zero_test import is_identically_zero

APART = 2
"""Functions are distinguished by an input at which they differ by so many ulp at least."""

CLOSE = 4.0
"""Where results are this many ulp off the best function, they are no evidence against another."""

CERTAIN = 0.5
"""A function whose `Fit.loss` is no more than this leaves no room for another parameter."""

SIDING = 0.9
"""Share of the inputs where two functions that explain the results are apart that must support the same one."""

SHOWN = 4
"""Other functions that are reported."""


@dataclass(frozen=True)
class Separation:
    """Another function, and what distinguishes it.

    Args:
        name: the other function.
        kind: "apart", with an input that shows it; "same" where both are proved equal; "open" where no input of
            the format that was looked at distinguishes them.
        at: the input, or None.
        difference: |one - other| there, a certified value rounded to float64.
        ulps: the same in ulp of the format.
        off: how far the candidate's result is from the identified function there, ulp.
    """

    name: str
    kind: str
    at: float | None = None
    difference: float = 0.0
    ulps: float = 0.0
    off: float = 0.0

    def text(self, dtype: str) -> str:
        """Return in words what distinguishes it, at inputs of a format."""
        if self.kind == "same":
            return f"{self.name} is the same function, proved"
        if self.kind == "open":
            return f"not told apart from {self.name} in {dtype} at these inputs"
        return (
            f"not {self.name}: the two differ by {self.difference:.3g} ({self.ulps:.3g} ulp) at x = {self.at:.6g}, "
            f"where the result is {self.off:.2g} ulp off"
        )


@dataclass(frozen=True)
class Identification(Shown):
    """What a candidate is.

    Args:
        name: the function, None if no function of the catalogue explains the results.
        activation, params, order, libraries: of that function.
        dtype: the format.
        inputs: how many were looked at.
        median, most: errors that half, and 95 % of the results are within, in units of `fitting.unit`.
        others: the functions next to it and what distinguishes them; the nearest ones if there is no name.
    """

    name: str | None
    activation: str | None
    params: dict[str, str]
    order: int
    libraries: tuple[str, ...]
    dtype: str
    inputs: int
    median: float
    most: float
    others: tuple[Separation, ...]

    def __str__(self) -> str:
        return self.text("the candidate")

    def text(self, target: str) -> str:
        """Return the answer in words."""
        if self.name is None:
            lines = [
                f"{target} is none of the catalogue's functions, as far as {self.inputs} inputs in {self.dtype} tell"
            ]
            near = (f"    nearest: {o.name}, off by {o.difference:.3g} at x = {o.at:.6g}" for o in self.others)
            return "\n".join([*lines, *near])
        doubts = [other.name for other in self.others if other.kind == "open"]
        either = f", or {' or '.join(doubts)}: {self.dtype} does not tell" if doubts else ""
        lines = [f"{target} is {self.name}{either}"]
        lines.append(
            f"    at {self.inputs} inputs in {self.dtype}: half of the errors within {self.median:.2g} units, "
            f"95 % within {self.most:.2g}"
        )
        return "\n".join([*lines, *(f"    {other.text(self.dtype)}" for other in self.others)])


def inputs(fmt: Format) -> Bits:
    """Return the encodings at which a candidate is evaluated: where activations differ, and a spread over binades."""
    rng = np.random.default_rng(0)
    grid = np.arange(-16, 16 + 1 / 16, 1 / 16)
    spread = 2.0 ** rng.uniform(-8, 5, 600) * rng.choice([-1, 1], 600)
    far = np.concatenate([np.linspace(16, 120, 53), -np.linspace(16, 120, 53)])
    numbers = np.concatenate([grid, spread, far])
    bits = [fmt.from_fraction(Fraction(value)) for value in numbers.tolist()]
    return np.unique(np.array([b for b in bits if fmt.is_finite(b)], dtype=bits_dtype(fmt)))


def identify(x_bits: Bits, got_bits: Bits, fmt: Format, also: Sequence[Hypothesis] = ()) -> Identification:
    """Tell which function of the catalogue results belong to."""
    points, got = to_float64(x_bits, fmt), to_float64(got_bits, fmt)
    fits = [fit(each, points, got, fmt) for each in (*also, *hypotheses())]
    if not any(f.explains and f.loss <= CERTAIN for f in fits):
        known = {f.hypothesis.name for f in fits}
        fits += [fit(each, points, got, fmt) for each in families(points, got, fmt) if each.name not in known]
    fits.sort(key=_rank)
    best = fits[0] if fits[0].explains else None
    if best is None:
        return _nothing(fits, points, got, fmt)
    others = tuple(_separation(best, other, points, got, fmt) for other in _near(best, fits))
    hypothesis = best.hypothesis
    return Identification(
        name=hypothesis.name,
        activation=hypothesis.bound.activation.name,
        params=hypothesis.shown_params,
        order=hypothesis.order,
        libraries=hypothesis.libraries,
        dtype=fmt.name,
        inputs=len(points),
        median=best.median,
        most=best.most,
        others=others,
    )


def _rank(found: Fit) -> tuple[bool, float, int, bool, int, str]:
    """Return the order of hypotheses: those that explain, by their loss to two digits, plain ones first.

    Of equal functions the one with the fewest parameters says most: SiLU, not ACON-C at its defaults.
    """
    hypothesis = found.hypothesis
    # A parameter that was estimated from the results must do clearly better than a default.
    loss = found.loss * 1.1 + 0.02 if hypothesis.fitted else found.loss
    rough = round(loss, 3) if np.isfinite(loss) else 1e9
    count = len(hypothesis.bound.activation.params)
    special = hypothesis.order + len(hypothesis.libraries)
    return (not found.explains, rough, special, hypothesis.fitted, count, hypothesis.name)


def _near(best: Fit, fits: Sequence[Fit]) -> list[Fit]:
    """Return the functions that a reader may take the best one for: all that explain the results, or the next."""
    rest = [f for f in fits if f is not best]
    explaining = [f for f in rest if f.explains]
    return (explaining + [f for f in rest if not f.explains])[: max(SHOWN, len(explaining))]


def _separation(best: Fit, other: Fit, points: Floats, got: Floats, fmt: Format) -> Separation:
    name = other.hypothesis.name
    if _equal(best.hypothesis, other.hypothesis):
        return Separation(name, "same")
    gap = spacing(best.values, fmt)
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(got - best.values) / gap
        # How much nearer the result is to the best function than to the other one.
        weight = np.abs(got - other.values) - np.abs(got - best.values)
    if other.explains and not _consistent(best, other, got, gap):
        return Separation(name, "open")
    informative = (off <= CLOSE) & np.isfinite(weight) & (weight >= gap * (APART / 2))
    # Reported where numbers are ordinary if that can be: a tail has great errors in ulp that say little.
    weight = np.where(informative, weight / unit(points, best.values, fmt), -1.0)
    for place in np.argsort(-weight)[:8].tolist():
        if weight[place] < 0:
            break
        found = _certified(best, other, float(points[place]), fmt)
        if found is not None and found[1] >= APART:
            return Separation(name, "apart", float(points[place]), float(found[0]), float(found[1]), float(off[place]))
    return Separation(name, "open")


def _consistent(best: Fit, other: Fit, got: Floats, spacing: Floats) -> bool:
    """Whether results side with the best function nearly wherever it and another that explains them are apart."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(best.values - other.values) >= APART * spacing
        # In a deep tail a result that is lost to 0 is nearer to whichever is smaller, and is evidence for none.
        apart &= np.abs(best.values) >= SMALL
        nearer = np.abs(got - best.values) < np.abs(got - other.values)
    return not apart.any() or float(nearer[apart].mean()) >= SIDING


def _certified(best: Fit, other: Fit, point: float, fmt: Format) -> tuple[Fraction, Fraction] | None:
    """Return the certified difference of two functions, absolute and in ulp; None where one has no value."""
    try:
        values = [each.hypothesis.exact(point) for each in (best, other)]
    except UndecidedError:
        return None
    one, two = values
    if one is None or two is None:
        return None
    # Values of 128 bits are off by less than this; the difference is taken that much less.
    slack = (abs(one.to_fraction()) + abs(two.to_fraction())) / 2**126
    difference = max(Fraction(0), abs(one.to_fraction() - two.to_fraction()) - slack)
    return difference, difference / Fraction(2) ** fmt.ulp_exponent(one)


def _equal(one: Hypothesis, other: Hypothesis) -> bool:
    """Whether two functions are proved to be the same."""
    if one.order or other.order:
        return False
    try:
        cells = common_cells((one.bound.pieces, other.bound.pieces), x)
        return all(
            is_identically_zero(
                c.expressions[0] - c.expressions[1], x, *(() if c.is_point else (c.lower, c.upper))
            ).zero
            for c in cells
        )
    except (SymactError, OpenOrderError):
        return False


def _nothing(fits: Sequence[Fit], points: Floats, got: Floats, fmt: Format) -> Identification:
    """Return that nothing explains the results, with the nearest functions and where they are off most clearly."""
    nearest = sorted((f for f in fits if np.isfinite(f.median)), key=lambda f: f.most)[:2]
    others = []
    for each in nearest:
        with np.errstate(invalid="ignore", over="ignore"):
            off = np.abs(got - each.values)
            weight = np.where(np.isfinite(off), off / unit(points, each.values, fmt), -1.0)
        place = int(np.argmax(weight))
        ulps = float(off[place] / spacing(each.values, fmt)[place])
        others.append(Separation(each.hypothesis.name, "apart", float(points[place]), float(off[place]), ulps))
    return Identification(None, None, {}, 0, (), fmt.name, len(points), np.inf, np.inf, tuple(others))

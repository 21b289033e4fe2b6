"""The hand-written facts, and the verdict on an answer.

An answer is plain text in the notation of truth.toml; None means that the tool did not answer.
"""

import math
import tomllib
from pathlib import Path

FACTS = tomllib.loads((Path(__file__).parent / "truth.toml").read_text())

SHARED = (
    "continuous",
    "discontinuities",
    "limit_neg_inf",
    "limit_pos_inf",
    "range",
    "monotonicity",
    "convexity",
    "parity",
    "period",
    "zeros",
    "critical_points",
)
"""Questions that all three tools have a function for."""

FURTHER = ("domain", "smoothness", "injective", "surjective", "lipschitz")
"""Questions that SymPy has no function for."""

REGIONS = {"domain", "discontinuities", "zeros", "critical_points"}

WINDOW = 1.0
"""Regions with infinitely many points are compared between -WINDOW and WINDOW."""

IMPLIED = {
    ("strictly increasing", "increasing"),
    ("strictly convex", "convex"),
    ("strictly concave", "concave"),
    ("affine", "convex"),
    ("affine", "concave"),
}
"""(truth, weaker claim that is true as well); symact's words are exact, so it is not given these."""


def names() -> list[str]:
    """Return the activations."""
    return [name for name in FACTS if name != "default"]


def fact(name: str, question: str) -> str:
    """Return the true answer."""
    return str(FACTS[name].get(question, FACTS["default"].get(question)))


def numbers(text: str) -> list[float]:
    """Return the numbers of a text; words raise ValueError."""
    return [float(word.replace("oo", "inf")) for word in text.replace("..", " ").split()]


def shifted(points: list[float], period: float) -> list[float]:
    """Return the points in the window that differ from one of these by a multiple of the period."""
    most = math.ceil(2 * WINDOW / period)
    every = (p + k * period for p in points for k in range(-most, most + 1))
    return sorted(p for p in every if abs(p) <= WINDOW)


def same_region(answer: str, name: str, question: str) -> bool:
    """Say whether two regions have the same points and the same closed intervals."""
    truth = fact(name, question)
    repeats = FACTS[name].get("repeats")
    if repeats and question in ("zeros", "critical_points"):
        found = numbers(answer.removeprefix("window "))
        return ".." not in answer and close(sorted(found), shifted(numbers(truth), float(repeats)))
    kinds = [[".." in part for part in text.split()] for text in (answer, truth)]
    return kinds[0] == kinds[1] and close(numbers(answer), numbers(truth))


def close(found: list[float], wanted: list[float]) -> bool:
    """Say whether numbers agree to 12 digits, or absolutely near 0."""
    pairs = zip(found, wanted, strict=False)
    return len(found) == len(wanted) and all(
        a == b or math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15) for a, b in pairs
    )


def verdict(answer: str | None, name: str, question: str, exact: bool) -> str:
    """Return "right", "wrong" or "unknown".

    Args:
        answer: what the tool said, in the notation of truth.toml.
        name: the activation.
        question: one of SHARED or FURTHER.
        exact: a weaker claim that is true is wrong.
    """
    if answer is None:
        return "unknown"
    truth = fact(name, question)
    if question in REGIONS:
        return "right" if same_region(answer, name, question) else "wrong"
    if answer.removesuffix(" (not strictly)") == truth or (not exact and (truth, answer) in IMPLIED):
        return "right"
    words = [text.split() for text in (answer, truth)]
    flags = [[w for w in side if w in ("true", "false")] for side in words]
    try:
        sides = [numbers(" ".join(w for w in side if w not in ("true", "false"))) for side in words]
    except ValueError:
        return "wrong"
    return "right" if flags[0] == flags[1] and sides[1] and close(*sides) else "wrong"

"""Invariants that results at chosen inputs break: witnesses are checked against the function on trial itself."""

import numpy as np
import pytest

import symact

pytestmark = pytest.mark.usefixtures("_undiagnosed")


def dips(x):
    """Identity above 0, but falling between 1 and 2."""
    return np.where((x > 1) & (x < 2), 3 - x, np.maximum(x, 0)).astype(x.dtype)


def beyond(x):
    """A sigmoid that reaches 1.25."""
    v = x.astype(np.float64)
    with np.errstate(all="ignore"):
        return (1.25 / (1 + np.exp(-v))).astype(x.dtype)


def crooked(x):
    """A tanh that is not odd."""
    y = np.tanh(x.astype(np.float64))
    return np.where(x < 0, y * 0.75, y).astype(x.dtype)


@pytest.mark.every(2)
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize(
    ("function", "name", "kind"),
    [(dips, "relu", "increasing"), (beyond, "sigmoid", "at_most"), (crooked, "tanh", "odd")],
)
def test_what_is_broken_is_told_with_a_witness(function, name, kind, dtype):
    verdict = symact.verify(function, name, dtype=dtype)
    (law,) = verdict.laws
    assert law.name == kind
    assert law.broken > 50
    assert f"Broken: {law.says}" in str(verdict)
    fmt = symact.table("relu", dtype="bfloat16").x.dtype if dtype == "bfloat16" else np.dtype(np.float32)
    x, got = (np.array([float(n.value) for n in law.witness[k::2]]).astype(fmt) for k in (0, 1))
    assert (function(x) == got).all()
    values = got.astype(np.float64)
    if kind == "increasing":
        assert x[0] < x[1]
        assert values[0] > values[1]
    elif kind == "at_most":
        assert values[0] > 1
    else:
        assert x[0] == -x[1]
        assert values[0] != -values[1]


def test_right_results_break_nothing():
    assert symact.verify(lambda x: np.maximum(x, 0), "relu", dtype="bfloat16").laws is None


def test_errors_that_keep_the_laws_are_no_breach():
    """One number too low everywhere above 1: still rising, and within the range."""
    low = symact.verify(lambda x: np.where(x > 1, np.nextafter(x, 0), np.maximum(x, 0)), "relu", dtype="float32")
    assert low.result.mismatched
    assert low.laws is None

"""Results for arrays of any format, against the pointwise path."""

import ml_dtypes
import numpy as np
import pytest

import symact
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.arrays import all_bits
from symact.formats.floating import FORMATS
from symact.reference.rows import Reference
from symact.reference.sweep.values import rounded_values
from tests.helpers.sample import rotated


@pytest.mark.parametrize(
    ("name", "order", "fmt"), rotated(symact.names("line"), [0, 1, 2], [f for f in FORMATS if f.width == 8], every=4)
)
def test_all_inputs_of_eight_bits(name, order, fmt):
    bound = bind(symact.get(name))
    reference = Reference(bound, fmt, order)
    found = rounded_values(bound, order, fmt, all_bits(fmt))
    assert found.tolist() == [reference.row(bits).y for bits in range(256)]


@pytest.mark.every(5)
@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.width != 8], ids=lambda f: f.name)
@pytest.mark.parametrize("name", ["gelu", "selu", "hard_swish", "softsign", "binary_step", "sine"])
def test_inputs_over_all_binades(name, fmt):
    rng = np.random.default_rng(7)
    encodings = rng.integers(0, 1 << fmt.width, 2000, dtype=np.uint64).astype(f"uint{fmt.width}")
    bound = bind(symact.get(name))
    for order in (0, 1):
        reference = Reference(bound, fmt, order)
        found = rounded_values(bound, order, fmt, encodings)
        assert not [hex(e) for e, y in zip(encodings[:300].tolist(), found, strict=False) if reference.row(e).y != y]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, ml_dtypes.bfloat16, ml_dtypes.float8_e5m2])
def test_shape_and_dtype_are_kept(dtype):
    given = np.array([[0.5, -1, 3], [np.nan, np.inf, -0.0]], dtype=dtype)
    before = given.copy()
    found = symact.values("silu", given, order=1)
    assert found.shape == (2, 3)
    assert found.dtype == given.dtype
    assert given.tobytes() == before.tobytes()
    assert symact.values("silu", given[:0]).shape == (0, 3)
    scalar = symact.values("silu", dtype(0.5))
    assert scalar.shape == ()
    assert scalar == symact.values("silu", given)[0, 0]


def test_correct_results_by_hand():
    # relu and its gradient need no rounding; x/6 + 1/2 at 1 is 2/3.
    assert symact.values("relu", np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
    assert symact.values("relu", np.array([-1.0, 2.0]), order=1).tolist() == [0.0, 1.0]
    assert symact.values("hard_sigmoid", np.array([1.0])).tolist() == [2 / 3]
    half = symact.values("leaky_relu", np.float32([-1.0]), params={"negative_slope": "1/3"})
    assert half.tolist() == [-np.float32(1) / np.float32(3)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: symact.values("gelo", np.zeros(1)), "gelu"),
        (lambda: symact.values("gelu", np.zeros(1, dtype=int)), "int64"),
        (lambda: symact.values("gelu", np.zeros(1), order=3), "order"),
        (lambda: symact.values("gelu", ["a"]), "dtype"),
        (lambda: symact.values("gelu", np.zeros(1), params={"alpha": 1}), "alpha"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(SymactError, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)

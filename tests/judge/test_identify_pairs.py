"""Which gated pair is it, and which half is gated: right ones computed in float64, swapped halves, and what is none."""

import numpy as np
import pytest

from symact.formats.arrays import to_bits, to_floats
from symact.formats.floating import get_format
from symact.judge.identify.pairs import PAIRS, identify_pairs, pairs_of
from symact.judge.identify.several import which
from tests.helpers.installed import need


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "glu": lambda a, b: a * sigmoid(b),
    "gtu": lambda a, b: np.tanh(a) * sigmoid(b),
    "reglu": lambda a, b: np.maximum(a, 0) * b,
    "sreglu": lambda a, b: np.maximum(a, 0) ** 2 * b,
    "swiglu": lambda a, b: a * sigmoid(a) * b,
    "qgeglu": lambda a, b: a * sigmoid(1.702 * a) * b,
    "bilinear": lambda a, b: a * b,
    "swiglu_oai": lambda a, b: np.minimum(a, 7) * sigmoid(1.702 * np.minimum(a, 7)) * (np.clip(b, -7, 7) + 1),
}


def identified(fn, dtype):
    fmt = get_format(dtype)
    bits = pairs_of(fmt)
    numbers = to_floats(bits, fmt)
    wide = fn(*numbers.astype(np.float64).T)
    return identify_pairs(bits, to_bits(wide.astype(numbers.dtype), fmt), fmt).names


@pytest.mark.every(7)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_pair_and_its_gated_half_are_told(name, dtype):
    assert identified(FUNCTIONS[name], dtype) == (name,)
    swapped = identified(lambda a, b: FUNCTIONS[name](b, a), dtype)
    assert swapped == ((name,) if name == "bilinear" else (f"{name}(b, a)",))


@pytest.mark.parametrize("fn", [lambda a, b: a + b, lambda a, b: np.tanh(a) * b, lambda a, b: a * np.nan])
def test_what_is_none_is_none(fn):
    assert identified(fn, "float32") == ()


@pytest.mark.exhaustive
@pytest.mark.usefixtures("one_process")
def test_a_function_of_a_library_takes_both_halves_joined():
    need("torch")
    assert which(PAIRS, "torch.nn.functional.glu").names == ("glu",)


def test_the_command_names_the_half(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\ndef f(a, b):\n    return (a / (1 + np.exp(-b.astype(float))) * b).astype(a.dtype)\n"
    )
    code, out, _ = run("whichis", "mine:f", "--pairs")
    assert code == 0
    assert b"mine:f is swiglu(b, a), at 120 pairs in float32" in out
    code, _, err = run("whichis", "mine:f", "--pairs", "--rows")
    assert code == 2
    assert "give one" in err

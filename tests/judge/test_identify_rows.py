"""Which function of rows is it: right ones computed in float64, libraries, and what is none."""

import numpy as np
import pytest

from symact.formats.arrays import to_bits, to_floats
from symact.formats.floating import get_format
from symact.judge.identify.rows import ROWS, identify_rows, inputs_of
from symact.judge.identify.several import which
from tests.helpers.installed import need
from tests.mutants import norms, rows


def identified(fn, dtype="float32"):
    fmt = get_format(dtype)
    bits = inputs_of(fmt)
    return identify_rows(bits, to_bits(fn(to_floats(bits, fmt)), fmt), fmt).names


FUNCTIONS = {
    "softmax": rows.softmax,
    "softmin": rows.softmin,
    "log_softmax": rows.log_softmax,
    "logsumexp": rows.logsumexp,
    "quiet_softmax": norms.quiet_softmax,
    "sparsemax": norms.sparsemax,
    "entmax15": norms.entmax15,
    "hardmax": rows.hard,
    "rms_norm": norms.rms_norm,
    "layer_norm": norms.layer_norm,
    "softmax_base2": lambda a: np.asarray(rows.softmax(a.astype(np.float64) * np.log(2)), a.dtype),
}


@pytest.mark.parametrize("dtype", ["float32", pytest.param("float16", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_rows_is_told_from_all_others(name, dtype):
    names = identified(FUNCTIONS[name], dtype)
    assert names[0] == name
    # With a default of 1 a scale or a temperature is softmax itself; a soft cap far away hardly shows in float16.
    alike = {"softmax_temperature"} | ({"softmax_softcap"} if dtype == "float16" else set())
    if dtype == "float16":
        # Its rows are too great for an eps to show.
        names = [each for each in names if not each.startswith(f"{name} with eps")]
    assert set(names) <= {name} | (alike if name == "softmax" else set())


def rms(eps, added=0.0):
    return lambda a: (a / (np.sqrt((a.astype(float) ** 2).mean(-1, keepdims=True) + eps) + added)).astype(a.dtype)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_variants_of_norms_are_told_apart(dtype):
    assert identified(rms(1e-5), dtype) == ("rms_norm with eps=1e-5",)
    assert identified(rms(1e-3), dtype) == ("rms_norm with eps=1e-3",)
    assert identified(rms(0, 1e-3), dtype) == ("rms_norm with eps=1e-3 added to the root",)
    assert identified(norms.unbiased, dtype) == ("layer_norm with eps=1e-5, the variance over n - 1",)


@pytest.mark.parametrize("fn", [norms.mean_left, lambda a: norms.sparsemax(a, 1), rows.identity, lambda a: a * np.nan])
def test_what_is_none_is_none(fn):
    assert identified(fn) == ()


@pytest.mark.usefixtures("one_process")
def test_a_function_of_a_library_by_its_path():
    need("torch")
    found = which(ROWS, "torch.nn.functional.log_softmax", arguments={"dim": "-1"})
    assert found.names == ("log_softmax",)


def test_the_command_names_it_and_says_what_is_none(run, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\ndef rms(x):\n"
        "    return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-6))\n"
        "\ndef half(x):\n    return x / 2\n"
    )
    code, said, _ = run("whichis", "mine:rms", "--rows")
    assert (code, said.decode().splitlines()[0]) == (
        0,
        "mine:rms is rms_norm, at 34 rows in float32, with default parameters",
    )
    code, said, _ = run("whichis", "mine:half", "--rows", "--json")
    assert (code, b'"names": []' in said) == (1, True)

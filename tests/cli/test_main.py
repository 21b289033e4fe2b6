"""The command line: bad input is one line and exit code 2, nothing is half-written, `--help` costs nothing."""

import subprocess
import sys

import numpy as np
import pytest

from symact.cli.main import group

pytestmark = pytest.mark.usefixtures("_undiagnosed")

BAD = {
    "a name that is missing": (["show"], "Missing argument 'NAME'; see symact show --help"),
    "a parameter that is not declared": (["derive", "x*y"], "called 'y'; declare a parameter by --param"),
    "an unknown command": (["verfy"], "verify"),
    "an unknown activation": (["show", "gelo"], "gelu"),
    "an unknown format": (["table", "gelu", "--dtype", "blfoat16"], "bfloat16"),
    "an order that does not exist": (["table", "gelu", "--dtype", "bfloat16", "--order", "3"], "order"),
    "an order that is no number": (
        ["table", "gelu", "--dtype", "bfloat16", "--order", "one"],
        "no quantity is called 'one'",
    ),
    "a parameter outside its assumption": (
        ["table", "celu", "--dtype", "bfloat16", "--param", "alpha=-1"],
        "alpha > 0",
    ),
    "a parameter of another activation": (["table", "celu", "--dtype", "bfloat16", "--param", "beta=1"], "alpha"),
    "a parameter that is no number": (["table", "celu", "--dtype", "bfloat16", "--param", "alpha=__import__"], "alpha"),
    "more processes than any machine has": (["publish", "relu", "--workers", "9" * 20], "1<=x<=1024"),
    "an argument that is empty": (["publish", "relu", "-o", ""], "argument 4 is empty"),
    "an argument that fills the screen": (["atlas", "-o", "x" * 9, "relu", "--workers", "x" * 5000], "... xxx"),
    "a time without end": (["verify", "scipy", "sigmoid", "--timeout", "inf"], "seconds above 0"),
    "a memory that is no number": (["verify", "scipy", "sigmoid", "--memory", "nan"], "GiB above 0"),
    "a time that is no number": (["whichis", "scipy.special:expit", "--timeout", "nan"], "seconds above 0"),
    "a parameter that is too long to hold": (["table", "celu", "--dtype", "bf16", "--param", "alpha=1e9999"], "alpha"),
    "a parameter in other digits": (["table", "celu", "--dtype", "bf16", "--param", "alpha=\u0661"], "alpha"),
    "a table that never ends": (["check", "/dev/zero"], "regular file"),
    "a parameter without a value": (["table", "celu", "--dtype", "bfloat16", "--param", "alpha"], "name=value"),
    "a parameter given twice": (
        ["table", "celu", "--dtype", "bf16", "--param", "alpha=1", "--param", "alpha=2"],
        "twice",
    ),
    "a table format that does not exist": (["table", "gelu", "--dtype", "bfloat16", "--format", "jsn"], "json"),
    "an exhaustive table of float32": (["table", "gelu", "--dtype", "float32", "--exhaustive"], "16 bits"),
    "an input file that is not there": (
        ["table", "gelu", "--dtype", "float32", "--inputs", "nowhere.npy"],
        "nowhere.npy",
    ),
    "an unwritable output": (["table", "gelu", "--dtype", "bfloat16", "-o", "no/such/folder/x.csv"], "no/such/folder"),
    "a missing option": (["table", "gelu"], "--dtype"),
    "a target that cannot be imported": (["verify", "no_such_module:f", "gelu"], "no_such_module"),
    "the beginning of a format": (["verify", "textbook", "gelu", "--dtype", "float8"], "did you mean float8_e"),
    "a target after the name": (["verify", "gelu", "torch"], "symact verify torch gelu"),
    "a target that does not exist": (["verify", "troch", "gelu"], "torch"),
    "an activation that a target lacks": (["verify", "scipy", "gelu"], "gelu"),
    "an unknown activation to verify": (["verify", "textbook", "gelo"], "gelu"),
    "a bound that is no number": (["verify", "textbook", "gelu", "--max-ulp", "few"], "few"),
    "a variant of what has none": (
        ["verify", "textbook", "gelu", "--dtype", "bf16", "--against", "profile"],
        "a library",
    ),
    "a negative bound": (["verify", "textbook", "gelu", "--max-ulp", "-1"], "-1"),
    "an unknown policy": (["verify", "textbook", "gelu", "--policy", "zeros=ignore"], "zero_sign"),
    "a table to check that is not there": (["check", "nowhere.csv"], "nowhere.csv"),
    "constants of an activation without any": (["constants", "gelu"], "gelu"),
    "a rate of dropout that keeps nothing": (["constants", "selu", "--dropout", "1"], "below 1"),
    "too few digits": (["constants", "selu", "--digits", "0"], "0"),
    "a document of an unknown activation": (["docs", "--latex", "gelo", "-o", "x.tex"], "gelu"),
    "a document to an unwritable path": (["docs", "--latex", "gelu", "-o", "no/such/folder/x.tex"], "no/such/folder"),
    "a shell that is not supported": (["completion", "tcsh"], "bash"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_exit_code_2(case, run, tmp_path):
    arguments, names = BAD[case]
    code, out, err = run(*arguments)
    assert code == 2
    lines = [line for line in err.splitlines() if line.strip()]
    assert lines[-1].startswith("symact: ")
    assert len(lines[-1]) < 1000
    assert names in lines[-1]
    assert "Traceback" not in err
    assert not any(line.startswith("symact: ") for line in lines[:-1])
    assert out == b""
    assert list(tmp_path.iterdir()) == []


def test_inputs_of_the_wrong_kind(run, tmp_path):
    files = {
        "wrong dtype": np.zeros(3, dtype=np.float64),
        "wrong shape": np.zeros((2, 2), dtype=np.float32),
        "objects": np.array([None, {}], dtype=object),
    }
    for name, values in files.items():
        path = tmp_path / f"{name}.npy"
        np.save(path, values, allow_pickle=True)
        code, out, err = run("table", "gelu", "--dtype", "float32", "--inputs", str(path))
        assert (code, out, len(err.splitlines())) == (2, b"", 1), name
    (tmp_path / "text.npy").write_text("no array")
    code, _, err = run("table", "gelu", "--dtype", "float32", "--inputs", str(tmp_path / "text.npy"))
    assert (code, len(err.splitlines())) == (2, 1)


def test_inputs_of_the_right_kind(run, tmp_path):
    path, output = tmp_path / "x.npy", tmp_path / "y.npz"
    np.save(path, np.array([-1.0, 0.5], dtype=np.float32))
    code, _, _ = run("table", "relu", "--dtype", "float32", "--inputs", str(path), "-o", str(output))
    assert code == 0
    with np.load(output, allow_pickle=False) as arrays:
        assert arrays["x_bits"].tolist() == [0xBF800000, 0x3F000000]
        assert arrays["y_bits"].tolist() == [0, 0x3F000000]


def test_every_command_explains_itself(run):
    for name in ("", *group.list_commands(None)):
        code, out, _ = run(*([name] if name else []), "--help")
        assert code == 0
        assert out.startswith(b"Usage: symact")


def test_list_and_constants(run):
    code, out, _ = run("list")
    assert code == 0
    assert b"celu" in out
    code, out, _ = run("constants", "selu", "--digits", "32", "--dropout", "1/10")
    assert code == 0
    # What PyTorch prints, torch/nn/functional.py and ATen/native/Activation.cpp.
    assert b"alpha = 1.6732632423543772848170429916717\n" in out
    assert b"scale = 1.0507009873554804934193349852946\n" in out
    # The paper's section 3, by mpmath.
    assert b"d = -1.7580993408473768599402175208123\n" in out
    assert b"a = 0.92128451614971148272842882848360\n" in out
    assert b"b = 0.16197097005757022793817572563217\n" in out


def test_python_m_symact():
    result = subprocess.run([sys.executable, "-m", "symact", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("symact ")


def test_a_reader_that_goes_away_is_no_error():
    command = f"{sys.executable} -m symact table gelu --dtype bfloat16 --format csv | head -2"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in result.stderr
    assert result.stdout.startswith("# symact")

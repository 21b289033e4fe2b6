"""`symact table`, `check` and `publish` from the command line: files, streams, exit codes, nothing half-written."""

import gzip
import json
from fractions import Fraction
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

import symact
from symact.formats.floating import get_format
from symact.tables.read import read
from tests.helpers.paths import TABLES


@pytest.mark.parametrize("kind", ["json", "csv", "npz"])
def test_the_suffix_chooses_the_format_and_the_file_reads_back(kind, run):
    code, out, _ = run("table", "relu6", "--dtype", "float16", "--order", "1", "-o", f"t.{kind}")
    assert (code, out) == (0, b"")
    found = read(f"t.{kind}")
    assert (found.name, found.format_name, found.order) == ("relu6", "float16", 1)
    fmt = get_format("float16")
    for x, y in zip(found.x_bits.tolist(), found.y_bits.tolist(), strict=True):
        if fmt.is_finite(x) and fmt.to_fraction(x) not in (0, 6):
            assert y == (0x3C00 if 0 < fmt.to_fraction(x) < 6 else 0)
    kink = found.x_bits.tolist().index(0x4600)
    assert (found.y_lo_bits[kink], found.y_bits[kink], found.y_hi_bits[kink]) == (0, 0, 0x3C00)
    assert [p.name for p in Path().iterdir()] == [f"t.{kind}"]


@pytest.mark.parametrize(("arguments", "start"), [((), b'{"manifest"'), (("--format", "csv", "-o", "-"), b"# symact")])
def test_standard_output_takes_text(arguments, start, run, tmp_path):
    code, out, err = run("table", "relu", "--dtype", "float8_e5m2", *arguments)
    assert (code, err) == (0, "")
    assert out.startswith(start)
    (tmp_path / "t").write_bytes(out)
    assert len(read(tmp_path / "t").x_bits) == 256


def test_the_format_option_beats_the_suffix(run):
    assert run("table", "relu", "--dtype", "e5m2", "--format", "csv", "-o", "t.json")[0] == 0
    assert Path("t.json").read_bytes().startswith(b"#")


def test_exhaustive_is_every_encoding_in_order(run):
    assert run("table", "relu", "--dtype", "bfloat16", "--exhaustive", "-o", "t.npz")[0] == 0
    with np.load("t.npz", allow_pickle=False) as arrays:
        x, y = arrays["x_bits"], arrays["y_bits"]
    assert (x == np.arange(1 << 16)).all()
    with np.errstate(invalid="ignore"):
        numbers = x.view(ml_dtypes.bfloat16).astype(np.float64)
        results = y.view(ml_dtypes.bfloat16).astype(np.float64)
    finite = np.isfinite(numbers) & (numbers != 0)
    assert (results[finite] == np.maximum(numbers, 0)[finite]).all()


@pytest.mark.parametrize(
    ("dtype", "array"),
    [
        ("float32", np.array([-1.5, 2, 0.1], dtype=np.float32)),
        ("float32", np.array([-1.5, 2, 0.1], dtype=np.float32).view(np.uint32)),
        ("bfloat16", np.array([-1.5, 2, 0.1], dtype=ml_dtypes.bfloat16).view(np.uint16)),
        ("float8_e4m3fn", np.array([-1.5, 2, 0.1], dtype=ml_dtypes.float8_e4m3fn).view(np.uint8)),
    ],
)
def test_inputs_come_from_a_file_in_its_order(dtype, array, run):
    np.save("x.npy", array)
    assert run("table", "leaky_relu", "--dtype", dtype, "--inputs", "x.npy", "-o", "t.csv")[0] == 0
    found = read("t.csv")
    assert (found.x_bits == array.view(found.x_bits.dtype)).all()
    fmt = get_format(dtype)
    assert found.y_bits[0] == fmt.from_fraction(Fraction(-3, 200))
    assert found.y_bits[1] == found.x_bits[1]


def test_parameters_are_exact(run):
    nearest = str(Fraction(float(np.float16(0.01))))
    for text, params in (("1/100", "1/100"), ("0.01", "1/100"), ("0.01@float16", nearest)):
        arguments = ("--param", f"negative_slope={text}", "-o", "t.csv")
        assert run("table", "leaky_relu", "--dtype", "e5m2", *arguments)[0] == 0
        assert read("t.csv").params == {"negative_slope": params}


BAD_INPUTS = {
    "another dtype": np.zeros(3, dtype=np.float64),
    "signed integers": np.zeros(3, dtype=np.int32),
    "two dimensions": np.zeros((2, 2), dtype=np.float32),
    "no dimension": np.float32(1),
    "objects": np.array([1.0, None], dtype=object),
    "the other byte order": np.zeros(3, dtype=">f4"),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_a_bad_input_file_is_one_line(case, run):
    np.save("x.npy", BAD_INPUTS[case], allow_pickle=True)
    code, out, err = run("table", "relu", "--dtype", "float32", "--inputs", "x.npy", "-o", "t.csv")
    assert (code, out) == (2, b"")
    assert err.startswith("symact: x.npy")
    assert "\n" not in err
    assert not Path("t.csv").exists()


def test_inputs_that_claim_more_than_they_hold_are_refused(run):
    np.save("x.npy", np.zeros(3, dtype=np.float32))
    data = Path("x.npy").read_bytes()
    for bad in (data[:-3], data[:20], b"", data.replace(b"(3,)", b"(9000000000000,)").replace(b" " * 12, b"", 1)):
        Path("x.npy").write_bytes(bad)
        code, _, err = run("table", "relu", "--dtype", "float32", "--inputs", "x.npy")
        assert code == 2
        assert err.startswith("symact: x.npy")
        assert "\n" not in err


def test_a_failure_leaves_the_old_file_alone(run, monkeypatch):
    Path("t.csv").write_text("old")
    monkeypatch.setattr("symact.tables.manifest.odd_text", lambda wide: 1 / 0)
    monkeypatch.setattr("symact.tables.formats.csv.odd_text", lambda wide: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("table", "relu", "--dtype", "e5m2", "-o", "t.csv")
    assert Path("t.csv").read_text() == "old"
    assert [p.name for p in Path().iterdir()] == ["t.csv"]


def test_check_passes_names_a_wrong_row_and_refuses_an_altered_file(run):
    run("table", "celu", "--dtype", "e5m2", "-o", "t.csv")
    assert run("check", "t.csv")[0] == 0
    code, out, _ = run("check", "t.csv", "--json")
    (outcome,) = json.loads(out)
    assert (code, outcome["rows"], outcome["wrong"]) == (0, 256, [])

    data = Path("t.csv").read_bytes()
    Path("t.csv").write_bytes(data.replace(b"0x3c,0x3c", b"0x3c,0x3d", 1))
    code, out, err = run("check", "t.csv")
    assert (code, out) == (2, b"")
    assert err.startswith("symact: t.csv")
    assert "\n" not in err


def test_check_ends_with_1_when_a_row_is_wrong(run, monkeypatch):
    run("table", "celu", "--dtype", "e5m2", "-o", "t.csv")
    found = read("t.csv")
    found.y_bits[0x3C] += 1
    found.y_lo_bits[0x3C] += 1
    found.y_hi_bits[0x3C] += 1
    from symact.tables.formats.csv import write

    with Path("bad.csv").open("wb") as file:
        write(found, file)
    code, out, _ = run("check", "bad.csv", "--sample", "256")
    assert code == 1
    assert b"x_bits=0x3c" in out


def test_python_gives_the_same_table(run):
    run("table", "silu", "--dtype", "bfloat16", "-o", "t.npz")
    same = symact.table("silu", dtype="bfloat16")
    assert (read("t.npz").y_bits == same.y_bits).all()
    some = symact.table("silu", dtype="bfloat16", inputs=np.array([0, 0x8000], dtype=np.uint16))
    assert some.y_bits.tolist() == [0, 0x8000]
    with pytest.raises(symact.SymactError, match="inputs"):
        symact.table("silu", dtype="bfloat16", inputs="all")


@pytest.mark.parametrize(
    ("name", "fmt", "order"), [("gelu", "float32", 0), ("selu", "bfloat16", 1), ("elu", "e5m2", 1)]
)
def test_a_published_table_is_what_is_built_today(name, fmt, order):
    from dataclasses import replace

    from symact.tables.published.publish import csv_bytes, file_name

    path = TABLES / name / f"{file_name(get_format(fmt).name, order)}.gz"
    built = symact.table(name, dtype=fmt, order=order)
    # Other versions of the engines may build a table, but not another one.
    assert csv_bytes(replace(built, engines=read(path).engines)) == gzip.decompress(path.read_bytes())


def test_forms_for_other_tools_from_the_command_line(run):
    assert run("table", "tanh", "--dtype", "q4.12", "-o", "t.h")[0] == 0
    assert Path("t.h").read_text().startswith("// schema:")
    assert run("table", "relu", "--dtype", "uq0.8", "--exhaustive", "-o", "t.mif")[0] == 0
    code, out, _ = run("table", "relu", "--dtype", "e5m2", "--format", "memh")
    assert (code, out[:2], len(out.splitlines()[-1])) == (0, b"//", 2)
    assert sorted(p.name for p in Path().iterdir()) == ["t.h", "t.mif"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("table", "relu", "--dtype", "q40.1"), "q40.1: qm.n has m + n bits"),
        (("table", "relu", "--dtype", "q4"), "uq0.8"),
        (("table", "relu", "--dtype", "float32", "-o", "t.coe"), "--exhaustive"),
        (("table", "relu", "--dtype", "float32", "--format", "onnx"), "is a folder"),
        (("table", "relu", "--dtype", "float32", "--format", "pdf"), "no table format"),
        (("table", "relu", "--dtype", "q8.9", "--exhaustive"), "at most 16 bits"),
        (("verify", "scipy", "sigmoid", "--dtype", "q4.12"), "fixed point"),
    ],
)
def test_impossible_tables_are_refused_in_one_line(arguments, says, run):
    code, out, err = run(*arguments)
    assert (code, out) == (2, b"")
    assert err.startswith("symact: ")
    assert says in err
    assert "\n" not in err
    assert list(Path().iterdir()) == []

"""Files of tables whose rows have several inputs: written, read back, and refused where something is amiss."""

import io
import json
import zipfile

import ml_dtypes
import numpy as np
import pytest

import symact
from symact.errors import SymactError, TableError
from symact.tables.formats import csv, npz
from symact.tables.formats import json as json_format
from tests.helpers.paths import TABLES
from tests.helpers.schemas import schema

WRITERS = {"csv": csv, "json": json_format, "npz": npz}
GIVEN = np.array([[0.5, -1, 2, 1], [0, 0, 3, -4]], dtype=ml_dtypes.bfloat16)


def table(name="softmax", order="vjp", rows=2):
    given = GIVEN if name == "softmax" else GIVEN[:, :3]
    return symact.table(name, dtype="bfloat16", order=order, inputs=given[:rows])


def written(found, kind):
    buffer = io.BytesIO()
    WRITERS[kind].write(found, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    "made", [table(), table(order=0), table("logsumexp", 0), table(order="jvp", rows=0), table("logsumexp", 0, 0)]
)
def test_a_table_of_rows_reads_back(kind, made, tmp_path):
    path = tmp_path / f"t.{kind}"
    path.write_bytes(written(made, kind))
    found = symact.read(path)
    assert (found.in_shape, found.out_shape, found.quantity) == (made.in_shape, made.out_shape, made.quantity)
    for key in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags"):
        np.testing.assert_array_equal(getattr(found, key), getattr(made, key))
        assert getattr(found, key).dtype == getattr(made, key).dtype
    assert found.wide == tuple(made.wide)


def test_csv_has_the_entries_of_a_row_in_a_cell():
    line = written(table(), "csv").decode().splitlines()[-1]
    assert line.startswith("0x0000 0x0000 0x4040 0xc080,0x3fe0 0xbfe0,,,0x7p-2 -0x7p-2,exact exact")


def test_points_of_rows_and_pairs_are_chosen_by_width():
    rows = symact.table("softmax", dtype="bfloat16", order="vjp", width=3)
    assert rows.in_shape == (6,)
    assert len(symact.table("swiglu", dtype="bfloat16")) > 4000
    for wrong, says in (
        ({"width": 0}, "width of rows must be a number"),
        ({}, "give their width"),
        ({"width": 4, "inputs": GIVEN}, "leave it out"),
    ):
        with pytest.raises(SymactError, match=says):
            symact.table("softmax", dtype="bfloat16", **wrong)


def test_a_published_table_of_rows_is_what_is_built_today():
    path = TABLES / "logsumexp" / "bfloat16.vjp.csv.gz"
    built = symact.table("logsumexp", dtype="bfloat16", order="vjp", width=7)
    kept = symact.read(path)
    assert (kept.x_bits == built.x_bits).all()
    assert (kept.y_bits == built.y_bits).all()
    assert list(kept.wide) == list(built.wide)


def test_json_says_what_the_table_says(tmp_path):
    made = table()
    data = json.loads(written(made, "json"))
    schema("tables").validate(data)
    assert data["manifest"]["order"] == "vjp"
    assert (data["manifest"]["in_shape"], data["manifest"]["out_shape"]) == ([4], [2])
    assert data["rows"][0]["x_decimal"] == ["0.5", "-1", "2", "1"]
    assert [int(text, 16) for text in data["rows"][1]["y"]] == made.y_bits[1].tolist()
    # g = softmax(0, 0) is 1/2 twice, so g (v - g.v) is 1/2 (3 - (-1/2)) and its opposite.
    assert data["rows"][1]["y_decimal"] == ["1.75", "-1.75"]
    one = json.loads(written(table("logsumexp", 0), "json"))
    schema("tables").validate(one)
    assert one["manifest"]["out_shape"] == []
    assert isinstance(one["rows"][0]["y"], str)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"in_shape": [4]', '"in_shape": [3]'),
        ('"in_shape": [4]', '"in_shape": []'),
        ('"out_shape": [2]', '"out_shape": [2, 1]'),
        ('"out_shape": [2]', '"out_shape": []'),
        ('"out_shape": [2]', '"out_shape": [1000000000]'),
        ('"order": "vjp"', '"order": "jvp"'),
        ('"order": "vjp"', '"order": 1'),
        ('["0x3f00", "0xbf80", "0x4000", "0x3f80"]', '["0x3f00", "0xbf80", "0x4000"]'),
        ('["0x3f00", "0xbf80", "0x4000", "0x3f80"]', '["0x3f00", "0xbf80", "0x4000", ["0x3f80"]]'),
        ('["0x3f00", "0xbf80", "0x4000", "0x3f80"]', '"0x3f00"'),
        ('["0x3f00", "0xbf80", "0x4000", "0x3f80"]', '["0x3f01", "0xbf80", "0x4000", "0x3f80"]'),
    ],
)
def test_an_altered_file_is_refused_in_one_line(old, new, tmp_path):
    data = written(table(), "json").decode()
    assert data.count(old) == 1
    (tmp_path / "t.json").write_text(data.replace(old, new))
    with pytest.raises(TableError) as caught:
        symact.read(tmp_path / "t.json")
    assert "\n" not in str(caught.value)


def test_an_npz_of_other_shapes_is_refused(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(table(), "npz"))) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    flat = io.BytesIO()
    np.save(flat, table().x_bits.reshape(-1))
    arrays["x_bits.npy"] = flat.getvalue()
    with zipfile.ZipFile(tmp_path / "t.npz", "w") as archive:
        for name, data in arrays.items():
            archive.writestr(name, data)
    with pytest.raises(TableError, match="truncated"):
        symact.read(tmp_path / "t.npz")


@pytest.fixture
def rows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", GIVEN.view(np.uint16))
    np.save("empty.npy", np.zeros((2, 0), dtype=np.uint16))
    np.save("flat.npy", np.zeros(2, dtype=np.uint16))
    np.save("odd.npy", np.zeros((2, 3), dtype=np.uint16))
    np.save("wide.npy", np.zeros((2, 3), dtype=np.float32))
    ragged = np.empty(2, dtype=object)
    ragged[:] = [[1.0], [1.0, 2.0]]
    np.save("ragged.npy", ragged, allow_pickle=True)


@pytest.mark.parametrize("order", ["0", "jvp", "vjp"])
def test_the_command_writes_what_the_function_returns(order, rows, run):
    for suffix in WRITERS:
        arguments = ("--dtype", "bfloat16", "--inputs", "rows.npy", "--order", order, "-o", f"t.{suffix}")
        assert run("table", "softmax", *arguments)[0] == 0
        due = symact.table("softmax", dtype="bfloat16", order=0 if order == "0" else order, inputs=GIVEN)
        found = symact.read(f"t.{suffix}")
        assert found.y_bits.tolist() == due.y_bits.tolist()
    code, out, _ = run("check", "t.csv", "t.json", "t.npz")
    assert code == 0
    assert b"3 tables, 6 rows: every SHA-256 matches" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--inputs", "empty.npy"), "at least 1 entry, not 0"),
        (("--inputs", "flat.npy"), "must have two dimensions, a row an input, not shape (2,)"),
        (("--inputs", "ragged.npy"), "no .npy file of plain numbers"),
        (("--inputs", "wide.npy"), "holds float32, but bfloat16 needs bfloat16 or its encodings as uint16"),
        (("--inputs", "odd.npy", "--order", "vjp"), "no x and v of one length"),
        (("--inputs", "odd.npy", "--order", "1"), "its derivatives are JVP and VJP"),
        (("--inputs", "odd.npy", "--order", "grad"), "no quantity is called 'grad'"),
        (("--inputs", "odd.npy", "--order", "-1"), "order must be 0"),
        (("--inputs", "odd.npy", "-o", "t.coe"), "write the table as one of c, csv, json, memh, npz, onnx"),
        (("--inputs", "odd.npy", "-o", "t.sv"), "the format sv holds one a row"),
        ((), "give one, as --widths 8"),
        (("--exhaustive",), "too many to try them all"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(arguments, says, rows, run):
    code, out, err = run("table", "softmax", "--dtype", "bfloat16", *arguments)
    assert (code, out) == (2, b"")
    assert says in err
    assert "\n" not in err


def test_rows_of_different_lengths_are_refused_in_python():
    with pytest.raises(SymactError, match="different lengths"):
        symact.table("softmax", dtype="float32", inputs=[[1.0], [1.0, 2.0]])
    with pytest.raises(SymactError, match="different lengths"):
        symact.values("softmax", [[1.0], [1.0, 2.0]])

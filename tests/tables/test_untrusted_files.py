"""Files by strangers: truncated, swapped, oversized or lying ones are refused in one line, in bounded memory."""

import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import symact
from symact.definition.quantity import Quantity
from symact.errors import SymactError, TableError
from symact.formats import npy
from symact.formats.floating import get_format
from symact.reference.build import load_inputs
from symact.system.gzipped import packed
from symact.tables import manifest
from symact.tables.published import folder
from symact.tables.read import read
from symact.tables.text_rows import LARGEST_TEXT
from tests.helpers.paths import ROOT
from tests.helpers.table_files import archive, members, rewrite, to_bytes

KINDS = ("csv", "json", "npz", "safetensors", "parquet")
INPUTS = np.array([0xBF80, 0, 0x3F80, 0x4000, 0x7F80], dtype=np.uint16)


def available(kind):
    library = {"safetensors": "safetensors", "parquet": "pyarrow"}.get(kind)
    return pytest.param(kind, marks=pytest.mark.skipif(bool(library and not has(library)), reason=f"no {library}"))


def has(library):
    try:
        __import__(library)
    except ImportError:
        return False
    return True


AVAILABLE = [available(kind) for kind in KINDS]


@pytest.fixture(scope="module")
def table():
    return symact.table("celu", dtype="bfloat16", order=1, inputs=INPUTS)


def complaint(path):
    """Return why a file is refused, None if it is not."""
    try:
        read(path)
    except TableError as error:
        return str(error)
    return None


def refused(path):
    """Whether a file is refused, in one line that names it."""
    found = complaint(path)
    return found is not None and str(path) in found and "\n" not in found and len(found) < 500


def test_every_truncation_and_addition_to_safetensors_is_refused(table, tmp_path):
    pytest.importorskip("safetensors")
    good, path = to_bytes(table, "safetensors"), tmp_path / "t"
    path.write_bytes(good)
    assert (read(path).y_bits == table.y_bits).all()
    for bad in (*(good[:length] for length in range(len(good))), good + b"\0", good + good):
        rewrite(path, bad)
        assert refused(path)


def test_every_flipped_bit_of_safetensors_is_refused(table, tmp_path):
    pytest.importorskip("safetensors")
    good, path = to_bytes(table, "safetensors"), tmp_path / "t"
    for place in sorted(random.Random(3).sample(range(8 * len(good)), 2500)):
        rewrite(path, flipped(good, place))
        assert refused(path), place


def test_no_altered_parquet_changes_a_table(table, tmp_path):
    """Parquet's own bookkeeping has bits that mean nothing, and others on which pyarrow aborts its process."""
    pytest.importorskip("pyarrow")
    good, path = to_bytes(table, "parquet"), tmp_path / "t"
    flips = [*sorted(random.Random(4).sample(range(8 * len(good)), 2)), 8 * (len(good) - 6)]
    for bad in (good, good[: len(good) // 2], *(flipped(good, place) for place in flips[1:])):
        path.write_bytes(bad)
        if complaint(path) is None:
            found = read(path)
            assert (found.params, found.wide) == (table.params, table.wide)
            for key in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags"):
                assert (getattr(found, key) == getattr(table, key)).all()
        else:
            assert refused(path)
            assert bad != good


def flipped(data, place):
    bad = bytearray(data)
    bad[place // 8] ^= 1 << place % 8
    return bytes(bad)


def test_a_reader_of_parquet_that_crashes_is_a_refusal(table, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    (tmp_path / "t").write_bytes(to_bytes(table, "parquet"))
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'symact.tables.parquet_process' in ' '.join(sys.orig_argv):\n    import os; os.abort()\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    assert "crash" in complaint(tmp_path / "t")


def swaps(table):
    other = symact.table("elu", dtype="bfloat16", order=0, inputs=INPUTS)
    return {
        "y of another table": replace(table, y_bits=other.y_bits),
        "x and y exchanged": replace(table, x_bits=table.y_bits, y_bits=table.x_bits),
        "another format": replace(table, format_name="float16"),
        "rows in another order": replace(
            table, **{key: getattr(table, key)[::-1].copy() for key in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits")}
        ),
        "another function": replace(table, name="elu"),
        "another order": replace(table, quantity=Quantity.VALUE),
        "other parameters": replace(table, params={"alpha": "2"}),
        "values behind of another table": replace(table, wide=other.wide),
    }


@pytest.mark.parametrize("kind", AVAILABLE)
def test_swapped_parts_are_refused_by_the_digest(kind, table, tmp_path, monkeypatch):
    due = manifest.digest(table)
    monkeypatch.setattr(manifest, "digest", lambda table: due)
    parts = list(swaps(table).items())
    # A file of Parquet takes half a second to be refused.
    bad = {name: to_bytes(swapped, kind) for name, swapped in (parts[:1] if kind == "parquet" else parts)}
    monkeypatch.undo()
    for name, data in bad.items():
        (tmp_path / "t").write_bytes(data)
        assert refused(tmp_path / "t"), name


@pytest.mark.parametrize("name", ["y of another table", "x and y exchanged", "values behind of another table"])
def test_swapped_parts_with_a_new_digest_are_found_without_a_sample(name, table, tmp_path):
    (tmp_path / "t").write_bytes(to_bytes(swaps(table)[name], "csv"))
    wrong = symact.check(tmp_path / "t", sample=0).wrong
    assert wrong
    assert all("\n" not in line for line in wrong)


def test_every_truncation_addition_and_flipped_bit_of_a_packed_file_is_refused(table, tmp_path):
    path, plain = tmp_path / "t", to_bytes(table, "csv")
    good = packed(plain)
    assert gzip.decompress(good) == plain
    path.write_bytes(good)
    assert (read(path).y_bits == table.y_bits).all()
    cut = (good[:length] for length in range(0, len(good), 7))
    for bad in (*cut, good + b"\0", good + good, gzip.compress(plain), packed(packed(plain)), packed(plain + b"\n")):
        rewrite(path, bad)
        assert refused(path)
    # Bits after the last block fill its byte and say nothing.
    for place in (*range(80), *sorted(random.Random(5).sample(range(80, 8 * len(good) - 72), 200))):
        rewrite(path, flipped(good, place))
        assert refused(path), place
    for place in range(8 * len(good) - 64, 8 * len(good)):
        rewrite(path, flipped(good, place))
        assert refused(path), place


def header(text, version=(1, 0)):
    size = 2 if version == (1, 0) else 4
    return b"\x93NUMPY" + bytes(version) + len(text).to_bytes(size, "little") + text


def tensors(table, change):
    """Return a safetensors file whose header was changed."""
    data = to_bytes(table, "safetensors")
    length = int.from_bytes(data[:8], "little")
    about = json.loads(data[8 : 8 + length])
    change(about)
    text = json.dumps(about).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def gibibyte():
    """Return the gzip file of a line of 2^30 letters: one deflated block of them, many times."""
    work = zlib.compressobj(wbits=31)
    start = work.compress(b"# ") + work.flush(zlib.Z_FULL_FLUSH)
    block = work.compress(b"x" * (1 << 20)) + work.flush(zlib.Z_FULL_FLUSH)
    return start + block * (1 << 10) + work.flush()


def hostile(table):
    """Return files that claim, nest or unpack to far more than they hold, by name."""
    rest = members(table)
    x_bits = rest.pop("x_bits.npy")
    zeros = b"\0" * (1 << 25)
    claim = header(b"{'descr': '<u2', 'fortran_order': False, 'shape': (1000000000000,), }\n")
    good = to_bytes(table, "json")
    found = {
        "bomb.npz": archive({"x_bits.npy": zeros, **rest}, zipfile.ZIP_DEFLATED),
        "claim.npz": archive({"x_bits.npy": claim, **rest}),
        "traversal.npz": archive({"../../x_bits.npy": x_bits, **rest}),
        "absolute.npz": archive({"/etc/x_bits.npy": x_bits, **rest}),
        "one.npz": archive({"x_bits.npy": x_bits}),
        "nested.json": b'{"manifest": ' + b"[" * (1 << 20),
        "nested-objects.json": b'{"a":' * (1 << 19),
        "number.json": b'{"manifest": 1' + b"0" * (1 << 20) + b"}",
        "text.json": b'{"manifest": "' + b"a" * (LARGEST_TEXT + 9),
        "exponent.json": good.replace(b"p+0", b"p+99999999999", 1),
        "rows.json": good.replace(b'"rows": 5', b'"rows": 999999999999', 1),
        "line.csv": b"# symact-table-1\n# {" + b" " * (1 << 20) + b"}\n",
        "header.safetensors": (1 << 62).to_bytes(8, "little") + b"{" + b" " * 1000,
        "long-header.safetensors": (1 << 20).to_bytes(8, "little") + b"{" + b" " * (1 << 20),
        "nested.safetensors": (60_000).to_bytes(8, "little") + b'{"a":' * 12_000,
        "bomb.csv.gz": gibibyte(),
        "PAR1.parquet": b"PAR1" + b"\xff" * 4096 + (4096).to_bytes(4, "little") + b"PAR1",
        "footer.parquet": b"PAR1" + b"\0" * 64 + (1 << 31).to_bytes(4, "little") + b"PAR1",
    }
    if has("safetensors"):
        huge = 1 << 45
        found |= {
            "shape.safetensors": tensors(table, lambda h: h["x"].update(shape=[huge])),
            "offsets.safetensors": tensors(table, lambda h: h["x"].update(data_offsets=[0, huge])),
            "overlap.safetensors": tensors(table, lambda h: h["y"].update(data_offsets=h["x"]["data_offsets"])),
            "negative.safetensors": tensors(table, lambda h: h["x"].update(data_offsets=[-10, 0])),
            "dtype.safetensors": tensors(table, lambda h: h["x"].update(dtype="F16")),
            "more.safetensors": tensors(table, lambda h: h.update(z=h["x"])),
            "text.safetensors": tensors(table, lambda h: h.update(__metadata__={"symact": "{}"})),
        }
    if has("pyarrow"):
        import pyarrow as pa
        from pyarrow import parquet

        rows = 1 << 21
        names = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")
        columns = {name: pa.array(np.zeros(rows, dtype=np.uint16)) for name in names}
        text = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array(["-" * 200]))
        about = manifest.manifest(table) | {"rows": rows}
        file = io.BytesIO()
        fields = [pa.field(name, pa.uint16(), nullable=False) for name in names]
        fields.append(pa.field("y_odd", pa.string(), nullable=False))
        schema = pa.schema(fields)
        with parquet.ParquetWriter(file, schema, compression="zstd", store_schema=False) as writer:
            writer.write_table(pa.table([*columns.values(), text.cast(pa.string())], schema=schema))
            writer.add_key_value_metadata({b"symact": json.dumps(about).encode()})
        found["bomb.parquet"] = file.getvalue()
    return found


LIMITED = """
import resource, sys
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.tables.read import read
from symact.reference.build import load_inputs
for library in ("pyarrow.parquet",):
    try: __import__(library)
    except ImportError: pass
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 30),) * 2)
for path in sys.argv[1:]:
    try:
        load_inputs(path, get_format("float32")) if path.endswith(".npy") else read(path)
    except SymactError as error:
        print(error)
    else:
        print("accepted", path)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is enforced on Linux")
def test_hostile_files_are_refused_within_a_gigabyte(table, tmp_path):
    files = hostile(table) | inputs()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert max(map(len, files.values())) < 1 << 27
    found = subprocess.run(
        [sys.executable, "-c", LIMITED, *(str(tmp_path / name) for name in files)], capture_output=True, text=True
    )
    assert (found.returncode, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert len(lines) == len(files)
    for name, line in zip(files, lines, strict=True):
        assert line.startswith(f"{tmp_path / name}: "), line
        assert len(line) < 400


def inputs():
    """Return .npy files that claim, nest or hold something else, by name."""
    objects = io.BytesIO()
    np.save(objects, np.array([{}, 1], dtype=object), allow_pickle=True)
    plain = io.BytesIO()
    np.save(plain, np.zeros(4, dtype=np.float32))
    data = plain.getvalue()
    return {
        "object.npy": objects.getvalue(),
        "shape.npy": header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }\n") + b"\0" * 64,
        "overflow.npy": header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n"),
        "negative.npy": header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (-4,), }\n") + b"\0" * 16,
        "length.npy": header(b"", (2, 0))[:8] + b"\xff\xff\xff\xff",
        "long.npy": header(b"{" + b" " * (1 << 22) + b"}", (2, 0)),
        "nested.npy": header(b"(" * 900 + b")" * 900),
        "code.npy": header(b"__import__('os').abort()\n"),
        "fields.npy": header(b"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }\n") + b"\0" * 16,
        "void.npy": header(b"{'descr': '|V0', 'fortran_order': False, 'shape': (1000000000,), }\n"),
        "python2.npy": header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4L,), }\n") + b"\0" * 16,
        "open.npy": header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4,\n") + b"\0" * 16,
        "longer.npy": data + b"\0\0\0\0",
        "shorter.npy": data[:-1],
        "empty.npy": b"",
        "bomb.npy": archive({"x.npy": b"\0" * (1 << 24)}, zipfile.ZIP_DEFLATED),
    }


def test_npy_reads_what_numpy_wrote():
    for array in (np.arange(6, dtype=">f8"), np.asfortranarray(np.arange(6).reshape(2, 3)), np.float32(3), np.zeros(0)):
        file = io.BytesIO()
        np.save(file, array)
        found = npy.parse(file.getvalue())
        assert (found == array).all()
        assert (found.shape, found.dtype) == (array.shape, array.dtype)


@pytest.mark.parametrize("command", [("check",), ("recheck",), ("table", "relu", "--dtype", "float32", "--inputs")])
def test_what_is_no_regular_file_is_never_waited_for(command, run):
    os.mkfifo("pipe")
    Path("folder").mkdir()
    Path("link").symlink_to("/dev/zero")
    Path("dangling").symlink_to("nowhere")
    for name in ("pipe", "folder", "link", "dangling", "/dev/zero", "none"):
        code, out, err = run(*command, name)
        assert (code, out) == (2, b""), name
        assert err.startswith("symact: ")
        assert "\n" not in err


@pytest.mark.parametrize(
    "data", [b"[" * (1 << 20), b'{"a":' * (1 << 19), b"1" + b"0" * 10_000, b"\xff\xfe{}", b"[]", b"{}", b"", b"\0" * 99]
)
def test_what_is_no_sheet_is_refused(data, run):
    Path("sheet.json").write_bytes(data)
    code, out, err = run("recheck", "sheet.json")
    assert (code, out) == (2, b"")
    assert err.startswith("symact: ")
    assert "\n" not in err


@pytest.mark.parametrize("name", ["../x.csv", "..", ".", "", "/etc/passwd", "a/../../x", "a\0b", "sub/x.csv"])
def test_manifests_name_nothing_outside_their_folder(name, run):
    Path("tables").mkdir()
    about = {key: {} for key in folder.KEYS} | {"schema": folder.SCHEMA, "name": "relu"}
    about["files"] = {name: {"rows": 1, "sha256": "0" * 64}}
    Path("tables/manifest.json").write_bytes(folder.to_bytes(about))
    code, out, err = run("check", "tables")
    assert (code, out) == (2, b"")
    assert err.startswith("symact: ")
    assert "\n" not in err


def test_names_are_no_paths(run):
    for command in (("publish", "../../x", "-o", "out"), ("table", "../relu", "--dtype", "float32")):
        code, out, err = run(*command)
        assert (code, out) == (2, b"")
        assert "no activation is called" in err
    assert list(Path().iterdir()) == []


def test_load_inputs_names_the_file(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros(3))
    with pytest.raises(SymactError, match=r"x\.npy: holds float64"):
        load_inputs(str(tmp_path / "x.npy"), get_format("float32"))

"""Golden vectors that somebody keeps: every kind of file, what is wrong in them, and files that mean harm."""

import io
import json
import struct
import zipfile
from fractions import Fraction

import ml_dtypes
import mpmath
import numpy as np
import pytest

import symact
from symact.candidates import form
from symact.candidates.vectors import pairs
from symact.errors import CandidateError, SymactError
from symact.formats.floating import get_format
from symact.tables import export
from tests.helpers.shell import invoke


def run(*words):
    """Run a command; returns what it returns and prints, or raises SymactError."""
    found = invoke(*words)
    if found.exception:
        raise found.exception
    return found.return_value, found.output


X = np.array([-2.0, -0.5, 0.0, 0.75, 3.0])


def correct(dtype=np.float32):
    """tanh at X by mpmath, rounded once."""
    with mpmath.workdps(60):
        return np.array([float(mpmath.tanh(mpmath.mpf(v))) for v in X]).astype(dtype)


def tensor(values, kind, packed=False):
    """A TensorProto, written by its description: dims, data type, numbers."""

    def field(number, content):
        return bytes([number << 3 | 2, len(content)]) + content

    raw = values.astype("<f4").tobytes()
    return bytes([1 << 3, len(values), 2 << 3, kind]) + field(4 if packed else 9, raw) + field(8, b"x")


def write(kind, folder, y):
    """Write X and y (float32) as a kind of file; returns the target."""
    x = X.astype(np.float32)
    path = folder / f"set.{kind}"
    if kind == "npz":
        np.savez_compressed(path, inputs=x, outputs=y, names=np.array(["a"]))
    elif kind == "npy":
        np.save(folder / "x.npy", x)
        np.save(folder / "y.npy", y)
        return f"vectors:{folder}/x.npy,{folder}/y.npy"
    elif kind == "csv":
        rows = "".join(f"{a!r};{b!r}\n" for a, b in zip(x.tolist(), y.tolist(), strict=True))
        path.write_text(f"# a comment\narg;expected\n{rows}")
    elif kind == "hex":
        words = zip(x.view(np.uint32), y.view(np.uint32), strict=True)
        path.write_text("dtype,input,output,ulp\n" + "".join(f"np.float32,{a:#x},{b:#x},2\n" for a, b in words))
    elif kind == "c99":
        rows = "".join(f"{float(a).hex()}\t{float(b).hex()}\n" for a, b in zip(x, y, strict=True))
        path.write_text(rows)
    elif kind == "json":
        path.write_text(json.dumps({"cases": [{"x": a, "y": b} for a, b in zip(x.tolist(), y.tolist(), strict=True)]}))
    elif kind == "safetensors":
        pytest.importorskip("safetensors")
        from safetensors.numpy import save_file

        save_file({"in": x, "out": y, "mask": np.array([True])}, path, metadata={"by": "somebody"})
    elif kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        parquet.write_table(pa.table({"in0": x, "out0": y, "fallback": [False] * len(x)}), path, compression="zstd")
    elif kind == "onnx":
        data = path / "test_data_set_0"
        data.mkdir(parents=True)
        (data / "input_0.pb").write_bytes(tensor(x, 1))
        (data / "output_0.pb").write_bytes(tensor(y, 1, packed=True))
    return f"vectors:{path}"


KINDS = ("npz", "npy", "csv", "hex", "c99", "json", "safetensors", "parquet", "onnx")
UNTYPED = ("csv", "c99", "json")


@pytest.mark.parametrize("kind", KINDS)
def test_right_pairs_pass_and_one_wrong_bit_is_named(kind, tmp_path):
    dtype = "float32" if kind in UNTYPED else None
    y = correct()
    good = symact.verify(write(kind, tmp_path, y), "tanh", dtype=dtype)
    assert (good.passes, good.clean, good.dtype, good.inputs.kind, good.inputs.count) == (
        True,
        True,
        "float32",
        "given",
        len(X),
    )
    (tmp_path / "other").mkdir()
    y[3] = np.nextafter(y[3], np.float32(1))
    bad = symact.verify(write(kind, tmp_path / "other", y), "tanh", dtype=dtype)
    assert bad.passes is False
    assert (bad.result.mismatched, bad.result.worst.x.value) == (1, "0.75")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_narrow_formats_are_judged_at_their_inputs(dtype, tmp_path):
    kind = np.float16 if dtype == "float16" else ml_dtypes.bfloat16
    np.savez(tmp_path / "set.npz", x=X.astype(kind), y=correct(np.float64).astype(kind))
    assert symact.verify(f"vectors:{tmp_path}/set.npz", "tanh", dtype=dtype).clean


@pytest.mark.parametrize("suffix", ["npz", "csv", "json", "parquet", "safetensors"])
def test_what_symact_writes_is_right(suffix, tmp_path):
    path = tmp_path / f"relu.{suffix}"
    export.save(symact.table("relu", dtype="float16"), export.export(suffix, str(path)), str(path))
    assert symact.verify(f"vectors:{path}", "relu", dtype="float16").clean


def test_a_fixed_precision_of_100_digits_stores_0_for_log_expit_of_500(tmp_path):
    """What a generator at 100 digits made: log(1/(1 + exp(-x))), whose argument is 1 from about x = 230 on."""
    x = np.array([-10.0, 1.0, 200.0, 500.0, 710.0, 735.0, 750.0])
    with mpmath.workdps(100):
        y = [float(mpmath.log(1 / (1 + mpmath.exp(-v)))) for v in x.tolist()]
    assert y[3:] == [0, 0, 0, 0]
    np.save(tmp_path / "in.npy", x)
    np.save(tmp_path / "out.npy", np.array(y))
    code, said = run("verify", f"vectors:{tmp_path}/in.npy,{tmp_path}/out.npy", "log_sigmoid")
    assert code == 1
    assert "Lost: the result is 0 although the correct one is not: 3 inputs" in said
    assert "log_sigmoid(500) = -7.124576406741286e-218" in said
    assert "at x = 750" in said
    again = symact.verify(f"vectors:{tmp_path}/in.npy,{tmp_path}/out.npy", "log_sigmoid", max_ulp=1e20)
    assert again.passes is False  # A lost value breaks any bound.


def test_decimals_are_rounded_once(tmp_path):
    """The decimal lies just above a tie of float32, and its float64 on it: two roundings give another number."""
    tie = Fraction(1) + Fraction(1, 2**24)
    text = "1.00000005960464477539062500000000000000000001"
    assert float(text) == float(tie)
    (tmp_path / "a.csv").write_text(f"{text},{text}\n")
    found = pairs(f"vectors:{tmp_path}/a.csv", get_format("float32"))
    assert [int(found.x_bits[0]), int(found.y_bits[0])] == [0x3F800001] * 2


def test_columns_are_named_where_names_do_not_tell(tmp_path):
    np.savez(tmp_path / "a.npz", p=X, q=correct(np.float64), r=X)
    with pytest.raises(CandidateError, match="which column holds inputs"):
        symact.verify(f"vectors:{tmp_path}/a.npz", "tanh")
    assert symact.verify(f"vectors:{tmp_path}/a.npz#p,q", "tanh").passes is not None
    assert symact.verify(f"vectors:{tmp_path}/a.npz#p,r", "identity").clean


def test_equal_inputs_are_judged_each_and_order_does_not_matter(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.array([1.0, 0.0, 1.0]), y=np.array([1.0, 0.0, 2.0]))
    found = symact.verify(f"vectors:{tmp_path}/a.npz", "relu")
    assert (found.inputs.count, found.result.mismatched) == (3, 1)


def entry(name, content):
    """A zip archive of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def tensors(header, body=b"", length=None):
    """A safetensors file."""
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def part(start, stop, shape=(1,), dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, stop]}


def pickled():
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], dtype=object), allow_pickle=True)
    return buffer.getvalue()


HOSTILE = {
    "empty": (b"", "is none of"),
    "binary": (b"\0\1\2", "is none of"),
    "text": (b"hello", "no comma"),
    "one column of names": (b"x,y\n", "0|which column"),
    "ragged": (b"x,y\n1,2\n3\n", "row 3 has 1 cells"),
    "no number": (b"x,y\n1,two\n", "'two' is no number"),
    "long number": (b"x,y\n1," + b"9" * 5000 + b"\n", "is no number"),
    "not utf-8": (b"x,y\n1,\xff\n", "no CSV"),
    "deep json": (b"[" * 100_000, "no JSON"),
    "twice": (b'{"x": [1], "x": [1], "y": [1]}', "a key stands twice"),
    "other json": (b'{"x": 1}', "which column"),
    "unequal json": (b'{"x": [1, 2], "y": [1]}', "2 inputs and 1 results"),
    "pickle": (pickled(), "no array of plain numbers"),
    "pickle in npz": (entry("x.npy", pickled()), "no array of plain numbers"),
    "bomb": (lambda: entry("x.npy", bytes((1 << 27) + 1)), "bytes unpacked"),
    "no zip": (b"PK\3\4nothing", "no .npz"),
    "long header": (tensors({}, length=1 << 60), "is none of|no CSV"),
    "overlap": (tensors({"x": part(0, 4), "y": part(0, 4)}, bytes(4)), "overlaps"),
    "gap": (tensors({"x": part(0, 4), "y": part(8, 12)}, bytes(12)), "overlaps"),
    "beyond": (tensors({"x": part(0, 4), "y": part(4, 8)}, bytes(4)), "4 bytes of numbers"),
    "shape": (tensors({"x": part(0, 4, (1 << 62, 4)), "y": part(4, 8)}, bytes(8)), "as long as its shape"),
    "negative": (tensors({"x": part(-4, 0)}), "lies at no place"),
    "unknown": (tensors({"x": part(0, 4, dtype="Q7")}, bytes(4)), "unknown dtype"),
    "no parquet": (b"PAR1" + bytes(100) + b"PAR1", "no Parquet"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_set_of_pairs_is_one_line(name, tmp_path):
    content, message = HOSTILE[name]
    path = tmp_path / "file"
    path.write_bytes(content() if callable(content) else content)
    with pytest.raises(CandidateError, match=message) as caught:
        run("verify", f"vectors:{path}", "tanh", "--dtype", "float32")
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_altered_tensors_of_onnx_are_refused(tmp_path):
    data = tmp_path / "t"
    data.mkdir()
    whole = tensor(X.astype(np.float32), 1)
    (data / "input_0.pb").write_bytes(whole)
    for content in (whole[:-4], b"\xff" * 20, bytes([2 << 3, 7]), bytes([14 << 3, 1, *whole])):
        (data / "output_0.pb").write_bytes(content)
        with pytest.raises(CandidateError, match="ONNX"):
            pairs(f"vectors:{data}", get_format("float32"))


def test_numbers_of_another_format(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.array([0.1]), y=np.array([0.1]))
    target = f"vectors:{tmp_path}/a.npz"
    assert symact.verify(target, "identity").dtype == "float64"
    with pytest.raises(CandidateError, match=r"x = 0.1 is no number of float32 \(pair 1\); --dtype float64"):
        symact.verify(target, "identity", dtype="float32")
    (tmp_path / "a.csv").write_text("1,1\n")
    with pytest.raises(SymactError, match="in which format"):
        symact.verify(f"vectors:{tmp_path}/a.csv", "identity")


def test_pairs_cannot_be_called_elsewhere(tmp_path):
    np.savez(tmp_path / "a.npz", x=X, y=X)
    target = f"vectors:{tmp_path}/a.npz"
    for words in (["whichis", target], ["verify", target, "softmax"]):
        with pytest.raises(SymactError, match=r"own inputs alone|functions of one number"):
            run(*words)
    assert form(target).shown == "vectors:FILE"

"""What other people's readers find in exported tables: every bit of every row."""

import io
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

import symact
from symact.errors import SymactError
from symact.formats.arrays import float_dtype
from symact.formats.fixed import table_format
from symact.formats.floating import get_format
from symact.reference.table import Flag
from symact.tables import export
from symact.tables.acceptance import Rule, rules
from symact.tables.read import read
from tests.helpers.paths import DOCS

MIXED = [
    ("gelu", "bfloat16", 0), ("relu", "float32", 1), ("sine", "float16", 0), ("silu", "float64", 1),
    ("elu", "float8_e5m2", 1), ("softplus", "float8_e4m3fn", 0), ("tanh", "q3.9", 0), ("relu6", "uq3.5", 1),
]  # fmt: skip


def some(*often):
    """Return the cases of MIXED, those besides some for the long run."""
    return [case if k in often else pytest.param(*case, marks=pytest.mark.exhaustive) for k, case in enumerate(MIXED)]


MEMORIES = [("gelu", "float8_e4m3fn", 0), ("relu", "float8_e5m2", 1), ("tanh", "q2.6", 0), ("sigmoid", "uq2.3", 0)]


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def made(tmp_path):
    """Return a function that builds a table and writes it: (table, path)."""

    def make(name, dtype, order, kind, inputs="points"):
        table = symact.table(name, dtype=dtype, order=order, inputs=inputs)
        path = tmp_path / f"t.{kind}"
        export.save(table, export.export(None, str(path)), str(path))
        return table, path

    return make


def run(*command, **kwargs):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **kwargs)


def columns(table):
    return {"x": table.x_bits, "y": table.y_bits, "y_lo": table.y_lo_bits, "y_hi": table.y_hi_bits}


@pytest.mark.parametrize(("name", "dtype", "order"), MIXED)
def test_safetensors(name, dtype, order, made, torch):
    """Read through torch, which has every dtype."""
    safe_open = pytest.importorskip("safetensors").safe_open
    table, path = made(name, dtype, order, "safetensors")
    with safe_open(path, framework="pt") as file:
        assert json.loads(file.metadata()["symact"])["definition_hash"] == table.definition_hash
        found = {key: file.get_tensor(key) for key in columns(table)}
        flags = file.get_tensor("flags")
    kinds = {2: torch.int16, 1: torch.int8, 4: torch.int32, 8: torch.int64}
    if dtype.startswith("float") or dtype == "bfloat16":
        assert found["y"].dtype is getattr(torch, dtype)
    for key, bits in columns(table).items():
        words = found[key].view(kinds[bits.itemsize]).numpy().view(bits.dtype) & (2**table.format.width - 1)
        assert (words == bits).all()
    assert flags.numpy().tolist() == table.flags.tolist()
    assert_same(read(path), table)


def assert_same(one, other):
    for key in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags"):
        assert (getattr(one, key) == getattr(other, key)).all()
    assert one.wide == tuple(other.wide)
    assert (one.params, one.engines, one.format_name) == (other.params, other.engines, other.format_name)


@pytest.mark.parametrize(("name", "dtype", "order"), some(1, 4, 6))
def test_parquet(name, dtype, order, made):
    parquet = pytest.importorskip("pyarrow.parquet")
    table, path = made(name, dtype, order, "parquet")
    found = parquet.read_table(path)
    for key, bits in columns(table).items():
        assert found.column(f"{key}_bits").to_numpy().tolist() == bits.tolist()
    assert found.column("flags").to_numpy().tolist() == table.flags.tolist()
    texts = found.column("y_odd").to_pylist()
    assert [t == "-" for t in texts] == [wide is None for wide in table.wide]
    assert [int(t.split("p")[0].lstrip("-"), 16) for t in texts if t != "-"] == [w.significand for w in table.wide if w]
    assert json.loads(parquet.read_metadata(path).metadata[b"symact"])["rows"] == len(table.x_bits)
    assert_same(read(path), table)


DUMP = """
module dump;
    reg [{top}:0] memory [0:{last}];
    integer k;
    initial begin
        $readmemh("t.memh", memory);
        for (k = 0; k <= {last}; k = k + 1) $display("%h", memory[k]);
    end
endmodule
"""


@needs("iverilog")
@pytest.mark.parametrize(("name", "dtype", "order"), [*MEMORIES, ("gelu", "float32", 0), ("tanh", "q3.7", 1)])
def test_readmemh_by_icarus_verilog(name, dtype, order, made, tmp_path):
    table, path = made(name, dtype, order, "memh")
    top, size = re.search(r"layout: reg \[(\d+):0\] memory \[0:(\d+)\]", path.read_text()).groups()
    (tmp_path / "dump.v").write_text(DUMP.format(top=top, last=size))
    assert run("iverilog", "-g2012", "-o", "dump", "dump.v", cwd=tmp_path).returncode == 0
    words = [int(line, 16) for line in run("vvp", "-n", "dump", cwd=tmp_path).stdout.split()]
    if table.exhaustive:
        assert words == table.y_bits.tolist()
    else:
        half = (int(top) + 1) // 2
        assert [w >> half for w in words] == table.x_bits.tolist()
        assert [w & (2**half - 1) for w in words] == table.y_bits.tolist()


def coe(text):
    """Read a COE as AMD's manual has it: comment lines begin with ';', then two assignments that end with ';'."""
    text = "\n".join(line for line in text.splitlines() if not line.startswith(";"))
    radix, vector = (part.split("=")[1] for part in text.split(";")[:2])
    assert text.split(";")[2:] == [""]
    return [int(word, int(radix)) for word in vector.split(",")]


@pytest.mark.parametrize(("name", "dtype", "order"), MEMORIES)
def test_coe(name, dtype, order, made):
    table, path = made(name, dtype, order, "coe", "exhaustive")
    assert coe(path.read_text()) == table.y_bits.tolist()


@pytest.mark.parametrize(("name", "dtype", "order"), MEMORIES)
def test_mif(name, dtype, order, made):
    mif = pytest.importorskip("mif")
    table, path = made(name, dtype, order, "mif", "exhaustive")
    bits = mif.loads(path.read_text())
    assert bits.shape == (len(table.y_bits), table.format.width)
    assert (bits @ (1 << np.arange(table.format.width)) == table.y_bits).all()


@pytest.mark.parametrize("kind", ["coe", "mif"])
def test_a_memory_image_needs_every_encoding(kind, made, tmp_path):
    with pytest.raises(SymactError, match="--exhaustive"):
        made("gelu", "bfloat16", 0, kind)
    assert list(tmp_path.iterdir()) == []


PRINTER = """
#include <stdio.h>
#include "t.h"
int main(void) {
    for (long k = 0; k < @_rows; ++k)
        printf("%llx %llx %llx %llx %d %d %a\\n", (unsigned long long)@_x[k], (unsigned long long)@_y[k],
               (unsigned long long)@_lo[k], (unsigned long long)@_hi[k], @_rule[k], @_ulp[k], @_rest[k]);
}
"""
CANDIDATE = """
#include <stdint.h>
#include <string.h>
#include "t.h"
@_value symact_candidate(@_value x) {
    @_word bits = 0, y = 0;
    memcpy(&bits, &x, sizeof x);
    bits &= MASK;
    for (long k = 0; k < @_rows; ++k)
        if (@_x[k] == bits) { y = RESULT; break; }
    @_value value;
    FINISH
    memcpy(&value, &y, sizeof y);
    return value;
}
"""


def prefix(table):
    return re.sub(r"\W", "_", f"{table.name}_{table.format_name}_{table.order}")


def compile_c(folder, text, *flags, main=True):
    (folder / "t.c").write_text(text)
    flags = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-Wno-unused-const-variable", *flags)
    sources = ("-DSYMACT_MAIN", "-x", "c", "t.h", "-x", "none") if main else ()
    found = run("gcc", *flags, "-o", "t", *sources[:1], "t.c", "-lm", cwd=folder) if not main else None
    if main:
        assert run("gcc", *flags, "-c", "-o", "t.o", "t.c", cwd=folder).stderr == ""
        found = run("gcc", *flags, "-o", "t", *sources, "t.o", "-lm", cwd=folder)
    assert (found.returncode, found.stderr) == (0, "")
    return run("./t", cwd=folder)


@needs("gcc")
@pytest.mark.parametrize(("name", "dtype", "order"), some(2, 3, 6))
def test_c_arrays(name, dtype, order, made, tmp_path):
    table, _ = made(name, dtype, order, "h")
    lines = compile_c(tmp_path, PRINTER.replace("@", prefix(table)), main=False).stdout.splitlines()
    rows = [line.split() for line in lines]
    for index, bits in enumerate(columns(table).values()):
        assert [int(row[index], 16) for row in rows] == bits.tolist()
    assert [int(row[4]) for row in rows] == rules(table).tolist()
    assert [int(row[5]) for row in rows] == table.ulp_exponent.tolist()
    assert [float.fromhex(row[6]) for row in rows] == table.residual.tolist()


def judged(table, folder, result, *flags):
    """Compile and run the header with a candidate that looks up its result."""
    signed = table.format_name.startswith("q")
    mask = f"({prefix(table)}_word)0x{2**table.format.width - 1:x}u" + "ll"
    finish = f"if (y & 0x{2 ** (table.format.width - 1):x}) y |= ({prefix(table)}_word)~MASK;" if signed else ""
    text = CANDIDATE.replace("RESULT", result).replace("FINISH", finish).replace("MASK", mask)
    return compile_c(folder, text.replace("@", prefix(table)), *flags)


@pytest.mark.every(2)
@needs("gcc")
@pytest.mark.parametrize(("name", "dtype", "order"), some(0, 3, 5, 6, 7))
def test_c_judges(name, dtype, order, made, tmp_path):
    table, _ = made(name, dtype, order, "h")
    p, total = prefix(table), len(table.x_bits)
    right = judged(table, tmp_path, f"{p}_y[k]")
    assert right.stdout == f"{name} {dtype} order {order}: 0 of {total} rows are not correctly rounded; PASS\n"
    assert right.returncode == 0
    wrong = judged(table, tmp_path, f"k == 7 ? {p}_y[k] ^ 1 : {p}_hi[k]")
    assert wrong.returncode == 1
    x = f"0x{int(table.x_bits[7]):0{-(-table.format.width // 4)}x}"
    assert wrong.stdout.startswith(f"x = {x}: got ")
    assert f"1 of {total} rows are not correctly rounded; greatest error" in wrong.stdout
    assert wrong.stdout.endswith(f"at x = {x}; FAIL\n")


@needs("gcc")
def test_c_reports_the_fractional_error(made, tmp_path):
    table, _ = made("gelu", "float32", 0, "h")
    row = table.x_bits.tolist().index(0x3F800000)
    found = judged(table, tmp_path, f"{prefix(table)}_y[k] + 3 * (k == {row})").stdout
    # gelu(1) = 0.841344746068542948585..., between 1/2 and 1, where an ulp of float32 is 2^-24.
    y = float(np.uint32(table.y_bits[row]).view(np.float32))
    error = y * 2**24 + 3 - 0.841344746068542948585 * 2**24
    assert f"greatest error {error:.6g} ulp" in found


@needs("gcc")
def test_c_has_a_bound(made, tmp_path):
    table, _ = made("gelu", "bfloat16", 0, "h")
    result = f"k == 7 ? {prefix(table)}_y[k] ^ 1 : {prefix(table)}_lo[k]"
    for bound, code in (("1.6", 0), ("0.6", 1)):
        assert judged(table, tmp_path, result, f"-DSYMACT_MAX_ULP={bound}").returncode == code


@needs("gcc")
def test_c_accepts_what_is_open(made, tmp_path):
    table, _ = made("relu", "float32", 1, "h")
    p = prefix(table)
    assert set(rules(table).tolist()) == {Rule.WORD, Rule.ZERO, Rule.BETWEEN, Rule.ANY}
    half = f"{p}_rule[k] == 3 ? 0x3f000000 : {p}_rule[k] == 1 ? 0x80000000 : {p}_rule[k] == 4 ? 77 : {p}_y[k]"
    assert judged(table, tmp_path, half).returncode == 0
    assert judged(table, tmp_path, f"{p}_rule[k] == 3 ? 0x80000000 : {p}_y[k]").returncode == 0
    for outside in ("0x3f800001", "0x80000001", "0x7fc00000"):
        assert judged(table, tmp_path, f"{p}_rule[k] == 3 ? {outside} : {p}_y[k]").returncode == 1
    table, _ = made("sine", "float16", 0, "h")
    p = prefix(table)
    assert judged(table, tmp_path, f"{p}_rule[k] == 2 ? 0xfe01 : {p}_y[k]").returncode == 0
    assert judged(table, tmp_path, f"{p}_rule[k] == 2 ? 0x7c00 : {p}_y[k]").returncode == 1
    assert judged(table, tmp_path, f"{p}_x[k] == 0x8000 ? 0 : {p}_y[k]").returncode == 1


ROWS = """
#include "t.h"
void symact_candidate(const @_value *x, @_value *y) {
    for (long k = 0; k < @_rows; ++k)
        if (!memcmp(x, @_x + k * @_inputs, sizeof *x * @_inputs)) {
            memcpy(y, @_y + k * @_results, sizeof *y * @_results);
            if (k == WRONG) y[1] = 0;
        }
}
"""
"""Looks a row up in the table itself."""


@needs("gcc")
@pytest.mark.parametrize(("name", "dtype", "order"), [("softmax", "float32", "vjp"), ("swiglu", "bfloat16", "vjp")])
def test_c_judges_rows_and_pairs(name, dtype, order, tmp_path):
    fmt = get_format(dtype)
    given = np.array([[0.5, -1, 3], [2, 1, -5], [np.nan, 0, 0]]).astype(float_dtype(fmt))
    given = np.hstack([given, given]) if name == "softmax" else given
    table = symact.table(name, dtype=dtype, order=order, inputs=given)
    export.save(table, export.export("c", "t.h"), str(tmp_path / "t.h"))
    code = ROWS.replace("@", f"{name}_{dtype}_vjp")
    right = compile_c(tmp_path, "#include <string.h>" + code.replace("WRONG", "-1"))
    total = table.y_bits.size
    assert right.stdout == f"{name} {dtype} vjp: 0 of {total} results are not correctly rounded; PASS\n"
    wrong = compile_c(tmp_path, "#include <string.h>" + code.replace("WRONG", "1"))
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("row 1, entry 1: got 0x0")
    assert f"1 of {total} results are not correctly rounded" in wrong.stdout
    missing = compile_c(
        tmp_path, code.replace("memcpy(y", "if (0) memcpy(y").replace("WRONG", "-1").join(("#include <string.h>", ""))
    )
    numbers = int((rules(table) == Rule.WORD).sum())
    assert f"{numbers} of {total} results are not correctly rounded" in missing.stdout


def test_readmemh_holds_the_entries_of_a_row(tmp_path):
    given = np.array([[0.5, -1], [2, 1]]).astype(float_dtype(get_format("bfloat16")))
    table = symact.table("softmax", dtype="bfloat16", inputs=given)
    export.save(table, export.export("memh", "t"), str(tmp_path / "t"))
    lines = (tmp_path / "t").read_text().splitlines()
    assert "reg [63:0] memory [0:1], x and y, joined" in next(line for line in lines if "layout" in line)
    # 1/2 is 3f00, -1 is bf80; exp(3/2)/(1 + exp(3/2)) is 0.81757..., between 1/2 and 1 in steps of 2^-8.
    assert lines[-2] == f"3f00bf80{0x3F00 + round((0.8175744761936437 - 0.5) * 256):04x}3e3b"


@needs("g++")
def test_the_header_is_c_plus_plus_too(made, tmp_path):
    made("gelu", "bfloat16", 0, "h")
    (tmp_path / "t.cpp").write_text('#include "t.h"\nextern "C" uint16_t symact_candidate(uint16_t x) { return x; }\n')
    flags = ("-std=c++11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-const-variable")
    found = run("g++", *flags, "-DSYMACT_MAIN", "-o", "t", "t.cpp", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert run("./t", cwd=tmp_path).returncode == 1


LOOKUP = """
module symact_candidate(CLK input [{top}:0] x, output REG [{top}:0] y);
    function [{top}:0] value(input [{top}:0] x);
        case (x)
{cases}
            default: value = 0;
        endcase
    endfunction
    BODY
endmodule
"""


def bench(table, folder, y, *flags, body="assign y = value(x);", clk="", reg=""):
    """Compile and run the test bench with a module that looks up y."""
    width = table.format.width
    cases = "\n".join(f"{width}'h{a:x}: value = {width}'h{b:x};" for a, b in zip(table.x_bits.tolist(), y, strict=True))
    text = LOOKUP.replace("CLK", clk).replace("REG", reg).format(top=width - 1, cases=cases).replace("BODY", body)
    (folder / "dut.v").write_text(text)
    found = run("iverilog", "-g2012", "-Wall", *flags, "-o", "bench", "t.sv", "dut.v", cwd=folder)
    assert found.returncode == 0, found.stderr
    return run("vvp", "-n", "bench", cwd=folder)


@needs("iverilog")
@pytest.mark.parametrize(("name", "dtype", "order"), some(1, 4, 5, 6))
def test_system_verilog_judges(name, dtype, order, made, tmp_path):
    table, _ = made(name, dtype, order, "sv")
    right = bench(table, tmp_path, table.y_bits.tolist())
    assert right.returncode == 0
    assert right.stdout.splitlines()[0] == f"{name} {dtype} order {order}: 0 of {len(table.y_bits)} rows are wrong"
    assert right.stdout.splitlines()[1] == "PASS"
    # Each bit of each row is compared: one flipped bit a row makes as many wrong rows as have one right word.
    flip = [y ^ (1 << k % table.format.width) for k, y in enumerate(table.y_bits.tolist())]
    wrong = bench(table, tmp_path, flip)
    assert (wrong.returncode, "FAIL" in wrong.stdout) == (1, True)
    due = expected_wrong(table, flip)
    assert f": {due} of " in wrong.stdout


def expected_wrong(table, got):
    """Count wrong rows by the documentation of flags, on Python numbers."""
    fmt, count = table.format, 0
    for y, word, flags, low, high in zip(table.y_bits, got, table.flags, table.y_lo_bits, table.y_hi_bits, strict=True):
        if flags & Flag.OPEN:
            right = True
        elif fmt.is_nan(int(y)) or fmt.is_nan(word):
            right = fmt.is_nan(int(y)) and fmt.is_nan(word)
        elif flags & (Flag.KINK | Flag.JUMP):
            right = fmt.is_finite(word) and fmt.to_fraction(int(low)) <= fmt.to_fraction(word) <= fmt.to_fraction(
                int(high)
            )
        elif flags & Flag.ZERO_SIGN_OPEN:
            right = fmt.is_finite(word) and fmt.to_fraction(word) == 0
        else:
            right = word == int(y)
        count += not right
    return count


@needs("iverilog")
def test_system_verilog_judges_a_pipeline(made, tmp_path):
    table, _ = made("tanh", "q3.7", 0, "sv")
    body = "reg [9:0] p, q; always @(posedge clk) begin p <= value(x); q <= p; y <= q; end"
    for latency, code in ((3, 0), (2, 1), (4, 1)):
        flags = f"-DSYMACT_LATENCY={latency}"
        found = bench(table, tmp_path, table.y_bits.tolist(), flags, body=body, clk="input clk,", reg="reg")
        assert found.returncode == code


@needs("iverilog")
def test_an_undefined_bit_is_wrong(made, tmp_path):
    table, _ = made("relu", "float8_e5m2", 1, "sv")
    found = bench(table, tmp_path, table.y_bits.tolist(), body="assign y = {value(x) >> 1, 1'bx};")
    assert found.returncode == 1
    assert f": {sum(rules(table) != Rule.ANY)} of 256 rows are wrong" in found.stdout


@pytest.mark.parametrize("kind", ["h", "sv", "memh"])
def test_exports_that_cannot_be_empty(kind, made):
    with pytest.raises(SymactError, match="needs rows"):
        made("relu", "float32", 0, kind, np.zeros(0, dtype=np.uint32))


def test_every_writer_gives_the_same_bytes_twice():
    table = symact.table("celu", dtype="q2.4", order=1)
    for each in export.exports().values():
        if each.write:
            one, two = io.BytesIO(), io.BytesIO()
            each.write(table, one)
            each.write(table, two)
            assert one.getvalue() == two.getvalue() != b""


def test_suffixes_choose_the_format_and_no_two_share_one():
    suffixes = [suffix for each in export.exports().values() for suffix in each.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert [export.export(None, f"a.{s}").name for s in ("h", "hex", "sv", "json")] == ["c", "memh", "sv", "json"]
    with pytest.raises(SymactError, match="no table format has that suffix"):
        export.export(None, "a.txt")
    assert export.export(None, "-").name == "json"
    with pytest.raises(SymactError, match="parquet"):
        export.export("parqet", "a")
    assert table_format("q2.4").width == 6


def test_the_documentation_names_every_form_and_suffix():
    text = (DOCS / "golden-vectors.md").read_text()
    for each in export.exports().values():
        assert f"`{each.name}`" in text
        assert each.write_folder or each.name in ("csv", "json", "npz") or all(f"`.{s}`" in text for s in each.suffixes)
    for rule in Rule:
        assert f"\n| {rule.value} |" in text

"""Candidates that are no library: shared libraries, filter programs, files of results, arrays of others."""

import shutil
import subprocess
import sys
from importlib.metadata import version

import numpy as np
import pytest

import symact
from symact.candidates import Adapter, adapter, content, form, forms
from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Sandbox
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.formats.raw_words import read_words, write_words
from tests.helpers.paths import EXAMPLES
from tests.helpers.shell import invoke

F16 = get_format("float16")
E5M2 = get_format("float8_e5m2")

needs_compiler = pytest.mark.skipif(not (shutil.which("cc") and shutil.which("c++")), reason="no C and C++ compiler")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The examples, compiled as their Makefile says."""
    folder = tmp_path_factory.mktemp("examples") / "built"
    shutil.copytree(EXAMPLES, folder)
    subprocess.run(["make", "-s", "-C", str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """A library whose functions misbehave."""
    folder = tmp_path_factory.mktemp("wild")
    (folder / "wild.c").write_text(
        """
        #include <stddef.h>
        #include <stdint.h>
        #include <string.h>
        void copy(const uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, n * sizeof *y); }
        void beyond(const uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, n * sizeof *y); y[n] = 1; }
        void before(const uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, n * sizeof *y); y[-1] = 1; }
        void last_left(const uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, (n - 1) * sizeof *y); }
        void into_x(uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, n * sizeof *y); x[0] ^= 1; }
        void for_empty(const uint16_t *x, uint16_t *y, size_t n) { if (n) memcpy(y, x, n * sizeof *y); else y[0] = 1; }
        void aligned(const uint16_t *x, uint16_t *y, size_t n) {
            for (size_t i = 0; i < n; i++) y[i] = ((uintptr_t)x | (uintptr_t)y) % 16 ? 0x3f80 : x[i];
        }
        void dies(const uint16_t *x, uint16_t *y, size_t n) { *(volatile int *)0 = 1; }
        """
    )
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", "wild.so", "wild.c"], cwd=folder, check=True)
    return folder / "wild.so"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("module:function", "module:function"),
        ("pkg.module:Class.method", "module:function"),
        ("./libfoo.so:gelu", "path/lib.so:symbol"),
        ("libfoo.so:gelu", "path/lib.so:symbol"),
        ("/a b/libfoo.so.1.2:gelu", "path/lib.so:symbol"),
        ("cmd:./prog --flag a:b", "cmd:PROGRAM"),
        ("outputs:file.bin", "outputs:FILE"),
        ("outputs:/a/b.so:c", "outputs:FILE"),
        ("torch:module:function", "torch:module:function"),
        ("jax_jit:pkg.module:function", "torch:module:function"),
        ("torch:function", "module:function"),
    ],
)
def test_a_target_has_one_form(target, shown):
    assert [each.shown for each in forms() if each.claims(target)] == [shown]


def test_a_library_s_name_has_none():
    assert form("torch") is None
    with pytest.raises(SymactError, match="cmd:PROGRAM"):
        adapter("something else")


@pytest.mark.parametrize("target", ["scipy:module:function", "nothing:module:function", "torch:module:a:b"])
def test_what_calls_no_functions_of_one_s_own_is_refused(target):
    with pytest.raises(SymactError, match="no target is called"):
        adapter(target)


@pytest.mark.parametrize(
    ("target", "meant"),
    [("kernels.silu", "kernels:silu"), ("./libact.so", "./libact.so:symbol"), ("kernels.py", "kernels:function")],
)
def test_a_target_without_its_colon_is_told_with_it(target, meant):
    with pytest.raises(SymactError, match=f"{meant}[?]?$"):
        adapter(target)


def test_what_decides_a_library_function_s_results_is_its_file_and_the_library():
    file, _ = content("tests.helpers.lookups:torch")
    assert content("torch:tests.helpers.lookups:torch") == [file, *content("torch")]


def test_a_library_is_known_by_its_version_also_where_its_distribution_has_another_name():
    """Of paddle, which paddlepaddle brings, no version was kept: a run went on from a checkpoint of another one."""
    of_flint = type("Flint", (Adapter,), {"requires": "flint"})
    assert of_flint().content("flint") == f"flint {version('python-flint')}"
    built_on_it = type("Built", (of_flint,), {"requires": "sympy"})
    assert built_on_it().content("built") == f"sympy {version('sympy')} flint {version('python-flint')}"
    assert type("None_", (Adapter,), {"requires": "no_such_module"})().content("none") == ""


@needs_compiler
def test_a_shared_library_in_c_and_in_cpp(built):
    gelu = symact.verify(f"{built}/libkernels.so:gelu", "gelu", dtype="float32", max_ulp=200)
    assert gelu.passes
    assert gelu.result.mismatched > 0
    assert not gelu.conduct
    silu = symact.verify(f"{built}/libhalf.so:silu_bf16", "silu", dtype="bfloat16")
    # x/2 + x^2/4 is just off a tie at the odd subnormal inputs; a double does not see it.
    assert silu.result.mismatched <= 128
    assert silu.result.max_ulp <= 0.5 + 1e-9
    assert symact.verify(f"{built}/libhalf.so:tanh_f16", "tanh", dtype="float16").clean


@needs_compiler
def test_a_library_for_another_machine_is_named(built, tmp_path):
    library = bytearray((built / "libhalf.so").read_bytes())
    library[18:20] = b"\xf3\x00"  # RISC-V, by the ELF specification
    (tmp_path / "lib.so").write_bytes(library)
    with pytest.raises(CandidateError, match=r"another machine \(ELF machine 243 of 64 bits\)"):
        symact.verify(f"{tmp_path}/lib.so:tanh_f16", "identity", dtype="float16")


@needs_compiler
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no file"),
        (b"hello", "no ELF file"),
        (b"\x7fELF", "no ELF file"),
        ("cut", "cannot be loaded|killed by SIGBUS"),
    ],
)
def test_what_is_no_library_is_one_line(built, tmp_path, content, message):
    if content is not None:
        whole = (built / "libhalf.so").read_bytes()
        (tmp_path / "lib.so").write_bytes(whole[:1000] if content == "cut" else content)
    with pytest.raises(CandidateError, match=message) as found:
        symact.verify(f"{tmp_path}/lib.so:tanh_f16", "identity", dtype="float16")
    assert "\n" not in str(found.value)


@needs_compiler
def test_a_symbol_that_is_not_there(built):
    with pytest.raises(CandidateError, match="has no symbol 'nosuch'"):
        symact.verify(f"{built}/libhalf.so:nosuch", "identity", dtype="float16")


@pytest.fixture(scope="module")
def cuda(tmp_path_factory):
    """The CUDA example, compiled as its Makefile says."""
    if not shutil.which("nvcc"):
        pytest.skip("no nvcc")
    folder = tmp_path_factory.mktemp("cuda") / "built"
    shutil.copytree(EXAMPLES, folder)
    subprocess.run(["make", "-s", "-C", str(folder), "cuda"], check=True)
    return folder


@pytest.mark.exhaustive
@pytest.mark.parametrize("target", ["cmd:{}/silu", "{}/libsilu.so:silu"])
def test_cuda_gives_results_or_says_why_not(cuda, target):
    x = np.linspace(-5, 5, 1001, dtype=np.float32)
    named = target.format(cuda)
    with Sandbox(60.0) as child:
        outcome = child.evaluate(named, CallSpec(named), x.view(np.uint32), get_format("float32"), 0)
    if outcome.bits is None:
        assert "CUDA: " in outcome.message
    else:
        exact = x / (1 + np.exp(-x.astype(np.float64)))
        np.testing.assert_allclose(outcome.bits.view(np.float32), exact, rtol=1e-5)


@pytest.mark.exhaustive
@needs_compiler
def test_the_textbook_s_softplus_is_told_from_the_careful_one(built):
    careful, textbook = (
        symact.verify(f"{built}/libkernels.so:{name}", "softplus", dtype="float32", max_ulp=2.0)
        for name in ("softplus", "softplus_textbook")
    )
    assert careful.passes
    assert textbook.passes is False
    assert {c.name for c in textbook.result.classes} >= {"lost", "infinity"}


@needs_compiler
def test_a_filter_program_serves_two_orders(built):
    fmt = get_format("float32")
    x = np.linspace(-5, 5, 1001, dtype=np.float32)
    target = f"cmd:{built}/filter {{dtype}} {{order}}"
    due = (np.tanh(x.astype(np.float64)), np.cosh(x.astype(np.float64)) ** -2)
    with Sandbox(120.0) as child:
        for order in (0, 1):
            outcome = child.evaluate(target, CallSpec(target), x.view(np.uint32), fmt, order)
            assert outcome.bits is not None, outcome
            assert outcome.findings == ()
            np.testing.assert_allclose(outcome.bits.view(np.float32), due[order], rtol=1e-5)


@needs_compiler
@pytest.mark.parametrize(
    ("symbol", "sentence"),
    [
        ("copy", None),
        ("beyond", "writes outside of y"),
        ("before", "writes outside of y"),
        ("last_left", "a second call with the same input gives another result"),
        ("into_x", "writes into its input"),
        ("for_empty", "writes outside of y"),
        ("aligned", "in an array that is at an odd offset"),
    ],
)
def test_writes_that_do_not_belong_are_findings_and_fail_a_bound(wild, symbol, sentence):
    verdict = symact.verify(f"{wild}:{symbol}", "identity", dtype="float16", max_ulp=1e9)
    if sentence is None:
        assert verdict.clean
        assert verdict.passes
    else:
        assert any(sentence in str(finding) for finding in verdict.conduct), verdict.conduct
        assert verdict.passes is False


@needs_compiler
def test_a_crash_is_one_line(wild):
    with pytest.raises(CandidateError, match="SIGSEGV"):
        symact.verify(f"{wild}:dies", "identity", dtype="float16")


def filtered(code, *, timeout=120.0, count=None):
    """Run a candidate that is a program in Python; return its outcome."""
    bits = all_bits(F16)[:count]
    with Sandbox(timeout) as child:
        target = f"cmd:{sys.executable} -c '{code}'"
        return child.evaluate(target, CallSpec(target), bits, F16, 0)


ECHO = "import sys; b = sys.stdin.buffer; o = sys.stdout.buffer; "


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("code", "message"),
    [
        (ECHO + "o.write(b.read()[:-2])", "wrote 131070 bytes instead of 131072"),
        (ECHO + "o.write(b.read() * 2)", "wrote more than the 131072 bytes"),
        (ECHO + "d = b.read(); print(1); o.write(d)", "wrote more than"),
        (ECHO + "[o.write(bytes(65536)) for _ in iter(int, 1)]", "wrote more than"),
        ('import sys; sys.exit("no device")', "exited with code 1 (no device)"),
        ("import os; os.abort()", "was killed by signal 6"),
        ("", "wrote 0 bytes instead of 131072"),
    ],
)
def test_programs_that_fail_say_how(code, message):
    outcome = filtered(code)
    assert outcome.bits is None
    assert message in outcome.message


def test_a_program_that_hangs_is_stopped():
    outcome = filtered("import time; time.sleep(600)", timeout=1.5)
    assert outcome.kind == "timeout"


def test_a_program_that_echoes_in_small_parts_does_not_lock_up():
    outcome = filtered(ECHO + "[o.write(c) for c in iter(lambda: b.read1(512), bytes())]")
    assert (outcome.bits == all_bits(F16)).all()
    assert outcome.findings == ()


@pytest.mark.parametrize("suffix", [".bin", ".npy", ".hex"])
@pytest.mark.parametrize("name", ["float8_e4m3fn", "float16", "float32", "float64"])
def test_words_come_back_from_their_files(suffix, name, tmp_path):
    fmt = get_format(name)
    rng = np.random.default_rng(1)
    words = rng.integers(0, 1 << fmt.width, 1000, dtype=np.uint64, endpoint=False) if fmt.width < 64 else rng.integers(
        0, 2**64 - 1, 1000, dtype=np.uint64
    )  # fmt: skip
    bits = words.astype(f"uint{fmt.width}")
    path = tmp_path / f"w{suffix}"
    write_words(bits, fmt, path)
    assert (read_words(path, fmt, 1000) == bits).all()
    with pytest.raises(CandidateError, match="holds 1000 results"):
        read_words(path, fmt, 900)
    path.write_bytes(path.read_bytes() * 20)
    with pytest.raises(CandidateError, match="bytes, too many for 10 results"):
        read_words(path, fmt, 10)


@pytest.mark.parametrize(
    ("name", "content"),
    [("w.hex", b"zz\n"), ("w.hex", b"12345\n"), ("w.hex", b"-1\n"), ("w.npy", b"\x93NUMPY\x01\x00"), ("w.bin", b"123"),
     ("w.npy", b""), ("w.hex", b"\xff\n")],
)  # fmt: skip
def test_files_of_something_else_are_refused_in_one_line(name, content, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CandidateError, match="w") as found:
        read_words(path, F16, 4)
    assert "\n" not in str(found.value)


@pytest.mark.every(3)
@pytest.mark.parametrize("suffix", ["hex", "bin", "npy"])
def test_two_steps_without_python_on_the_target(tmp_path, suffix):
    """The correctly rounded table as results is clean; one wrong word is found."""
    inputs, outputs = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"

    assert invoke("inputs", "gelu", "--dtype", "float8_e5m2", "--order", "1", "-o", str(inputs)).exception is None
    x_bits = read_words(inputs, E5M2, 256)
    y = symact.table("gelu", dtype="float8_e5m2", order=1, inputs=x_bits).y_bits.copy()
    write_words(y, E5M2, outputs)
    judge = ["verify", f"outputs:{outputs}", "gelu", "--dtype", "float8_e5m2", "--order", "1", "--max-ulp", "0.5"]
    assert invoke(*judge).return_value == 0
    y[0x40] ^= 1
    write_words(y, E5M2, outputs)
    found = invoke(*judge)
    assert found.return_value == 1
    assert "0x40" in found.output


class SpeaksArray:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return self.values


class SpeaksDlpack:
    def __init__(self, values):
        self.values = values

    def __dlpack__(self, **options):
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


@pytest.mark.parametrize("kind", [SpeaksArray, SpeaksDlpack])
def test_results_of_other_array_libraries(kind):
    assert symact.verify(lambda x: kind(np.maximum(x, 0)), "relu", dtype="float16").result.max_ulp == 0.0


def reads_the_memory_wrong(x):
    """Take the memory of a strided array for that of a contiguous one."""
    from numpy.lib.stride_tricks import as_strided

    return as_strided(x.reshape(-1), (x.size,), (x.itemsize,)).copy().reshape(x.shape) if x.ndim == 1 else x.copy()


def test_a_function_that_takes_strides_for_granted_is_a_finding():
    verdict = symact.verify(reads_the_memory_wrong, "identity", dtype="float16")
    assert any("depend on the array's layout" in f.says and "strided" in f.says for f in verdict.conduct)


def by_length(of):
    """Return a function that answers a little otherwise, or quite otherwise, in short arrays."""

    def function(x):
        y = 1 + np.tanh(x)
        return (y + of * np.finfo(x.dtype).eps if x.size < 4096 else y).astype(x.dtype)

    return function


@pytest.mark.parametrize(("units", "kinds"), [(1, {"length"}), (1000, {"position"})])
def test_vector_code_may_round_otherwise_than_scalar_code(units, kinds):
    """Where 1 + tanh(x) cancels one unit of 1 is all there is: that is a remark, and no breach of a bound."""
    with np.errstate(all="ignore"):
        verdict = symact.verify(by_length(units), "sigmoid", dtype="float16", policy={"zero_sign": "ignore"})
    assert {each.kind for each in verdict.conduct if "length" in each.says} == kinds


def test_a_function_that_needs_an_element_is_a_finding():
    verdict = symact.verify(lambda x: np.minimum(x, x.max(where=~np.isnan(x), initial=-np.inf)) + 0 * x[:1].min(),
                            "identity", dtype="float16")  # fmt: skip
    assert any("empty" in f.says for f in verdict.conduct)


def relu_gradient(x, upstream):
    return np.where(x > 0, upstream, 0).astype(x.dtype)


def wrong_by_sign(x, upstream):
    return np.where(x > 0, np.abs(upstream), 0).astype(x.dtype)


def softmax_vjp(x, *more):
    p = np.exp(x - x.max(axis=-1, keepdims=True)).astype(np.float64)
    p /= p.sum(axis=-1, keepdims=True)
    (v,) = more
    return (p * (v - (p * v).sum(axis=-1, keepdims=True))).astype(x.dtype)


def test_a_vjp_may_take_its_vector_among_further_arguments():
    """It was refused as a function of x alone."""
    verdict = symact.verify(softmax_vjp, "softmax", order="vjp", dtype="float16", widths=(3,))
    assert verdict.rows.causes == ()


@pytest.mark.parametrize(("gradient", "found"), [(relu_gradient, 0), (wrong_by_sign, 1)])
def test_a_gradient_of_two_arrays_is_tried_with_upstream_gradients(gradient, found):
    verdict = symact.verify(lambda x: np.maximum(x, 0), "relu", order=1, gradient=gradient, dtype="float8_e5m2")
    assert verdict.result.mismatched == 0
    assert [each.kind for each in verdict.conduct] == ["upstream"] * found


def relu_in_place(x):
    np.maximum(x, 0, out=x)
    return x


def test_a_function_that_overwrites_its_input_fails_unless_the_policy_says_otherwise():
    told, counted = (
        symact.verify(relu_in_place, "relu", dtype="float8_e5m2", max_ulp=1, policy={"conduct": policy})
        for policy in ("report", "count")
    )
    assert told.passes is True
    assert counted.passes is False
    assert told.conduct == counted.conduct
    assert {each.kind for each in told.conduct} == {"input"}


def in_one_buffer(fn):
    """A function that returns a part of the same buffer each time."""
    buffer = np.empty(1 << 20, np.float16)

    def call(x):
        found = buffer[: x.size].view(x.dtype)[: x.size].reshape(x.shape)
        found[...] = fn(x)
        return found

    return call


@pytest.mark.parametrize(
    ("fn", "name"),
    [(lambda x: np.minimum(np.maximum(x, -1), 1), "hardtanh"), (lambda x: x == x.max(-1, keepdims=True), "hardmax")],
)
def test_memory_that_is_returned_twice_is_misconduct(fn, name):
    terms = {"widths": [5]} if name == "hardmax" else {}
    verdict = symact.verify(in_one_buffer(fn), name, dtype="float16", max_ulp=1, **terms)
    assert [each.kind for each in verdict.conduct] == ["reused"]
    assert verdict.passes is False


def test_a_function_may_bring_its_gradient():
    verdicts = [
        symact.verify(lambda x: x.copy(), "identity", dtype="float16", order=1, gradient=gradient)
        for gradient in (np.ones_like, np.zeros_like)
    ]
    assert [verdict.result.mismatched == 0 for verdict in verdicts] == [True, False]


@pytest.mark.parametrize(
    ("fn", "gradient", "message"),
    [
        ("torch", "a:b", "differentiates by itself"),
        ("torch:a:b", "torch:a:c", "torch:a:b differentiates by itself"),
        ("a:b", "cmd:x", "must have the form of the target, module:function"),
        ("a:b", np.abs, "must be a target too"),
        (np.abs, "a:b", "must be a callable of NumPy arrays"),
    ],
)
def test_a_gradient_of_another_kind_is_refused(fn, gradient, message):
    with pytest.raises(SymactError, match=message):
        symact.verify(fn, "relu", dtype="float16", order=1, gradient=gradient)

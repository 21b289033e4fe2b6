"""The floating-point environment: the processor's own control register is set, by libm and by a compiled library."""

import ctypes
import ctypes.util
import platform
import shutil
import subprocess

import numpy as np
import pytest

import symact
from symact import catalogue, properties
from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Sandbox
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.system.arithmetic import Guest, default_arithmetic, deviation, require_default

pytestmark = pytest.mark.usefixtures("_undiagnosed")

MODES = {"x86_64": (0x400, 0x800, 0xC00), "aarch64": (0x800000, 0x400000, 0xC00000)}
"""FE_DOWNWARD, FE_UPWARD and FE_TOWARDZERO of <fenv.h>."""

BF16 = get_format("bfloat16")

DAZ, FTZ = 0x40, 0x8000
"""Bits of MXCSR: subnormal inputs count as 0, subnormal results become 0 (Intel's manual, volume 1, 10.2.3)."""

SOURCE = """
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <xmmintrin.h>
#ifdef ON_LOAD
/* What crtfastmath.o does, which -Ofast links into a library. */
__attribute__((constructor)) static void on_load(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }
#endif
void add(unsigned bits) { _mm_setcsr(_mm_getcsr() | bits); }
void clear(void) { _mm_setcsr(0x1f80); }
void copies(const uint16_t *x, uint16_t *y, size_t n) { memcpy(y, x, n * sizeof *y); }
"""


def fesetround(mode):
    library = ctypes.util.find_library("m")
    if library is None or platform.machine() not in MODES:
        pytest.skip("no libm, or another processor")
    assert ctypes.CDLL(library).fesetround(mode) == 0


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    """A library that reaches the control register, and one that sets it when it is loaded."""
    if platform.machine() != "x86_64" or not shutil.which("cc"):
        pytest.skip("needs MXCSR and a C compiler")
    folder = tmp_path_factory.mktemp("fast")
    (folder / "fast.c").write_text(SOURCE)
    for name, flags in (("plain", []), ("fast", ["-Ofast", "-DON_LOAD"])):
        subprocess.run(["cc", *flags, "-shared", "-fPIC", "-o", f"{name}.so", "fast.c"], cwd=folder, check=True)
    return folder


@pytest.fixture
def control(libraries):
    """MXCSR under control; it is as it was afterwards."""
    library = ctypes.CDLL(str(libraries / "plain.so"))
    yield library
    library.clear()


def test_here():
    assert deviation() is None
    require_default()


@pytest.mark.parametrize("which", range(3))
def test_another_rounding_mode_is_refused(which):
    try:
        fesetround(MODES[platform.machine()][which])
        assert deviation() == "does not round to the nearest number"
        for work in (require_default, default_arithmetic().__enter__, Guest):
            with pytest.raises(SymactError, match="IEEE 754"):
                work()
    finally:
        fesetround(0)
    require_default()


@pytest.mark.parametrize("bits", [DAZ, FTZ, DAZ | FTZ])
def test_flushing_is_refused(control, bits):
    control.add(bits)
    found = deviation()
    assert ("inputs" in found, "results" in found) == (bool(bits & DAZ), bool(bits & FTZ))


@pytest.mark.parametrize("bits", [DAZ, FTZ, 0x2000, 0x4000, 0x6000])
def test_no_number_and_no_verdict_under_another_environment(control, bits):
    """Subnormal inputs are what DAZ would have spoilt; the other work is refused as well."""
    tiny = np.array([5e-324, 1e-310, -1e-310])
    assert (symact.values("relu", tiny) == np.maximum(tiny, 0)).all()
    table = symact.table("relu", dtype="bfloat16")
    for work in (
        lambda: symact.values("relu", tiny),
        lambda: symact.values("relu", tiny.astype(np.float32)),
        lambda: symact.verify(lambda x: x, "relu", dtype="bfloat16"),
        lambda: symact.table("relu", dtype="float32"),
        lambda: compare(table, table.y_bits),
        lambda: properties.derive(bind(catalogue.get("relu")), "range"),
    ):
        control.add(bits)
        try:
            with pytest.raises(SymactError, match="arithmetic: this thread"):
                work()
        finally:
            control.clear()


def test_work_that_ends_in_another_environment_is_refused(control):
    with pytest.raises(SymactError, match="IEEE 754"), default_arithmetic():
        control.add(FTZ)


def test_a_candidate_here_that_changes_the_environment(control):
    """It is told, the environment is restored, and the candidate meets its own environment again, as in a program."""
    met = []

    def flushing(x):
        met.append(deviation())
        control.add(DAZ | FTZ)
        return np.maximum(x, 0)

    verdict = symact.verify(flushing, "relu", dtype="bfloat16")
    assert deviation() is None
    assert met[0] is None
    assert all("subnormal" in each for each in met[1:])
    assert "changes the floating-point environment" in str(verdict.conduct[-1])


def test_a_candidate_that_raises_leaves_the_default(control):
    def raising(x):
        control.add(FTZ)
        raise ValueError("no")

    with pytest.raises(symact.CandidateError, match="no"):
        symact.verify(raising, "relu", dtype="bfloat16")
    assert deviation() is None


def test_a_library_that_sets_it_when_it_is_loaded(libraries):
    with Sandbox(60) as child:
        for name, told in (("plain", 0), ("fast", 1), ("plain", 1)):
            spec = CallSpec(f"{libraries}/{name}.so:copies")
            outcome = child.evaluate(spec.path, spec, all_bits(BF16), BF16, 0)
            assert outcome.kind == "done", outcome
            assert (outcome.bits == all_bits(BF16)).all()
            assert sum("floating-point environment" in str(each) for each in outcome.findings) == told

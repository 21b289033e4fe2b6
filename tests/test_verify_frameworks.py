"""Adapters of further frameworks: profiles that are sound, real libraries where they are installed, other upstreams."""

from importlib.util import find_spec

import numpy as np
import pytest

import symact
from symact import catalogue, profiles
from symact.arrays import all_bits, bits_dtype, float_dtype, to_bits, to_float64, to_floats
from symact.formats import get_format
from symact.verify import plan
from symact.verify.candidates import UnsupportedError, adapter, names
from symact.verify.conduct import upstream
from symact.verify.whichis.identify import identify, inputs

FURTHER = ("onnxruntime", "keras", "mlx", "tinygrad", "openvino", "paddle", "jax_jit", "torch_compile")
F16 = get_format("float16")


def test_the_adapters_are_found():
    assert set(FURTHER) | {"torch", "jax", "scipy", "textbook"} == set(names())


@pytest.mark.parametrize("library", ["onnxruntime", "keras", "mlx", "tinygrad", "openvino", "paddle"])
def test_the_profiles_of_a_library_are_sound(library):
    found = profiles.further(library)
    assert len(found) >= 15
    assert plan.names(library) == tuple(sorted(found))
    for name in found:
        case = plan.case(library, name, {}, "ideal")
        assert case.spec.path.startswith(f"{library}.")
        plan.case(library, name, {}, "profile")


def test_a_library_without_profiles_has_none():
    assert profiles.further("numpy") == {}
    assert profiles.profile(catalogue.get("mish"), "scipy") is None
    assert {p.library for p in profiles.profiles(catalogue.get("gelu"))} >= {"torch", "jax", "onnxruntime", "keras"}


@pytest.mark.parametrize(
    "library", [pytest.param(name, marks=pytest.mark.exhaustive if name == "torch_compile" else ()) for name in FURTHER]
)
def test_every_function_of_a_library_is_the_one_that_its_profile_says(library):
    found = adapter(library)
    if find_spec(found.REQUIRES) is None:
        pytest.skip(f"{library} is not installed")
    fmt = get_format("float32")
    x_bits = inputs(fmt)
    # One function each of those that are compiled anew for each.
    wanted = plan.names(library)[:: 7 if library in ("torch_compile", "tinygrad") else 1]
    for name in wanted:
        case = plan.case(library, name, {}, "ideal")
        try:
            made = found.make(case.spec, fmt)
        except UnsupportedError as error:
            pytest.skip(str(error))
        result = found.evaluate(made, to_floats(x_bits, fmt), fmt, 0)
        told = identify(x_bits, to_bits(result, fmt), fmt)
        assert told.activation == name or any(o.name.startswith(name) and o.kind == "same" for o in told.others), name


def test_onnxruntime_is_judged_forward_only():
    pytest.importorskip("onnxruntime")
    verdict = symact.verify("onnxruntime", "leaky_relu", dtype="float32", max_ulp=1.0)
    own = symact.verify("onnxruntime", "leaky_relu", dtype="float32", against="profile")
    # 0.01 is no float32: the attribute makes it another function, which the profile tells.
    assert verdict.result.mismatched > own.result.mismatched
    assert verdict.target.version.startswith("onnxruntime ")
    with pytest.raises(UnsupportedError, match="no gradients"):
        symact.verify("onnxruntime", "relu", order=1)
    with pytest.raises(UnsupportedError, match="bfloat16"):
        symact.verify("onnxruntime", "relu", dtype="bfloat16")


def test_compiled_and_eager_jax_are_both_judged():
    pytest.importorskip("jax")
    found = symact.verify("jax_jit", "tanh", dtype="float16", order=1)
    assert "jit" in found.target.version
    assert found.target.function == "jax.numpy.tanh" or found.target.function.startswith("jax.")


def table():
    return symact.table("silu", dtype="float16", order=1, inputs="exhaustive")


def test_a_gradient_that_is_proportional_has_no_finding():
    due = to_float64(table().y_bits, F16)

    def times(values, by):
        with np.errstate(all="ignore"):
            return (due * by).astype(np.float16)

    assert upstream(times, table().x_bits, table().y_bits, F16) == []


@pytest.mark.parametrize(
    ("defect", "first"),
    [
        (lambda due, by: due, 2.0),
        (lambda due, by: due * abs(by), -1.0),
        (lambda due, by: due * by + (np.inf if by == 0 else 0) * 0, 0.0),
        (lambda due, by: due * (by + 0.001), 2.0),
    ],
)
def test_a_gradient_that_is_not_is_a_finding(defect, first):
    due = to_float64(table().y_bits, F16)

    def wrong(values, by):
        with np.errstate(all="ignore"):
            return defect(due, by).astype(np.float16)

    findings = upstream(wrong, table().x_bits, table().y_bits, F16)
    assert f"for {first:g} instead of 1" in findings[0]


def lookup(library, y_bits, fmt):
    """Return the correctly rounded table as a function of a framework's arrays."""
    floats = y_bits.view(float_dtype(fmt))
    if library == "torch":
        torch = pytest.importorskip("torch")
        words = torch.from_numpy(y_bits.view(np.int16))
        return lambda x: words[x.view(torch.int16).to(torch.int64) & 0xFFFF].view(x.dtype)
    if library == "jax":
        jax = pytest.importorskip("jax")
        values = jax.numpy.asarray(floats)
        return lambda x: values[jax.lax.bitcast_convert_type(x, jax.numpy.uint16).astype("int32")]
    return lambda x: floats[np.ascontiguousarray(x).view(bits_dtype(fmt))]


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("library", ["torch", "jax", "numpy"])
def test_no_false_alarm(library, dtype, order):
    """The table itself is clean through each adapter, under every policy."""
    if order and library != "numpy":
        pytest.skip("a lookup has no gradient; NumPy's stands for all")
    fmt = get_format(dtype)
    found = symact.table("gelu", dtype=dtype, order=order, inputs="exhaustive")
    assert (found.x_bits == all_bits(fmt)).all()
    function = lookup(library, found.y_bits, fmt)
    for policy in (
        {},
        {"zero_sign": "strict"},
        {"kinks": "least", "rounding": "faithful", "subnormals": "flush_inputs"},
    ):
        verdict = symact.verify(
            function, "gelu", dtype=dtype, order=order, max_ulp=0.5, policy=policy, framework=library
        )
        assert verdict.clean, verdict
        assert verdict.passes
        assert not verdict.causes

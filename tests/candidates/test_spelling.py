"""The format in which a library keeps parameters: bound as NumPy rounds, and bit by bit what real libraries compute."""

from fractions import Fraction
from importlib.util import find_spec

import ml_dtypes
import numpy as np
import pytest

import symact
from symact import catalogue
from symact.candidates import libraries, plan
from symact.definition.activation import Profile
from symact.definition.bound import bind_profile
from symact.errors import SymactError

LEAKY = catalogue.get("leaky_relu")
SLOPE = LEAKY.params[0]
DTYPES = {"float64": np.float64, "float32": np.float32, "float16": np.float16, "bfloat16": ml_dtypes.bfloat16}


def kept(number, dtype):
    profile = Profile.of("library.f", negative_slope=SLOPE, number=number)
    value = dict(bind_profile(LEAKY, profile, dtype=dtype).values)["negative_slope"]
    return Fraction(int(value.p), int(value.q))


@pytest.mark.parametrize("dtype", DTYPES)
def test_parameters_are_rounded_as_the_profile_says(dtype):
    own, single, double = DTYPES[dtype], np.float32(0.01), np.float64(0.01)
    assert kept("float64", dtype) == Fraction(float(double))
    assert kept("float32", dtype) == Fraction(float(single))
    assert kept("array", dtype) == Fraction(float(own(0.01)))
    assert kept("wide", dtype) == Fraction(float(double if dtype == "float64" else single))
    assert kept("float32 array", dtype) == Fraction(float(own(single)))


def test_a_format_that_does_not_exist_is_refused():
    with pytest.raises(SymactError, match="float31"):
        kept("float31", "float32")


def test_a_parameter_that_the_format_does_not_hold_is_refused():
    profile = Profile.of("library.f", negative_slope=SLOPE, number="array")
    with pytest.raises(SymactError, match="too large for float16"):
        bind_profile(LEAKY, profile, {"negative_slope": "70000"}, dtype="float16")


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_named_constants_are_rounded_too(dtype):
    """SELU's constants are given to OpenVINO; their decimals are the paper's."""
    values = dict(plan.case("openvino", "selu", {}, "profile", dtype=dtype).bound.values)
    own = DTYPES[dtype]
    assert float(values["alpha"]) == float(own(1.6732632423543772848170429916717))
    assert float(values["scale"]) == float(own(1.0507009873554804934193349852946))


@pytest.mark.parametrize(
    ("library", "dtype", "flushes"),
    [
        ("onnxruntime", "float32", False),
        ("torch", "float32", False),
        ("torch", "float64", False),
        ("jax", "float16", False),
        ("jax", "float32", True),
        ("mlx", "bfloat16", False),
        ("tinygrad", "float16", False),
        ("paddle", "float64", False),
        ("keras", "float16", False),
    ],
)
def test_leaky_relu_is_right_to_the_last_bit_with_the_slope_of_the_profile(library, dtype, flushes):
    """One product has one rounding; 0.01 is no machine number, so another slope would show in every format."""
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    assert libraries.profile(LEAKY, library)
    policy = {"subnormals": "flush_inputs"} if flushes else {}
    found = symact.verify(library, "leaky_relu", dtype=dtype, against="profile", policy=policy)
    segments = {s.name: s for s in found.result.segments}
    assert segments["core"].mismatched == 0
    if not flushes:
        assert found.result.mismatched == 0


def test_the_format_judged_reaches_the_profile():
    values = {d: plan.case("jax", "leaky_relu", {}, "profile", dtype=d).bound.values for d in ("float16", "float32")}
    assert values["float16"] != values["float32"]

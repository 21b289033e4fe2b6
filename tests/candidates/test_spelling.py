"""The format in which a library keeps parameters: bound as NumPy rounds, and bit by bit what real libraries compute."""

import importlib
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec

import ml_dtypes
import numpy as np
import pytest
from sympy import Piecewise, Symbol

import symact
from symact import catalogue
from symact.candidates import libraries, plan
from symact.candidates.spelling import AsArray, Given, Profile, bind_profile, check_profile
from symact.definition.activation import Param, x
from symact.errors import DefinitionError, SymactError

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


@pytest.mark.every(2)
@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("library", "dtype", "flushes"),
    [
        ("onnxruntime", "float32", False),
        pytest.param("torch", "float32", False, marks=pytest.mark.exhaustive),
        pytest.param("torch", "float64", False, marks=pytest.mark.exhaustive),
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


def test_a_parameter_is_known_by_its_name():
    found = check_profile(
        LEAKY, Profile.of("torch.f", slope=Given("negative_slope"), a=AsArray(Given("negative_slope")))
    )
    assert found == Profile.of("torch.f", slope=SLOPE, a=AsArray(SLOPE))
    assert found.params == (SLOPE, SLOPE)


@pytest.mark.parametrize("wrap", [lambda p: p, AsArray, lambda p: Given(p.name), lambda p: AsArray(Given(p.name))])
def test_a_parameter_of_somebody_else(wrap):
    other = Param.positive("beta", default=1)
    with pytest.raises(DefinitionError, match=r"leaky_relu: torch\.f is given beta, which is not in params"):
        check_profile(LEAKY, Profile.of("torch.f", beta=wrap(other)))


def test_an_argument_that_is_not_exact():
    with pytest.raises(DefinitionError, match=r"k=0\.5 is not exact"):
        check_profile(LEAKY, Profile.of("torch.f", k=0.5))


@pytest.mark.parametrize(
    ("expression", "what"),
    [(0.5 * x, "Float"), (Piecewise((x, x > 0)), "cover"), (x * Symbol("beta"), "beta is not declared")],
)
def test_an_expression_of_its_own_obeys_the_same_rules(expression, what):
    with pytest.raises(DefinitionError, match=what):
        check_profile(LEAKY, Profile.of("torch.f", expression=expression))


def test_the_library_is_the_first_part():
    profile = Profile.of("torch.nn.functional.f", negative_slope=SLOPE, mode="m")
    assert (profile.library, profile.params) == ("torch", (SLOPE,))


@pytest.fixture
def planted(monkeypatch):
    """Return what plants a spelling of PyTorch."""

    def plant(name, profile):
        module = importlib.import_module("symact.candidates.libraries.torch.spelling")
        monkeypatch.setattr(module, "PROFILES", {name: profile})
        libraries.spellings.cache_clear()

    yield plant
    libraries.spellings.cache_clear()


def test_a_spelling_in_the_wrong_file_or_of_nothing_is_refused(planted):
    planted("relu", Profile.of("jax.nn.relu"))
    with pytest.raises(DefinitionError, match="stands in the file of torch"):
        libraries.spellings("torch")
    planted("rleu", Profile.of("torch.relu"))
    with pytest.raises(DefinitionError, match=r"rleu: torch\.relu spells it, and the catalogue has no such"):
        libraries.spellings("torch")


def test_only_the_catalogue_s_own_function_is_spelled():
    assert libraries.profile(LEAKY, "torch")
    other = replace(LEAKY, expression=2 * LEAKY.expression)
    assert libraries.profile(other, "torch") is None
    assert libraries.profiles(other) == ()


def test_a_sheet_imports_few_other_definitions():
    """Spellings name parameters: what imports a definition for them alone costs every cold sheet of the catalogue."""
    code = (
        "import sys; from symact import catalogue; from symact.candidates import libraries; "
        "found = libraries.profiles(catalogue.get('silu')); "
        "print(len(found), *(m for m in sys.modules if m.startswith('symact.catalogue.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    number, *loaded = done.stdout.split()
    assert int(number) > 10
    assert len(loaded) < 12


def test_sheets_show_the_libraries_in_one_order():
    found = [p.library for p in libraries.profiles(catalogue.get("softplus"))]
    assert found[:3] == ["torch", "jax", "scipy"]
    assert found[3:] == sorted(found[3:])
    assert len(found) > 6


def test_a_layer_takes_by_word_what_is_the_definition_at_its_defaults():
    spelled = libraries.spellings("keras_layers")
    words = {name: str(value) for name, each in spelled.items() for key, value in each.arguments if key == "activation"}
    assert words["hardshrink"] == "hard_shrink"
    assert words["gelu"] == "gelu"
    assert words["squareplus"] == "squareplus"
    # Keras' gelu is the exact one by default, its leaky ReLU has slope 0.2, its threshold no default at all.
    assert not words.keys() & {"gelu_tanh", "leaky_relu", "threshold", "erf", "softmax"}

"""Adapters of further frameworks: profiles that are sound, real libraries where they are installed, other upstreams."""

import functools
import itertools
import os
from importlib.util import find_spec

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.candidates import UnsupportedError, adapter, libraries, names, plan
from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Sandbox
from symact.candidates.spelling import check_profile
from symact.candidates.vjp_linearity import upstream
from symact.definition.quantity import Quantity
from symact.formats.arrays import all_bits, bits_dtype, to_bits, to_float64, to_floats
from symact.formats.floating import get_format
from symact.judge.comparison.policy import Policy
from symact.judge.identify.separate import identify, inputs
from symact.judge.refine import sharp_comparison
from tests.helpers import lookups
from tests.helpers.installed import need
from tests.helpers.paths import ROOT

FURTHER = (
    *("onnxruntime", "keras", "mlx", "tinygrad", "openvino", "paddle", "jax_jit", "torch_compile"),
    *("tensorflow", "flax", "transformers", "timm"),
    *("torch_modules", "torch_inplace", "torch_aten", "keras_layers"),
)
F16 = get_format("float16")


def test_the_adapters_are_found():
    assert set(FURTHER) | {"torch", "jax", "scipy", "textbook"} == set(names())


@pytest.mark.parametrize(
    "library",
    [
        *("torch", "jax", "onnxruntime", "keras", "mlx", "tinygrad", "openvino", "paddle"),
        *("tensorflow", "flax", "transformers", "timm"),
        *("torch_modules", "torch_inplace", "torch_aten", "keras_layers"),
    ],
)
def test_the_profiles_of_a_library_are_sound(library):
    found = libraries.spellings(library)
    assert len(found) >= (15 if library not in ("transformers", "timm") else 9)
    assert plan.names(library) == tuple(sorted(found))
    for name in found:
        # Files that do not say a name are not imported for its sheet.
        assert libraries.profile(catalogue.get(name), library) == check_profile(catalogue.get(name), found[name])
        case = plan.case(library, name, {}, "ideal")
        assert case.spec.path.startswith(f"{adapter(library).requires}.")
        plan.case(library, name, {}, "profile")


def test_a_library_without_profiles_has_none():
    assert libraries.spellings("numpy") == {}
    assert libraries.profile(catalogue.get("mish"), "scipy") is None
    assert {p.library for p in libraries.profiles(catalogue.get("gelu"))} >= {"torch", "jax", "onnxruntime", "keras"}


@pytest.mark.parametrize(
    ("library", "step"),
    [("onnxruntime", 12), ("jax_jit", 24), *(pytest.param(name, 1, marks=pytest.mark.exhaustive) for name in FURTHER)],
)
def test_every_function_of_a_library_is_the_one_that_its_profile_says(library, step, processes):
    if find_spec(adapter(library).requires) is None:
        pytest.skip(f"{library} is not installed")
    fmt = get_format("float32")
    x_bits = inputs(fmt)
    # Several frameworks in one process disturb each other; a library has its own.
    functions = [name for name in plan.names(library) if name in catalogue.names("line")]
    for name in functions[::step]:
        outcome = processes.evaluate(library, plan.case(library, name, {}, "ideal").spec, x_bits, fmt, 0)
        if outcome.kind == "unsupported":
            pytest.skip(outcome.message)
        assert outcome.kind == "done", f"{name}: {outcome.message}"
        told = identify(x_bits, outcome.bits, fmt)
        same = [told.activation, *(each.name for each in told.others if each.kind == "same")]
        assert any(each.startswith(name) for each in same), (name, same)


@pytest.mark.usefixtures("one_process")
def test_what_writes_over_its_input_leaves_ours_alone_and_has_a_gradient_of_its_own():
    """In place ELU keeps its result alone, and f' = f + 1 of a rounded f cancels where e^x is small; PyTorch's code."""
    need("torch")
    verdict = symact.verify("torch_inplace", "elu", dtype="bfloat16", order=1)
    assert "input" not in [finding.kind for finding in verdict.conduct]
    assert verdict.result.mismatched > symact.verify("torch", "elu", dtype="bfloat16", order=1).result.mismatched


@pytest.mark.usefixtures("one_process")
def test_a_module_of_random_slopes_is_evaluated_as_it_is_after_training():
    need("torch")
    assert symact.verify("torch_modules", "rrelu", dtype="float16", max_ulp=0.5).passes


@pytest.mark.exhaustive
def test_an_attribute_in_float32_is_another_function():
    need("onnxruntime")
    verdict = symact.verify("onnxruntime", "leaky_relu", dtype="float32", max_ulp=1.0)
    own = symact.verify("onnxruntime", "leaky_relu", dtype="float32", against="profile")
    # 0.01 is no float32: the attribute makes it another function, which the profile tells.
    assert verdict.result.mismatched > own.result.mismatched


@pytest.mark.usefixtures("one_process")
def test_onnxruntime_is_judged_forward_only():
    need("onnxruntime")
    assert symact.verify("onnxruntime", "relu", dtype="float16").target.version.startswith("onnxruntime ")
    with pytest.raises(UnsupportedError, match="no gradients"):
        symact.verify("onnxruntime", "relu", order=1)
    with pytest.raises(UnsupportedError, match="bfloat16"):
        symact.verify("onnxruntime", "relu", dtype="bfloat16")


@pytest.mark.usefixtures("one_process")
def test_a_derivative_that_pytorch_lacks_is_skipped():
    need("torch")
    with pytest.raises(UnsupportedError, match="heaviside is not implemented"):
        symact.verify("torch", "binary_step", dtype="float16", order=1)


@pytest.mark.usefixtures("one_process")
def test_a_compiled_gradient_is_compared_with_a_compiled_one():
    """Compiled and eager results differ; -1 instead of 1 makes no difference to either, in any step."""
    need("jax")
    found = symact.verify("jax_jit", "squareplus", dtype="float16", order=1)
    assert found.target.version.endswith(", jit")
    assert not [line for line in found.conduct if "for -1 instead of 1" in str(line)]


@functools.cache
def table():
    return symact.table("silu", dtype="float16", order=1, inputs="exhaustive")


def test_a_gradient_that_is_proportional_has_no_finding():
    due = to_float64(table().y_bits, F16)

    def times(values, by):
        with np.errstate(all="ignore"):
            return (due * by).astype(np.float16)

    assert upstream(times, table().x_bits, F16) == []


@pytest.mark.every(2)
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

    findings = upstream(wrong, table().x_bits, F16)
    assert f"for {first:g} instead of 1" in str(findings[0])


QUICK = {("torch", "float16", 1)}
"""Of the libraries that the suite installs one; the others are tried in the long run."""


def ways():
    """Return library, format and order of lookups, marked where they take long."""
    for library in ("torch", "jax", "jax_jit", "torch_compile", "keras", "mlx", "paddle"):
        for way in itertools.product([library], ["float16", "bfloat16"], [0, 1]):
            yield pytest.param(*way, marks=() if way in QUICK else pytest.mark.exhaustive)


@pytest.mark.parametrize(("library", "dtype", "order"), list(ways()))
def test_the_table_itself_is_clean_through_each_adapter(library, dtype, order, tmp_path, monkeypatch):
    """Nothing on the way through a framework changes a bit, and nothing of conduct is found."""
    if find_spec(adapter(library).requires) is None:
        pytest.skip(f"{library} is not installed")
    f, slope = (symact.table("gelu", dtype=dtype, order=k, inputs="exhaustive") for k in (0, 1))
    np.save(tmp_path / "words.npy", np.stack([f.y_bits, slope.y_bits]))
    monkeypatch.setenv("LOOKUP", str(tmp_path / "words.npy"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]))
    fmt, due = get_format(dtype), (f, slope)[order]
    path = f"tests.helpers.lookups.{adapter(library).profiles_of or library}"
    with Sandbox(120.0) as child:
        outcome = child.evaluate(library, CallSpec(path), due.x_bits, fmt, order)
    if outcome.kind == "unsupported":
        pytest.skip(outcome.message)
    assert outcome.kind == "done", outcome.message
    assert outcome.findings == ()
    assert not sharp_comparison(due, outcome.bits, Policy()).wrong.any()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("library", ["onnxruntime", "openvino"])
def test_the_table_itself_is_clean_where_a_model_is_called(library, dtype):
    fmt = get_format(dtype)
    due = symact.table("gelu", dtype=dtype, inputs="exhaustive")

    def lookup(values):
        return due.y_bits[values.view(bits_dtype(fmt))].view(values.dtype)

    result = adapter(library).evaluate(lookup, to_floats(due.x_bits, fmt), fmt, Quantity.VALUE)
    assert (to_bits(result, fmt) == due.y_bits).all()


def test_a_backward_function_that_ignores_the_upstream_gradient_is_found():
    need("torch")
    verdict = symact.verify(lookups.ignores_upstream, "relu", dtype="float16", order=1, framework="torch")
    assert verdict.result.mismatched == 0
    assert [str(line).partition(":")[0] for line in verdict.conduct] == [
        "the gradient is not proportional to the upstream gradient"
    ] * 4


@pytest.mark.parametrize(
    ("library", "dtype", "order"),
    [
        pytest.param("torch", "float16", 0, marks=pytest.mark.exhaustive),
        pytest.param("jax", "bfloat16", 0, marks=pytest.mark.exhaustive),
        ("numpy", "float16", 1),
        pytest.param("numpy", "bfloat16", 0, marks=pytest.mark.exhaustive),
    ],
)
def test_no_false_alarm(library, dtype, order, tmp_path, monkeypatch):
    """The table itself is clean through each adapter, under every policy."""
    need(library)
    found = symact.table("gelu", dtype=dtype, order=order, inputs="exhaustive")
    assert (found.x_bits == all_bits(get_format(dtype))).all()
    np.save(tmp_path / "words.npy", np.stack([found.y_bits] * 2))
    monkeypatch.setenv("LOOKUP", str(tmp_path / "words.npy"))
    function = getattr(lookups, library)
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

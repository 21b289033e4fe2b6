"""JAX on trial: forward and gradients, 64-bit mode, arrays by keyword."""

from __future__ import annotations

import numpy as np
import pytest

from symact.candidates import adapter, plan
from symact.candidates.in_process import framework_of
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge.run import verify
from tests.helpers.shell import invoke

pytestmark = pytest.mark.usefixtures("jax", "one_process")


def test_whose_arrays_a_callable_takes(jax) -> None:
    assert {framework_of(fn) for fn in (jax.nn.gelu, jax.nn.relu, jax.jit(lambda x: x))} == {"jax"}


FLUSH = {"subnormals": "flush"}
"""XLA on the CPU takes subnormal numbers for zero."""


def test_forward_of_celu(jax) -> None:
    verdict = verify(jax.nn.celu, "celu", dtype="bfloat16", policy=FLUSH | {"zero_sign": "ignore"}, max_ulp=1)
    assert verdict.target.version.startswith("jax ")
    assert verdict.passes


def test_the_gradient_of_celu_is_lost_far_left(jax) -> None:
    """The derivative of expm1 is taken as expm1 + 1, which cancels."""
    verdict = verify(jax.nn.celu, "celu", dtype="bfloat16", order=1, policy=FLUSH)
    (lost,) = [c for c in verdict.result.classes if c.name == "lost"]
    assert -92 < float(lost.sample.x.value) < -6


def test_by_name_in_a_process_of_its_own() -> None:
    verdict = verify("jax", "relu", dtype="bfloat16", max_ulp=0, policy=FLUSH | {"zero_sign": "ignore"})
    assert verdict.passes


def test_leaky_relu_has_slope_1_at_0_which_lies_in_the_interval() -> None:
    verdict = verify("jax", "leaky_relu", dtype="bfloat16", order=1)
    kink = {s.name: s for s in verdict.result.segments}["kink"]
    assert (kink.count, kink.mismatched) == (2, 0)


def test_the_default_gelu_is_the_tanh_form(jax) -> None:
    """jax.nn.gelu approximates unless told not to."""
    assert verify(jax.nn.gelu, "gelu", dtype="bfloat16", max_ulp=8, policy={"infinities": "open"}).passes is False


def test_float64_is_float64(jax) -> None:
    verdict = verify(jax.nn.relu, "relu", dtype="float64", policy=FLUSH, max_ulp=0)
    assert verdict.dtype == "float64"
    assert verdict.result.max_ulp == 0
    assert jax.numpy.asarray(1.0).dtype == "float32"


def test_the_derivative_by_a_parameter_is_that_by_the_argument(jax) -> None:
    spec = plan.case("jax", "leaky_relu_by_negative_slope", {}, "ideal").spec
    library, fmt = adapter("jax"), get_format("float32")
    found = library.evaluate(library.make(spec, fmt), np.float32([-3, 0, 2, np.inf]), fmt, Quantity.VALUE)
    # At infinity it is 0 times infinity.
    np.testing.assert_array_equal(found, [-3, 0, 0, np.nan])


@pytest.mark.exhaustive
def test_the_second_derivative(jax) -> None:
    verdict = verify(jax.nn.sigmoid, "sigmoid", dtype="bfloat16", order=2)
    assert verdict.result.judged > 60000


def test_a_device_that_is_not_there_is_one_line(jax) -> None:
    if jax.default_backend() != "cpu":
        pytest.skip("there is another device here")
    found = invoke("verify", "jax", "relu", "--dtype", "float16", "--device", "cuda")
    assert isinstance(found.exception, SymactError | SystemExit)
    assert "sees no CUDA device" in f"{found.exception}{found.output}"

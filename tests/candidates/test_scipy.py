"""SciPy and the textbook on trial, and functions of one's own by the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symact import catalogue
from symact.candidates import UnsupportedError, names, plan
from symact.errors import CandidateError, SymactError
from symact.judge.run import verify
from tests.helpers.installed import need
from tests.helpers.shell import invoke


def test_every_adapter_is_found() -> None:
    assert {"jax", "scipy", "textbook", "torch"} <= set(names())


@pytest.mark.usefixtures("one_process")
class TestScipy:
    def test_sigmoid(self) -> None:
        need("scipy")
        verdict = verify("scipy", "sigmoid", dtype="float32", max_ulp=4, policy={"subnormals": "flush"})
        assert verdict.passes
        assert verdict.target.version.startswith("scipy ")

    def test_there_are_no_gradients(self) -> None:
        need("scipy")
        with pytest.raises(UnsupportedError, match="no gradients"):
            verify("scipy", "sigmoid", dtype="float32", order=1)

    def test_a_format_without_a_loop_of_its_own(self) -> None:
        need("scipy")
        with pytest.raises(UnsupportedError, match=r"scipy.special.expit does not compute in float16"):
            verify("scipy", "sigmoid", dtype="float16")


@pytest.mark.usefixtures("one_process")
class TestTextbook:
    """What each formula is known to do."""

    def test_it_has_every_activation_with_a_printed_formula(self) -> None:
        assert set(plan.names("textbook")) <= set(catalogue.names("line"))
        assert {"tanh", "sigmoid", "softplus", "gelu", "elu"} <= set(plan.names("textbook"))

    def test_tanh_overflows_to_nan(self) -> None:
        verdict = verify("textbook", "tanh", dtype="float16")
        (nan,) = [c for c in verdict.result.classes if c.name == "nan"]
        # exp(z) overflows in float16 at 11.09; tanh is 1 there.
        assert 11 < float(nan.sample.x.value.lstrip("-")) < 13

    def test_softplus_loses_small_values(self) -> None:
        verdict = verify("textbook", "softplus", dtype="float16")
        assert "lost" in {c.name for c in verdict.result.classes}

    def test_relu_is_right(self) -> None:
        assert verify("textbook", "relu", dtype="float16", max_ulp=0, policy={"zero_sign": "ignore"}).passes

    def test_a_parameter_reaches_the_formula(self) -> None:
        assert verify("textbook", "leaky_relu", dtype="float16", params={"negative_slope": "1/2"}, max_ulp=0.5).passes


class TestOwnFunction:
    @pytest.fixture(autouse=True)
    def _module(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "mine.py").write_text(
            "import numpy as np\n"
            "def relu(x): return np.where(x > 0, x, np.where(np.isnan(x), x, 0)).astype(x.dtype)\n"
            "def slope(x): return np.where(x > 0, 1, 0).astype(x.dtype)\n"
            "def short(x): return x[1:]\n"
            "def wide(x): return x.astype(np.float64)\n"
        )
        monkeypatch.chdir(tmp_path)

    def test_the_name_may_be_the_function_s(self) -> None:
        result = invoke("verify", "mine:relu", "--dtype", "bfloat16", "--max-ulp", "0", "--policy", "zero_sign=ignore")
        assert result.exception is None
        assert result.return_value == 0

    def test_the_gradient_is_another_function(self) -> None:
        gradient = ("mine:relu", "--dtype", "bfloat16", "--order", "1", "--max-ulp", "0")
        assert invoke("verify", *gradient, "--gradient", "mine:slope").return_value == 0
        assert isinstance(invoke("verify", *gradient).exception, SymactError)
        assert invoke("verify", *gradient, "--gradient", "mine:relu").return_value == 1

    @pytest.mark.parametrize(("function", "says"), [("short", "shape (65535,)"), ("wide", "returned float64")])
    def test_another_shape_or_dtype_is_an_error(self, function: str, says: str) -> None:
        result = invoke("verify", f"mine:{function}", "relu", "--dtype", "float16")
        assert isinstance(result.exception, CandidateError)
        assert says in str(result.exception)

    def test_a_callable_in_this_process(self) -> None:
        verdict = verify(lambda x: np.maximum(x, x.dtype.type(0)), "relu", dtype="float16", max_ulp=0)
        assert verdict.target.name == "numpy"
        assert verdict.result.max_ulp == 0

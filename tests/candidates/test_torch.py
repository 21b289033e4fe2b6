"""PyTorch on trial: what is known to be wrong is found and said, what is right is clean."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

import symact
from symact.candidates import UnsupportedError, adapter, plan
from symact.candidates.in_process import framework_of
from symact.definition.quantity import Quantity
from symact.errors import CandidateError, SymactError
from symact.formats.floating import get_format
from symact.judge.run import verify
from symact.judge.text import report
from tests.helpers.schemas import schema
from tests.helpers.shell import invoke

pytestmark = pytest.mark.usefixtures("torch", "one_process")


class TestGelu:
    """pytorch issue 187806: x/2*(1 + erf(x/sqrt(2))) cancels below about -5.5."""

    def test_values_are_lost_and_the_report_says_so(self) -> None:
        gelu = verify("torch", "gelu", dtype="float32")
        (lost,) = [c for c in gelu.result.classes if c.name == "lost"]
        assert float(lost.longest_run.highest.value) == pytest.approx(-5.5, abs=0.2)
        assert float(lost.longest_run.lowest.value) < -12
        assert lost.normal > 100
        text = report(gelu)
        assert text.startswith("gelu float32 forward: torch.nn.functional.gelu (torch ")
        assert "is not correctly rounded" in text
        assert "the result is returned as 0" in text
        assert "gelu(-6) = -5.9" in text
        assert "the value is lost entirely" in text

    def test_a_bound_fails(self, torch) -> None:
        assert verify(partial(torch.nn.functional.gelu), "gelu", dtype="bfloat16", max_ulp=1.0).passes is False

    def test_the_tanh_form_is_another_function(self, torch) -> None:
        tanh_form = partial(torch.nn.functional.gelu, approximate="tanh")
        verdict = verify(tanh_form, "gelu", dtype="bfloat16", max_ulp=1.0, policy={"infinities": "open"})
        assert verdict.passes is False
        assert verdict.target.name == "torch"


class TestCelu:
    def test_forward_is_clean(self) -> None:
        verdict = verify("torch", "celu", dtype="bfloat16", max_ulp=0.5)
        assert verdict.passes
        assert verdict.clean
        assert verdict.result.judged == 65536

    def test_gradient_through_autograd(self, torch) -> None:
        verdict = verify(torch.nn.functional.celu, "celu", dtype="bfloat16", order=1)
        assert verdict.order == 1
        core = {s.name: s for s in verdict.result.segments}["core"]
        assert core.max_ulp <= 1.0

    def test_a_parameter_reaches_the_library(self, torch) -> None:
        assert verify("torch", "celu", dtype="bfloat16", params={"alpha": "2"}, max_ulp=1.0).passes
        wrong = verify(torch.nn.functional.celu, "celu", dtype="bfloat16", params={"alpha": "2"}, max_ulp=1.0)
        assert wrong.passes is False


def test_the_gradient_of_relu_is_right_everywhere() -> None:
    assert verify("torch", "relu", dtype="bfloat16", order=1, max_ulp=0).passes


def test_a_wrong_gradient_is_caught(torch) -> None:
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.relu(x)

        @staticmethod
        def backward(ctx, gradient):
            return 2 * gradient

    assert verify(Doubled.apply, "relu", dtype="bfloat16", framework="torch", max_ulp=0).passes
    assert not verify(Doubled.apply, "relu", dtype="bfloat16", order=1, framework="torch", max_ulp=0).passes


def test_a_step_has_no_gradient_and_says_so() -> None:
    with pytest.raises((UnsupportedError, CandidateError), match=r"heaviside|derivative|implemented"):
        verify("torch", "binary_step", dtype="bfloat16", order=1)


def test_float8_is_skipped_with_the_reason() -> None:
    with pytest.raises(UnsupportedError, match="float8_e5m2"):
        verify("torch", "celu", dtype="float8_e5m2")


@pytest.mark.exhaustive
def test_the_library_s_own_variant_is_judged_apart() -> None:
    """torch's softplus is the identity beyond its threshold, by intent; float64 sees the difference."""
    ideal, own = (
        verify("torch", "softplus", dtype="float64", against=against).result.max_ulp for against in ("ideal", "profile")
    )
    assert own < 10 < ideal


def test_a_parameter_that_the_library_fixes() -> None:
    with pytest.raises(UnsupportedError, match=r"torch.nn.functional.selu takes no alpha"):
        plan.case("torch", "selu", {"alpha": "2"}, "ideal")


def test_whose_arrays_a_callable_takes(torch) -> None:
    functional = torch.nn.functional
    theirs = (functional.gelu, torch.sigmoid, torch.nn.GELU(), partial(functional.elu, alpha=2.0))
    assert {framework_of(fn) for fn in theirs} == {"torch"}
    assert {framework_of(fn) for fn in (abs, lambda x: x)} == {"numpy"}


def test_a_module_of_one_s_own_is_torch_s(torch) -> None:
    class Own(torch.nn.Module):
        def forward(self, x):
            return torch.relu(x)

    assert symact.verify(Own(), "relu", dtype="bfloat16", max_ulp=0).passes


def test_a_torch_lambda_needs_the_framework_named(torch) -> None:
    with pytest.raises(CandidateError, match="framework="):
        verify(lambda x: torch.relu(x), "relu", dtype="bfloat16")


@pytest.mark.parametrize("options", [{"framework": "tf"}, {"against": "profile"}, {"max_ulp": -1}, {"order": 3}])
def test_refused(options: dict[str, object], torch) -> None:
    with pytest.raises(SymactError):
        verify(torch.relu, "relu", dtype="bfloat16", **options)


class TestCommand:
    @pytest.mark.parametrize(("bound", "code"), [((), 0), (("--max-ulp", "1"), 1)])
    def test_exit_code(self, bound: tuple[str, ...], code: int) -> None:
        result = invoke("verify", "torch", "gelu", "--dtype", "bfloat16", *bound)
        assert result.exception is None
        assert result.return_value == code

    def test_json(self) -> None:
        result = invoke("verify", "torch", "celu", "relu", "--dtype", "bfloat16", "--dtype", "float8_e5m2", "--json")
        data = json.loads(result.stdout)
        schema("judge").validate(data)
        assert [v["activation"] for v in data["verdicts"]] == ["celu", "relu"]
        assert [u["dtype"] for u in data["unjudged"]] == ["float8_e5m2"] * 2
        assert data["verdicts"][0]["target"]["arguments"] == {"alpha": 1.0}

    def test_what_is_skipped_is_said(self) -> None:
        result = invoke("verify", "torch", "celu", "relu", "--dtype", "bfloat16", "--dtype", "float8_e5m2")
        assert "Skipped: celu float8_e5m2 order 0: PyTorch computes no activations in float8_e5m2" in result.stdout

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["torhc"], "did you mean torch"),
            (["torch", "gelo"], "did you mean gelu"),
            (["torch", "celu", "--dtype", "int8"], "no format"),
            (["torch", "celu", "--order", "3"], "order must be"),
            (["torch", "celu", "--param", "alpha=-1"], "alpha > 0"),
            (["torch", "celu", "--max-ulp", "-1"], "max_ulp"),
            (["torch", "celu", "--gradient", "a:b"], "--gradient belongs"),
            (["torch", "celu", "--timeout", "0"], "timeout must be a number of seconds above 0"),
            (["nosuch:f", "celu"], "cannot be imported"),
            (["torch", "celu", "--dtype", "float8_e5m2"], "nothing was judged"),
        ],
    )
    def test_bad_input_is_one_line(self, arguments: list[str], says: str) -> None:
        result = invoke("verify", *arguments)
        assert isinstance(result.exception, SymactError)
        assert says in str(result.exception)
        assert "\n" not in str(result.exception)

    @pytest.mark.exhaustive
    def test_nothing_of_torch_is_imported_by_the_parent(self) -> None:
        code = (
            "import sys\n"
            "from symact.cli.verify import command\n"
            "command(['torch', 'relu', '--dtype', 'float8_e5m2', '--dtype', 'bfloat16'], standalone_mode=False)\n"
            "sys.exit('torch' in sys.modules)\n"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0

    def test_a_missing_library_names_the_remedy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("symact.candidates.plan.find_spec", lambda name: None)
        result = invoke("verify", "torch", "celu")
        assert str(result.exception) == "torch is not installed; pip install '.[torch]' in a clone of symact"


def test_a_device_that_is_not_there_is_one_line(torch):
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    for target, device, rule in (
        ("torch", "cuda", "sees no CUDA device"),
        ("textbook", "cuda", "judged on cpu"),
        ("torch", "tpu", "cpu or cuda"),
    ):
        run = ["verify", target, "relu", "--dtype", "float16", "--device", device]
        found = invoke(*run)
        assert isinstance(found.exception, SymactError)
        assert rule in str(found.exception)


def test_the_derivative_by_a_weight_is_that_of_every_channel() -> None:
    library, fmt = adapter("torch"), get_format("float32")
    function = library.make(plan.case("torch", "prelu_by_weight", {}, "ideal").spec, fmt)
    assert library.evaluate(function, np.float32([-3, -0.5, 0, 2]), fmt, Quantity.VALUE).tolist() == [-3, -0.5, 0, 0]
    assert library.evaluate(function, np.float32([-3, 2]), fmt, Quantity.of_order(1)).tolist() == [1, 0]
    with pytest.raises(UnsupportedError, match="takes alpha as a number"):
        library.make(plan.case("torch", "celu_by_alpha", {}, "ideal").spec, fmt)
    with pytest.raises(UnsupportedError, match="no derivatives by parameters"):
        plan.case("scipy", "prelu_by_weight", {}, "ideal")


class TestOwnFunction:
    """``torch:module:function``: a function of tensors, differentiated by autograd."""

    def test_it_is_judged_as_the_library_s_own(self) -> None:
        own = verify("torch:torch.nn.functional:silu", "silu", dtype="bfloat16", order=1)
        named = verify("torch", "silu", dtype="bfloat16", order=1)
        assert own.result.mismatched == named.result.mismatched > 0
        assert own.target.version == named.target.version

    @pytest.mark.exhaustive  # in the quick run test_libraries has the same of a callable
    def test_its_own_backward_is_tried_with_other_upstream_gradients(self) -> None:
        verdict = verify("torch:tests.helpers.lookups:ignores_upstream", "relu", dtype="bfloat16", order=1)
        assert {each.kind for each in verdict.conduct} == {"upstream"}
        assert not verdict.clean

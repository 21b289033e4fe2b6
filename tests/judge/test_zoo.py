"""The zoo of wrong kernels and the known issues: every kernel is caught, its cause is named, its issue is met."""

import json
import re

import numpy as np
import pytest

import symact
from symact.candidates import zoo
from symact.errors import DefinitionError
from symact.judge import known_issues
from symact.judge.known_issues import ends, issues
from tests.helpers.shell import invoke
from tests.mutants.planted import outcome

KERNELS = zoo.kernels()
CHEAP = ("relu", "relu6", "hard_swish", "leaky_relu")
# A line next to 0 that comes of 1 + u = 1, which no threshold explains.
ABSORBED = "gelu_tanh_by_sinh_and_cosh"
QUICK = [name for name, each in KERNELS.items() if each.activation in CHEAP][::5]
ALSO = ("double_rounding", "precision", "overflow", "underflow")
"""Causes that are true of computing in the format itself."""


def judged(name):
    kernel = KERNELS[name]
    with np.errstate(all="ignore"):
        return symact.verify(
            kernel.function,
            kernel.activation,
            dtype=kernel.dtype,
            order=kernel.order,
            policy=kernel.policy,
            params=kernel.params,
            framework="numpy",
            max_ulp=0.5,
        )


def found(name):
    """Check that a kernel is caught and its issue named; return whether its cause is right, wrong or none."""
    kernel, verdict = KERNELS[name], judged(name)
    assert verdict.passes is False
    if kernel.issue:
        assert kernel.issue in [each.name for each in verdict.known]
    return outcome(verdict.causes, kernel.causes, ALSO)


def test_there_are_60_kernels_of_20_functions_with_a_sentence_each():
    assert len(KERNELS) >= 60
    assert len({each.activation for each in KERNELS.values()}) >= 20
    assert all(
        each.says.endswith(".") and each.target.startswith("symact.candidates.zoo.") for each in KERNELS.values()
    )


@pytest.mark.parametrize("name", QUICK)
def test_a_kernel_is_caught(name):
    assert found(name) != "wrong"


@pytest.mark.exhaustive
def test_what_an_addition_to_1_does_not_take_up_is_no_threshold():
    assert "threshold" not in [each.name for each in judged(ABSORBED).causes]


@pytest.mark.exhaustive
def test_every_kernel_is_caught_and_85_of_100_causes_are_right():
    told = {name: found(name) for name in KERNELS}
    right = [name for name, said in told.items() if said == "right"]
    assert len(right) >= 0.85 * len(told), {name: said for name, said in told.items() if said != "right"}


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_the_exact_table_meets_no_issue(dtype):
    for name in ("gelu", "relu"):
        table = symact.table(name, dtype=dtype, inputs="exhaustive")
        verdict = symact.verify(lambda x, y=table.y: y[x.view(np.uint16)], name, dtype=dtype, framework="numpy")
        assert verdict.result.mismatched == 0
        assert not verdict.known
        assert not verdict.causes


def test_each_issue_is_reproduced_by_a_kernel_of_its_function():
    kernels = {each.issue: each for each in KERNELS.values() if each.issue}
    assert set(kernels) == {each.name for each in issues()}
    for each in issues():
        kernel = kernels[each.name]
        assert (kernel.activation, kernel.order) == (each.function, each.order)
        assert kernel.dtype in each.formats


def test_issues_are_sound():
    assert len(issues()) >= 40
    for each in issues():
        assert each.url.startswith("https://github.com/")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d|", each.reported)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", each.looked_up)
        if "#" in each.issue:
            repository, _, number = each.issue.partition("#")
            assert re.fullmatch(rf"https://github\.com/{re.escape(repository)}/(issues|pull)/{number}", each.url)
        assert all(low <= high or low != low for low, high in map(ends, each.inputs))


def test_a_library_meets_its_own_issues_and_one_s_own_code_those_of_all():
    relu = KERNELS["relu_comparison"]
    own = symact.verify(relu.function, "relu", dtype="float32", framework="numpy")
    assert {each.issue for each in own.known} >= {"pytorch/pytorch#7999", "apache/mxnet#11115"}
    assert not any(each.same for each in own.known)
    assert "Known elsewhere: the same was reported as pytorch/pytorch#7999 (0.4.0; fixed by" in str(own)
    assert known_issues._libraries("transformers") >= {"torch", "transformers"}
    assert known_issues._libraries("jax_jit") >= {"jax"}


def test_what_is_known_is_in_the_json_of_a_verdict():
    data = judged("relu_clips_nan").to_json()
    assert {"apache/mxnet#11115"} <= {each["issue"] for each in data["known"]}
    assert "known" not in symact.verify(np.abs, "identity", dtype="float16", framework="numpy").to_json()


def test_the_command(tmp_path):
    run = invoke("known", "silu")
    assert "huggingface/candle#2082" in run.output
    data = json.loads(invoke("known", "--json").output)
    assert len(data) == len(issues())
    assert "nothing is known of linear" in invoke("known", "linear").output
    (tmp_path / "bad.toml").write_text('issue = "a"\nformats = []\ninputs = ["x"]\n')
    with pytest.raises(DefinitionError, match=r"bad\.toml: is no known issue"):
        known_issues._read(tmp_path / "bad.toml")

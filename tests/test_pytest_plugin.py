"""The fixture on a PyTorch function, and the plugin's own behaviour through pytester."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from symact.errors import SymactError
from tests.helpers.installed import need

pytestmark = pytest.mark.usefixtures("_undiagnosed")

pytest_plugins = ["pytester"]


def test_torch_celu_is_correctly_rounded(symact_check, torch) -> None:
    verdict = symact_check(torch.nn.functional.celu, "celu", dtype="bfloat16", max_ulp=0.5)
    assert verdict.clean


def test_the_fixture_takes_what_verify_takes(symact_check) -> None:
    """Both are the judge's own arguments, which the fixture does not repeat."""
    need("scipy")

    def step(x):
        return (x > 0).astype(x.dtype)

    verdict = symact_check(lambda x: np.maximum(x, 0), "relu", dtype="float8_e5m2", order=1, gradient=step)
    assert verdict.order == 1
    verdict = symact_check("scipy", "sigmoid", dtype="float32", max_ulp=1e9, against="profile")
    assert (verdict.target.name, verdict.against) == ("scipy", "profile")
    with pytest.raises(TypeError, match="nonsense"):
        symact_check(step, "relu", nonsense=1)


TESTS = """
    import numpy as np
    import pytest

    @pytest.fixture(autouse=True)
    def _undiagnosed(monkeypatch):
        monkeypatch.setattr("symact.judge.line_run.kept_causes", lambda *_: ())

    def relu(x):
        return np.maximum(x, x.dtype.type(0))

    def test_good(symact_check):
        symact_check(relu, "relu", dtype="float8_e5m2", policy={"zero_sign": "ignore"})

    def test_bad(symact_check):
        symact_check(lambda x: x, "relu", dtype="float8_e5m2", max_ulp=1)

    def test_failing(symact_check):
        symact_check(lambda x: x.item(), "relu", dtype="float8_e5m2")

    @pytest.fixture
    def judged(symact_check):
        return symact_check(lambda x: -x, "relu", dtype="float8_e5m2")

    def test_judged_before(judged):
        pass

    @pytest.mark.symact
    def test_other():
        pass
"""
SUMMARY = [
    "*::test_bad: relu float8_e5m2 forward: * breaks the bound of 1 ulp",
    "*::test_failing: relu: no verdict: * raised ValueError: *",
    "*::test_good: relu float8_e5m2 forward: * stays within 0.5 ulp at all 256 inputs",
    "*::test_judged_before: relu float8_e5m2 forward: * breaks the bound of 0.5 ulp",
]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(TESTS)
    return pytester


def test_a_broken_bound_fails_with_the_report(suite: pytest.Pytester) -> None:
    result = suite.runpytest_subprocess("--strict-markers")
    result.assert_outcomes(passed=2, failed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["relu float8_e5m2 forward: * breaks the bound of 1 ulp", "Greatest error: * (up to 1 ulp allowed)"]
    )
    _assert_summed_up(result)


def _assert_summed_up(result: pytest.RunResult) -> None:
    """Hold that there is one line for each check, whatever became of it and wherever it was made."""
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    start = next(i for i, line in enumerate(result.outlines) if "= symact =" in line)
    lines = list(itertools.takewhile(lambda line: "=====" not in line, result.outlines[start + 1 :]))
    assert len(lines) == len(SUMMARY)
    pytest.LineMatcher(sorted(lines)).fnmatch_lines(SUMMARY)


@pytest.mark.exhaustive
def test_the_summary_reaches_the_process_that_prints_it(suite: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    result = suite.runpytest_subprocess("-n", "2", "--junitxml=found.xml")
    result.assert_outcomes(passed=2, failed=2, errors=1)
    _assert_summed_up(result)
    assert (suite.path / "found.xml").read_text().count('name="symact"') == len(SUMMARY)


def test_a_function_is_not_judged_as_its_own_derivative(symact_check) -> None:
    def relu(x):
        return np.maximum(x, x.dtype.type(0))

    with pytest.raises(SymactError, match="order=1 needs gradient="):
        symact_check(relu, "relu", dtype="float8_e5m2", order=1)
    verdict = symact_check(
        relu, "relu", dtype="float8_e5m2", order=1, gradient=lambda x: np.where(x > 0, 1, 0).astype(x.dtype)
    )
    assert verdict.order == 1
    with pytest.raises(SymactError, match="timeout= needs a target"):
        symact_check(relu, "relu", dtype="float8_e5m2", timeout=5)


def test_the_marker_selects(suite: pytest.Pytester) -> None:
    result = suite.runpytest_subprocess("--strict-markers", "-m", "not symact")
    result.assert_outcomes(deselected=5)


def test_nothing_heavy_is_imported_without_a_check(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_light(symact_check):\n"
        "    assert not {'sympy', 'flint', 'torch', 'numpy'} & set(sys.modules)\n"
    )
    # Other plugins that may be installed import NumPy themselves.
    pytester.runpytest_subprocess("-p", "no:hypothesispytest", "-p", "no:randomly").assert_outcomes(passed=1)


@pytest.mark.exhaustive
def test_a_baseline_accepts_known_errors_and_no_others(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import numpy as np

        def identity(x):
            y = x.copy()
            if OFF:
                y.view(np.uint8)[60:60 + OFF] += 1
            return y

        OFF = int(__import__("os").environ["OFF"])

        def test_known(symact_check):
            symact_check(identity, "identity", dtype="float8_e5m2", baseline="base.json")
        """
    )
    for off, options, outcome in (
        ("2", ["--symact-update-baseline"], {"passed": 1}),
        ("2", [], {"passed": 1}),
        ("1", [], {"failed": 1}),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OFF", off)
            pytester.runpytest_subprocess(*options).assert_outcomes(**outcome)

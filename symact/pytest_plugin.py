"""The pytest fixture `symact_check`: a function must compute an activation within a bound in ulp.

Installing symact is enough; ``-p no:symact`` turns it off. Nothing heavy is imported before a check runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from symact.judge.figures.verdict import Verdict

Check = Callable[..., "Verdict"]

PROPERTY = "symact"
"""Name of the property of a test that holds a line of the summary."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "symact: the test judges an activation function by symact_check")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses the fixture, so that ``-m symact`` selects them."""
    for item in items:
        if "symact_check" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.symact)


@pytest.fixture
def symact_check(request: pytest.FixtureRequest) -> Check:
    """Return a function that judges a candidate and fails the test with the report if the bound is broken."""

    def check(
        fn: Callable[[Any], Any] | str,
        name: str,
        *,
        max_ulp: float | None = 0.5,
        baseline: str | None = None,
        order: int = 0,
        gradient: Callable[[Any], Any] | str | None = None,
        against: Literal["ideal", "profile"] = "ideal",
        timeout: float | None = None,
        **terms: Any,
    ) -> Verdict:
        """Judge fn as the named activation.

        Args:
            fn: a callable of one NumPy, PyTorch or JAX array, or a target such as "torch".
            name: the activation, as in ``symact list``.
            max_ulp: the greatest error allowed; 0.5 asks for the nearest number; None where max_bound= is stated.
            baseline: a file of known errors, which then decide in place of the bound; made by
                ``symact verify --update-baseline`` or by ``pytest --symact-update-baseline``.
            order: 0 for the function, 1 or 2 for its derivatives.
            gradient: what computes order 1, or for a NumPy callable the order asked for; it must be given there.
            against: "ideal", or "profile" for a library's own variant.
            timeout: seconds that a target may take.
            terms: all other arguments of `symact.verify`, such as dtype, params, policy, framework, seed.

        Returns:
            The verdict, if the bound holds, or it agrees with the baseline.

        Raises:
            SymactError: as `symact.verify`; a derivative of a NumPy callable is asked for and none is given.
        """
        from symact.errors import SymactError
        from symact.judge.run import verify
        from symact.judge.text import headline, report

        __tracebackhide__ = True
        fn, gradient = _asked(fn, order, gradient, terms.get("framework"))
        try:
            verdict = verify(
                fn, name, max_ulp=max_ulp, order=order, gradient=gradient, against=against, timeout=timeout, **terms
            )
        except SymactError as error:
            _sum_up(request, f"{name}: no verdict: {error}")
            raise
        if baseline is None:
            _sum_up(request, headline(verdict))
            if not verdict.passes:
                pytest.fail(report(verdict), pytrace=False)
            return verdict
        _sum_up(request, f"{headline(verdict)} (held to {baseline})")
        _hold(verdict, baseline, bool(request.config.getoption("--symact-update-baseline")))
        return verdict

    return check


def _asked(
    fn: Callable[[Any], Any] | str, order: int, gradient: Callable[[Any], Any] | str | None, framework: Any
) -> tuple[Callable[[Any], Any] | str, Callable[[Any], Any] | str | None]:
    """Return what computes an order, and a gradient beside it; raise SymactError where a NumPy callable has none."""
    from symact.candidates.in_process import here
    from symact.errors import SymactError

    __tracebackhide__ = True
    if not (order and callable(fn) and here(fn, framework).framework == "numpy"):
        return fn, gradient
    if gradient is None:
        raise SymactError(f"order={order} needs gradient=, which computes it: {here(fn).label} is the function itself")
    # At order 2 a gradient alone computes nothing that is asked for.
    return gradient, None


def _sum_up(request: pytest.FixtureRequest, line: str) -> None:
    # Properties of an item reach the process that sums up, also from another one (pytest-xdist).
    request.node.user_properties.append((PROPERTY, f"{request.node.nodeid}: {line}"))


def _hold(verdict: Verdict, path: str, update: bool) -> None:
    """Fail unless a verdict agrees with a baseline; write its entry if asked to."""
    from symact.judge import baseline
    from symact.judge.text import report

    __tracebackhide__ = True
    if update:
        baseline.write([verdict], path)
        return
    changes = baseline.compare([verdict], path)
    if changes:
        pytest.fail("\n".join([*map(str, changes), "", report(verdict)]), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes baselines."""
    group = parser.getgroup("symact")
    group.addoption("--symact-update-baseline", action="store_true", help="write the baselines of symact_check anew")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was judged, one line a check."""
    # The last report of an item has the checks of its fixtures too, and is there where one of them has failed.
    reports = [
        each for found in terminalreporter.stats.values() for each in found if getattr(each, "when", "") == "teardown"
    ]
    lines = [line for each in reports for name, line in each.user_properties if name == PROPERTY]
    if lines:
        terminalreporter.section("symact")
        for line in lines:
            terminalreporter.write_line(line)

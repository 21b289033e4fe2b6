"""Results, or inputs, that go through a narrower format, or results on a grid, as integers of a few bits have it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import AnyWays, Case, innocent, narrow


def computations(case: Case) -> AnyWays:
    """Yield computations without a defect whose result, or input, is rounded to another format or a grid first."""
    for name in (*narrow(case.fmt), *case.grids) if not case.kind else case.grids:
        for how in innocent(case) if name != case.fmt.name else ():
            yield f"results are rounded to {name} first", replace(how, narrow=name, at=frozenset(("last",)))
            if case.fmt.width >= 32 and name not in case.grids and not case.function.norm:
                yield f"inputs are rounded to {name}", replace(how, narrow=name, at=frozenset(("input",)))
                both = replace(how, narrow=name, at=frozenset(("input", "last")))
                yield f"inputs and results are rounded to {name}", both

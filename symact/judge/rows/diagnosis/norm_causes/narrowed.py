"""Results, or inputs, that go through a narrower format."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms, narrow


def computations(case: Case) -> NormWays:
    """Yield norms without a defect whose result, or input, is rounded to another format first."""
    for name in narrow(case.fmt) if not case.kind else ():
        for how in free_norms(case.fmt) if name != case.fmt.name else ():
            yield f"results are rounded to {name} first", replace(how, narrow=name, at=frozenset(("last",)))

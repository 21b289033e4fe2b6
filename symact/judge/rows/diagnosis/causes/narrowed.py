"""Results, or inputs, that go through a narrower format."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow


def computations(case: Case) -> Ways:
    """Yield computations without a defect whose result, or input, is rounded to another format first."""
    for name in narrow(case.fmt) if not case.kind else ():
        for how in free(case.fmt) if name != case.fmt.name else ():
            yield f"results are rounded to {name} first", replace(how, narrow=name, at=frozenset(("last",)))
            if case.fmt.width >= 32:
                yield f"inputs are rounded to {name}", replace(how, narrow=name, at=frozenset(("input",)))
                both = replace(how, narrow=name, at=frozenset(("input", "last")))
                yield f"inputs and results are rounded to {name}", both

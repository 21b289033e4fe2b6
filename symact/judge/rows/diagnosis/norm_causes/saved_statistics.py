"""Mean or reciprocal root kept in a narrow format: their error is in every result of a row."""

from dataclasses import replace
from itertools import product

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms, narrow


def computations(case: Case) -> NormWays:
    """Yield norms in float32 or wider with one of them, or both, rounded to the format."""
    for name, how in product(narrow(case.fmt), free_norms(case.fmt)):
        if how.steps == name:
            continue
        inverse = replace(how, narrow=name, at=frozenset(("inverse",)), reciprocal=True)
        yield f"the reciprocal of the root is rounded to {name}", inverse
        yield f"the root is rounded to {name}", replace(how, narrow=name, at=frozenset(("root",)))
        if case.function.form == "layer_norm":
            for mean in (("mean",), ("late mean",), ("late mean", "difference")):
                yield f"the mean is rounded to {name}", replace(how, narrow=name, at=frozenset(mean))
                says = f"mean and reciprocal of the root are rounded to {name}"
                yield says, replace(inverse, at=frozenset((*mean, "inverse")))

"""Mean or reciprocal root kept in a narrow format: their error is in every result of a row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms in float32 or wider with one of them, or both, rounded to the format."""
    for how in free_norms(case.fmt):
        name = case.fmt.name
        if how.steps == name:
            continue
        yield f"the reciprocal of the root is rounded to {name}", replace(how, kept_root=name)
        if case.function.form == "layer_norm":
            yield f"the mean is rounded to {name}", replace(how, kept_mean=name)
            yield f"mean and reciprocal of the root are rounded to {name}", replace(how, kept_mean=name, kept_root=name)

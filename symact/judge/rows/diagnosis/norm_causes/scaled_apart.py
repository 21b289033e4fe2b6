"""A layer norm as x r - mean r, each product by itself: the rounding of one is left where they cancel."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield such layer norms, with and without a fused multiply-add."""
    if case.function.form != "layer_norm" or case.kind or case.fmt.width > 32:
        return
    says = "x and the mean are multiplied by the reciprocal root before they are subtracted"
    for how in free_norms(case.fmt):
        if how.reciprocal and how.steps == "float32":
            yield f"{says}, in a fused multiply-add", replace(how, apart="fused")
            yield says, replace(how, apart="rounded")

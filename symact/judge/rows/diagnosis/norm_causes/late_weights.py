"""The norm, its product with the weights or 1 + weights rounded to a narrow format on the way."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms that are cast before the product, or multiplied in the format itself."""
    name, function = case.fmt.name, case.function
    for how in free_norms(case.fmt):
        if function.weighted and case.kind is None:
            says = f"the norm is rounded to {name} before it is multiplied by the weights"
            yield says, replace(how, kept=name)
            if function.biased and how.steps != name:
                yield f"{says}, and before the bias is added", replace(how, kept=name, kept_product=name)
        if function.offset and how.steps != name:
            yield f"1 + weights is rounded to {name} before the product", replace(how, kept_weight=name)

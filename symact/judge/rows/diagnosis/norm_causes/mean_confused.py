"""RMSNorm and LayerNorm confused, wholly or in one place."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms
from symact.judge.rows.diagnosis.norm_causes.another_eps import EPS


def computations(case: Case) -> NormWays:
    """Yield norms that subtract the mean where they should not, or not where they should."""
    for how in free_norms(case.fmt):
        if case.function.form == "rms_norm":
            for eps in (None, *EPS):
                layer = replace(how, centred=True, shifted=True, eps=eps)
                for apart in ("", "fused", "rounded") if not case.kind else ("",):
                    yield "the mean is subtracted, as in a layer norm", replace(layer, apart=apart)
            yield "the mean is subtracted from the numerators", replace(how, centred=False, shifted=True)
            yield "the mean is subtracted before the squares", replace(how, centred=True, shifted=False)
        else:
            for eps in (None, *EPS):
                yield "the mean is not subtracted, as in RMSNorm", replace(how, centred=False, shifted=False, eps=eps)
            yield "the mean is not subtracted from the numerators", replace(how, centred=True, shifted=False)
            yield "the mean is not subtracted before the squares", replace(how, centred=False, shifted=True)

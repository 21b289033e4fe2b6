"""A gradient from a result that is kept rounded: its error is in every term, and in exp(x - lse) it may be great."""

from dataclasses import replace

from symact.judge.rows.computation import Ending
from symact.judge.rows.diagnosis.case import Case, Ways, free, in_words, narrow, plainest, some


def computations(case: Case) -> Ways:
    """Yield gradients in float32 from a result that is rounded to a format, and other steps in it too."""
    if not case.kind:
        return
    softmax, logsumexp = case.function.form == "softmax", case.function.form == "logsumexp"
    saved = "result" if softmax else "probability"
    for name in dict.fromkeys((*narrow(case.fmt), *((case.fmt.name,) if logsumexp else ()))):
        says = f"the gradient is computed from the result rounded to {name}"
        for how in free(case.fmt):
            for more in ((), ("difference", "exponential", "sum", "logarithm", "lse")):
                ending: Ending = "exp_minus_lse" if logsumexp else how.ending
                yield says, replace(how, narrow=name, at=frozenset(("result", "lse", *more)), ending=ending)
        # Some of the steps before it may be rounded as well, as PyTorch does in log_softmax on the CPU.
        for beside in some(("difference", "exponential", "sum", "logarithm")) if not logsumexp else ():
            yield says, replace(plainest(case.fmt), narrow=name, at=beside | {"result"})
        if name == "float32" and case.fmt.width <= 32:
            continue
        for at in some(("probability",) if logsumexp else (saved, "product", "inner", "bracket")):
            how = replace(plainest(case.fmt), narrow=name, at=at)
            says = f"the gradient is computed with {in_words(at).replace('the quotients', 'softmax')} rounded to {name}"
            yield says, how
            if softmax:
                yield f"{says}, and p v and p times their sum apart", replace(how, apart=True)
            for order in ("recursive", "folded") if "product" in at or not softmax else ():
                words = f"the gradient is computed from {name} numbers whose sum is accumulated in it too"
                yield words, replace(how, total=name, order=order)

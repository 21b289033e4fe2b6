"""The variance as mean square less squared mean, which cancels where the mean is great."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield layer norms with such a variance, in float32 or wider and with steps in the format."""
    says = "the variance is computed as the mean square less the squared mean"
    every = ("mean", "difference", "square", "mean square", "variance", "with eps", "inverse")
    for how in free_norms(case.fmt) if case.function.form == "layer_norm" else ():
        for way in ("raised", "as it is"):
            if how.steps == "float32" or case.fmt.width > 32:
                yield says, replace(how, by_squares=way)
            if case.fmt.width < 32 and how.steps == "float32":
                for at in (
                    every,
                    (*every, "root"),
                    ("mean", "square", "mean square", "variance"),
                    ("mean", "mean square", "variance"),
                    ("mean",),
                ):
                    words = f"{says}, {'with a mean rounded to' if at == ('mean',) else 'in'} {case.fmt.name}"
                    yield words, replace(how, by_squares=way, narrow=case.fmt.name, at=frozenset(at))

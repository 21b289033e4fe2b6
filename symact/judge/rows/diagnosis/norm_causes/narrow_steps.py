"""Steps rounded to a narrow format, all or some, the sums in float32: what compilers and casts make of it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, in_words, plainest_norm, some
from symact.judge.rows.norm_computation import NormComputation

LANES = (16, 32)
"""Numbers of a vector: what fills none is computed by other steps, in PyTorch with the root rounded."""

EVERY_ROOT = {"square", "mean square", "with eps", "inverse"}
"""Steps of a library's own operations, one after the other."""


def computations(case: Case) -> NormWays:
    """Yield norms some of whose steps are rounded to a narrow format."""
    own = ("normed", "vector", "product", "inner", "bracket", "mean vector") if case.kind else ()
    for name in case.narrow:
        for reciprocal in (True, False):
            how = replace(plainest_norm(case.fmt), steps=name, reciprocal=reciprocal)
            yield f"every step is rounded to {name}, the sums are not", how
        groups: list[tuple[str, ...]] = [("square",), ("mean square",), ("with eps",), ("root",), ("inverse",)]
        groups += [("total",)]
        groups += [("mean", "difference"), ("difference",)] if case.function.form == "layer_norm" else []
        groups += (
            [own, (*own, "rest"), ("normed",), ("vector",), ("inner",), ("normed", "product", "inner", "bracket")]
            if own
            else []
        )
        groups += [("input",)] if name != case.fmt.name else []
        seen = set()
        for chosen in some(list(map(str, range(len(groups))))):
            at = frozenset(step for number in chosen for step in groups[int(number)])
            if at in seen or at <= {"inverse", "mean"}:
                continue
            seen.add(at)
            for reciprocal in (True,) if "inverse" in at else (True, False):
                how = replace(plainest_norm(case.fmt), narrow=name, at=at, reciprocal=reciprocal)
                yield f"rounded to {name} on the way: {in_words(at)}", how
                for lanes in LANES if at >= EVERY_ROOT and "root" not in at and case.fmt.width < 32 else ():
                    says = f"rounded to {name} on the way: {in_words(at)}"
                    yield f"{says}, of the rows behind a multiple of {lanes} the root too", replace(how, lanes=lanes)
    if case.fmt.width > 32:
        for reciprocal in (True, False):
            yield "every step is rounded to float32", NormComputation(order="numpy", reciprocal=reciprocal)

"""Intermediate results in the narrow format: every step of the formula rounded, so that errors add up."""

from collections.abc import Iterator

from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.execution_trace import TracedCase


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form in formats no more precise than that of the results."""
    for trace in case.traces:
        if trace.work.precision > case.format.precision or trace.form.masked:
            continue
        yield Model(
            "precision",
            f"every step of the formula is rounded to {trace.work.name}, and the errors add up",
            "compute in a wider format and round the result once",
            trace.bits,
            trace.kind == "",  # where one step spoils all, that step is the cause
            freedom=ALTERNATIVE,
            rewritten=trace.form.rewritten,
        )

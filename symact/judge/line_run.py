"""Judging a function of one number: inputs, the reference while the candidate computes, comparison, verdict."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from symact.candidates.behaviour import Trial
from symact.candidates.plan import Case
from symact.candidates.process.parent import Sandbox
from symact.definition.bound import Bound
from symact.formats.arrays import Bits
from symact.judge.broken_laws import broken_laws
from symact.judge.figures.error_curve import error_curve
from symact.judge.figures.summary import summarise
from symact.judge.figures.verdict import Inputs, Target, Verdict
from symact.judge.inputs import choose, digest
from symact.judge.kept_causes import kept_causes
from symact.judge.known_issues import met
from symact.judge.question import Question
from symact.judge.reference_table import Progress, reference_table
from symact.judge.refine import sharp_comparison
from symact.reference.table import Table
from symact.system.arithmetic import default_arithmetic

Tables = Callable[[Bound, Question, Bits, Progress | None], Table]
"""Makes a reference table."""


def judge_line(
    child: Sandbox,
    question: Question,
    case: Case,
    progress: Progress | None = None,
    announce: Progress | None = None,
    tables: Tables | None = None,
) -> Verdict:
    """Judge a target at chosen inputs; arguments and errors as of `symact.judge.run.judge`."""
    spec, bound, fmt = case.spec, case.bound, question.format
    x_bits, inputs = choose(bound, fmt, question.quantity.order, question.seed)
    if announce:
        announce(len(x_bits))
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(child.evaluate, question.target, spec, x_bits, fmt, question.quantity)

        def watch(done: int) -> None:
            # A candidate that has already failed makes the rest of the reference pointless.
            if pending.done():
                pending.result().checked(spec.path)
            if progress:
                progress(done)

        try:
            table = (tables or reference_table)(bound, question, x_bits, watch)
            found = pending.result().checked(spec.path)
        except BaseException:
            if not pending.done():
                child.kill()
            raise
    about = Target(question.target, spec.path, spec.shown_arguments(), pending.result().version, case.note)
    return line_verdict(question, about, bound, table, found, inputs)


def judge_given(question: Question, case: Case, given: tuple[Bits, Bits], progress: Progress | None) -> Verdict:
    """Judge pairs (x, y) that a file holds, at its inputs; nothing is called."""
    x_bits, y_bits = given
    table = reference_table(case.bound, question, x_bits, progress)
    inputs = Inputs("given", len(x_bits), digest(x_bits, question.format))
    about = Target(question.target, case.spec.path)
    return line_verdict(question, about, case.bound, table, Trial(y_bits, ()), inputs)


@default_arithmetic()
def line_verdict(
    question: Question, target: Target, bound: Bound, table: Table, found: Trial, inputs: Inputs
) -> Verdict:
    """Return the verdict on a candidate's results, judged by the correctly rounded values at the same inputs."""
    comparison = sharp_comparison(table, found.bits, question.policy)
    # A cause is a reason in the arithmetic; where one input has several results there is another.
    unsteady = any(each.unsteady for each in found.findings)
    causes = () if unsteady else kept_causes(bound, question, comparison)
    return question.verdict(
        bound,
        target,
        inputs,
        summarise(comparison, question.max_ulp),
        found.findings,
        table.engines,
        causes=causes,
        known=met(question.target, question.name, comparison, causes) or None,
        curve=error_curve(comparison),
        laws=broken_laws(bound, comparison) or None,
    )

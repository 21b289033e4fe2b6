"""Judging a function of rows, such as softmax: families of rows of several widths, reference, candidate, verdict."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.candidates import SHORT_CALLS, UnsupportedError
from symact.candidates.finding import Finding
from symact.candidates.row_shape import RowShape
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import Attained
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.judge.comparison.compare import Comparison, compare
from symact.judge.comparison.failure_classes import Defect
from symact.judge.figures.row_figures import RowFigures, RowTable
from symact.judge.figures.summary import summarise
from symact.judge.figures.verdict import Inputs, Target, Verdict
from symact.judge.inputs import digest
from symact.judge.on_trial import OnTrial
from symact.judge.other_formulas.diagnosis import diagnose_formula
from symact.judge.question import Question
from symact.judge.reference_table import Progress
from symact.judge.row_kind import function_of
from symact.judge.rows.adjoint import adjoint
from symact.judge.rows.diagnosis import diagnose
from symact.judge.rows.entries import entries
from symact.judge.rows.function import Function
from symact.judge.rows.judged import Broken, Judged
from symact.judge.rows.laws import laws, summed
from symact.judge.rows.multiples import Measured, families, measured, row_sums, worst
from symact.judge.rows.plans import Plan
from symact.judge.rows.probes import WIDTHS, probes
from symact.judge.rows.special_rows import settled
from symact.reference.table import Table
from symact.reference.vectors.families import Batch, with_vectors
from symact.reference.vectors.points import row_points
from symact.reference.vectors.table import decided_rows
from symact.system.arithmetic import default_arithmetic

References = Callable[[Bound, Format, Quantity, Bits, Progress | None], tuple[Table, npt.NDArray[np.bool_]]]
"""Makes the reference of a batch, as `decided_rows` does."""


class _Part(NamedTuple):
    """A batch, its reference without the rows that are undecided, and the candidate's results for the same rows."""

    batch: Batch
    table: Table
    got: Bits
    undecided: int


def _check(bound: Bound, question: Question) -> None:
    """Raise SymactError where a verdict on rows does not make sense."""
    if not isinstance(bound.domain, Vector):
        raise SymactError(f"{question.name} is a function of {bound.space(question.quantity).kind}; no verdict yet")
    if question.quantity.kind is Kind.DERIVATIVE and question.quantity.degree:
        raise SymactError(
            f"{question.name} is a function of vectors; its derivatives are JVP and VJP, not the {question.quantity}"
        )
    if question.quantity.vector and bound.expression.has(Attained):
        # Nothing about the candidate: over many functions this one is passed by.
        raise UnsupportedError(f"{question.name} jumps where two entries are equal; it has no JVP and no VJP")
    if question.max_bound is not None and not ((known := function_of(bound)) and known.bounded):
        raise SymactError(f"--max-bound: no bound of an algorithm is known for {question.name}; give --max-ulp")
    if (known := function_of(bound)) and known.norm and Plan.parse(question.plan, question.dtype).way == "lse":
        raise SymactError(f"--plan way=lse: {question.name} has no logarithm of a sum; choose shifted or unshifted")


@default_arithmetic()
def judge_rows(question: Question, bound: Bound, candidate: OnTrial, references: References | None = None) -> Verdict:
    """Judge a function of rows.

    Args:
        question: what is judged.
        bound: the reference.
        candidate: what is on trial.
        references: makes the reference of a batch, `decided_rows` by default; several targets may share one.

    Raises:
        SymactError: the function has no verdict on rows.
        CandidateError: the candidate failed.
    """
    _check(bound, question)
    fmt, quantity = question.format, question.quantity
    chosen = [_with_shape(bound, fmt, quantity, width, question.seed) for width in question.row_widths]
    if candidate.announce:
        candidate.announce(sum(len(each) for _, each in chosen))
    parts, findings = [], list[Finding]()
    for shape, each in chosen:
        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(candidate.evaluate, each.bits, shape, True)
            table, kept = (references or decided_rows)(bound, fmt, quantity, each.whole, candidate.progress)
            found = pending.result()
        findings += (finding for finding in found.findings if finding.says not in {f.says for f in findings})
        left = replace(each, bits=each.bits[kept], families=tuple(np.array(each.families, dtype=object)[kept]))
        parts.append(_Part(left, table, found.bits[kept], int((~kept).sum())))
    beside = _adjoint(question, bound, parts, candidate)
    return _verdict(question, bound, parts, _one_of_a_kind(findings), _probing(candidate), candidate.target(), beside)


Call = Callable[[Bits, RowShape], Bits]


def _probing(candidate: OnTrial) -> tuple[Call, int]:
    """Return how the candidate is called without a reference, and at how many widths: none if it answers once alone."""
    library = candidate.library
    widths = 0 if not library.repeatable else 1 if library.short_calls < SHORT_CALLS else len(WIDTHS)
    return lambda bits, shape: candidate.evaluate(bits, shape, False).bits, widths


def _one_of_a_kind(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the first finding of each kind: other widths repeat it."""
    return tuple({finding.kind: finding for finding in reversed(findings)}.values())[::-1]


def _with_shape(bound: Bound, fmt: Format, quantity: Quantity, width: int, seed: int) -> tuple[RowShape, Batch]:
    """Return the rows of a width, and their shape."""
    found, out = row_points(bound, fmt, quantity, width, seed)
    if quantity == Quantity.VALUE:
        return RowShape(width, None, out, beside=found.beside), found
    vector, result = ((width,), out) if quantity.kind is Kind.JVP else (out, (width,))
    return RowShape(width, vector, result, beside=found.beside), found


def _verdict(
    question: Question,
    bound: Bound,
    parts: list[_Part],
    findings: tuple[Finding, ...],
    probing: tuple[Call, int],
    target: Target,
    beside: list[Broken],
) -> Verdict:
    fmt, quantity, function = question.format, question.quantity, function_of(bound)
    plan = Plan.parse(question.plan, question.dtype)
    tables = [settled(p.table, p.got, p.batch.own, function, question.policy) for p in parts]
    ends = (0.0, 1.0) if function and function.sums_to_one and quantity == Quantity.VALUE else None
    bounded = function is not None and function.bounded
    flat = entries(tables, [p.batch.own for p in parts], ends)
    got = np.concatenate([p.got.reshape(-1) for p in parts])
    comparison = compare(flat, got, question.policy)
    stand_in = function or Function("softmax")
    judged = [Judged(p.batch, p.got, stand_in, quantity, fmt, plan) for p in parts]
    found = measured(comparison, list(zip(judged, tables, strict=True)), bounded)
    broken = beside
    if function:
        for each in judged:
            broken += laws(each, question.max_ulp, question.max_bound)
        if quantity == Quantity.VALUE:
            broken += _probed(question, function, plan, *probing)
    beyond = 0 if question.max_bound is None else _beyond(comparison, found, question.max_bound)
    figures = RowFigures(
        tables=tuple(RowTable(p.batch.own, len(p.batch), p.undecided, digest(p.batch.whole, fmt)) for p in parts),
        families=families(found),
        best=Plan.best(fmt).to_json() if bounded else None,
        declared=plan.to_json() if bounded else None,
        max_bound=question.max_bound,
        of_best=max(float(each.of_best.max(initial=0.0)) for each in found),
        of_declared=max(float(each.of_declared.max(initial=0.0)) for each in found),
        beyond=beyond,
        worst=worst(found),
        terms=max(float(each.of_terms.max(initial=0.0)) for each in found) if quantity.vector and bounded else None,
        sums=row_sums(found) if function else (),
        laws=summed(broken),
        causes=(diagnose(found, quantity) if function else ()) or diagnose_formula(bound, quantity, found),
        beside=bound.domain.names[1:],
    )
    all_bits = np.concatenate([p.batch.whole.reshape(-1) for p in parts])
    inputs = Inputs("rows", sum(len(p.batch) for p in parts), digest(all_bits, fmt), None, question.seed)
    result = summarise(comparison, question.max_ulp)
    return question.verdict(bound, target, inputs, result, findings, parts[0].table.engines, rows=figures)


ADJOINT = 6
"""Batches at most with which a JVP and a VJP are held against each other."""

OF_ANOTHER_KIND = (Defect.NAN, Defect.NOT_NAN, Defect.INFINITY, Defect.NOT_INFINITY)
"""Classes of which one entry breaks a bound in multiples of a plan's: no plan allows them."""


def _adjoint(question: Question, bound: Bound, parts: list[_Part], candidate: OnTrial) -> list[Broken]:
    """Return the law <J v, w> = <v, J^T w> on the batches of a candidate that has both products."""
    function, fmt, plan = function_of(bound), question.format, Plan.parse(question.plan, question.dtype)
    if candidate.transposed is None or not (function and function.bounded):
        return []
    other = question.quantity.transposed
    found = []
    for part in parts[:ADJOINT]:
        own = part.batch.own
        shape, _ = _with_shape(bound, fmt, other, own, question.seed)
        rows = replace(part.batch, bits=part.batch.bits[:, :own])
        given = with_vectors(rows, shape.vector or (), fmt, question.seed + 1)
        try:
            got = candidate.transposed(given.bits, shape, False).bits
        except (CandidateError, UnsupportedError):
            if question.transposed:
                raise
            # The other product is not what is on trial.
            return []
        pair = (
            Judged(part.batch, part.got, function, question.quantity, fmt, plan),
            Judged(given, got, function, other, fmt, plan),
        )
        found.append(adjoint(*pair, question.max_bound))
    return found


def _beyond(comparison: Comparison, found: list[Measured], max_bound: float) -> int:
    """Return how many entries are beyond a bound in multiples of the declared plan's."""
    far = np.concatenate([(each.counted & (each.of_declared > max_bound)).reshape(-1) for each in found])
    for defect in OF_ANOTHER_KIND:
        far |= comparison.defects[defect]
    return int(far.sum())


def _probed(question: Question, function: Function, plan: Plan, call: Call, widths: int) -> list[Broken]:
    def results(bits: Bits) -> Bits:
        width = bits.shape[1]
        return call(bits, RowShape(width, None, () if function.form == "logsumexp" else (width,)))

    terms = (question.seed, question.max_ulp, question.max_bound)
    return [
        each for width in WIDTHS[:widths] for each in probes(results, function, plan, question.format, width, *terms)
    ]

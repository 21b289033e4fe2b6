"""Judging a function of pairs, such as SwiGLU: pairs of places and random ones, reference, candidate, verdict."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from symact.candidates.row_shape import RowShape
from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.errors import SymactError
from symact.judge.figures.summary import result
from symact.judge.figures.verdict import Inputs, Verdict
from symact.judge.inputs import digest
from symact.judge.on_trial import OnTrial
from symact.judge.pairs.causes import diagnose
from symact.judge.pairs.comparison import check_policy, compare, number
from symact.judge.question import Question
from symact.reference.pairs.factors import separated
from symact.reference.pairs.points import MOST, pair_points
from symact.reference.pairs.table import Pairs
from symact.system.arithmetic import default_arithmetic


def shape_of(quantity: Quantity) -> RowShape:
    """Return the shape of a pair for a quantity."""
    if quantity == Quantity.VALUE:
        return RowShape(2, None, (), True)
    return RowShape(2, (2,), (), True) if quantity.kind is Kind.JVP else RowShape(2, (), (2,), True)


@default_arithmetic()
def judge_pairs(question: Question, bound: Bound, candidate: OnTrial) -> Verdict:
    """Judge a function of pairs.

    Raises:
        SymactError: the function has no verdict on pairs, or the policy has no meaning for them.
        CandidateError: the candidate failed.
    """
    fmt, quantity = question.format, question.quantity
    if question.max_bound is not None:
        raise SymactError(f"--max-bound: no bound of an algorithm is known for {question.name}; give --max-ulp")
    check_policy(question.policy)
    if separated(bound) is None:
        raise SymactError(f"{question.name} is no product of a function of a and one of b; no verdict yet")
    bits, spread = pair_points(bound, fmt, quantity, question.seed, MOST)
    inputs = Inputs("pairs", len(bits), digest(bits, fmt), spread, question.seed)
    if candidate.announce:
        candidate.announce(len(bits))
    shape = shape_of(quantity)
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(candidate.evaluate, bits, shape, candidate.library.repeatable)
        table = Pairs(bound, fmt, quantity, bits.shape[1]).build(bits, candidate.progress)
        found = pending.result()
    comparison = compare(table, found.bits, question.policy, question.max_ulp)
    shown = partial(number, columns=bits.shape[1], entries=comparison.entries, fmt=fmt)
    figures = result(comparison.figures(question.max_ulp), fmt, shown=shown)
    causes = diagnose(bound, comparison, quantity, fmt)
    return question.verdict(bound, candidate.target(), inputs, figures, found.findings, table.engines, causes=causes)

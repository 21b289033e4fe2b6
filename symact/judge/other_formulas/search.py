"""The search for a formula that gives wrong results: others of the catalogue, slips, other numbers, rounded parts."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain

from symact.errors import SymactError
from symact.formats.floating import Format
from symact.judge.other_formulas.complex_step import ComplexStep
from symact.judge.other_formulas.evidence import FEWEST, Seen, few_of
from symact.judge.other_formulas.fitted_numbers import fitted
from symact.judge.other_formulas.formula import Formula
from symact.judge.other_formulas.lost_terms import sums_altered
from symact.judge.other_formulas.narrowed_parts import narrowed
from symact.judge.other_formulas.slips import (
    Slip,
    exchanged,
    inputs_altered,
    numbers_altered,
    parts_altered,
    said,
    squared,
    whole_altered,
)
from symact.judge.other_formulas.standing import Standing, roughly, standing
from symact.judge.other_formulas.subject import SHOWN, Subject

MOST_TOLD = 3
"""Formulas at most that are told beside the one that is named."""

Proposal = tuple[str, str, Formula]
"""A cause, what is said of it, and the formula."""


def explanations(subject: Subject, due: Formula, batches: Sequence[Seen], fmt: Format, count: int) -> list[Standing]:
    """Return the formulas that give what is to be explained, the best first, those after it that give as much.

    Args:
        subject: what is on trial.
        due: the formula that is due.
        batches: the results.
        fmt: their format.
        count: of rows of each batch at which most formulas are ruled out.
    """
    if sum(int(each.tell.sum()) for each in batches) < FEWEST:
        return []
    few, standings = [each.sharing(due) for each in few_of(batches, count)], list[Standing]()
    dues = [each.values(due) for each in batches]
    step, definition = ComplexStep(subject, few), subject.bound.expression
    of_each = (_derived(subject, step, "another_function", slip) for slip in subject.of_each())
    related = (each for slip in subject.related() for each in _derived(subject, step, "another_function", slip))
    for proposals in (
        related,
        _proposed(subject, due, few, step),
        (("lost_terms", says, Formula(found)) for says, found in sums_altered(due.expression, subject.inputs[0])),
        (each for slip in numbers_altered(definition) for each in _derived(subject, step, "another_function", slip)),
        chain.from_iterable(narrowed(Formula(subject.derived(each)), fmt, few) for each in subject.writings),
        (each for some in of_each for each in some),
    ):
        for proposal in proposals:
            each = standing(*proposal, batches, few, dues)
            if each and not any(each.is_like(other) for other in standings):
                standings.append(each)
        if any(each.gives_all for each in standings) or (standings and proposals is not related):
            break
    best = max(standings, key=lambda each: (each.reproduced, each.agreed), default=None)
    return [each for each in standings if best and each.gives_as_much_as(best)]


def in_words(standings: Sequence[Standing]) -> str:
    """Return what is said of the first, and of others that the results do not tell from it."""
    told = ", or ".join(each.says for each in standings[1 : 1 + MOST_TOLD])
    return standings[0].says + (f"; these rows do not tell it from: {told}" if told else "")


def written_out(formula: Formula) -> str:
    """Return a formula as text."""
    return said(formula.expression.xreplace(SHOWN)) + (f", some parts in {formula.narrow}" if formula.narrow else "")


def _proposed(subject: Subject, due: Formula, few: Sequence[Seen], step: ComplexStep) -> Iterator[Proposal]:
    """Yield formulas with a slip or another number, those first that are named if rows do not tell them apart."""
    for says, expression in fitted(subject, few):
        yield "another_function", says, Formula(expression)
    yield from _of_gradients(subject, due, few)
    definition = subject.bound.expression
    for slips in (
        inputs_altered(definition, subject.inputs, subject.pair),
        *map(parts_altered, subject.writings),
        squared(definition),
        exchanged(definition, subject.inputs),
    ):
        for slip in slips:
            yield from _derived(subject, step, "another_function", slip)
    for says, expression in whole_altered(due.expression, definition):
        yield "another_function", says, Formula(expression)


def _of_gradients(subject: Subject, due: Formula, few: Sequence[Seen]) -> Iterator[Proposal]:
    """Yield what may be written for a JVP or VJP."""
    if not subject.vectors:
        return
    if not subject.pair:
        with suppress(SymactError):
            transposed = subject.transposed.derived(subject.bound.expression)
            yield "altered_gradient", "it is the product with the transposed Jacobian", Formula(transposed)
    elif len(subject.vectors) > 1:
        turned = dict(zip(subject.vectors, subject.vectors[::-1], strict=True))
        yield "swapped_halves", "the tangents are exchanged", Formula(due.expression.xreplace(turned))
    symbols = [SHOWN.get(each, each) for each in (*subject.inputs, *subject.vectors)]
    for written, names in subject.gradients:
        seen, parts = few[-1].named(names), [each for each in names if each not in symbols]
        for says, expression in chain(parts_altered(written), squared(written), exchanged(written, symbols, parts)):
            # To put in what names stand for takes longer than to see that a formula is far off.
            with suppress(SymactError):
                if roughly(Formula(expression), seen):
                    yield "altered_gradient", says, Formula(expression.xreplace(names))


def _derived(subject: Subject, step: ComplexStep, cause: str, slip: Slip) -> Iterator[Proposal]:
    if not step.may_be(slip[1]):
        return
    try:
        yield cause, subject.of + slip[0], Formula(subject.derived(slip[1]))
    except SymactError:
        # It has no derivative.
        return

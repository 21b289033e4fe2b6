"""Which other formula gave wrong rows: one is named where it gives nearly all results, but for rounding of its steps.

It is asked for where no computation of `symact.judge.rows.diagnosis` returns the results, and for functions that these
do not know: definitions of one's own, masks, caps. The formulas are other functions of the catalogue, the definition
with one slip or another number, its JVP or VJP with one, and the due formula with parts rounded to a narrow format.
"""

from collections.abc import Callable, Iterator, Sequence

from sympy import Expr, Symbol

from symact import catalogue
from symact.definition.bound import Bound, bind
from symact.definition.products import over_entries
from symact.definition.quantity import Quantity
from symact.definition.reductions import is_one_number
from symact.definition.several import VECTOR
from symact.errors import SymactError
from symact.judge.diagnosis.expression_text import text
from symact.judge.figures.row_figures import RowCause
from symact.judge.other_rows.evidence import FEWEST, Seen, few_of, seen
from symact.judge.other_rows.fitted_numbers import fitted
from symact.judge.other_rows.narrowed_parts import narrowed
from symact.judge.other_rows.row_values import Formula
from symact.judge.other_rows.slips import Slip, inputs_altered, parts_altered, whole_altered
from symact.judge.other_rows.standing import Standing, standing
from symact.judge.rows.multiples import Measured

MOST_TOLD = 3
"""Formulas at most that are told beside the one that is named."""

SHOWN = {VECTOR: Symbol("v", real=True)}
"""What the vector of a JVP or VJP is called."""

Derived = Callable[[Expr], Expr]

Proposal = tuple[str, str, Formula]
"""A cause, what is said of it, and the formula."""


def diagnose_formula(bound: Bound, quantity: Quantity, found: Sequence[Measured]) -> tuple[RowCause, ...]:
    """Return the other formula that gives wrong results, with those that the rows do not tell from it.

    Args:
        bound, quantity: what is due.
        found: the batches with their results.
    """

    def derived(expression: Expr) -> Expr:
        if quantity == Quantity.VALUE:
            return expression
        entry, *beside = bound.activation.inputs
        return over_entries(expression, entry, VECTOR, quantity, beside)

    # Float64 evaluates no formula better than a candidate in float64 does.
    if found[0].judged.fmt.width > 32:
        return ()
    try:
        due = Formula(derived(bound.expression))
        batches = seen(bound, quantity, found, due)
    except SymactError:
        return ()
    if sum(int(each.tell.sum()) for each in batches) < FEWEST:
        return ()
    few, standings = few_of(batches), list[Standing]()
    dues = [each.values(due) for each in batches]
    fmt = found[0].judged.fmt
    for proposals in (_proposed(bound, quantity, derived, few), narrowed(due, fmt, few), _of_each(bound, derived)):
        for proposal in proposals:
            each = standing(*proposal, batches, few, dues)
            if each and not any(each.is_like(other) for other in standings):
                standings.append(each)
        if standings:
            break
    return _named(standings)


def _named(standings: Sequence[Standing]) -> tuple[RowCause, ...]:
    if not standings:
        return ()
    best = max(standings, key=lambda each: (each.reproduced, each.agreed))
    figures = (best.reproduced, best.tried, best.agreed, best.compared)
    equal = [
        each for each in standings if each is not best and (each.reproduced, each.agreed) == (figures[0], figures[2])
    ]
    told = ", or ".join(each.says for each in equal[:MOST_TOLD])
    says = best.says + (f"; these rows do not tell it from: {told}" if told else "")
    rivals = tuple(sorted({each.cause for each in equal} - {best.cause}))
    plan = text(best.formula.expression.xreplace(SHOWN))
    plan += f", some parts in {best.formula.narrow}" if best.formula.narrow else ""
    return (RowCause(best.cause, says, plan, *figures, rivals, "rounding"),)


def _proposed(bound: Bound, quantity: Quantity, derived: Derived, few: Sequence[Seen]) -> Iterator[Proposal]:
    """Yield other formulas, those first that are named if rows do not tell them apart."""
    of = "" if quantity == Quantity.VALUE else f"it is the {quantity} of another function: "
    for slip in _related(bound):
        yield from _derived(slip, of, derived)
    for says, expression in fitted(bound, derived, few):
        yield "another_function", says, Formula(expression)
    due = derived(bound.expression)
    if quantity != Quantity.VALUE:
        back = {shown: vector for vector, shown in SHOWN.items()}
        for says, expression in parts_altered(due.xreplace(SHOWN)):
            yield "altered_gradient", says, Formula(expression.xreplace(back))
    for slips in (inputs_altered(bound.expression, bound.activation.inputs), parts_altered(bound.expression)):
        for slip in slips:
            yield from _derived(slip, of, derived)
    for says, expression in whole_altered(due):
        yield "another_function", says, Formula(expression)


def _derived(slip: Slip, of: str, derived: Derived) -> Iterator[Proposal]:
    try:
        yield "another_function", of + slip[0], Formula(derived(slip[1]))
    except SymactError:
        # It has no derivative.
        return


def _related(bound: Bound) -> Iterator[Slip]:
    """Yield the other functions of rows of the catalogue that take no more inputs and give as many results."""
    inputs, own = bound.activation.inputs, dict(bound.values)
    single = is_one_number(bound.expression, inputs)
    for name in catalogue.names("vector"):
        activation = catalogue.get(name)
        if name == bound.activation.name or len(activation.inputs) > len(inputs):
            continue
        other = bind(activation, {each.name: own[each.name] for each in activation.params if each.name in own})
        if is_one_number(other.expression, activation.inputs) == single:
            yield f"it is {name}", other.expression.xreplace(dict(zip(activation.inputs, inputs, strict=False)))


def _of_each(bound: Bound, derived: Derived) -> Iterator[Proposal]:
    """Yield the functions of one number, taken of each number of the row by itself."""
    entry, *_ = bound.activation.inputs
    for name in catalogue.names("line"):
        other = bind(catalogue.get(name))
        slip = (
            f"it is {name} of each number by itself",
            other.expression.xreplace({other.activation.inputs[0]: entry}),
        )
        yield from _derived(slip, "", derived)

"""Formulas of rows with another number in one place, which is read off the results of a few rows."""

import operator
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import sympy
from sympy import Expr, Rational

from symact.definition.bound import Bound
from symact.definition.reductions import Total
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.judge.other_formulas.evidence import Seen
from symact.judge.other_formulas.formula import Formula
from symact.judge.other_formulas.slips import COUNT, Slip, each_of, said
from symact.judge.other_formulas.subject import Subject, factors
from symact.judge.written_numbers import written

KNOB = sympy.Dummy("k", real=True)
"""What stands where the number is sought."""

GRID = np.exp2(np.linspace(-10, 10, 121))
"""Multiples of the due number that are tried; the best is refined."""

CONSTANTS = (sympy.sqrt(2), 1 / sympy.sqrt(2), sympy.log(2), 1 / sympy.log(2), sympy.pi, sympy.log(10))
"""Numbers that are no fractions and stand in formulas nevertheless."""

ABOUT = 0.02
"""How far a number that a person writes may be from what was read."""

ALIKE = 12
"""Decimals to which formulas that miss results as far are alike."""

AT_ONCE = 2**17
"""Results about that are computed at once for all numbers; two rows at least tell which number is near."""

STRETCHED = "it is the function of x/c, times c, with c = {}"

Place = tuple[str, Expr, Expr]
"""What is said of another number, the due one, and the definition with a knob in its place."""


def fitted(subject: Subject, few: Sequence[Seen]) -> Iterator[Slip]:
    """Yield formulas with another number, in each place that has one, those first that need no search."""
    derived = subject.derived
    yield from _of_results(derived(subject.bound.expression), few)
    if not few:
        return
    fit = max(few, key=lambda each: each.tell.sum())
    for says, due, opened in _places(subject.bound, subject.pair):
        try:
            open_form = derived(opened)
            best = _sought(open_form, fit, float(due))
        except SymactError:
            continue
        if best is not None:
            for number in _written(best):
                if number != due:
                    told = "it is -f(-x)" if (says, number) == (STRETCHED, -1) else says.format(said(number))
                    yield told, open_form.xreplace({KNOB: number})


def _written(value: float) -> list[Expr]:
    """Return numbers as a person would write them near a value, the simplest first."""
    if not value:
        return []
    numbers = [*CONSTANTS, *(Rational(each.numerator, each.denominator) for each in written(value))]
    return [each for each in dict.fromkeys(numbers) if each and abs(float(each) / value - 1) < ABOUT]


def _places(bound: Bound, pair: bool) -> Iterator[Place]:
    """Yield what is said of another number, the due one, and the definition with a knob in its place."""
    whole = bound.expression
    yield from _parameters(bound)
    for each in bound.activation.inputs:
        yield f"it is the function of {{}} {each}", sympy.S.One, whole.xreplace({each: KNOB * each})
        if pair:
            yield f"it is the function of {each} with {{}} added", sympy.S.One, whole.xreplace({each: each + KNOB})
    entry, *others = bound.activation.inputs
    if pair:
        above = {entry: sympy.Min(KNOB, entry)}
        both = {each: sympy.Max(-KNOB, sympy.Min(KNOB, each)) for each in (entry, *others)}
        for says, cut in (
            (f"{entry} is cut off above {{}}", above),
            *((f"{each} is cut off at {{0}} and -{{0}}", {each: both[each]}) for each in both),
            (f"{entry} is cut off above {{0}}, and {others[0]} at {{0}} and -{{0}}", both | above),
        ):
            yield says, sympy.S.One, whole.xreplace(cut)
        for factor in [each for each in factors(bound) if each.args]:
            yield f"{_plain(said(factor))} is cut off above {{}}", sympy.S.One, whole / factor * sympy.Min(KNOB, factor)
    else:
        inverse = whole.xreplace({entry: entry / KNOB})
        yield STRETCHED, sympy.S.One, KNOB * inverse
    for node in sorted(whole.atoms(sympy.Function), key=sympy.default_sort_key):
        shown = _plain(said(node))
        if isinstance(node, sympy.Max) and len(node.args) == 2 and node.args[0].is_zero:
            leaky = sympy.Max(KNOB * node.args[1], node.args[1])
            yield f"{shown} has the slope {{}} below 0", sympy.S.One, whole.xreplace({node: leaky})
        elif len(node.args) == 1 and node.args[0].has(entry) and node.args[0] != entry:
            times = whole.xreplace({node: node.func(KNOB * node.args[0])})
            yield f"the argument of {shown} is multiplied by {{}}", sympy.S.One, times
    yield from _numbers(bound)


def _parameters(bound: Bound) -> Iterator[Place]:
    params = dict(bound.values)
    symbols = {str(each): each for each in bound.activation.expression.free_symbols}
    for name, due in params.items():
        if name in symbols and due:
            others = {symbols[key]: value for key, value in params.items() if key != name and key in symbols}
            opened = bound.activation.expression.subs(others).xreplace({symbols[name]: KNOB})
            yield f"{name} is {{}}, not {said(due)}", due, opened


def _numbers(bound: Bound) -> Iterator[Place]:
    whole, own = bound.expression, {value for _, value in bound.values}
    for node in dict.fromkeys(sympy.preorder_traversal(whole)):
        for number in node.args if node.is_Add or node.is_Mul else ():
            if number.is_number and not number.has(Total) and number not in (sympy.S.NegativeOne, *own):
                other = node - number + KNOB if node.is_Add else node / number * KNOB
                says = f"{{}} takes the place of {said(number)} in {_plain(said(node))}"
                yield says, number, whole.xreplace({node: other})


def _plain(said: str) -> str:
    """Return a text in which no number is put."""
    return said.replace("{", "{{").replace("}", "}}")


def _sought(open_form: Expr, fit: Seen, due: float) -> float | None:
    """Return the number with which a formula comes nearest to results, None where none is near."""
    numbers, width = np.concatenate([GRID, -GRID]) * due, float(GRID[1] / GRID[0])
    best, off = None, 1.0
    some = fit.some(np.argsort(-fit.tell.sum(axis=1), kind="stable")[: max(2, AT_ONCE // (2 * len(GRID) * fit.width))])
    for step in range(5):
        misses = _missed(open_form, numbers, fit if step else some)
        # Of numbers that fit alike, as any negative one that turns a maximum, the one of the due number's size.
        place = int(np.lexsort((np.abs(np.log2(np.abs(numbers / due))), misses.round(ALIKE)))[0])
        if misses[place] >= off and best is None:
            return None
        best, off = float(numbers[place]), float(misses[place])
        numbers, width = best * np.linspace(1 / width, width, 17), 1 + (width - 1) / 6
    return best if off < 0.2 else None


def _missed(open_form: Expr, numbers: Floats, fit: Seen) -> Floats:
    """Return for each number the mean of how far its formula misses results, none by more than 1."""
    rows = len(fit.got)
    given = {symbol: np.tile(each, (len(numbers), 1)) for symbol, each in fit.given.items()}
    values = Formula(open_form).values({**given, KNOB: np.repeat(numbers, rows)[:, None]})
    if values.shape[1] > fit.got.shape[1]:
        return np.ones(len(numbers))
    values = np.broadcast_to(values, (len(numbers) * rows, fit.got.shape[1])).reshape(-1, *fit.got.shape)
    with np.errstate(all="ignore"):
        off = np.abs(values - fit.got) / np.abs(fit.got)
    return np.asarray(np.where(np.isfinite(off), np.minimum(off, 1.0), 1.0)[:, fit.tell].mean(axis=1))


def _of_results(due: Expr, few: Sequence[Seen]) -> Iterator[Slip]:
    """Yield multiples of the results, the results with a number added, and cut off at their ends."""
    told = [(values[each.tell], each.got[each.tell]) for each in few for values, _ in [each.values(Formula(due))]]
    values, got = (np.concatenate(part) for part in zip(*told, strict=True)) if told else (np.zeros(0),) * 2
    fine = np.isfinite(values) & np.isfinite(got)
    with np.errstate(all="ignore"):
        ratio, added = _middle(got[fine] / values[fine]), _middle(got[fine] - values[fine])
    for number in _written(ratio):
        says = "the result has the other sign" if number == -1 else f"the result is multiplied by {said(number)}"
        yield says, each_of(due, partial(operator.mul, number))
    for number in _written(added):
        yield f"{said(number)} is added to the result", each_of(due, partial(operator.add, number))
    yield from _straight(due, few)
    for end, cut in ((got.min(initial=np.inf), sympy.Max), (got.max(initial=-np.inf), sympy.Min)):
        if np.isfinite(end) and (got == end).sum() > len(got) / 4:
            for number in _written(float(end)) or [sympy.S.Zero]:
                yield (
                    f"results {'below' if cut is sympy.Max else 'above'} {said(number)} are taken for it",
                    each_of(due, partial(cut, number)),
                )


def _straight(due: Expr, few: Sequence[Seen]) -> Iterator[Slip]:
    """Yield multiples of the results with a number added, or its nth part, as where labels are smoothed."""
    lines = []
    for each in few:
        values = each.values(Formula(due))[0]
        told = each.tell & np.isfinite(values) & np.isfinite(each.got)
        if told.sum() > 2 and np.ptp(values[told]) > 0:
            lines.append((*np.polyfit(values[told], each.got[told], 1), each.width))
    if not lines:
        return
    slopes, starts, widths = np.array(lines).T
    for factor in _written(_middle(slopes)):
        for shares, divisor in ((starts, sympy.S.One), (starts * widths, COUNT)):
            for number in _written(_middle(shares))[:1] if np.ptp(shares) < ABOUT * np.abs(shares).max() else ():
                more, said_of = number / divisor, f"the result is multiplied by {said(factor)}"
                yield f"{said_of}, and {said(more)} is added", each_of(due, partial(_line, factor, more))


def _line(factor: Expr, more: Expr, value: Expr) -> Expr:
    return factor * value + more


def _middle(numbers: Floats) -> float:
    return float(np.median(numbers)) if len(numbers) and np.isfinite(np.median(numbers)) else 0.0

"""The due formula with parts rounded to a narrow format: which ones is found one after the other."""

from collections.abc import Iterator, Sequence

import sympy
from sympy import Expr, Symbol

from symact.definition.reductions import Total
from symact.definition.several import VECTOR
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.judge.other_formulas.evidence import Seen
from symact.judge.other_formulas.formula import Formula
from symact.judge.other_formulas.slips import said
from symact.judge.rows.diagnosis.case import narrow

MOST = 4
"""Parts at most that are found one by one."""


def narrowed(due: Formula, fmt: Format, few: Sequence[Seen]) -> Iterator[tuple[str, str, Formula]]:
    """Yield the formula with all of its parts rounded, and with those that together explain most of some rows."""
    whole = due.expression
    offs = [each.values(due)[1] for each in few]
    for name in narrow(fmt):
        same = name == fmt.name
        parts = [each for each in dict.fromkeys(sympy.preorder_traversal(whole)) if _is_step(each, whole, same)]
        every = Formula(whole, name, frozenset(parts))
        yield "narrow_steps", f"every step is rounded to {name}", every
        chosen, most = frozenset[Expr](), 0
        for _ in range(MOST):
            found = [(_explained(Formula(whole, name, chosen | {each}), few, offs), each) for each in parts]
            best = max(found, key=lambda pair: pair[0], default=(0, whole))
            if best[0] <= most:
                break
            most, chosen = best[0], chosen | {best[1]}
            yield "narrow_steps", f"rounded to {name} on the way: {_said(chosen, whole)}", Formula(whole, name, chosen)


def _is_step(part: Expr, whole: Expr, same: bool) -> bool:
    """Whether a part has a value of its own that is no number, and that the format does not hold anyway."""
    return bool(part.free_symbols) and not (same and (part.is_Symbol or part == whole)) and part != Total(sympy.S.One)


def _explained(formula: Formula, few: Sequence[Seen], offs: Sequence[Floats]) -> int:
    # How far other steps move results is about what it is without the narrow ones.
    given = [(each, formula.values(each.given, each.known), off) for each, off in zip(few, offs, strict=True)]
    return sum(int((each.near(values, off) & each.tell).sum()) for each, values, off in given)


def _said(parts: frozenset[Expr], whole: Expr) -> str:
    shown = {VECTOR: Symbol("v", real=True)}
    told = sorted("the result" if each == whole else said(each.xreplace(shown)) for each in parts)
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)

"""Is a greater entry of the input the greater entry of the result? By the slope in its own x, all sums being equal."""

import sympy
from sympy import Dummy, Expr, Max, Symbol, oo

from symact.analysis.vector_study import Found, VectorStudy, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.elementary import POSITIVE
from symact.evidence import Fact, Proof, Step
from symact.properties.entries import has_entries
from symact.symbolic.reduced_sums import opened, signs_of
from symact.symbolic.signs import Interval

TOPIC = "entries"

DOMAINS = (Vector,)

PROPERTY = ("entry_order",)


def _is_ordered(subject: Activation | Bound) -> bool:
    """Whether the question makes sense: entries that differ in x alone."""
    return has_entries(subject) and len(subject.domain.names) == 1


ONLY_OF = {"entry_order": _is_ordered}


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return whether x_i < x_j implies f_i < f_j, or f_i > f_j, or f_i <= f_j."""
    return facts(subject, _rule) if _is_ordered(subject) else []


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.is_first_greatest:
        says = "where `x_i < x_j`, `x_i` is not the greatest, so `f_i = 0`"
        return {"entry_order": Found("kept", (study.of_first_greatest(says),))}
    whole = opened(study.expression, study.x)
    expression, meant = whole.expression, dict(whole.numbers)
    base, power = expression.as_base_exp()
    if isinstance(base, Max) and len(base.args) == 2 and sympy.S.Zero in base.args and _is_shared(power, study.x):
        (inner,) = (each for each in base.args if each is not sympy.S.Zero)
        if signs_of(sympy.diff(inner, study.x), study.x) == POSITIVE and not _obstacle(inner, study.x):
            step = Step(
                "shared sums",
                f"`max({inner.xreplace(meant)}, 0)` does not decrease in x, and the sums are the same for all",
            )
            return {"entry_order": Found("kept", (Proof((step,)),))}
    if expression.has(Max, sympy.Min, sympy.Piecewise, sympy.Abs):
        return {"entry_order": open_because("no rule tells the slope of an entry that is defined by pieces")}
    slope = sympy.factor(sympy.diff(expression, study.x))
    signs = signs_of(slope, study.x)
    words = {frozenset((1,)): "kept strictly", frozenset((-1,)): "reversed strictly"}
    if signs not in words and study.norm:
        step = Step("shared sums", f"an entry is `x_i`, less what all share, over `{study.norm.root(study.x)} > 0`")
        return {"entry_order": Found("kept strictly", (Proof((step,)),))}
    if signs not in words:
        return {"entry_order": open_because("the sign of the slope of an entry in its own x is open")}
    obstacle = _obstacle(expression, study.x)
    if obstacle:
        return {"entry_order": open_because(f"an entry may jump or have a pole: {obstacle}")}
    word = ">" if 1 in signs else "<"
    says = f"the slope of an entry in its own x is `{slope.xreplace(meant)} {word} 0`; the sums are the same for all"
    step = Step("shared sums", says)
    return {"entry_order": Found(words[signs], (Proof((step,)),))}


def _is_shared(power: Expr, x: Symbol) -> bool:
    """Whether a power is positive and the same for all entries, so that base**power increases with the base."""
    return bool(power.is_positive) and not power.has(x)


def _obstacle(expression: Expr, x: Symbol) -> str | None:
    """Return why an expression may jump or have a pole at some x; None where it has neither."""
    return Interval(x, -oo, oo).is_smooth(_own_part(expression, x))


def _own_part(expression: Expr, x: Symbol) -> Expr:
    """Return an expression with a number for each greatest part in which x does not stand."""
    if not expression.has(x):
        return Dummy(real=True, positive=True if expression.is_positive else None)
    return expression.func(*(_own_part(each, x) for each in expression.args)) if expression.args else expression

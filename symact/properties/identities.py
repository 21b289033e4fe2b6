"""Textbook forms and exactly for which parameters they hold, by comparison with the definition cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import sympy
from sympy import Add, Expr, Max, Min, Or, Piecewise, S, Symbol, exp
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symact import catalogue
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.regional_claim import in_parameters
from symact.analysis.symbolic_parameters import put_in
from symact.analysis.values import Identity, Value
from symact.definition.activation import Activation, x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece, split
from symact.errors import DefinitionError, OpenSignError, SymactError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.sentence import where
from symact.symbolic.piecewise_zero_test import Cell, ZeroCase, common_cells, vanishes

TOPIC = "identities"

PROPERTY = ("identities",)

AS_WRITTEN = True
"""It is derived of the definition as it stands, for all parameters at once."""


@dataclass(frozen=True, slots=True)
class FormComparison:
    """What a comparison found on one region of the parameters; branches as in `vanishes`."""

    branches: tuple[ZeroCase, ...]

    @property
    def verdict(self) -> bool | None:
        """True or False where no further condition is left, None otherwise."""
        return self.branches[0].holds if len(self.branches) == 1 else None


def derive(subject: Subject) -> list[Fact]:
    """Return the forms of a definition with the condition under which each equals the definition."""
    activation = subject if isinstance(subject, Activation) else subject.activation
    values: Mapping[Symbol, Expr] = {}
    if not isinstance(subject, Activation):
        values = {activation.param(name).symbol: value for name, value in subject.values}
    rows: list[dict[str, Value]] = []
    parts: list[Evidence] = []
    open_forms: list[Fact] = []
    for form in activation.forms:
        condition, evidence = _condition(subject, form.subs(values))
        if condition is None:
            open_forms.append(Fact("identities", None, sympy.true, evidence))
            continue
        rows.append({"identity": Identity("f(x)", form), "condition": condition})
        parts += [Proof((Step("comparison", f"`f(x) = {form}` {where(condition, 'exactly if')}"),)), *evidence]
    if not activation.forms:
        parts.append(Proof((Step("comparison", f"no form of {activation.name} is on record"),)))
    facts = [Fact("identities", rows, sympy.true, tuple(parts))] if rows or not activation.forms else []
    return [*facts, *open_forms]


@lru_cache(maxsize=512)
def _condition(subject: Subject, form: Expr) -> tuple[Boolean | None, tuple[Evidence, ...]]:
    """Return exactly when a form equals the function, or None with the gap."""
    try:
        expression = unfold(form)
        found = solve_by_cases(
            expression,
            lambda region, _: FormComparison(tuple(_compare(subject.pieces, expression, region))),
            lambda reason: FormComparison((ZeroCase(sympy.true, None, (Gap(reason),)),)),
        )
    except SymactError as error:
        return None, (Gap(f"`f(x) = {form}`: {error}"),)
    rows = merge(found, lambda a, b: a.verdict is not None and a.verdict == b.verdict)
    # A verdict has no condition of its own, so one branch of a row stands for its condition.
    branches = [
        (condition, branch)
        for condition, joined in rows
        for branch in (_one(joined) if joined[0].verdict is not None else joined[0].branches)
    ]
    parts = tuple(dict.fromkeys(part for _, branch in branches for part in branch.parts))
    if any(branch.holds is None for _, branch in branches):
        return None, tuple(part for part in parts if isinstance(part, Gap))
    holds = Or(*(sympy.And(condition, branch.condition) for condition, branch in branches if branch.holds))
    return holds, parts


def _one(joined: Sequence[FormComparison]) -> tuple[ZeroCase]:
    """Return the branch of comparisons with one verdict, with the evidence of all."""
    parts = tuple(part for each in joined for branch in each.branches for part in branch.parts)
    return (replace(joined[0].branches[0], condition=sympy.true, parts=parts),)


def _compare(pieces: Sequence[Piece], form: Expr, region: Region) -> Iterator[ZeroCase]:
    inside = with_affine_switches(region.put(form))
    _ask_slopes(inside)
    here = [put_in(piece, dict(region.inward)) for piece in pieces]
    try:
        cells = common_cells((split(inside, x), here), x)
    except DefinitionError as error:
        # A form that takes a value of its own at a point, as sign does at 0, has no pieces.
        yield _at_points(inside, here) or ZeroCase(sympy.true, None, (Gap(str(error)),))
        return
    differences = [Cell(c.lower, c.upper, (c.expressions[0] - c.expressions[1],)) for c in cells]
    for branch in vanishes(differences, x):
        parts = tuple(in_parameters(part, region) for part in branch.parts)
        yield ZeroCase(branch.condition.subs(dict(region.outward)), branch.holds, parts)


def _at_points(form: Expr, pieces: list[Piece]) -> ZeroCase | None:
    """Refute a form by its exact value at a breakpoint."""
    for piece in pieces[1:]:
        at = piece.lower
        value = next(
            p.expression for p in pieces if (p.owns_upper and p.upper == at) or (p.owns_lower and p.lower == at)
        )
        difference = form.subs(x, at) - value.subs(x, at)
        if difference.is_finite and constant_sign(difference):
            step = Step("witness", f"at `{x} = {at}` the form is `{form.subs(x, at)}` and f is `{value.subs(x, at)}`")
            return ZeroCase(sympy.true, False, (Proof((step,)),))
    return None


def unfold(form: Expr) -> Expr:
    """Return a form with the catalogue's definitions in place of their names.

    Args:
        form: elu(x, a) is an activation with its parameters in the order of the definition; what is not
            given is the default.
    """
    while found := form.atoms(AppliedUndef):
        call = max(found, key=lambda c: c.count_ops())
        activation = catalogue.get(call.func.__name__)
        values = {p.symbol: p.default for p in activation.params}
        values.update(zip(values, call.args[1:], strict=False))
        form = form.xreplace({call: activation.expression.subs({**values, x: call.args[0]}, simultaneous=True)})
    return form


def with_affine_switches(expression: Expr) -> Expr:
    """Return an expression whose Max and Min of exponentials are switched by something affine of the same sign."""
    nodes = [n for n in expression.atoms(Max, Min) if len(n.args) == 2]
    for node in sorted(nodes, key=lambda n: n.count_ops()):
        first, second = node.args
        difference = sympy.factor(first - second)
        if difference.is_polynomial(x) or difference.has(Max, Min, Piecewise):
            continue
        twin = sympy.Mul(*map(_twin, sympy.Mul.make_args(difference)))
        if twin.is_polynomial(x) and sympy.degree(twin, x) == 1:
            larger = twin >= 0 if isinstance(node, Max) else twin <= 0
            expression = expression.xreplace({node: Piecewise((first, larger), (second, True))})
    return expression


def _twin(factor: Expr) -> Expr:
    """Return an affine expression with the sign of c (exp(u) - 1), or of exp(u); other factors as they are."""
    if isinstance(factor, exp):
        return S.One
    if isinstance(factor, Add) and len(factor.args) == 2:
        constant, moving = factor.as_independent(x, as_Add=True)
        coefficient, power = moving.as_independent(x, as_Add=False)
        if isinstance(power, exp) and sympy.expand(coefficient + constant) == 0:
            return coefficient * power.args[0]
    return factor


def _ask_slopes(expression: Expr) -> None:
    """Raise OpenSignError where the side of a switch depends on the parameters."""
    for node in sorted(expression.atoms(Max, Min), key=str):
        for first, second in combinations(node.args, 2):
            difference = sympy.expand(first - second)
            if difference.is_polynomial(x) and sympy.degree(difference, x) == 1:
                slope = difference.coeff(x, 1)
                if constant_sign(slope) is None:
                    raise OpenSignError(slope)

"""Claims that a property of the sheet has a certain value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact import properties
from symact.analysis.values import Value
from symact.claims.claim import Outcome, Subject
from symact.claims.number_comparison import Cases, always, equal, number, ordering
from symact.claims.value_text import short, shown, told
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind
from symact.definition.constant_sign import constant_sign
from symact.evidence import Fact, Gap
from symact.sheets.plain import written
from symact.sheets.titles import title

SUPPORT = {
    "differentiable": ("breakpoints",),
    "zero_centred": ("range",),
    "dying_region": ("dead_region",),
    "saturating": ("saturation",),
    "nonlinear": ("derivative_1",),
    "monotonic": ("monotonic_intervals",),
}
"""A word of the scorecard -> the properties that show why it is so."""

Test: TypeAlias = Callable[[Value], Cases]
"""Value of a fact -> where the claim holds."""


@lru_cache(maxsize=4096)
def facts(subject: Activation | Bound, name: str) -> tuple[Fact, ...]:
    """Return the facts of one property, derived once."""
    return tuple(properties.derive(subject, name))


def outcomes_of(subject: Subject, name: str, test: Test, tells: bool = True) -> list[Outcome]:
    """Return the outcomes of a test of one property's value, one a fact and case.

    Args:
        subject: what the claim is about.
        name: of the property.
        test: applied to the value of every fact that is not open.
        tells: whether the value itself shows why the claim fails.
    """
    if name not in properties.applicable(subject):
        reason = f"the engine derives no {name} of a function of {subject.space().kind}"
        return [Outcome(sympy.true, None, reason, (Gap(reason),))]
    found: list[Outcome] = []
    for fact in facts(subject, name):
        if fact.value is None:
            gap = next((p.reason for p in fact.parts if isinstance(p, Gap)), "no reason is given")
            found.append(Outcome(fact.scope, None, f"{title(name)} is open: {gap}", fact.parts))
            continue
        detail = told(name, fact.value) if tells else _support(subject, name, fact.scope)
        for condition, holds in test(fact.value):
            text = detail if holds is not None else f"{told(name, fact.value)} could not be compared"
            found.append(Outcome(sympy.And(fact.scope, condition), holds, text, fact.parts))
    return found


def _support(subject: Activation | Bound, name: str, scope: Boolean) -> str:
    """Return the facts that show why a word of the scorecard applies or does not."""
    if name == "differentiable":
        return parted(subject, scope)
    known = [each for each in SUPPORT.get(name, ()) if each in properties.names()]
    found = [
        f for each in known for f in facts(subject, each) if f.value is not None and f.scope in (sympy.true, scope)
    ]
    return "; ".join(told(f.property, f.value) for f in found)


def parted(subject: Activation | Bound, scope: Boolean) -> str:
    """Return the lowest order at which two sides of a breakpoint differ, in words; empty where none does.

    Args:
        subject: the function.
        scope: the case of the parameters; what it fixes is put in.
    """
    fixed = {each.lhs: each.rhs for each in sympy.And.make_args(scope) if isinstance(each, sympy.Eq)}
    values = [v for f in facts(subject, "breakpoints") for v in f.value or ()]
    for value in values:
        for row in value["one_sided"]:
            left, right = (short(row[side].subs(fixed)) for side in ("left", "right"))
            if left != right:
                name = f"f{chr(39) * row['order']}"
                return f"at x = {short(value['at'])} {name} is {left} on the left, {right} on the right"
    return ""


@dataclass(frozen=True)
class Property:
    """A property has a value that is compared as it stands: a word, true or false, a list without numbers.

    Args:
        name: of the property, as docs/sheet.md has it.
        value: claimed.
        equal: False for the claim that it has another value.
    """

    name: str
    value: Any
    equal: bool = True

    def __str__(self) -> str:
        return f"{self.name}: {'' if self.equal else 'not '}{shown(self.value)}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the property's value is the claimed one."""
        tells = self.name not in SUPPORT
        return outcomes_of(subject, self.name, lambda v: always((written(v) == self.value) == self.equal), tells)


@dataclass(frozen=True)
class Number:
    """A property is a certain number."""

    name: str
    value: Expr

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return where the property's value equals the claimed number."""

        def test(value: Value) -> Cases:
            found = number(value)
            return always(False) if found is None else equal(found, sympy.sympify(self.value))

        return outcomes_of(subject, self.name, test)


@dataclass(frozen=True)
class Smooth:
    """The function is at least C^order.

    Args:
        order: k of C^k, or "oo".
    """

    order: int | str

    def __str__(self) -> str:
        return f"f is C^{self.order}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return for which parameters the class is at least that."""
        return [
            Outcome(
                sympy.And(o.condition, branch["condition"]),
                self._reaches(branch["order"]),
                self._says(subject, branch),
                o.parts,
            )
            for o, branches in _with_values(subject, "smoothness")
            for branch in branches
        ] or outcomes_of(subject, "smoothness", lambda value: always(None))

    def _says(self, subject: Subject, branch: Mapping[str, Any]) -> str:
        assert isinstance(subject, (Activation, Bound))
        shows = "" if self._reaches(branch["order"]) else parted(subject, branch["condition"])
        return f"f is {_class(branch['order'])}{f'; {shows}' if shows else ''}"

    def _reaches(self, order: int | str | None) -> bool | None:
        if order is None:
            return None
        least, found = (float("inf") if o == "oo" else int(o) for o in (self.order, order))
        return found >= least


def _with_values(subject: Subject, name: str) -> list[tuple[Outcome, Any]]:
    """Return the values of a property with an outcome that carries their scope and evidence."""
    if name not in properties.applicable(subject):
        return []
    return [(Outcome(f.scope, True, "", f.parts), f.value) for f in facts(subject, name) if f.value is not None]


def _class(order: int | str | None) -> str:
    if order in (None, "oo"):
        return "C^oo" if order else "of a class that is not known"
    return "discontinuous" if order == -1 else f"C^{order} and no more"


@dataclass(frozen=True)
class Depends:
    """A property depends on a parameter: two values of it give different properties."""

    name: str
    values: tuple[Mapping[str, str], Mapping[str, str]]

    def __str__(self) -> str:
        return f"{self.name} differs between {_settings(self.values[0])} and {_settings(self.values[1])}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the two properties differ."""
        assert isinstance(subject, Activation)
        found = [(setting, facts(bind(subject, setting), self.name)) for setting in self.values]
        parts = tuple(part for _, each in found for fact in each for part in fact.parts)
        if any(fact.value is None for _, each in found for fact in each):
            return [Outcome(sympy.true, None, f"{self.name} is open", parts)]
        first, second = ([written(fact.value) for fact in each] for _, each in found)
        said = "; ".join(f"{_settings(s)}: {', '.join(shown(f.value) for f in each)}" for s, each in found)
        return [Outcome(sympy.true, first != second, said, parts)]


def _settings(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


@dataclass(frozen=True)
class Falls:
    """A property, a number, decreases strictly in a parameter."""

    name: str
    parameter: Symbol

    def __str__(self) -> str:
        return f"{self.name} decreases in {self.parameter}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the number's derivative with respect to the parameter is negative."""

        def test(value: Value) -> Cases:
            found = number(value)
            slope = None if found is None else constant_sign(sympy.diff(found, self.parameter))
            return always(None if slope is None else slope < 0)

        return outcomes_of(subject, self.name, test)


@dataclass(frozen=True)
class _Compared:
    """The absolute value of a property, a number, compares in one way with that of another function."""

    other: Activation

    NAME: ClassVar[str]
    SIGN: ClassVar[int]
    WORDS: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.WORDS} {self.other.name}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the difference of the two has the sign."""
        (theirs,) = facts(self.other, self.NAME)

        def test(value: Value) -> Cases:
            mine, other = number(value), number(theirs.value)
            sign = None if mine is None or other is None else ordering(abs(mine), abs(other))
            return always(None if sign is None else sign * self.SIGN > 0)

        return outcomes_of(subject, self.NAME, test)


class Steeper(_Compared):
    """The greatest slope, sup abs(f'), exceeds that of another function."""

    NAME, SIGN, WORDS = "lipschitz", 1, "sup abs(f') is greater than that of"


class MeanNearer(_Compared):
    """The mean of the outputs at a standard normal input is nearer to 0 than that of another function."""

    NAME, SIGN, WORDS = "gaussian_mean", -1, "abs(gaussian_mean) is less than that of"


@dataclass(frozen=True)
class Needs:
    """A claim fails at certain values of the parameters: they must be avoided for it."""

    claim: Any
    excluded: Mapping[str, str]

    def __str__(self) -> str:
        return f"not at {_settings(self.excluded)}: {self.claim}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether the claim fails there; where it holds there nevertheless, that is the witness."""
        assert isinstance(subject, Activation)
        there: list[Outcome] = self.claim.outcomes(bind(subject, self.excluded))
        said = f"{_settings(self.excluded)}: {self.claim}"
        return [Outcome(o.condition, None if o.holds is None else not o.holds, said, o.parts) for o in there]

"""A claim of a text about a function, and the ruling on it; a verdict is computed, never typed."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.bound import Bound
from symact.definition.domain import Line, Vector
from symact.definition.reductions import outermost
from symact.evidence import Evidence, Status
from symact.sentence import unmarked


class Verdict(enum.Enum):
    """What became of a claim."""

    HOLDS = "holds"
    CONDITIONAL = "holds under a condition"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a claim holds in one case of the parameters.

    Args:
        condition: the case; the conditions of one claim exclude each other.
        holds: True, False (for no parameters of the case), or None if open.
        detail: a witness or the true value where it fails, the reason where it is open.
        parts: the evidence.
    """

    condition: Boolean
    holds: bool | None
    detail: str
    parts: tuple[Evidence, ...]


Subject: TypeAlias = Activation | Bound
"""What a claim is about."""


class Predicate(Protocol):
    """The checkable content of a claim; `str` of it says in symbols what is checked."""

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether it holds of a subject, one outcome a case of the parameters."""
        ...


@dataclass(frozen=True, slots=True)
class Formula:
    """A function that the catalogue does not hold, such as a difference or a derivative.

    Args:
        name: as the claim calls it.
        expression: in x; of a function of vectors, one entry with reductions.
        params: the assumptions on its other symbols.
    """

    name: str
    expression: Expr
    params: tuple[Param, ...] = ()

    def activation(self) -> Activation:
        """Return it as a definition, so that the engine's rules apply."""
        source = Source("a text's formula", str(self.expression))
        domain = Vector() if outermost(self.expression) else Line()
        return Activation("formula", self.name, self.expression, (source,), self.params, domain=domain)


@dataclass(frozen=True, slots=True)
class Statement:
    """One checkable statement of a text.

    Args:
        line: in the text, counted from 1.
        says: the statement in a few words of our own.
        function: a name of the catalogue, or a formula.
        predicate: its checkable content.
        given: (parameter, value as text) pairs where the text is about particular values.
        bound: whether parameters that are not given take their defaults.
    """

    line: int
    says: str
    function: str | Formula
    predicate: Predicate
    given: tuple[tuple[str, str], ...] = ()
    bound: bool = False

    @property
    def name(self) -> str:
        """The function's name, with the values of its parameters: those of the text, and defaults, which it says."""
        name = self.function if isinstance(self.function, str) else self.function.name
        return ", ".join((name, *(f"{key} = {value}" for key, value in self.given), *self._defaults()))

    def _defaults(self) -> Iterator[str]:
        """Yield the parameters that are bound although the text gives no values for them."""
        from symact import catalogue

        if isinstance(self.function, str) and (self.bound or self.given):
            for param in catalogue.get(self.function).params:
                if param.name not in dict(self.given):
                    value = "as determined" if param.default is None else f"= {param.default} by default"
                    yield f"{param.name} {value}"


@dataclass(frozen=True)
class Claim:
    """A statement with the text that makes it.

    Args:
        id: the source's number and the line, with a letter where a line makes several claims.
        source: file name of the text.
        statement: what it says there.
    """

    id: str
    source: str
    statement: Statement

    @property
    def function(self) -> str:
        """The function's name, without values of parameters."""
        function = self.statement.function
        return function if isinstance(function, str) else function.name

    @cached_property
    def subject(self) -> Subject:
        """The function with symbolic parameters, or with the values that the text gives."""
        from symact import catalogue
        from symact.definition.bound import bind

        function = self.statement.function
        activation = catalogue.get(function) if isinstance(function, str) else function.activation()
        bound = self.statement.bound or self.statement.given
        return bind(activation, dict(self.statement.given)) if bound else activation


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the engine makes of a claim.

    Args:
        verdict: computed from the outcomes.
        condition: on the parameters, where the claim holds under one; empty otherwise.
        detail: a witness or the true value, or the reason why it is open; may be empty where the claim holds.
        status: the weakest evidence that the verdict rests on.
        parts: the evidence.
    """

    verdict: Verdict
    condition: str
    detail: str
    status: Status
    parts: tuple[Evidence, ...]


def settle(outcomes: Sequence[Outcome]) -> Ruling:
    """Return the ruling that outcomes give.

    A claim without an open case holds if every case does, is false if none does, and otherwise holds
    under the conditions of those that do. One open case leaves it unknown.

    Args:
        outcomes: one a case, with conditions that exclude each other.
    """
    open_cases = [o for o in outcomes if o.holds is None]
    kept, broken = [o for o in outcomes if o.holds], [o for o in outcomes if o.holds is False]
    if not open_cases and not covers([o.condition for o in outcomes]):
        reason = f"derived only where {joined([o.condition for o in outcomes])}"
        return Ruling(Verdict.UNKNOWN, "", reason, Status.UNKNOWN, ())
    if open_cases:
        return Ruling(Verdict.UNKNOWN, "", unmarked(open_cases[0].detail), Status.UNKNOWN, open_cases[0].parts)
    parts = tuple(part for o in outcomes for part in o.parts)
    status = min((part.status for part in parts), default=Status.UNKNOWN)
    verdict = Verdict.FALSE if not kept else Verdict.CONDITIONAL if broken else Verdict.HOLDS
    detail = _details(broken or kept)
    condition = joined([o.condition for o in kept]) if verdict is Verdict.CONDITIONAL else ""
    if status is Status.UNKNOWN:
        return Ruling(Verdict.UNKNOWN, "", detail or "there is no evidence", status, parts)
    return Ruling(verdict, condition, detail, status, parts)


def _details(outcomes: Sequence[Outcome]) -> str:
    """Return what outcomes say, with the case of each where they differ."""
    details = {o.detail: o for o in reversed(outcomes) if o.detail}
    if len(details) < 2:
        return "".join(details)
    return "; ".join(f"where {joined([o.condition])}: {o.detail}" for o in reversed(details.values()))


def covers(conditions: Sequence[Boolean]) -> bool:
    """Whether conditions together leave out no values that the parameters' assumptions allow."""
    whole = sympy.Or(*conditions)
    if whole == sympy.true:
        return True
    found = _as_set(whole)
    return found is not None and bool(found[1] == found[2])


def joined(conditions: Sequence[Boolean]) -> str:
    """Return the disjunction of conditions as SymPy text, as short as sets of one parameter make it."""
    from symact.analysis.parameter_sets import condition

    whole = sympy.Or(*conditions)
    found = _as_set(whole)
    return str(whole) if found is None else str(condition({found[0]: found[1]}))


def _as_set(whole: Boolean) -> tuple[Symbol, sympy.Set, sympy.Set] | None:
    """Return (parameter, values that meet the condition, all allowed values), None for several parameters."""
    from symact.analysis.parameter_sets import allowed

    symbols = whole.free_symbols - {x}
    if len(symbols) != 1:
        return None
    (symbol,) = symbols
    plain = Symbol("t", real=True)
    try:
        values = whole.subs(symbol, plain).as_set()
    except NotImplementedError:
        # SymPy solves only some inequalities.
        return None
    return symbol, values & allowed(symbol), allowed(symbol)

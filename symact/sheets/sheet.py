"""The sheet of an activation as an object: all facts by property, derived when they are first asked for."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from rich.console import Console

from symact import catalogue, properties
from symact.analysis.definition_cases import require_defined
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind, checked_params, definition_of
from symact.display import Shown
from symact.errors import SymactError, excerpt
from symact.evidence import Fact, Status
from symact.properties import Subject
from symact.sheets import content, terminal
from symact.sheets.cached import documented
from symact.sheets.plain import plain
from symact.sheets.text import lines

WIDTH = 110
"""Columns of a sheet that is printed as text."""


def _no_property(name: object) -> str:
    near = difflib.get_close_matches(str(name), properties.names(), n=3, cutoff=0.5)
    remedy = f"did you mean {', '.join(near)}?" if near else "dir(sheet) lists the properties"
    return f"a sheet has no property {name!r}; {remedy}"


class _ByProperty(dict[str, "Facts"]):
    """Facts by property; a name that is none is answered with the nearest."""

    def __missing__(self, name: object) -> Facts:
        raise KeyError(_no_property(name))


class Facts(tuple[Fact, ...], Shown):
    """The facts of one property: one, or one for each case of the parameters, whose scopes exclude each other."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """What is claimed, where one fact holds for all parameters.

        Raises:
            SymactError: the claim depends on the parameters; the message says on which conditions.
        """
        if len(self) != 1:
            scopes = "; ".join(str(fact.scope) for fact in self)
            raise SymactError(f"{self[0].property} depends on the parameters ({scopes}); take the value of one fact")
        return self[0].value

    @property
    def status(self) -> Status:
        """The weakest status among the facts."""
        return min(fact.status for fact in self)

    def __str__(self) -> str:
        return "\n".join(f"{line}   ({fact.status})" for fact in self for line in lines(plain(fact)))


class Sheet(Shown):
    """All that is derived of an activation. Every property is an attribute too: ``sheet.range``.

    Args:
        subject: a definition, or one with bound parameters.
    """

    def __init__(self, subject: Subject) -> None:
        if not isinstance(subject, (Activation, Bound)):
            raise SymactError(f"a sheet is of a definition, not of {excerpt(subject)}; use symact.sheet for a name")
        self.subject = subject

    @property
    def activation(self) -> Activation:
        """The definition."""
        return definition_of(self.subject)

    @cached_property
    def facts(self) -> Mapping[str, Facts]:
        """The facts by property, in the order of a sheet; derived once, which takes seconds."""
        found: dict[str, list[Fact]] = {}
        for fact in properties.derive_all(self.subject):
            found.setdefault(fact.property, []).append(fact)
        return _ByProperty({name: Facts(facts) for name, facts in found.items()})

    def __getattr__(self, name: str) -> Facts:
        if name.startswith("_") or name not in properties.names():
            raise AttributeError(_no_property(name), name=name, obj=None)
        if name not in self.facts:
            kind = self.subject.space().kind
            raise SymactError(f"{self.activation.name} is a function of {kind}; {name} is not derived of it")
        return self.facts[name]

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *properties.names()]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The sheet as plain data, with what printing needs besides `to_json`."""
        return content.content(self.subject, [fact for facts in self.facts.values() for fact in facts])

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain data, as ``symact show --json`` prints it; docs/sheet.md explains it."""
        return documented(self.data)

    def __repr__(self) -> str:
        return f"<Sheet of {self.activation.name}: {self.subject.expression}>"

    def __str__(self) -> str:
        out = io.StringIO()
        terminal.show(self.data, console=Console(file=out, width=WIDTH, highlight=False, color_system=None))
        return out.getvalue()


def sheet(activation: str | Activation, *, params: Mapping[str, object] | None = None) -> Sheet:
    """Return the sheet of an activation: every property with its evidence.

    Args:
        activation: its name, or a definition of your own.
        params: exact parameter values, such as {"alpha": "1/2"}; what is not given then takes its default. Without
            any, all parameters stay symbols.

    Returns:
        The sheet; ``print`` shows it, ``sheet.facts["range"]`` or ``sheet.range`` are the facts of one property.

    Raises:
        SymactError: no such activation or parameter, or a value that is not allowed.
    """
    return Sheet(_subject(activation, params))


def derive(
    activation: str | Activation, name: str | None = None, *, params: Mapping[str, object] | None = None
) -> Facts:
    """Return the facts of one property, or of all.

    Args:
        activation: its name, or a definition of your own.
        name: such as "range" or "smoothness"; docs/sheet.md explains each. None for all.
        params: exact parameter values; without any, all parameters stay symbols.

    Returns:
        The facts, each with its value, scope, status and evidence.

    Raises:
        SymactError: no such activation, property or parameter, or a value that is not allowed.
    """
    subject = _subject(activation, params)
    return Facts(properties.derive_all(subject) if name is None else properties.derive(subject, name))


def _subject(activation: str | Activation, params: Mapping[str, object] | None) -> Subject:
    definition = catalogue.definition(activation)
    if not checked_params(params):
        return definition
    bound = bind(definition, params)
    if definition.space().on_line:
        require_defined(definition.expression, {definition.param(name).symbol: value for name, value in bound.values})
    return bound

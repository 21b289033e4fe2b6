"""Properties that follow from a definition: one property a file, found and not listed.

A module here names what it derives in `PROPERTY` and where a sheet shows it in `TOPIC`. It derives it, with symbolic
parameters (an Activation) and with bound ones (a Bound), by `RULES` that conclude from the signs and limits of f, f'
and so on, or else in a function `derive`. docs/sheet.md says what the values mean; symact.analysis.values has their
types. A property applies to functions of one number, or to the domains in the module's `DOMAINS`.
"""

import importlib
import pkgutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import TypeAlias

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.analysis.agreement import agreed
from symact.analysis.inference import Rule, conclude
from symact.analysis.scoped_facts import facts_by_cases, where_defined
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind
from symact.definition.domain import Line
from symact.definition.huge_numbers import huge_numbers_unknown
from symact.definition.kept_steps import steps_kept
from symact.enclosure.precision import working_precision
from symact.errors import SymactError, unknown_name
from symact.evidence import Fact, Gap, Status
from symact.system.arithmetic import default_arithmetic
from symact.system.time_limit import TimeLimitError, at_most

Subject: TypeAlias = Activation | Bound
"""What a property is derived of; `expression` and `pieces` are all that the rules read."""

TOPICS = (
    "smoothness",
    "derivatives",
    "at infinity",
    "values",
    "shape",
    "symmetry and inverse",
    "series and integrals",
    "identities",
    "scorecard",
    "entries",
    "invariances",
    "Jacobian",
    "relations",
)
"""Order of properties on a sheet; each module names its own as `TOPIC`, others come last."""

SECONDS = 10.0
"""Time that the properties of one module may take; then they are unknown."""

SHEET_SECONDS = 30.0
"""Time after which each further module has less of it; a sheet of the catalogue takes 1 to 3 s."""

PRECISION = 128
"""Bits of ball arithmetic where a rule does not say otherwise."""

MOST_PARAMETERS = 2
"""Parameters whose cases are told apart; more, if networks learn them, and bounded ones are taken at their defaults."""

HURRIED = 1.0
"""Time that a module may take then, and for the defaults beside cases that are known."""


@lru_cache(maxsize=1)
def _modules() -> tuple[ModuleType, ...]:
    found = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return tuple(sorted((importlib.import_module(f"{__name__}.{name}") for name in found), key=_place))


def _place(module: ModuleType) -> int:
    topic = topic_of(module)
    return TOPICS.index(topic) if topic in TOPICS else len(TOPICS)


def topic_of(module: ModuleType) -> str:
    """Return the topic under which a module's properties stand."""
    return str(getattr(module, "TOPIC", "more"))


def domains_of(module: ModuleType) -> tuple[type, ...]:
    """Return the kinds of domains that a module's properties apply to."""
    return tuple(getattr(module, "DOMAINS", (Line,)))


def names() -> tuple[str, ...]:
    """Return the names of all properties that facts may carry, sorted."""
    return tuple(sorted(name for module in _modules() for name in module.PROPERTY))


def applicable(subject: Subject) -> tuple[str, ...]:
    """Return the names of the properties that a sheet of a definition has facts on, sorted."""
    modules = [module for module in _modules() if isinstance(subject.domain, domains_of(module))]
    only = {name: test for module in modules for name, test in getattr(module, "ONLY_OF", {}).items()}
    found = (name for module in modules for name in module.PROPERTY)
    return tuple(sorted(name for name in found if name not in only or only[name](subject)))


def derive(subject: Subject, name: str) -> list[Fact]:
    """Return the facts of one property.

    Raises:
        SymactError: no property has that name; the message names the nearest ones.
    """
    return [fact for fact in derive_together(subject, name) if fact.property == name]


@default_arithmetic()
@huge_numbers_unknown()
@steps_kept()
def derive_together(subject: Subject, name: str, seconds: float | None = None) -> list[Fact]:
    """Return the facts of one property and of those that are derived with it.

    Args:
        subject: what they are about.
        name: of the property.
        seconds: of processor time that they may take, each sheet's limit unless given.

    Raises:
        SymactError: no property has that name, or it is none of such functions.
    """
    module = module_of(name)
    if not isinstance(subject.domain, domains_of(module)):
        kinds = ", ".join(domain.__name__.lower() for domain in domains_of(module))
        raise SymactError(f"{name} is a property of functions on a {kinds}, not of functions of {subject.space().kind}")
    return _derive(module, subject, seconds)


def module_of(name: str) -> ModuleType:
    """Return the module that derives a property, or raise SymactError naming the nearest ones."""
    for module in _modules():
        if isinstance(name, str) and name in module.PROPERTY:
            return module
    raise unknown_name("property", name, names())


def rules_of(module: ModuleType) -> tuple[Rule, ...]:
    """Return the rules by which a module's properties follow from signs and limits; none where it derives otherwise."""
    rules: tuple[Rule, ...] = getattr(module, "RULES", ())
    return rules


@default_arithmetic()
@huge_numbers_unknown()
@steps_kept()
def derive_all(subject: Subject) -> list[Fact]:
    """Return the facts of every property, in the order of their topics.

    What stays unknown for symbolic parameters is derived for their defaults, and its scope says so; so is nearly all
    of a definition whose parameters are many, in an order or in an interval. Facts that contradict each other are
    unknown.
    """
    began = time.process_time()
    facts: list[Fact] = []
    for module in _modules():
        spent = time.process_time() - began
        facts += _derive(module, subject, SECONDS if spent < SHEET_SECONDS else HURRIED)
    return agreed(facts)


def _derive(module: ModuleType, subject: Subject, seconds: float | None = None) -> list[Fact]:
    # Read now, so that another limit, set later, counts.
    seconds = SECONDS if seconds is None else seconds
    if not isinstance(subject.domain, domains_of(module)):
        return []
    if isinstance(subject, Bound) or not subject.params:
        return _within_budget(module, subject, seconds)
    bounded = subject.ordered or any(param.is_bounded for param in subject.params)
    learned = len(subject.params) > MOST_PARAMETERS and any(param.learnable for param in subject.params)
    many = learned or bool(bounded)
    whole = not many or getattr(module, "AS_WRITTEN", False) or not isinstance(subject.domain, Line)
    facts = _within_budget(module, subject, seconds) if whole else []
    special = bind(subject)
    defaults = {param.symbol: value for param, (_, value) in zip(subject.params, special.values, strict=True)}
    known = {f.property for f in facts if f.status > Status.UNKNOWN}
    open_ = {f.property for f in facts if f.status is Status.UNKNOWN and f.scope.subs(defaults) == sympy.true}
    missing = {f.property for f in facts} - (known - open_) if whole else set(module.PROPERTY)
    if not missing:
        return facts
    if missing <= known:
        # What is known in some cases is worth less time at the defaults than what is known in none.
        seconds = min(seconds, HURRIED)
    scope = sympy.And(*(sympy.Eq(symbol, value) for symbol, value in defaults.items()))
    instead = [replace(f, scope=scope) for f in _within_budget(module, special, seconds) if f.property in missing]
    return _with_defaults(facts, instead, scope, defaults) if whole else instead


def _with_defaults(
    facts: Sequence[Fact], instead: Sequence[Fact], scope: Boolean, defaults: Mapping[Symbol, Expr]
) -> list[Fact]:
    """Return facts with what is known at the defaults alone in place of what is unknown there.

    Args:
        facts: for symbolic parameters, case by case.
        instead: at the defaults.
        scope: that the parameters are the defaults.
        defaults: parameter -> default.
    """
    found = {fact.property for fact in instead if fact.status > Status.UNKNOWN}
    partly = {fact.property for fact in facts if fact.status > Status.UNKNOWN}
    kept = [fact for fact in facts if fact.property not in found - partly]
    kept = [
        replace(fact, scope=_without(fact.scope, scope))
        if fact.property in found and fact.scope.subs(defaults) == sympy.true
        else fact
        for fact in kept
    ]
    # A property's facts stay together.
    order = list(dict.fromkeys(fact.property for fact in (*facts, *instead)))
    return sorted((*kept, *(f for f in instead if f.property in found)), key=lambda fact: order.index(fact.property))


def _without(scope: Boolean, point: Boolean) -> Boolean:
    """Return a scope without one point of it; what a scope says already is not said again."""
    said = sympy.And.make_args(scope)
    others = [sympy.Ne(*equation.args) for equation in sympy.And.make_args(point) if equation not in said]
    return sympy.And(scope, sympy.Or(*others))


def _within_budget(module: ModuleType, subject: Subject, seconds: float) -> list[Fact]:
    only = getattr(module, "ONLY_OF", {})
    names = [name for name in module.PROPERTY if name not in only or only[name](subject)]
    # Rules set the precision that they need; whatever they do not set must not depend on what ran before.
    with working_precision(PRECISION):
        try:
            with at_most(seconds) as limit:
                rules = rules_of(module)
                if rules:
                    return [fact for rule in rules for fact in conclude(subject.expression, rule)]
                if not isinstance(subject.domain, Line):
                    # Of several numbers a module tells cases of parameters apart itself.
                    several: list[Fact] = module.derive(subject)
                    return several
                if isinstance(subject, Bound) or not subject.params or getattr(module, "AS_WRITTEN", False):
                    facts: list[Fact] = module.derive(subject)
                    return facts if isinstance(subject, Bound) or not subject.params else where_defined(subject, facts)
                return facts_by_cases(subject, module.derive, names)
        # SymPy may write out a constant such as exp(exp(100)), which no memory holds.
        except (TimeLimitError, SymactError, RecursionError, OverflowError, MemoryError) as error:
            if isinstance(error, TimeLimitError) and error.limit is not limit:
                raise
            return [Fact(name, None, sympy.true, (Gap(str(error)),)) for name in names]

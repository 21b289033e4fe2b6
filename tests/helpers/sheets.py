"""What the engine derives for the catalogue, once a process, and sheets as written, once a run of all processes."""

import functools
import json
import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from symact import catalogue, properties
from symact.analysis import sign_chart
from symact.checking.second_opinion import SecondOpinion
from symact.definition.bound import bind
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.plain import written
from symact.system.files import replacing
from tests.helpers.paths import RUN


@contextmanager
def unhurried():
    """Derive with twenty times the time, so that what is known does not depend on what else the machine does."""
    with (
        mock.patch.object(properties, "SECONDS", properties.SECONDS * 20),
        mock.patch.object(properties, "SHEET_SECONDS", properties.SHEET_SECONDS * 20),
        mock.patch.object(sign_chart, "SECONDS", sign_chart.SECONDS * 20),
    ):
        yield


def as_written(facts):
    """Return facts with value and scope as a sheet's JSON has them."""
    return tuple(replace(fact, value=written(fact.value), scope=str(fact.scope)) for fact in facts)


def derive(subject, name):
    """Return the facts of one property as a sheet has them."""
    return as_written(properties.derive(subject, name))


def refuted(facts, expression):
    """Return what the second opinion says against facts on a function without parameters: property -> objection."""
    plain = [{"property": f.property, "scope": f.scope, "value": f.value} for f in facts]
    second = SecondOpinion({"expression": str(expression), "parameters": [], "facts": plain})
    return {fact["property"]: why for fact in plain if (why := second.objection(fact))}


@functools.cache
def values(name):
    """Return the facts of an entry with symbolic parameters, as the engine has them."""
    with unhurried():
        return tuple(properties.derive_all(catalogue.get(name)))


@functools.cache
def facts(name):
    """Return the facts of an entry with symbolic parameters, as a sheet has them."""
    return as_written(values(name))


@functools.cache
def bound_facts(name):
    """Return the facts of an entry at its defaults; they are the symbolic ones where nothing is to be bound."""
    activation = catalogue.get(name)
    if not activation.params:
        return facts(name)
    with unhurried():
        return as_written(properties.derive_all(bind(activation)))


@functools.cache
def _written_sheet(name):
    """Return the sheet of an entry as its JSON, derived once a run, by whichever of its processes asks first."""
    path = Path(os.environ[RUN]) / f"sheet {name}"
    if not path.exists():
        made = json.dumps(documented(content(catalogue.get(name), values(name))))
        with replacing(path) as file:
            file.write(made.encode())
    return path.read_text()


def recorded(name):
    """Return the sheet of an entry as a reader of its JSON meets it; a new object at every call."""
    return json.loads(_written_sheet(name))

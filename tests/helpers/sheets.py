"""What the engine derives for the catalogue, once a process, and sheets as written, once a run of all processes."""

import functools
import json
import os
from dataclasses import replace
from pathlib import Path

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.plain import written
from symact.system.files import replacing
from tests.attack import unhurried
from tests.helpers.paths import RUN


def as_written(facts):
    """Return facts with value and scope as a sheet's JSON has them."""
    return tuple(replace(fact, value=written(fact.value), scope=str(fact.scope)) for fact in facts)


def derive(subject, name):
    """Return the facts of one property as a sheet has them."""
    return as_written(properties.derive(subject, name))


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

"""What the engine derives for the catalogue, derived once a process: many tests ask about the same facts."""

import functools
import json

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.sheets.cached import documented
from symact.sheets.content import content
from tests.attack import unhurried


@functools.cache
def facts(name):
    """Return the facts of an entry with symbolic parameters."""
    with unhurried():
        return tuple(properties.derive_all(catalogue.get(name)))


@functools.cache
def bound_facts(name):
    """Return the facts of an entry at its defaults; they are the symbolic ones where nothing is to be bound."""
    activation = catalogue.get(name)
    if not activation.params:
        return facts(name)
    with unhurried():
        return tuple(properties.derive_all(bind(activation)))


def recorded(name):
    """Return the sheet of an entry as a reader of its JSON meets it; a new object at every call."""
    return json.loads(json.dumps(documented(content(catalogue.get(name), facts(name)))))

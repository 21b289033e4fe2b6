"""What the engine derives for the catalogue, derived once a run: many tests ask about the same facts."""

import copyreg
import functools
import json
import os
import pickle
from dataclasses import replace
from pathlib import Path

from flint import arb

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.plain import written
from symact.system.files import replacing
from tests.attack import unhurried
from tests.helpers.paths import RUN


def _ball(middle, radius):
    """Return a ball with a middle, and a radius rounded up."""
    return arb(arb(middle), arb(radius))


copyreg.pickle(arb, lambda ball: (_ball, tuple(tuple(map(int, end.man_exp())) for end in (ball.mid(), ball.rad()))))


def once_a_run(make):
    """Return a function that derives something of a name once, whichever process of the run is the first to ask."""

    @functools.cache
    def found(name):
        if RUN not in os.environ:
            return make(name)
        path = Path(os.environ[RUN]) / f"{make.__name__} {name}"
        if not path.exists():
            made = pickle.dumps(make(name))
            with replacing(path) as file:
                file.write(made)
        return pickle.loads(path.read_bytes())

    return found


def as_written(facts):
    """Return facts with value and scope as a sheet's JSON has them."""
    return tuple(replace(fact, value=written(fact.value), scope=str(fact.scope)) for fact in facts)


def derive(subject, name):
    """Return the facts of one property as a sheet has them."""
    return as_written(properties.derive(subject, name))


@once_a_run
def values(name):
    """Return the facts of an entry with symbolic parameters, as the engine has them."""
    with unhurried():
        return tuple(properties.derive_all(catalogue.get(name)))


@once_a_run
def facts(name):
    """Return the facts of an entry with symbolic parameters, as a sheet has them."""
    return as_written(values(name))


@once_a_run
def bound_facts(name):
    """Return the facts of an entry at its defaults; they are the symbolic ones where nothing is to be bound."""
    activation = catalogue.get(name)
    if not activation.params:
        return facts(name)
    with unhurried():
        return as_written(properties.derive_all(bind(activation)))


@once_a_run
def written_sheet(name):
    """Return the sheet of an entry as its JSON."""
    return json.dumps(documented(content(catalogue.get(name), values(name))))


def recorded(name):
    """Return the sheet of an entry as a reader of its JSON meets it; a new object at every call."""
    return json.loads(written_sheet(name))

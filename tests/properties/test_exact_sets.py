"""Every set on a sheet held against its own end points and neighbours, at which SymPy says what f is."""

import pytest

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.formula import typed
from tests.attack import claims_of
from tests.helpers.exact_sets import complaints
from tests.helpers.sheets import as_written, bound_facts

SETS = {
    "zeros",
    "sign",
    "fixed_points",
    "critical_points",
    "extrema",
    "dead_region",
    "lipschitz",
    "lipschitz_at",
    "range",
}


def claims(text):
    subject = typed.definition(text)
    facts = [fact for name in sorted(SETS) for fact in properties.derive(subject, name)]
    return subject.expression, {f.property: f.value for f in as_written(facts) if f.value is not None}


@pytest.mark.parametrize("name", catalogue.names())
def test_the_sets_of_the_catalogue_are_exact(name):
    claimed = {key: value for key, value in claims_of(bound_facts(name)).items() if key in SETS}
    assert list(complaints(bind(catalogue.get(name)).expression, claimed)) == []

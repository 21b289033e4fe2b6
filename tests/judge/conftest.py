"""Tables of rows computed once: many candidates are held against the same."""

import pytest

from symact.judge import inputs
from symact.judge.exhaustive import job
from symact.reference import kept_table as kept_tables
from symact.reference.vectors.table import vector_table

KEPT = {}


def kept_table(bound, fmt, quantity, bits, progress=None):
    key = (bound.activation.definition_hash, str(bound.params), fmt.name, str(quantity), bits.shape, bits.tobytes())
    if key not in KEPT:
        KEPT[key] = vector_table(bound, fmt, quantity, bits, progress)
    return KEPT[key]


@pytest.fixture
def one_reference(monkeypatch):
    """Have each table of rows computed once."""
    monkeypatch.setattr("symact.reference.vectors.table.vector_table", kept_table)


@pytest.fixture
def _own_process():
    """Have a test's candidate in a process of its own: modules in a test's folder are found from there alone."""
    job.close()
    yield
    job.close()


@pytest.fixture
def _fewer_inputs(pytestconfig, monkeypatch):
    """Spread fewer random inputs in the quick run, for tests of what is said of the results."""
    if pytestconfig.option.markexpr == "not exhaustive":
        for name, count in {"DENSE": 100, "SETTLED": 32, "ELSEWHERE": 2048}.items():
            monkeypatch.setattr(inputs, name, count)
        # Others would take for the usual ones what this leaves on the disk.
        monkeypatch.setattr(kept_tables, "kept_inputs", lambda *given: given[-1]())

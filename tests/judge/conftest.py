"""Tables of rows computed once: many candidates are held against the same."""

import pytest

from symact.judge import row_run
from symact.judge.exhaustive import job
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
    monkeypatch.setattr(row_run, "vector_table", kept_table)


@pytest.fixture
def _own_process():
    """Have a test's candidate in a process of its own: modules in a test's folder are found from there alone."""
    job.close()
    yield
    job.close()

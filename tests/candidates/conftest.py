"""References computed once for all tests of a module, and no causes: calling is on trial there, not the judge."""

import pytest

from symact.reference.scattered_table import scattered_table


@pytest.fixture(autouse=True, scope="module")
def _remember(_undiagnosed):
    tables = {}

    def remembered(bound, fmt, order, x_bits, progress=None):
        key = (str(bound.expression), fmt.name, order, x_bits.tobytes())
        if key not in tables:
            tables[key] = scattered_table(bound, fmt, order, x_bits, progress)
        return tables[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("symact.judge.reference_table.kept_table", remembered)
        yield

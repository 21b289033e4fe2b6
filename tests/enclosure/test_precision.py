"""Arb's global settings are set back, whatever a block does and however it ends."""

import pytest
from flint import ctx

from symact.enclosure.precision import series_length, working_precision


@pytest.mark.parametrize(("setting", "name"), [(working_precision, "prec"), (series_length, "cap")])
def test_set_for_the_block_and_set_back(setting, name):
    before = getattr(ctx, name)
    with setting(before + 7):
        assert getattr(ctx, name) == before + 7
        setattr(ctx, name, before + 9)
    assert getattr(ctx, name) == before
    with pytest.raises(ValueError, match="planted"), setting(before + 7):
        raise ValueError("planted")
    assert getattr(ctx, name) == before


def test_what_a_block_sets_itself_is_set_back():
    before = ctx.prec
    with working_precision():
        assert ctx.prec == before
        ctx.prec = before + 1
    assert ctx.prec == before

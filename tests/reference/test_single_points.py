"""Rows at points whose value continues neither side: by hand, and by NumPy's sign and sinc."""

import numpy as np
import pytest

import symact
from symact.definition.bound import bind
from symact.errors import UndecidedError
from symact.formats.fixed import table_format
from symact.formula import typed
from symact.reference.rows import Reference
from symact.reference.table import Flag

XS = np.array([-2, -1, -0.5, 0.0, 1e-3, 0.5, 1, 2], dtype=np.float32)


def row(text, order, at):
    reference = Reference(bind(typed.define(text)), table_format("float32"), order)
    return reference.row(int(np.float32(at).view(np.uint32)))


def number(bits):
    return float(np.uint32(bits).view(np.float32))


def test_values_of_sign():
    assert symact.values(symact.define("sign(x)"), XS).tolist() == np.sign(XS).tolist()
    assert not symact.values(symact.define("sign(x)"), XS, order=1).any()


def test_a_filled_hole_is_a_value_like_any_other():
    found = symact.values(symact.define("Piecewise((sin(x)/x, Ne(x, 0)), (1, True))"), XS)
    assert found.tolist() == pytest.approx(np.sinc(XS.astype(float) / np.pi).tolist(), rel=1e-7)
    assert found[3] == 1
    # (1 - x^2/6 + ...)'' at 0 is -1/3, in float32.
    second = row("Piecewise((sin(x)/x, Ne(x, 0)), (1, True))", 2, 0)
    assert number(second.y) == np.float32(-1 / 3)
    assert not second.flags & (Flag.KINK | Flag.JUMP)


def test_a_jump_has_the_value_and_both_sides():
    found = row("sign(x)", 0, 0)
    assert (number(found.low), number(found.y), number(found.high)) == (-1, 0, 1)
    assert found.flags & Flag.JUMP
    spike = row("Piecewise((5, Eq(x, 1)), (x, True))", 0, 1)
    assert (number(spike.low), number(spike.y), number(spike.high)) == (1, 5, 5)
    assert row("Piecewise((5, Eq(x, 1)), (x, True))", 1, 1).flags & Flag.JUMP


def test_what_is_not_known_at_a_point_is_not_guessed():
    # f'(0) = 0, but f' oscillates beside it.
    wild = "Piecewise((x**2*sin(1/x), Ne(x, 0)), (0, True))"
    assert number(row(wild, 0, 0).y) == 0
    with pytest.raises(UndecidedError, match="tends to at x = 0"):
        row(wild, 1, 0)


def test_a_whole_format_and_its_audit(tmp_path):
    spike = symact.define("Piecewise((2, Eq(x, 1/2)), (x, True))", name="spike")
    table = symact.table(spike, dtype="float8_e4m3fn", inputs="exhaustive")
    finite = [b for b in range(256) if b & 127 != 127]
    half = 0x30  # 2^(6 - 7)
    wrong = [b for b in finite if table.y_bits[b] != b and b & 127]
    assert wrong == [half]
    assert table.y_bits[half] == 0x40

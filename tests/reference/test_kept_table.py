"""Tables kept between runs: the same rows from the disk, and forged ones are made anew."""

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.judge.inputs import choose
from symact.reference import kept_table as module
from symact.reference.kept_table import kept_table
from symact.reference.rows import build_table
from symact.system.files import sealed, unsealed

FLOAT32 = get_format("float32")
BOUND = bind(catalogue.get("silu"))
X = np.sort(np.random.default_rng(7).integers(0, 0x7F800000, 300).astype(np.uint32))
COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path))
    table = kept_table(BOUND, FLOAT32, 0, X)
    (path,) = tmp_path.glob("points/*.json")
    return table, path


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in COLUMNS)


def test_a_kept_table_is_that_of_the_pointwise_path(kept, monkeypatch):
    table, _ = kept
    monkeypatch.setattr(module, "scattered_table", None)
    again = kept_table(BOUND, FLOAT32, 0, X)
    exact = build_table(BOUND, FLOAT32, 0, X)
    assert same(again, table)
    assert same(again, exact)
    assert [again.wide[k] for k in range(0, 300, 50)] == [exact.wide[k] for k in range(0, 300, 50)]
    assert np.array_equal(again.residual, table.residual)


@pytest.mark.parametrize("column", ["y", "low", "high", "flags"])
def test_forged_columns_are_made_anew(kept, column):
    table, path = kept
    data = unsealed(path.read_bytes())
    words = module.unpacked({column: data["sheet"][column]}, {column: module._dtypes(FLOAT32)[column]}, None)[column]
    forged = {**data["sheet"], column: module._text(words ^ words.dtype.type(1))}
    path.write_bytes(sealed({**data, "sheet": forged}))
    assert same(kept_table(BOUND, FLOAT32, 0, X), table)
    assert unsealed(path.read_bytes()) == data


def test_columns_that_do_not_fit(kept):
    table, path = kept
    data = unsealed(path.read_bytes())
    sheet = data["sheet"]
    for forged in ({}, {**sheet, "y": sheet["low"][:-8]}, {**sheet, "more": ""}, {**sheet, "flags": 1}):
        path.write_bytes(sealed({**data, "sheet": forged}))
        assert same(kept_table(BOUND, FLOAT32, 0, X), table)


def test_kept_inputs_are_those_that_were_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path))
    bound = bind(catalogue.get("relu"))
    bits, about = choose(bound, FLOAT32, 0, 3)
    monkeypatch.setattr("symact.judge.inputs._chosen", None)
    again, told = choose(bound, FLOAT32, 0, 3)
    assert np.array_equal(bits, again)
    assert told == about
    (path,) = tmp_path.glob("points/*.json")
    data = unsealed(path.read_bytes())
    for forged in ({**data["sheet"], "random": -1}, {"x": data["sheet"]["x"]}, {**data["sheet"], "x": "AAAA"}):
        path.write_bytes(sealed({**data, "sheet": forged}))
        with pytest.raises(TypeError):
            choose(bound, FLOAT32, 0, 3)

"""Checking finds what a hash finds, and what no hash can: a wrong value with a right hash."""

import dataclasses
import gzip
import hashlib
import io
import json
import shutil

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.errors import TableError
from symact.formats.arrays import all_bits
from symact.formats.floating import FORMATS, get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.build import table
from symact.reference.rows import build_table
from symact.reference.table import Flag
from symact.tables.audit import check as checking
from symact.tables.audit.audit import audit
from symact.tables.audit.check import TableFile, check_file, find
from symact.tables.audit.recompute import Recomputation, UnreachableError
from symact.tables.audit.row import check_row
from symact.tables.formats import csv
from symact.tables.published import publish
from symact.tables.published.folder import MANIFEST, to_bytes
from tests.helpers.sample import rotated

ALL = 1 << 20
"""A sample of every row."""


def save(result, path):
    file = io.BytesIO()
    csv.write(result, file)
    path.write_bytes(file.getvalue())
    return path


def check(path, sample):
    return check_file(TableFile(path), sample)


def faults(result):
    """Return {row: fault} of every row, and how many rows are out of reach."""
    work = Recomputation(bind(catalogue.get(result.name)), result.format, result.order)
    found, beyond = {}, 0
    for row in range(len(result.x_bits)):
        try:
            fault = check_row(work, result, row)
        except UnreachableError:
            beyond += 1
            continue
        if fault:
            found[row] = fault
    return found, beyond


@pytest.mark.parametrize(("name", "order"), rotated(catalogue.names("line"), [0, 1, 2], every=2))
def test_both_oracles_agree_on_a_quarter_of_an_8_bit_format(name, order):
    fmt = get_format("float8_e5m2")
    found, beyond = faults(build_table(bind(catalogue.get(name)), fmt, order, all_bits(fmt)[order + 1 :: 4]))
    assert not found
    assert beyond < 26


@pytest.mark.parametrize(("name", "order"), [("gelu", 0), ("selu", 1), ("relu6", 1), ("sine", 1), ("binary_step", 0)])
def test_kinks_infinities_and_zeros_are_recomputed(name, order):
    bits = [0x0000, 0x8000, 0x7F80, 0xFF80, 0x7FC0, 0x40C0, 0x3F80, 0xBF80, 0x0001, 0x8001]
    result = build_table(bind(catalogue.get(name)), get_format("bfloat16"), order, np.array(bits, dtype=np.uint16))
    assert faults(result) == ({}, 0)


def change(result, row, **columns):
    """Return the table with one row changed."""
    arrays = {}
    for key, value in columns.items():
        if key == "wide":
            arrays[key] = (*result.wide[:row], value, *result.wide[row + 1 :])
        else:
            arrays[key] = getattr(result, key).copy()
            arrays[key][row] = value
    return dataclasses.replace(result, **arrays)


MINUS_ONE = 0xBF80


@pytest.fixture(scope="module")
def celu():
    """Numbers from all over, -1, NaN and the infinities among them."""
    bits = np.union1d(np.arange(0, 1 << 16, 256), [MINUS_ONE, 0x7F80, 0x7FC0, 0xFF80]).astype(np.uint16)
    return table("celu", dtype="bfloat16", order=1, inputs=bits)


def row_of(result, bits):
    return int(np.flatnonzero(result.x_bits == bits)[0])


def spoilt(result, how):
    """Return a table with one wrong row and what is wrong with it; hashes will be made anew."""
    row = row_of(result, MINUS_ONE)
    y, wide = int(result.y_bits[row]), result.wide[row]
    equal = {"y_bits": y + 1, "y_lo_bits": y + 1, "y_hi_bits": y + 1}
    nan, infinity = row_of(result, 0x7FC0), row_of(result, 0xFF80)
    return {
        "one ulp": lambda: change(result, row, **equal),
        "one ulp and a value behind it": lambda: change(
            result, row, **equal, wide=RoundToOdd.from_ratio(*result.format.to_fraction(y + 1).as_integer_ratio())
        ),
        "the last bits behind": lambda: change(result, row, wide=wide._replace(significand=wide.significand + 4)),
        "an inexact value called exact": lambda: change(result, row, wide=wide._replace(exact=True)),
        "no value behind": lambda: change(result, row, wide=None),
        "a sign": lambda: change(result, row, **dict.fromkeys(equal, y | 0x8000), wide=wide._replace(negative=True)),
        "an interval where there is none": lambda: change(result, row, y_hi_bits=y + 1),
        "a kink where there is none": lambda: change(result, row, flags=Flag.KINK),
        "exact where it was rounded": lambda: change(result, row, flags=Flag.EXACT),
        "a tie where there is none": lambda: change(result, row, flags=Flag.TIE),
        "open where a number is due": lambda: change(result, row, flags=Flag.OPEN),
        "a zero sign open where it is no zero": lambda: change(result, row, flags=Flag.ZERO_SIGN_OPEN),
        "NaN input where it is none": lambda: change(result, row, flags=Flag.NAN_INPUT),
        "not said to be an infinite input": lambda: change(result, infinity, flags=Flag.EXACT),
        "a number for NaN": lambda: change(result, nan, y_bits=0, y_lo_bits=0, y_hi_bits=0),
        "a wrong limit": lambda: change(result, infinity, y_bits=0x3F80, y_lo_bits=0x3F80, y_hi_bits=0x3F80),
        "a zero's sign at infinity": lambda: change(
            result, infinity, **dict.fromkeys(equal, int(result.y_bits[infinity]) ^ 0x8000)
        ),
    }[how]()


@pytest.mark.parametrize(
    "how",
    [
        "one ulp",
        "one ulp and a value behind it",
        "the last bits behind",
        "an inexact value called exact",
        "no value behind",
        "a sign",
        "an interval where there is none",
        "a kink where there is none",
        "a number for NaN",
        "exact where it was rounded",
        "a tie where there is none",
        "open where a number is due",
        "a zero sign open where it is no zero",
        "NaN input where it is none",
        "not said to be an infinite input",
        "a wrong limit",
        "a zero's sign at infinity",
    ],
)
def test_a_wrong_row_with_a_right_hash_is_found(how, celu, tmp_path):
    bad = spoilt(celu, how)
    outcome = check(save(bad, tmp_path / "bad.csv"), ALL)
    assert len(outcome.wrong) == 1
    assert "x_bits=0x" in outcome.wrong[0]
    assert outcome.recomputed + outcome.beyond == outcome.rows == len(celu.x_bits)


@pytest.mark.parametrize("column", ["y_bits", "y_lo_bits", "y_hi_bits", "flags"])
def test_a_wrong_kink_is_found_by_the_smallest_sample(column, tmp_path):
    result = table("relu6", dtype="float16", order=1)
    row = int(np.flatnonzero(result.has(Flag.KINK))[1])
    assert (result.y_lo_bits[row], result.y_hi_bits[row]) == (0, 0x3C00)
    wrong = {"y_bits": 0x3800, "y_lo_bits": 1, "y_hi_bits": 0x3C01, "flags": Flag.EXACT}[column]
    if column == "flags":
        assert faults(change(result, row, flags=wrong))[0].keys() == {row}
    else:
        assert len(check(save(change(result, row, **{column: wrong}), tmp_path / "t.csv"), 0).wrong) == 1


def test_zero_at_zero_has_the_sign_of_the_approach():
    result = build_table(bind(catalogue.get("gelu")), get_format("float32"), 0, np.array([0, 1 << 31], dtype=np.uint32))
    assert result.y_bits.tolist() == [0, 1 << 31]
    for row in (0, 1):
        flipped = int(result.y_bits[row]) ^ 1 << 31
        bad = change(
            result,
            row,
            **dict.fromkeys(("y_bits", "y_lo_bits", "y_hi_bits"), flipped),
            wide=RoundToOdd(not row, 0, 0, True),
        )
        assert faults(bad)[0].keys() == {row}


def test_two_precisions_that_agree_on_a_wrong_tail_deny_nothing():
    # mish'(-2909) = (x + 1) exp(x) and so on; below 4200 bits 1 + exp(x) is 1, and mpmath agrees on x exp(x).
    fmt = get_format("float16")
    result = build_table(bind(catalogue.get("mish")), fmt, 1, np.array([0xE9AE], dtype=np.uint16))
    assert faults(result) == ({}, 0)


def test_what_is_beyond_reach_is_counted():
    fmt = get_format("float64")
    bits = np.array([0xC0C3880000000000], dtype=np.uint64)
    assert fmt.to_fraction(int(bits[0])) == -10_000
    assert faults(build_table(bind(catalogue.get("gelu_tanh")), fmt, 0, bits)) == ({}, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables")
    publish.publish(["binary_step"], path, workers=1)
    return path


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def test_a_published_folder_is_found_right(folder):
    files = find([folder])
    assert len(files) == len(FORMATS) * 2
    outcomes = [check_file(file, 5) for file in files]
    assert not any(outcome.wrong for outcome in outcomes)
    assert all(outcome.recomputed >= 5 for outcome in outcomes)


@pytest.mark.exhaustive
def test_a_wrong_limit_of_sympy_denies_no_row():
    audit = symact.check(symact.table("laplace", dtype="float8_e5m2"))
    assert not audit.wrong
    assert sum(outcome.beyond for outcome in audit.outcomes) >= 1


def test_two_builds_give_the_same_bytes(folder, tmp_path):
    publish.publish(["binary_step"], tmp_path, workers=2)
    for path in (folder / "binary_step").iterdir():
        assert path.read_bytes() == (tmp_path / "binary_step" / path.name).read_bytes()


@pytest.mark.exhaustive
def test_exhaustive_digests_are_what_the_documentation_says(folder):
    found = json.loads((folder / "binary_step" / MANIFEST).read_text())["exhaustive"]["float16.order0"]
    # The step by its definition: 0 up to and without 0, then 1; NaN stays, the limits are 0 and 1.
    values = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    y = np.where(values >= 0, 0x3C00, 0).astype("<u2")
    y[np.isnan(values)] = 0x7E00
    assert found["y_bits"] == hashlib.sha256(y.tobytes()).hexdigest()


def refused(path):
    with pytest.raises(TableError) as caught:
        _ = [check_file(file, None) for file in find([path])]
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_altered_file_is_named(copy, folder):
    path = copy / "binary_step" / "float32.order1.csv.gz"
    for unpack in (lambda data: data, gzip.decompress):
        data = bytearray(unpack(path.read_bytes()))
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert path.name in refused(copy)
        shutil.copy(folder / "binary_step" / path.name, path)


def test_an_unpacked_folder_is_the_same_folder(copy):
    for path in (copy / "binary_step").glob("*.gz"):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        both = refused(copy)
        assert "packed and unpacked" in both
        path.unlink()
    assert not any(check_file(file, 0).wrong for file in find([copy]))


def test_of_many_tables_some_are_recomputed_and_all_are_read(copy, monkeypatch):
    monkeypatch.setattr("symact.tables.audit.audit.TABLES", 10)
    files = find([copy])
    drawn = audit(files, None, 0, 0, False)
    assert (len(drawn.outcomes), sum(o.recomputed > 0 for o in drawn.outcomes)) == (len(files), 10)
    assert "of 10 tables" in str(drawn)
    assert [o.recomputed for o in drawn.outcomes] != [o.recomputed for o in audit(files, None, 0, 1, False).outcomes]
    assert all(o.recomputed for o in audit(files, None, 0, 0, True).outcomes)


def test_a_table_replaced_by_another_true_table_is_found(copy):
    path = copy / "binary_step" / "float32.order1.csv"
    path.with_name(f"{path.name}.gz").unlink()
    save(table("binary_step", dtype="float32", order=0), path)
    assert "float32.order1.csv" in refused(copy)


def test_missing_and_foreign_files_are_named(copy):
    (copy / "binary_step" / "float16.order0.csv.gz").rename(copy / "binary_step" / "float16.order7.csv.gz")
    assert "float16.order" in refused(copy)


def test_two_tables_that_change_names_and_hashes_are_found(copy):
    path = copy / "binary_step" / MANIFEST
    one, two = (path.with_name(f"float16.order{order}.csv.gz") for order in (0, 1))
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    about = json.loads(path.read_text())
    del about["sha256"]
    files = about["files"]
    files[one.stem], files[two.stem] = files[two.stem], files[one.stem]
    path.write_bytes(to_bytes(about))
    assert "float16.order" in refused(copy)


@pytest.mark.parametrize("place", range(0, 3000, 37))
def test_a_flipped_bit_of_the_manifest_is_refused(place, copy):
    path = copy / "binary_step" / MANIFEST
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << place % 7
    path.write_bytes(data)
    assert MANIFEST in refused(copy)


@pytest.mark.parametrize(
    ("key", "value"), [("name", "relu"), ("definition_hash", "0" * 64), ("files", {"../x": 1}), ("schema", "other")]
)
def test_a_manifest_that_says_other_things_than_its_tables_is_refused(key, value, copy):
    path = copy / "binary_step" / MANIFEST
    about = json.loads(path.read_text())
    del about["sha256"]
    path.write_bytes(to_bytes(about | {key: value}))
    refused(copy)


def test_a_table_of_an_older_definition_is_refused(celu, tmp_path):
    old = save(dataclasses.replace(celu, definition_hash="0" * 64), tmp_path / "old.csv")
    assert "another definition" in refused(old)


def test_a_table_with_other_parameters_is_recomputed_with_them(tmp_path):
    result = table("celu", dtype="bfloat16", params={"alpha": "1/3"})
    assert check(save(result, tmp_path / "t.csv"), 40).wrong == ()
    lie = dataclasses.replace(result, params={"alpha": "1/2"})
    assert check(save(lie, tmp_path / "t.csv"), 40).wrong
    for params in ({"alpha": "-1"}, {"alpha": "__import__('os')"}, {"beta": "1"}, {}):
        refused(save(dataclasses.replace(result, params=params), tmp_path / "t.csv"))


def test_a_table_of_no_catalogue_is_hashed_alone(celu, tmp_path):
    outcome = check(save(dataclasses.replace(celu, name="mine"), tmp_path / "t.csv"), 5)
    assert (outcome.recomputed, outcome.beyond) == (0, 0)
    assert "mine" in outcome.note


def test_the_sample_is_seeded(celu):
    samples = [list(checking._sample(celu, 9, seed)) for seed in (0, 0, 1)]
    assert samples[0] == samples[1] != samples[2]

"""Planted defects, each in a file of its own under tests/mutants: the judge must catch every one, and no innocent."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from symact import catalogue
from symact.arrays import Bits, all_bits, bits_dtype
from symact.binding import bind
from symact.formats import FORMATS, Format, get_format
from symact.reference import build_table
from symact.tables.model import Table
from symact.verify.compare import compare
from symact.verify.policy import Policy

FOLDER = Path(__file__).parent / "mutants"
MUTANTS = sorted(path.stem for path in FOLDER.glob("*.py"))


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"mutant_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def reference(name: str, fmt: Format, order: int) -> Table:
    return build_table(bind(catalogue.get(name)), fmt, order, inputs(fmt))


def inputs(fmt: Format) -> Bits:
    """All encodings up to 16 bits; above, a few thousand over all binades."""
    return all_bits(fmt) if fmt.width <= 16 else sample(fmt, 4000)


def sample(fmt: Format, count: int) -> Bits:
    """Encodings evenly spaced over all of them, and the special ones."""
    spread = range(0, 1 << fmt.width, (1 << fmt.width) // count)
    special = [0, 1, fmt.min_normal_bits, fmt.max_bits, fmt.max_bits + 1, fmt.nan_bits]
    both = [b | s for b in special for s in (0, fmt.sign_bit)]
    return np.unique(np.array([*spread, *both], dtype=bits_dtype(fmt)))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_defect_is_caught(name: str) -> None:
    mutant = load(name)
    table = reference(mutant.ACTIVATION, get_format(mutant.FORMAT), mutant.ORDER)

    def other(activation: str, params: dict[str, str], like: Table) -> Table:
        return build_table(bind(catalogue.get(activation), params), like.format, like.order, like.x_bits)

    found = compare(table, mutant.spoil(table, other))

    assert found.mismatched > 0
    assert found.violations(0.5).any()
    assert {d.value for d, rows in found.defects.items() if rows.any()} >= set(mutant.SHOWS)
    assert not compare(table, table.y_bits).violations(0.5).any()


def test_one_ulp_is_one_row() -> None:
    mutant = load("off_by_one_ulp")
    table = reference(mutant.ACTIVATION, get_format(mutant.FORMAT), mutant.ORDER)
    found = compare(table, mutant.spoil(table, None))
    assert found.mismatched == 1
    assert found.worst is not None
    assert table.x_bits[found.worst] == mutant.ROW


def test_double_rounding_is_barely_beyond_half_an_ulp() -> None:
    mutant = load("double_rounding")
    table = reference(mutant.ACTIVATION, get_format(mutant.FORMAT), mutant.ORDER)
    found = compare(table, mutant.spoil(table, None))
    assert 0.5 < found.max_ulp() < 0.5 + 2.0**-12


def test_declared_flushing_is_no_defect() -> None:
    mutant = load("flushed_subnormals")
    table = reference(mutant.ACTIVATION, get_format(mutant.FORMAT), mutant.ORDER)
    found = compare(table, mutant.spoil(table, None), Policy(subnormals="flush"))
    assert found.mismatched == 0


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
@pytest.mark.parametrize("name", ["gelu", "celu", "relu6", "binary_step", "softsign", "selu"])
def test_the_correctly_rounded_table_is_clean(name: str, fmt: Format, order: int) -> None:
    x_bits = all_bits(fmt) if fmt.width == 8 else sample(fmt, 500)
    table = build_table(bind(catalogue.get(name)), fmt, order, x_bits)

    for policy in (Policy(), Policy(subnormals="flush"), Policy(zero_sign="strict")):
        found = compare(table, table.y_bits.copy(), policy)

        assert found.mismatched == 0
        assert found.max_ulp() <= 0.5
        assert not found.violations(0.5).any()
        assert not any(rows.any() for rows in found.defects.values())

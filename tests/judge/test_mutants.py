"""Planted defects (tests/mutants): the judge catches every one, the diagnosis names its cause, and no innocent's."""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np
import pytest

import tests.mutants
from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import FORMATS, Format
from symact.judge.comparison.compare import Comparison, compare
from symact.judge.comparison.policy import Policy
from symact.judge.diagnosis import diagnose, names
from symact.judge.figures.verdict import Cause
from symact.reference.rows import build_table
from tests.mutants import kernels, kernels_again, squares
from tests.mutants.planted import Mutant, sample

FOUND: dict[str, tuple[Mutant, tuple[Cause, ...]]] = {}


def planted() -> list[Mutant]:
    modules = (importlib.import_module(f"tests.mutants.{i.name}") for i in pkgutil.iter_modules(tests.mutants.__path__))
    return [mutant for module in modules for mutant in getattr(module, "MUTANTS", ())]


MUTANTS = {f"{m.name} ({m.activation} {m.dtype} {m.order})": m for m in planted()}
KERNELS = (*kernels.MUTANTS, *kernels_again.MUTANTS, *squares.MUTANTS)
QUICK, SHARED = 4, 70
"""Of so many mutants at most each run has the short ones, and the long run the share whose causes are named."""

EVERY = [name for name, mutant in MUTANTS.items() if not mutant.long]
SHORT, SHARE = (EVERY[:: -(-len(EVERY) // count)] for count in (QUICK, SHARED))
LONG = [name for name in MUTANTS if name not in SHORT]


def judged(mutant: Mutant) -> Comparison:
    return compare(mutant.table(), mutant.bits(), Policy.of(mutant.policy))


def examine(name: str) -> None:
    mutant = MUTANTS[name]
    found = judged(mutant)
    assert found.mismatched or any(rows.any() for rows in found.defects.values())
    assert found.violations(0.499).any()  # a tie that goes the wrong way is off by half an ulp
    assert {d.value for d, rows in found.defects.items() if rows.any()} >= set(mutant.shows)
    causes = diagnose(bind(catalogue.get(mutant.activation), mutant.params), found)
    assert all(each.name for each in causes)
    FOUND[name] = (mutant, causes)


def check_share(chosen: list[str]) -> None:
    for name in chosen:
        if name not in FOUND:
            examine(name)
    found: dict[str, list[str]] = {"right": [], "wrong": [], "none": []}
    for name in chosen:
        found[FOUND[name][0].outcome(FOUND[name][1])].append(name)
    assert not found["wrong"]
    assert len(found["none"]) <= 0.15 * len(chosen), found["none"]


@pytest.mark.parametrize("name", SHORT)
def test_a_planted_defect_is_caught_and_no_wrong_cause_is_named(name: str) -> None:
    examine(name)
    mutant, causes = FOUND[name]
    assert mutant.outcome(causes) != "wrong"


@pytest.mark.every(26)
@pytest.mark.parametrize("name", [name for name, mutant in MUTANTS.items() if mutant in KERNELS and mutant.says])
def test_the_cause_says_what_was_planted(name: str) -> None:
    examine(name)
    mutant, causes = FOUND[name]
    assert mutant.outcome(causes) == "right", [each.says for each in causes]


@pytest.mark.exhaustive
def test_the_cause_is_named() -> None:
    assert len(SHARE) >= 50
    assert len({MUTANTS[name].activation for name in SHARE}) >= 12
    check_share(SHARE)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", LONG)
def test_a_planted_defect_with_a_long_table_is_caught(name: str) -> None:
    examine(name)


@pytest.mark.exhaustive
def test_the_cause_is_named_of_all() -> None:
    assert len({mutant.activation for mutant in MUTANTS.values()}) >= 15
    check_share(list(MUTANTS))


def test_every_cause_is_planted_somewhere() -> None:
    expected = {cause for mutant in MUTANTS.values() for cause in mutant.causes}
    assert set(names()) - {"underflow"} <= expected


def test_one_step_is_one_row() -> None:
    found = judged(MUTANTS["one step (tanh bfloat16 0)"])
    assert found.mismatched == 1
    assert found.worst is not None
    assert found.table.x_bits[found.worst] == 0x3F35


def test_double_rounding_is_barely_beyond_half_an_ulp() -> None:
    found = judged(MUTANTS["rounded to float32 first (sigmoid float16 0)"])
    assert 0.5 < found.max_ulp() < 0.5 + 2.0**-12


def test_declared_flushing_is_no_defect() -> None:
    mutant = MUTANTS["subnormal results (tanh bfloat16 0)"]
    assert compare(mutant.table(), mutant.bits(), Policy(subnormals="flush")).mismatched == 0


@pytest.mark.every(7)
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
@pytest.mark.parametrize("name", ["gelu", "celu", "relu6", "binary_step", "softsign", "selu"])
def test_the_correctly_rounded_table_is_clean(name: str, fmt: Format, order: int) -> None:
    x_bits = all_bits(fmt) if fmt.width == 8 else sample(fmt, 250)
    bound = bind(catalogue.get(name))
    table = build_table(bound, fmt, order, x_bits)

    for policy in (Policy(), Policy(subnormals="flush"), Policy(zero_sign="strict")):
        found = compare(table, table.y_bits.copy(), policy)

        assert found.mismatched == 0
        assert found.max_ulp() <= 0.5
        assert not found.violations(0.5).any()
        assert not any(rows.any() for rows in found.defects.values())
        assert diagnose(bound, found) == ()


@pytest.mark.every(7)
@pytest.mark.parametrize("share", [1.0, 0.01])
@pytest.mark.parametrize(
    "key",
    ["1 + erf (gelu bfloat16 0)", "1 + erf, half (gelu float16 0)", "nearest of a table (sigmoid float16 0)",
     "-f' (gelu bfloat16 1)", "tanh is 1 from 2 (tanh float16 0)", "exp - 1 (elu bfloat16 0)",
     "1 + erf, single (gelu float32 0)"],
)  # fmt: skip
def test_noise_has_no_cause(key: str, share: float) -> None:
    mutant = MUTANTS[key]
    table = mutant.table()
    rng = np.random.default_rng(len(key))
    finite = (table.y_bits & (table.format.sign_bit - 1)) < table.format.max_bits
    finite &= (table.y_bits & (table.format.sign_bit - 1)) > 1
    steps = rng.integers(-1, 2, len(finite)) * (rng.random(len(finite)) < share) * finite
    got = (table.y_bits.astype(np.int64) + steps).astype(table.y_bits.dtype)

    found = diagnose(bind(catalogue.get(mutant.activation)), compare(table, got))

    assert found == (), [(c.name, c.says) for c in found]


@pytest.mark.parametrize("name", [n for n in SHARE if not MUTANTS[n].causes])
def test_a_single_bit_has_no_cause(name: str) -> None:
    mutant = MUTANTS[name]
    assert diagnose(bind(catalogue.get(mutant.activation), mutant.params), judged(mutant)) == ()

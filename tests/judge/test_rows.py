"""Verdicts on rows: planted defects, and right candidates; the oracles are NumPy in float64 and tables of rows."""

import json
import pkgutil
from pathlib import Path

import numpy as np
import pytest
from sympy import Symbol, exp

import symact
from symact import Activation, Source, catalogue
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.formats.arrays import to_bits, to_floats
from symact.formats.floating import get_format
from symact.judge.rows.diagnosis import causes
from symact.judge.rows.rounded_steps import summed
from symact.judge.text import headline, report
from symact.reference.vectors.table import vector_table
from symact.reports.formats import html, junit_xml, markdown
from tests.helpers.installed import need
from tests.helpers.schemas import schema
from tests.mutants import rows as mutants

pytestmark = pytest.mark.usefixtures("one_reference")

x = Symbol("x", real=True)
SOURCES = (Source("a test", "definition"),)
TOTAL = Total(exp(x))


def of(name, expression):
    return Activation(f"own_{name}", name, expression, SOURCES, domain=Vector())


SOFTMAX = of("softmax", exp(x) / TOTAL)


def judged(fn, activation=SOFTMAX, dtype="bfloat16", **terms):
    return symact.verify(fn, activation, dtype=dtype, widths=terms.pop("widths", (2, 5)), **terms)


def test_a_right_one_passes_every_bound_and_law():
    found = judged(mutants.softmax, max_ulp=0.5, max_bound=1)
    assert found.passes
    assert found.clean
    assert {law.name for law in found.rows.laws} == {"range", "equal", "order", "sum", "shift", "padding"}
    assert all(law.tried for law in found.rows.laws)
    assert "stays within 0.5 ulp and 1 times what its plan allows at all" in headline(found)


@pytest.mark.parametrize(("name", "due"), [("softmax", True), ("rms_norm", True), ("sparsemax", False)])
def test_multiples_of_a_plan_are_shown_where_the_function_has_one(name, due):
    found = judged(lambda a: a, name)
    assert ("of declared" in report(found), "of the declared" in html.render([found], [])) == (due, due)


def test_the_verdict_is_json_of_its_schema():
    found = judged(lambda a: a, max_bound=1)
    data = {"schema": "symact.verdicts/1", "verdicts": [json.loads(json.dumps(found.to_json()))], "unjudged": []}
    schema("judge").validate(data)
    for each in (html, junit_xml, markdown):
        assert "own_softmax" in each.render([found], [])


def verdict_on(planted):
    terms = {"max_ulp": 0.5} if planted.bound is None else {"max_bound": planted.bound, "plan": planted.plan}
    with np.errstate(all="ignore"):
        return judged(planted.fn, planted.activation, planted.dtype, order=planted.order, widths=(5, 64, 129), **terms)


@pytest.mark.every(32)
@pytest.mark.parametrize("planted", mutants.PLANTED, ids=lambda each: each.name)
def test_a_planted_defect_is_caught_and_its_cause_named(planted):
    found = verdict_on(planted)
    assert found.passes is False
    if planted.cause:
        (cause,) = found.rows.causes
        assert cause.name == planted.cause
        assert 0.95 * cause.tried <= cause.reproduced <= cause.tried
        assert f"({planted.cause})" in report(found)


@pytest.mark.parametrize("order", ["recursive", "halves", "folded", "8 lanes", "numpy", "numpy64"])
def test_a_sum_of_which_all_terms_are_lost_is_nothing(order):
    assert summed(np.empty((2, 0)), lambda total: total, order).tolist() == [0, 0]


@pytest.mark.every(2)
@pytest.mark.parametrize("least", [-65504, -10000, -100])
def test_a_bound_of_the_inputs_is_told_from_others(least):
    found = judged(mutants.clamped(least), dtype="float32", widths=(5, 64), max_bound=1)
    (cause,) = found.rows.causes
    assert cause.says == f"inputs below {least} are taken for it"


def test_bounds_that_the_rows_do_not_tell_apart_are_told():
    with np.errstate(over="ignore"):
        found = judged(mutants.clamped(-80), dtype="float16", widths=(5, 64), max_bound=1, plan=("work=float32",))
    (cause,) = found.rows.causes
    assert cause.says.startswith("inputs below -88 are taken for it; these rows do not tell it from: ")
    assert "inputs below -80 are taken for it" in cause.says


RIGHT = {
    "softmax": mutants.softmax,
    "softmin": mutants.softmin,
    "log_softmax": mutants.log_softmax,
    "logsumexp": mutants.logsumexp,
    "softmax vjp": mutants.softmax_vjp,
    "logsumexp vjp": lambda a, v: (mutants.softmax(a.astype(np.float64)) * v[..., None].astype(np.float64)).astype(
        a.dtype
    ),
}


@pytest.mark.every(10)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16", "float64"])
@pytest.mark.parametrize("name", RIGHT)
def test_what_is_computed_in_float64_is_not_accused(name, dtype):
    activation, _, order = name.partition(" ")
    with np.errstate(all="ignore"):
        found = judged(
            RIGHT[name],
            activation,
            dtype,
            order=order or 0,
            widths=(5, 64, 129),
            max_bound=1,
            plan=("work=float64" if dtype == "float64" else "work=float32",),
        )
    # In float64 itself the order of NumPy's sums shows, which depends on the layout of the batch.
    assert found.passes or (dtype == "float64" and not found.rows.beyond), report(found)
    assert not found.rows.causes


def test_sums_in_another_order_are_no_misconduct():
    """NumPy adds the rows of a transposed batch from left to right: at n = 129 results are 77 roundings apart."""

    def softmax(a):
        e = np.exp(a - a.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    found = judged(softmax, dtype="float32", widths=(129,), max_bound=1)
    assert [each.kind for each in found.conduct] == ["layout"]
    assert found.passes


@pytest.mark.exhaustive
def test_where_a_defect_hardly_shows_it_is_not_named():
    """exp2 of a rounded product changes few results of log_softmax: ONNX Runtime's are reproduced by it, but not it."""
    need("onnxruntime")
    found = judged("onnxruntime", "log_softmax", "float32", widths=(3, 17, 64, 128), max_bound=1)
    assert found.passes
    assert found.result.mismatched > 500
    assert not found.rows.causes


def test_every_cause_has_a_planted_defect_and_a_line_of_the_documentation():
    written = (Path(symact.__file__).parents[1] / "docs" / "row-verdicts.md").read_text()
    for name in (info.name for info in pkgutil.iter_modules(causes.__path__)):
        assert name in {each.cause for each in mutants.PLANTED}
        assert f"| `{name}` |" in written


@pytest.mark.every(7)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("order", [0, "vjp"])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin", "logsumexp"])
def test_correctly_rounded_rows_as_a_lookup_are_clean(name, dtype, order):
    fmt, known = get_format(dtype), {}

    def lookup(a, v=None):
        given = a if v is None else np.concatenate([a, v if v.ndim > 1 else v[:, None]], axis=1)
        bits = to_bits(given, fmt)
        new = np.array([row for row in bits if row.tobytes() not in known], dtype=bits.dtype)
        if len(new) or not len(bits):
            found = vector_table(bind(catalogue.get(name)), fmt, Quantity.of(order), new.reshape(-1, bits.shape[1]))
            known.update(zip((row.tobytes() for row in new), found.y_bits, strict=True))
        results = np.array([known[row.tobytes()] for row in bits], dtype=bits.dtype)
        return to_floats(results if len(bits) else found.y_bits, fmt)

    fn = (lambda a: lookup(a)) if order == 0 else (lambda a, v: lookup(a, v))
    found = judged(fn, name, dtype, order=order, max_ulp=0.5, max_bound=1)
    assert found.passes
    assert found.clean
    assert not found.rows.causes


def in_an_order_of_its_own(terms):
    """Return float32 sums in an order that no simulation has: every third term, then the next ones."""
    return sum(terms[:, k::3].sum(axis=-1, keepdims=True, dtype=np.float32) for k in range(3))


def exponential(t):
    """Return float32 exponentials by another way than NumPy's: exp(t/2) squared."""
    half = np.exp((t / 2).astype(np.float32))
    return half * half


def unshifted(a):
    e = exponential(a)
    return e / in_an_order_of_its_own(e)


def logarithm(a):
    e = exponential(a - a.max(-1, keepdims=True))
    return np.log(e / in_an_order_of_its_own(e))


def norm_of_eps(eps):
    return lambda a: a / np.sqrt(in_an_order_of_its_own(a * a) / np.float32(a.shape[-1]) + np.float32(eps))


def shifted(a):
    e = exponential(a - a.max(-1, keepdims=True))
    return e / in_an_order_of_its_own(e)


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("fn", "name", "cause"),
    [
        (unshifted, "softmax", "no_shift"),
        (logarithm, "log_softmax", "log_of_softmax"),
        (norm_of_eps(1e-5), "rms_norm", "another_eps"),
        (shifted, "softmax", None),
        (norm_of_eps(1e-6), "rms_norm", None),
    ],
)
def test_in_float32_what_is_far_off_is_explained_by_what_comes_near(fn, name, cause):
    with np.errstate(all="ignore"):
        found = judged(fn, name, "float32", widths=(5, 64, 129), max_bound=1)
    assert [(each.name, each.match) for each in found.rows.causes] == ([(cause, "bound")] if cause else [])
    assert found.passes is (cause is None) or name == "rms_norm"  # whose squares overflow
    assert ("comes within the declared plan's bound of" in report(found)) is (cause is not None)

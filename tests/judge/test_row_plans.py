"""Bounds of plans: computations simulated step by step stay within them, and come near; the oracle is the reference."""

from fractions import Fraction

import numpy as np
import pytest

from symact import SymactError, catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.row_kind import function_of
from symact.judge.rows.bounds import absolute_terms, allowed
from symact.judge.rows.computation import Computation
from symact.judge.rows.exponential_bounds import conditions
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan
from symact.judge.rows.simulation import simulated
from symact.reference.vectors.families import batch, with_vectors
from symact.reference.vectors.table import decided_rows

NAMES = ("softmax", "log_softmax", "logsumexp", "softmin", "softmax_scaled")


def ratios(name, dtype, order, plan, width, how):
    """Return errors of a simulated computation as multiples of the plan's bound, at rows of finite numbers."""
    fmt, bound, quantity = get_format(dtype), bind(catalogue.get(name)), Quantity.of(order)
    function = function_of(bound)
    given = batch(fmt, width, 3)
    if order != "value":
        given = with_vectors(given, () if name == "logsumexp" else (width,), fmt, 3)
    numbers = to_float64(given.bits, fmt)
    rows = np.isfinite(numbers).all(axis=1)
    if plan.way == "unshifted":
        rows &= np.abs(numbers).max(axis=1) < 0.35 * get_format(plan.work).emax
    table, kept = decided_rows(bound, fmt, quantity, given.bits[rows])
    assert kept.mean() > 0.8
    numbers = numbers[rows][kept]
    ulp = np.ldexp(1.0, table.ulp_exponent.astype(int))
    exact = to_float64(table.y_bits, fmt) + table.residual * ulp
    x, vector = numbers[:, :width], numbers[:, width:] if order != "value" else None
    got = to_float64(simulated(how, function, fmt, x, vector), fmt).reshape(exact.shape)
    limit = allowed(function, quantity, plan, fmt, x, vector, ulp)
    with np.errstate(all="ignore"):
        return np.where(got == exact, 0.0, np.abs(got - exact) / limit)


CASES = [
    (name, dtype, order, way, order_of_sum, work)
    for name in NAMES
    for dtype in ("bfloat16", "float16", "float32")
    for order in ("value", "vjp")
    for way in ("shifted", "unshifted", "lse")
    for order_of_sum in ("recursive", "pairwise")
    for work in dict.fromkeys((dtype, "float32"))
    # A gradient of logsumexp comes from the rounded result here, which is a plan of its own.
    if (way != "lse" or ("soft" in name and name != "log_softmax")) and (name, order) != ("logsumexp", "vjp")
    if way != "unshifted" or (name.startswith("softm") and order == "value")
]


@pytest.mark.every(20)
@pytest.mark.parametrize(("name", "dtype", "order", "way", "order_of_sum", "work"), CASES)
def test_no_simulated_computation_exceeds_its_plan(name, dtype, order, way, order_of_sum, work):
    plan = Plan(way, work, order_of_sum)
    ending = "exp_minus_lse" if way == "lse" else "shifted_log" if name == "log_softmax" else "quotient"
    how = Computation(
        steps=work,
        total=work,
        order="recursive" if order_of_sum == "recursive" else "halves",
        shift="nothing" if way == "unshifted" else "maximum",
        ending=ending,
    )
    found = [ratios(name, dtype, order, plan, width, how) for width in (3, 40)]
    assert max(each.max() for each in found) <= 1
    # A bound that nothing comes near would accept anything.
    assert max(each.max() for each in found) >= 0.04


def test_the_bound_is_that_of_the_theorem_but_for_what_each_entry_knows():
    """Blanchard, Higham and Higham 2021, theorem 4.3: n + 2 + 2 (max - min), with exponentials of error u; here 2u."""
    fmt, function = get_format("float32"), function_of(bind(catalogue.get("softmax")))
    x = np.random.default_rng(1).normal(scale=10, size=(20, 30))
    found = allowed(function, Quantity.VALUE, Plan(), fmt, x, None, np.full(x.shape, 2.0**-20))
    spread = np.ptp(x, axis=1, keepdims=True)
    theorem = 2.0**-24 * (30 + 2 + 2 * spread) * conditions(x, function).p
    assert (found <= theorem + 2.0**-24 * 2 * conditions(x, function).p).all()
    assert (found >= theorem / 6).all()


@pytest.mark.parametrize("form", ["softmax", "log_softmax", "logsumexp"])
def test_a_mask_of_the_lowest_number_leaves_the_bounds_of_gradients(form):
    fmt, lowest = get_format("float64"), -np.finfo(float).max
    x, v = np.array([[0.0, 1.0, lowest]]), np.full((1, 1 if form == "logsumexp" else 3), 100.0)
    found = allowed(Function(form), Quantity.VJP, Plan(work="float64"), fmt, x, v, np.full((1, 3), 2.0**-45))
    assert np.isfinite(found).all()
    assert (found[:, :2] > 0).all()


def test_a_gradient_may_lose_what_a_flushed_exponential_was_to_give():
    fmt, x, v = get_format("float32"), np.array([[0.0, -87.5]]), np.array([[-1000.0, 1000.0]])
    p = np.exp(-87.5)
    exact = p * 2000
    ulp = np.ldexp(1.0, np.array([[-149, int(np.floor(np.log2(exact))) - 23]]))
    assert p < 2.0**-126 < exact
    assert allowed(Function("softmax"), Quantity.VJP, Plan(), fmt, x, v, ulp)[0, 1] >= exact


def test_absolute_terms_of_a_gradient():
    function = function_of(bind(catalogue.get("softmax")))
    x, v = np.log([[1.0, 3.0]]), np.array([[2.0, -4.0]])
    p = [Fraction(1, 4), Fraction(3, 4)]
    inner = p[0] * 2 + p[1] * 4
    due = [float(p[0] * (2 + inner)), float(p[1] * (4 + inner))]
    assert absolute_terms(function, Quantity.VJP, x, v)[0] == pytest.approx(due, rel=1e-14)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["sum"], "is not of the form name=value"),
        (["summ=pairwise"], "did you mean sum"),
        (["sum=blocks"], "choose recursive or pairwise"),
        (["work=float33"], "float33"),
        (["sum=pairwise", "sum=recursive"], "given twice"),
    ],
)
def test_plans_that_do_not_exist(texts, says):
    with pytest.raises(SymactError, match=says):
        Plan.parse(texts, "float32")


def test_what_an_unnamed_plan_is():
    assert Plan.parse([], "bfloat16") == Plan("shifted", "bfloat16", "recursive")
    assert Plan.best(get_format("bfloat16")).work == "float32"
    assert Plan.best(get_format("float64")).work == "float64"


def test_families_are_seeded_and_each_row_stands_once():
    fmt = get_format("bfloat16")
    one, other = batch(fmt, 130, 5), batch(fmt, 130, 5)
    assert (one.bits == other.bits).all()
    assert (one.bits != batch(fmt, 130, 6).bits).any()
    assert len(np.unique(one.bits, axis=0)) == len(one)
    edges = [to_float64(row, fmt) for row, name in zip(one.bits, one.families, strict=True) if "edge" in name]
    at = {int(np.argmax(row)) for row in edges}
    assert at == {0, 127, 128, 129}
    assert encode(np.array([1e8]), fmt)[0] in one.bits

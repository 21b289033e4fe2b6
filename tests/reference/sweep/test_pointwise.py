"""float64 results at any inputs: double words against exact rationals, results against the pointwise path and MPFR."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Piecewise, exp, log, sqrt, tanh

from symact import catalogue
from symact.definition.activation import Activation, Param, Source, x
from symact.definition.bound import bind
from symact.enclosure.program import Program
from symact.formats.floating import get_format
from symact.formula.typed import definition
from symact.reference.rows import Reference
from symact.reference.sweep import pointwise, taylor_model_double_word
from symact.reference.sweep.double_word import STEP, Words, fast_two_sum, plus, split, times, two_product, two_sum
from symact.reference.sweep.pointwise import Pointwise
from symact.reference.sweep.taylor_model_double_word import fit
from tests.helpers.definitions import made
from tests.helpers.sample import examples, rotated

FLOAT64 = get_format("float64")
ordinary = st.floats(min_value=2.0**-200, max_value=2.0**200).flatmap(lambda v: st.sampled_from([v, -v]))


def exact(*values):
    return sum(map(Fraction, values), Fraction(0))


def words(high, low):
    return fast_two_sum(np.float64(high), np.float64(high) * np.float64(low))


@settings(max_examples=examples(300), derandomize=True)
@given(ordinary, ordinary)
def test_exact_operations(a, b):
    a, b = np.float64(a), np.float64(b)
    assert exact(*two_sum(a, b)) == exact(a, b)
    assert exact(*two_product(a, b, split(b))) == Fraction(float(a)) * Fraction(float(b))
    assert exact(*split(a)) == Fraction(float(a))


@settings(max_examples=examples(300), derandomize=True)
@given(ordinary, ordinary, st.floats(-(2.0**-54), 2.0**-54), st.floats(-(2.0**-54), 2.0**-54))
def test_double_words_keep_their_bound(a, b, c, d):
    first, second = words(a, c), words(b, d)
    total = exact(*first, *second)
    assert abs(exact(*plus(first, second)) - total) <= abs(total) * Fraction(STEP)
    product = exact(*first) * Fraction(b)
    assert abs(exact(*times(first, np.float64(b), split(np.float64(b)))) - product) <= abs(product) * Fraction(STEP)


def spread(count, seed=0):
    """Encodings over all binades, near 0 and 1, and special ones."""
    rng = np.random.default_rng(seed)
    values = np.concatenate([rng.normal(0, 3, count), rng.normal(0, 1e-5, count // 4), rng.uniform(-40, 40, count)])
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 2.2e-308, -1.7e308, 3.0, -3.0, 6.0, 1.0])
    bits = rng.integers(0, 1 << 64, count, dtype=np.uint64)
    return np.concatenate([bits, values.view(np.uint64), special.view(np.uint64)])


def differences(bound, order, encodings, sample, seed=1):
    found = Pointwise(bound, order).bits(encodings)
    reference = Reference(bound, FLOAT64, order)
    chosen = np.random.default_rng(seed).choice(len(encodings), sample, replace=False).tolist()
    chosen += list(range(len(encodings) - 12, len(encodings)))
    return [hex(encodings[i]) for i in chosen if reference.row(int(encodings[i])).y != found[i]]


@pytest.mark.parametrize(("name", "order"), rotated(catalogue.names("line"), [0, 1, 2], every=4))
def test_the_same_bits_as_one_by_one(name, order):
    assert not differences(bind(catalogue.get(name)), order, spread(3000), 60)


@pytest.mark.exhaustive
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_the_same_bits_at_many_inputs(name, order):
    assert not differences(bind(catalogue.get(name)), order, spread(200_000, 3), 8000)


@pytest.mark.every(2)
@pytest.mark.parametrize(
    "expression",
    [
        Piecewise((x**2, x < sqrt(2)), (exp(-x), True)),
        log(1 + exp(x)) - tanh(x / 3),
        Piecewise((x**3, x < 0), (x**5 / 7, True)),
        exp(x) * 10**300,
        1 / (1 + x**2),
    ],
)
def test_other_formulas(expression):
    assert not differences(bind(made(expression)), 0, spread(3000), 150)


FAR_BREAKS = [
    ("min(max(x, 0), 20)", lambda points: np.clip(points, 0, 20)),
    ("Piecewise((x, x > 100), (0, True))", lambda points: np.where(points > 100, points, 0.0)),
    ("Piecewise((1, x < -20), (x, True))", lambda points: np.where(points < -20, 1, points)),
]
"""Pieces that begin where the first proofs of what f tends to already hold for their expressions."""


@pytest.mark.parametrize(("formula", "exact"), FAR_BREAKS)
def test_what_f_tends_to_holds_on_its_last_piece_only(formula, exact):
    points = np.arange(-300, 300, 0.25)
    found = Pointwise(bind(definition(formula)), 0).bits(points.view(np.uint64)).view(np.float64)
    assert (found == exact(points)).all()


def test_order_and_repetitions_do_not_matter():
    worker = Pointwise(bind(catalogue.get("gelu")), 0)
    encodings = spread(1000)
    whole = worker.bits(encodings)
    assert (worker.bits(encodings[::-1])[::-1] == whole).all()
    assert (worker.bits(np.repeat(encodings, 3)) == np.repeat(whole, 3)).all()
    assert len(worker.bits(encodings[:0])) == 0


def test_few_inputs_are_left_to_zivs_loop():
    worker = Pointwise(bind(catalogue.get("gelu")), 0)
    encodings = np.random.default_rng(2).normal(0, 3, 50_000).view(np.uint64)
    worker.bits(encodings)
    assert worker.ziv < 1000


def true_error(model, program, order, middle):
    """The largest difference between a model, evaluated exactly, and the function, relative to 2^scale."""
    worst = 0
    saved = ctx.prec
    ctx.prec = 400
    try:
        for j in range(-16, 17):
            t = fmpq(j, 16)
            point = middle + t * fmpq(2) ** model.radius
            value = sum(
                (arb(h) + arb(low)) * arb(t) ** k for k, (h, low) in enumerate(zip(model.high, model.low, strict=True))
            )
            truth = program.series(arb(point), order + 1, 400)[order] * arb.fac_ui(order)
            worst = max(worst, float(abs(truth * arb(2) ** -model.scale - value).upper()))
        return worst
    finally:
        ctx.prec = saved


BLOCKS = [("gelu", 0, fmpq(13, 8), -3), ("mish", 1, fmpq(-11, 4), -3), ("tanh", 2, fmpq(33, 64), -6)]


@pytest.mark.parametrize(("name", "order", "middle", "radius"), BLOCKS)
def test_the_bound_of_a_model_holds(name, order, middle, radius):
    program = Program(bind(catalogue.get(name)).pieces[0].expression, x)
    model = fit(program, order, middle, radius, 28, 192).model
    assert true_error(model, program, order, middle) <= model.error < taylor_model_double_word.WANTED


@pytest.mark.parametrize("fault", ["a term dropped", "low words dropped", "another middle"])
def test_planted_faults_break_the_bound(fault):
    name, order, middle, radius = BLOCKS[0]
    program = Program(bind(catalogue.get(name)).pieces[0].expression, x)
    model = fit(program, order, middle, radius, 28, 192).model
    parts = {field: getattr(model, field) for field in model.__dataclass_fields__}
    if fault == "a term dropped":
        parts["high"] = (*model.high[:12], *[0.0] * (len(model.high) - 12))
    elif fault == "low words dropped":
        parts["low"] = (0.0,) * len(model.low)
    else:
        middle += fmpq(1, 1 << 70)
    assert true_error(taylor_model_double_word.DoubleWordModel(**parts), program, order, middle) > model.error


def test_a_bound_too_small_gives_wrong_bits(monkeypatch):
    """The rounding test must depend on the bound: with none at all and coarse coefficients some bits are wrong."""
    bound = bind(catalogue.get("gelu"))
    encodings = np.random.default_rng(4).normal(0, 2, 4000).view(np.uint64)

    def careless(*args):
        found = fit(*args)
        if found is None or found.model is None:
            return found
        parts = {field: getattr(found.model, field) for field in found.model.__dataclass_fields__}
        low = (0.0,) * len(parts["low"])
        return found._replace(model=taylor_model_double_word.DoubleWordModel(**{**parts, "low": low, "error": 0.0}))

    monkeypatch.setattr(pointwise, "fit", careless)
    worker, reference = Pointwise(bound, 0), Reference(bound, FLOAT64, 0)
    found = worker.bits(encodings)
    assert any(reference.row(int(e)).y != y for e, y in zip(encodings[:400], found[:400], strict=True))


def test_parameters():
    p = Param.positive("p", default=1)
    definition = Activation("made", "made", x * tanh(p.symbol * x), (Source("here", ""),), (p,))
    assert not differences(bind(definition, {"p": "2/3"}), 1, spread(2000), 100)
    assert Words(1, 2).low == 2

"""The filter in double words: its bounds against true errors, with planted faults; its results against Ziv's loop."""

import mpmath
import numpy as np
import pytest
from flint import fmpz_mat
from sympy import Rational, Symbol, exp, log

import symact
from symact import Activation, Source
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.formats.arrays import float_dtype
from symact.formats.floating import get_format
from symact.functions.exp2 import exp2
from symact.reference.sweep.double_word import PRODUCT, RECIPROCAL, STEP, Words, product, reciprocal, two_sum
from symact.reference.table import Flag
from symact.reference.vectors import approximation, exponentials, filtered, flat_rows, shifted_rows
from symact.reference.vectors.approximation import Approximation, approximate
from symact.reference.vectors.decision import decide
from symact.reference.vectors.exponential_family import recognised
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.table import pointwise_table, vector_table
from tests.helpers.vectors import encode, families

x = Symbol("x", real=True)
FORMATS = ("float16", "bfloat16", "float32", "float64", "float8_e5m2")
QUANTITIES = (Quantity.VALUE, Quantity.JVP, Quantity.VJP)


def on_vectors(name, expression):
    return bind(Activation(name, name, expression, (Source("a test", "definition"),), domain=Vector()))


MEMBERS = {
    "softmax": exp(x) / Total(exp(x)),
    "softmin": exp(-x) / Total(exp(-x)),
    "softmax_third": exp(x / 3) / Total(exp(x / 3)),
    "softmax_two": exp2(x) / Total(exp2(x)),
    "quiet": exp(x) / (1 + Total(exp(x))),
    "log_softmax": x - log(Total(exp(x))),
    "log_softmin_third": -x / 3 - log(Total(exp(-x / 3))),
    "logsumexp": log(Total(exp(x))),
    "logsumexp_half": log(1 + Total(exp(x / 2))),
    "logsumexp_mean_third": log(Total(exp(x / 3)) / Total(1)),
}
BOUND = {name: on_vectors(name, expression) for name, expression in MEMBERS.items()}


def exact(words, place):
    return mpmath.mpf(float(words.high[place])) + mpmath.mpf(float(words.low[place]))


def arguments(count, seed):
    draw = np.random.default_rng(seed)
    high = np.concatenate(
        [
            -draw.uniform(0, 600, count),
            -(10.0 ** draw.uniform(-25, 2.7, count)),
            # Next to the places where the argument is reduced to nothing, or to most.
            -np.arange(count) * (np.log(2) / 2048),
            [0.0, -600.0],
        ]
    )
    return two_sum(high, high * draw.uniform(-1, 1, len(high)) * 2.0**-54)


def exponential_error(count=300):
    d = arguments(count, 1)
    found = exponentials.exponential(d)
    with mpmath.workprec(300):
        return max(abs(exact(found, k) / mpmath.exp(exact(d, k)) - 1) for k in range(len(d.high)))


def test_exponentials_keep_their_bound():
    assert exponential_error() < exponentials.TERM
    assert exponentials.exponential(Words(np.array([0.0, -601.0]), np.zeros(2))).high.tolist() == [1, 0]


def without_low_words(monkeypatch):
    monkeypatch.setattr(exponentials, "_grown", lambda r, grown=exponentials._grown: Words(grown(r).high, 0 * r.low))


def lower_degree(monkeypatch):
    def grown(r, whole=exponentials._grown):
        found = whole(r)
        return Words(found.high, found.low - r.high**6 / 720)

    monkeypatch.setattr(exponentials, "_grown", grown)


def two_words_of_the_step(monkeypatch):
    rate, (first, second, _), powers = exponentials.constants()
    monkeypatch.setattr(exponentials, "constants", lambda: exponentials.Constants(rate, (first, second, 0.0), powers))


def powers_in_one_word(monkeypatch):
    rate, steps, powers = exponentials.constants()
    short = exponentials.Constants(rate, steps, Words(powers.high, 0 * powers.low))
    monkeypatch.setattr(exponentials, "constants", lambda: short)


@pytest.mark.parametrize("fault", [without_low_words, lower_degree, two_words_of_the_step, powers_in_one_word])
def test_faults_break_the_bound_of_exponentials(fault, monkeypatch):
    fault(monkeypatch)
    assert exponential_error(100) > exponentials.TERM


def test_products_reciprocals_and_logarithms_keep_their_bounds():
    draw = np.random.default_rng(2)
    count = 300
    s, m = 10.0 ** draw.uniform(-250, 5, count), np.where(draw.random(count) < 0.6, 1.0, draw.integers(1, 99, count))
    s[: count // 2] = 2.0 ** draw.uniform(-40, 3, count // 2)
    small = two_sum(s, s * draw.uniform(-1, 1, count) * 2.0**-54)
    other = arguments(100, 3)
    other = Words(other.high[:count] - 1, other.low[:count])
    once, back, (logs, error) = product(small, other), reciprocal(other), exponentials.logarithm(m, small)
    with mpmath.workprec(1200):
        for k in range(count):
            u, v = exact(small, k), exact(other, k)
            assert abs(exact(once, k) / (u * v) - 1) < PRODUCT
            assert abs(exact(back, k) * v - 1) < RECIPROCAL
            assert abs(exact(logs, k) - mpmath.log1p(int(m[k]) - 1 + u)) < error[k]
        assert (error < 1e-20).all()


def test_a_guess_that_is_wrong_decides_nothing(monkeypatch):
    monkeypatch.setattr(exponentials.np, "log", lambda t: np.full_like(t, 0.5))
    try:
        _, error = exponentials.logarithm(np.array([1.0, 3.0]), Words(np.array([0.5, 0.25]), np.zeros(2)))
    finally:
        monkeypatch.undo()
    assert np.isinf(error).all()


def test_sums_keep_their_bound():
    draw = np.random.default_rng(4)
    for count in (1, 2, 3, 17, 1000):
        terms = two_sum(draw.normal(size=(2, count)), draw.normal(size=(2, count)) * 2.0**-54)
        found = exponentials.total(terms)
        for row in range(2):
            with mpmath.workprec(300):
                each = [exact(Words(terms.high[row], terms.low[row]), k) for k in range(count)]
                off = abs(exact(found, row) - mpmath.fsum(each))
                assert off <= exponentials.levels(count) * STEP * mpmath.fsum(map(abs, each))


def inputs(reference, seed):
    """Return rows of a width as encodings, each family with two kinds of v."""
    draw = np.random.default_rng(seed)
    length, count = reference.length, reference.width - reference.length
    rows = []
    for row in families(length, seed):
        rows += [
            np.concatenate([row, v])
            for v in (draw.normal(size=count), draw.integers(-2, 3, size=count))[: 2 if count else 1]
        ]
    return encode(reference.format, np.stack(rows))


def reference_of(name, dtype, quantity, length):
    one = quantity.vector == "upstream" and name.startswith("logsumexp")
    width = length if quantity == Quantity.VALUE else length + (1 if one else length)
    return VectorReference(BOUND[name], get_format(dtype), quantity, width)


def value_errors(name, quantity):
    """Yield |exact - value|/bound of the filter's values, for float64 rows of many families."""
    reference = reference_of(name, "float64", quantity, 6)
    bits = inputs(reference, 5)
    numbers = bits.view(np.float64)
    family = recognised(reference.bound)
    x, v = numbers[:, : reference.length], numbers[:, reference.length :]
    found = approximate(family, quantity, x, v if v.size else None, np.zeros(x.shape, dtype=bool))
    wide = pointwise_table(reference, bits).wide
    for k, (high, low, bound, side) in enumerate(
        zip(*map(np.ravel, (*found.value, found.error, found.side)), strict=True)
    ):
        if np.isfinite(bound) and not side:
            with mpmath.workprec(400):
                due = (
                    mpmath.mpf(wide[k].significand)
                    * mpmath.mpf(2) ** wide[k].exponent
                    * (-1 if wide[k].negative else 1)
                )
                off = abs(due - mpmath.mpf(float(high)) - mpmath.mpf(float(low)))
                # The 128-bit value is itself cut off.
                yield float((off - abs(due) * mpmath.mpf(2) ** -126) / mpmath.mpf(float(bound) or 1e-300)), off


@pytest.mark.every(2)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize("name", MEMBERS)
def test_values_lie_within_their_bounds(name, quantity):
    ratios = [ratio for ratio, _ in value_errors(name, quantity)]
    assert len(ratios) > 8
    assert max(ratios) < 1


def one_word_shares(monkeypatch):
    monkeypatch.setattr(approximation, "product", lambda a, b: Words(product(a, b).high, 0 * a.high))


def careless_sums(monkeypatch):
    monkeypatch.setattr(shifted_rows, "total", lambda t: Words(t.high.sum(axis=-1), t.low.sum(axis=-1)))


def uncertain_rate(monkeypatch):
    def lost(family, quantity, x, v, gone, whole=approximate):
        return whole(family._replace(rate=(family.rate[0], 0.0)), quantity, x, v, gone)

    monkeypatch.setitem(globals(), "approximate", lost)


@pytest.mark.parametrize(
    ("fault", "name", "quantity"),
    [
        (one_word_shares, "softmax", Quantity.VJP),
        (careless_sums, "softmax", Quantity.VALUE),
        (careless_sums, "logsumexp", Quantity.JVP),
        (uncertain_rate, "softmax_third", Quantity.VALUE),
        (uncertain_rate, "log_softmin_third", Quantity.VALUE),
    ],
)
def test_faults_break_the_bounds_of_values(fault, name, quantity, monkeypatch):
    fault(monkeypatch)
    assert max(ratio for ratio, _ in value_errors(name, quantity)) > 1


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.every(11)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize("name", MEMBERS)
def test_filter_and_loop_give_the_same_table(name, quantity, dtype):
    reference = reference_of(name, dtype, quantity, 9)
    bits = inputs(reference, 8)
    found, due = vector_table(reference.bound, reference.format, quantity, bits), pointwise_table(reference, bits)
    for column in ("y_bits", "y_lo_bits", "y_hi_bits", "flags"):
        assert (getattr(found, column) == getattr(due, column)).all(), column
    assert (found.ulp_exponent == due.ulp_exponent).all()
    assert (np.abs(found.residual - due.residual) <= found.errors.margin + 2.0**-49).all()
    assert tuple(found.wide) == due.wide
    if dtype in ("float32", "float64"):
        decided = (found.errors.margin > 0).mean()
        assert decided > 0.6


@pytest.mark.parametrize("dtype", ["float8_e5m2", "bfloat16"])
def test_values_beside_every_boundary_are_decided_or_left(dtype):
    """A value whose bound reaches a number or a midpoint of the format is left open, any other is rounded right."""
    fmt = get_format(dtype)
    bits = np.arange(1, min(fmt.max_bits, 2000))
    numbers = np.array([float(fmt.to_fraction(int(b))) for b in bits])
    halfway = (numbers[1:] + numbers[:-1]) / 2
    for at, low_bits, high_bits in ((numbers[1:-1], bits[1:-1], bits[1:-1]), (halfway, bits[:-1], bits[1:])):
        size = 2.0**-60 if at is not halfway else 2.0**-42
        for off in (size, -size):
            value, none = two_sum(at, at * off), np.zeros(len(at), dtype=np.int8)
            near = decide(Approximation(value, at * size / 2, none), fmt)
            assert near.known.all()
            assert (near.bits == (high_bits if off > 0 else low_bits)).all()
            assert (np.sign(near.errors.residual) == (np.sign(off) if at is not halfway else -np.sign(off))).all()
            assert not decide(Approximation(value, at * size * 2, none), fmt).known.any()
            assert not decide(Approximation(Words(at, 0 * at), 0 * at + 1e-200, none), fmt).known.any()


INF = np.inf


def rows_with_masks(fmt, quantity, seed):
    """Return x, mask and v of rows of six numbers: usual masks, random ones, and sums that are not exact."""
    draw = np.random.default_rng(seed)
    least = -float(fmt.to_fraction(fmt.max_bits))
    masks = [[0] * 6, draw.normal(size=6), draw.integers(-3, 3, size=6)]
    masks += [np.where(draw.random(6) < 0.5, 0.0, away) for away in (-1e4, -1e9, least, -INF, 1e-30)]
    masks += [[-INF] * 6, [INF, 0, 0, 0, 0, 0], [np.nan, 0, 0, 0, 0, 0], [least] * 6, [-1e9] * 6]
    scales = (1.0, 30.0, 1e-20, 1e8)
    rows = [np.concatenate([draw.normal(size=6) * scale, mask]) for mask in masks for scale in scales]
    rows += [np.array([-INF, 1, 2, 3, 4, 5, mask, 0, 0, 0, 0, 0]) for mask in (0, -INF, INF)]
    if quantity != Quantity.VALUE:
        rows = [np.concatenate([row, draw.normal(size=6)]) for row in rows]
    with np.errstate(over="ignore"):
        return np.stack(rows).astype(float_dtype(fmt)).view(f"u{fmt.width // 8}")


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.every(5)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize(
    "text",
    [
        "exp(x + mask)/total(exp(x + mask))",
        "log(total(exp(x + mask)))",
        "x + mask - log(total(exp(x + mask)))",
        "exp(-x - mask)/(1 + total(exp(-x - mask)))",
    ],
)
def test_what_is_a_function_of_x_and_a_mask_added_is_the_same_both_ways(text, quantity, dtype):
    bound, fmt = bind(symact.define(text, inputs=("x", "mask"))), get_format(dtype)
    bits = rows_with_masks(fmt, quantity, 5)
    if quantity.vector == "upstream" and text.startswith("log"):
        bits = bits[:, :13]
    reference = VectorReference(bound, fmt, quantity, bits.shape[1])
    assert reference.function.of_sums
    found, due = vector_table(bound, fmt, quantity, bits), pointwise_table(reference, bits)
    for column in ("y_bits", "y_lo_bits", "y_hi_bits", "flags"):
        assert (getattr(found, column) == getattr(due, column)).all(), column
    assert (np.abs(found.residual - due.residual) <= found.errors.margin + 2.0**-49).all()


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("name", ["softmax", "softmin", "log_softmax", "logsumexp", "quiet"])
def test_masks_are_the_same_both_ways(name, dtype):
    fmt = get_format(dtype)
    away = INF if name == "softmin" else -INF
    rows = [
        [1, away, 3, 0.5],
        [away, away, 2, 2],
        [away, 1, away, away],
        [away] * 4,
        [-away, 1, 2, 3],
        [1, np.nan, 2, 3],
    ]
    bits = np.array(rows).astype(float_dtype(fmt)).view(f"u{fmt.width // 8}")
    reference = VectorReference(BOUND[name], fmt, Quantity.VALUE, 4)
    found, due = vector_table(BOUND[name], fmt, Quantity.VALUE, bits), pointwise_table(reference, bits)
    assert (found.y_bits == due.y_bits).all()
    assert (found.flags == due.flags).all()
    assert tuple(found.wide) == due.wide
    assert (np.abs(found.residual - due.residual) <= 2.0**-30).all()


def test_saturated_rows_need_no_loop(monkeypatch):
    asked = []
    monkeypatch.setattr(filtered, "_ask", lambda *given: asked.append(given))
    rows = np.array([[0, -100, -200, -300], [5, 5, -80, -95], [90, -90, 1, 2]], dtype=np.float32)
    for name in ("softmax", "log_softmax", "logsumexp"):
        found = vector_table(BOUND[name], get_format("float32"), Quantity.VALUE, rows.view(np.uint32))
        assert not asked
        assert not found.has(Flag.EXACT | Flag.TIE).any()
    assert (
        vector_table(BOUND["softmax"], get_format("float32"), Quantity.VALUE, rows.view(np.uint32)).residual[0, 0] < 0
    )


def test_what_lies_beside_a_saturated_value_is_measured():
    """1/m - s/m^2 for m = 1, 2 and s about 2^-65, which one float64 beside 1/m cannot hold."""
    rows = np.array([[0, -45, -50, -51], [5, 5, -40, -41], [3, 3, -42, -43], [1, 1, 1, -46]], dtype=np.float32)
    for name in ("softmax", "log_softmax"):
        reference = VectorReference(BOUND[name], get_format("float32"), Quantity.VALUE, 4)
        due = pointwise_table(reference, rows.view(np.uint32))
        found = vector_table(BOUND[name], get_format("float32"), Quantity.VALUE, rows.view(np.uint32))
        assert (found.errors.margin > 0).all()
        assert np.allclose(found.residual, due.residual, rtol=1e-12, atol=0)


def test_what_disagrees_is_an_error(monkeypatch):
    rows = np.array([[1, 2, 3]], dtype=np.float32).view(np.uint32)
    monkeypatch.setattr(
        filtered, "decide", lambda found, fmt, d=decide: d(found, fmt)._replace(bits=d(found, fmt).bits + 1)
    )
    found = vector_table(BOUND["softmax"], get_format("float32"), Quantity.VALUE, rows)
    with pytest.raises(AssertionError, match="disagree at row 0 of softmax"):
        _ = found.wide[0]


def test_only_members_of_the_family_are_recognised():
    for expression in (
        exp(x) / Total(exp(2 * x)),
        x / Total(x),
        exp(x) / (2 + Total(exp(x))),
        exp(x**2) / Total(exp(x**2)),
    ):
        assert recognised(on_vectors("other", expression)) is None
    half = recognised(on_vectors("half", exp(x * Rational(1, 2)) / Total(exp(x * Rational(1, 2)))))
    assert (half.rate, half.exact, half.quiet) == ((0.5, 0.0), True, False)
    two = recognised(BOUND["softmax_two"])
    assert two.rate == pytest.approx((0.6931471805599453, 2.3190468138462996e-17), rel=1e-15)
    assert not two.exact


def test_values_take_rows_of_any_shape():
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(2, 3, 8)).astype(np.float32)
    found = symact.values("softmax", rows)
    assert (found.shape, found.dtype) == (rows.shape, rows.dtype)
    flat = symact.table("softmax", dtype="float32", inputs=rows.reshape(6, 8))
    assert (found.reshape(6, 8).view(np.uint32) == flat.y_bits).all()
    assert symact.values("softmax", rows[0, 0]).tolist() == found[0, 0].tolist()
    assert symact.values("softmax", rows, order="vjp").shape == (2, 3, 4)
    assert symact.values("logsumexp", rows).shape == (2, 3)
    assert symact.values("softmax", rows[:0]).shape == (0, 3, 8)
    for given, order, message in [
        (np.float32(1), 0, "give an array"),
        (rows[..., :0], 0, "at least 1 entry"),
        (rows[..., :3], "vjp", "no x and v of one length"),
        (rows, 1, "JVP and VJP"),
    ]:
        with pytest.raises(symact.SymactError, match=message):
            symact.values("softmax", given, order=order)


def near_relations(weights, bits):
    """Yield integers of about `bits`/len bits whose sum weighted so is nearly 0, from a reduced lattice."""
    scaled = [int(mpmath.nint(w * mpmath.mpf(2) ** bits)) for w in weights]
    rows = [[int(i == j) for j in range(len(scaled))] + [scaled[i]] for i in range(len(scaled))]
    for row in fmpz_mat(rows).lll().tolist():
        yield [int(k) for k in row[:-1]]


def test_the_sign_of_a_lost_gradient_is_believed_outside_its_bound_alone():
    """v at the lost entry is the mean of v to 2^-100, on a side that double words do not see."""
    found = set()
    for step in (1, 2, 3):
        x = [-step * k / 4 for k in range(5)]
        with mpmath.workprec(600):
            p = [mpmath.exp(each) for each in x]
            for *v, lost in near_relations([*p, -mpmath.fsum(p)], 110):
                due = mpmath.sign(lost * mpmath.fsum(p) - mpmath.fdot(p, v))
                row = np.array([[*x, -1000, *v, lost]], dtype=np.float32)
                assert row[0, 6:].tolist() == [*v, lost]
                got = symact.table("softmax", dtype="float32", order="vjp", inputs=row)
                assert got.y[0, 5] == 0
                assert np.signbit(got.y[0, 5]) == (due < 0)
                found.add(int(due))
    assert found >= {1, -1}


def flat_inputs(count, length, seed):
    """Return nearly equal numbers, from 2^-47 down to 2^-900 apart, with vectors whose sums are exact."""
    draw = np.random.default_rng(seed)
    x = draw.uniform(-1, 1, (count, length)) * 2.0 ** draw.choice([-47, -60, -90, -300, -900], (count, 1))
    return x, draw.choice([-2.0, -0.5, 0.0, 1.0, 3.0], (count, length))


def flat_errors(name, quantity, length):
    """Yield |exact - value|/bound for flat rows, by mpmath."""
    family = recognised(BOUND[name])
    x, v = flat_inputs(20, length, 7)
    one = quantity.vector == "upstream" and name.startswith("logsumexp")
    given = None if quantity == Quantity.VALUE else v[:, :1] if one else v
    found = approximate(family, quantity, x, given, np.zeros(x.shape, dtype=bool))
    rate = {"softmin": -1, "logsumexp_half": mpmath.mpf(1) / 2}.get(name, 1)
    with mpmath.workprec(4000):
        for row in range(len(x)):
            terms = [mpmath.exp(rate * mpmath.mpf(k)) for k in x[row]]
            p = [t / (mpmath.fsum(terms) + family.quiet) for t in terms]
            w = list(map(mpmath.mpf, v[row]))
            mean = mpmath.fsum(a * b for a, b in zip(p, w, strict=True))
            due = {
                ("SOFTMAX", "value"): p,
                ("SOFTMAX", "jvp"): [rate * a * (b - mean) for a, b in zip(p, w, strict=True)],
                ("LOG_SOFTMAX", "jvp"): [rate * (b - mean) for b in w],
                ("LOG_SOFTMAX", "vjp"): [rate * (b - a * mpmath.fsum(w)) for a, b in zip(p, w, strict=True)],
                ("LOGSUMEXP", "jvp"): [rate * mean],
                ("LOGSUMEXP", "vjp"): [rate * a * w[0] for a in p],
            }
            named = "value" if given is None else "jvp" if family.kind.name == "SOFTMAX" else str(quantity).lower()
            for k, exact_value in enumerate(due[family.kind.name, named]):
                at = (row, k) if found.error.ndim == 2 else (row,)
                value = mpmath.mpf(float(found.value.high[at])) + mpmath.mpf(float(found.value.low[at]))
                yield float(abs(exact_value - value) / mpmath.mpf(float(found.error[at]))), float(found.error[at])


FLAT = [
    ("softmax", Quantity.VALUE, 8),
    ("softmin", Quantity.JVP, 4),
    ("quiet", Quantity.VALUE, 3),
    ("quiet", Quantity.VJP, 3),
    ("log_softmax", Quantity.JVP, 8),
    ("log_softmax", Quantity.VJP, 4),
    ("logsumexp", Quantity.JVP, 4),
    ("logsumexp", Quantity.VJP, 4),
    ("logsumexp_half", Quantity.JVP, 3),
]


@pytest.mark.parametrize(("name", "quantity", "length"), FLAT)
def test_flat_rows_lie_within_their_bounds(name, quantity, length):
    ratios, bounds = zip(*flat_errors(name, quantity, length), strict=True)
    assert max(ratios) < 1
    # What separates values from multiples of 1/n shows, however small it is.
    assert min(bounds) < 2.0**-900


@pytest.mark.parametrize("fault", ["REST", "no mean"])
def test_faults_break_the_bounds_of_flat_rows(fault, monkeypatch):
    if fault == "REST":
        monkeypatch.setattr(flat_rows, "REST", 2.0**-70)
    else:
        monkeypatch.setattr(flat_rows, "total", lambda terms: Words(0 * terms.high[:, 0], 0 * terms.low[:, 0]))
    assert max(ratio for ratio, _ in flat_errors("softmax", Quantity.VALUE, 8)) > 1


@pytest.mark.parametrize(("name", "quantity", "length"), FLAT)
def test_flat_rows_need_no_loop_and_have_its_results(name, quantity, length, monkeypatch):
    reference = reference_of(name, "float32", quantity, length)
    draw = np.random.default_rng(3)
    x = 1e-30 * draw.uniform(-1, 1, (4, length))
    v = np.tile([2.0, -1.0, 1.0, 1.0, 0.5, 0.0, 4.0, 1.0], (4, 1))[:, : reference.width - length]
    bits = encode(reference.format, np.concatenate([x, v], axis=1))
    found = filtered.filtered(reference, bits)
    exact_table = pointwise_table(reference, bits)
    assert found.bits.reshape(-1).tolist() == exact_table.y_bits.reshape(-1).tolist()
    monkeypatch.setattr(filtered, "_ask", None)
    assert filtered.filtered(reference, bits).known.all()

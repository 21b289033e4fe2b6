"""Every entry of functions of vectors against MPFR; exact values, saturated rows and NaN against what is known."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from sympy import Rational, S, Symbol, exp, log, sqrt, tanh

import symact
from symact import Activation, Source
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Greatest, Total
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate
from symact.errors import UndecidedError
from symact.formats.arrays import float_dtype, to_bits
from symact.formats.floating import get_format
from symact.functions.exp2 import exp2
from symact.reference.table import Flag
from symact.reference.vectors import exponential_sums
from symact.reference.vectors.function import VectorFunction
from tests.helpers.vectors import ORACLE, encode, expected, families, upstream_length

x = Symbol("x", real=True)
FORMATS = ("float16", "bfloat16", "float32", "float64")


def on_vectors(name, expression):
    return Activation(name, name, expression, (Source("a test", "definition"),), domain=Vector())


FUNCTIONS = {name: symact.get(name) for name in ("rms_norm", "layer_norm", "sparsemax", "entmax15")} | {
    "softmax": on_vectors("softmax", exp(x) / Total(exp(x))),
    "softmin": on_vectors("softmin", exp(-x) / Total(exp(-x))),
    "log_softmax": on_vectors("log_softmax", x - log(Total(exp(x)))),
    "logsumexp": on_vectors("logsumexp", log(Total(exp(x)))),
}
RMS = on_vectors("rms", x / sqrt(Total(x**2) / Total(1) + 1))


def rows_of(name, quantity, length, seed):
    draw = np.random.default_rng(seed)
    for row in families(length, seed):
        count = upstream_length(name, quantity, length)
        for v in [draw.normal(size=count), draw.integers(-2, 3, size=count)][: 2 if count else 1]:
            yield np.concatenate([row, v])


def check(name, quantity, dtype, length, seed):
    """Compare a table's rows with MPFR; return how many there were."""
    fmt = get_format(dtype)
    bits = encode(fmt, np.stack(list(rows_of(name, quantity, length, seed))))
    found = symact.table(FUNCTIONS[name], dtype=dtype, order=0 if quantity == "value" else quantity, inputs=bits)
    kinks = found.has(Flag.KINK).reshape(len(bits), -1).any(axis=1)
    assert kinks.mean() < 0.2
    # What MPFR finds at a kink is one derivative of many.
    for row, got in zip(bits[~kinks].tolist(), found.y_bits.reshape(len(bits), -1)[~kinks].tolist(), strict=True):
        due = expected(fmt, name, quantity, row)
        # The sign of an exact 0 is left open.
        assert [g for g, d in zip(got, due, strict=True) if d] == [d for d in due if d], (row, due)
        assert all(g & ~fmt.sign_bit == 0 for g, d in zip(got, due, strict=True) if d == 0)
    return len(bits)


@pytest.mark.every(11)
@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize(("name", "quantity"), sorted(ORACLE))
def test_rows_are_those_of_mpfr(name, quantity, dtype):
    check(name, quantity, dtype, 5, 1)


@pytest.mark.exhaustive
@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize(("name", "quantity"), sorted(ORACLE))
def test_many_rows_are_those_of_mpfr(name, quantity, dtype):
    lengths = [2, 3, 4, 7, 8, 9, 16, 31]
    assert sum(check(name, quantity, dtype, length, length) for length in lengths) >= 8 * 11


def values(activation, inputs, dtype="float32", order=0):
    given = np.array(inputs, dtype=float_dtype(get_format(dtype)))
    return symact.table(activation, dtype=dtype, order=order, inputs=given)


@pytest.mark.parametrize(("dtype", "great"), [("float32", 3e38), ("bfloat16", 3e38), ("float64", 1e308)])
def test_rows_of_any_spread(dtype, great):
    found = values(FUNCTIONS["softmax"], [[great, 0.0, -great], [1.0, -great, -great]], dtype)
    assert found.y.astype(float).tolist() == [[1, 0, 0], [1, 0, 0]]
    assert found.has(Flag.UNDERFLOW).tolist() == [[False, True, True]] * 2
    assert not found.has(Flag.EXACT | Flag.TIE | Flag.OPEN).any()
    # The side that 1 is approached from shows in the residual's sign.
    assert found.wide[0].to_fraction() < 1
    logs = values(FUNCTIONS["log_softmax"], [[great, 0.0, -great]], dtype)
    assert logs.y.astype(float).tolist()[0][1] == -float(np.array(great, logs.y.dtype))
    assert logs.has(Flag.OVERFLOW).tolist() == [[False, False, dtype == "float64" or great == 3e38]]


def test_exponentials_of_base_two_have_any_spread_too():
    found = values(symact.get("softmax_base2"), [[3e38, 0.0, -3e38], [1e30, 1e30, 5.0]])
    assert found.y.tolist() == [[1, 0, 0], [0.5, 0.5, 0]]
    assert found.has(Flag.UNDERFLOW).tolist() == [[False, True, True], [False, False, True]]
    assert not found.has(Flag.EXACT | Flag.TIE).any()


@pytest.mark.parametrize("spread", [66_000, 114_688, 131_072, 200_000])
def test_powers_of_two_below_all_formats_are_decided_by_their_sign(spread):
    """2^-spread/(1 + ...) and (1/2)(1 - 2^-spread/2 + ...): between 2^-65536 and exp(-100000) too."""
    rows = [[0, -spread, -spread], [0, 0, -spread], [0, -spread / 2, -spread]]
    found = values(symact.get("softmax_base2"), rows)
    assert found.y.tolist() == [[1, 0, 0], [0.5, 0.5, 0], [1, 0, 0]]
    assert found.has(Flag.UNDERFLOW).tolist() == [[False, True, True], [False, False, True], [False, True, True]]
    assert all(each.to_fraction() > 0 for each in found.wide)


@pytest.mark.parametrize("mask", [-1e4, -1e9, -3e38])
def test_two_that_dominate_and_a_mask_leave_a_value_beside_a_quarter(mask):
    """-pq, -q^2 and q(1 - q) for q = 1/(2 + e): e^2 below a quarter, which no precision shows for a great mask."""
    found = values(FUNCTIONS["softmax"], [[mask, 5, 5, 0, 0, 1]], "float32", "vjp")
    assert found.y.tolist() == [[0, -0.25, 0.25]]
    first, second, third = found.wide
    assert -Fraction(1, 10**6) < first.to_fraction() < 0
    assert Fraction(-1, 4) < second.to_fraction()
    assert third.to_fraction() < Fraction(1, 4)
    assert not found.has(Flag.EXACT).any()


@pytest.mark.parametrize("most", [exponential_sums.MOST_TERMS, 1])
def test_gradients_of_saturated_rows_need_no_precision(most, monkeypatch):
    """By exact cancellation, and in long rows by v less its value at the dominant entry."""
    monkeypatch.setattr(exponential_sums, "MOST_TERMS", most)
    found = values(FUNCTIONS["softmax"], [[0, -1e5, -1e6, 1, 1, 2]], "float64", "vjp")
    assert [w.to_text() for w in found.wide] == ["-0x1p-65537", "-0x1p-65537", "0x1p-65537"]
    assert found.has(Flag.UNDERFLOW).all()


@pytest.mark.parametrize(
    ("name", "order", "row", "due"),
    [
        ("softmax", 0, [3, 3, 3], [Fraction(1, 3)] * 3),
        ("softmax", 0, [7], [1]),
        ("softmax", "vjp", [1, 1, 1, 3], [-1, 1]),
        ("softmax", "vjp", [1, 2, 5, 4, 4, 4], [0, 0, 0]),
        ("softmax", "jvp", [0, 0, 1, 1, 1, 3, 2, 2], [None, None, 0, 0]),
        ("softmax", "vjp", [0, 0, 1, 1, 1, 3, 2, 2], [None, None, 0, 0]),
        ("log_softmax", 0, [5], [0]),
        ("log_softmax", "jvp", [0, 1, 3, 3], [0, 0]),
        ("log_softmax", "jvp", [0, 0, 1, 1, 1, 3, 2, 2], [-1, 1, 0, 0]),
        ("log_softmax", "vjp", [0, 5, 1, -1], [1, -1]),
        ("logsumexp", 0, [9], [9]),
        ("logsumexp", "jvp", [0, 5, 2, 2], [2]),
        ("logsumexp", "vjp", [2, 2, 3], [Fraction(3, 2)] * 2),
    ],
)
def test_exact_values_are_decided(name, order, row, due):
    exact = {1: Fraction(1, 2), -1: Fraction(-1, 2)} if (name, order) == ("softmax", "vjp") and len(row) == 4 else {}
    found = values(FUNCTIONS[name], [row], "float32", order)
    fmt = get_format("float32")
    for got, flags, value in zip(found.y_bits.reshape(-1), found.flags.reshape(-1), due, strict=True):
        if value is not None:
            number = Fraction(exact.get(value, value))
            assert int(got) == fmt.from_fraction(number)
            assert bool(flags & Flag.EXACT) == (fmt.to_fraction(int(got)) == number)


def test_equal_entries_need_no_rule_of_their_functions():
    capped = on_vectors("capped", exp(5 * tanh(x / 5)) / Total(exp(5 * tanh(x / 5))))
    assert values(capped, [[2, 2, 2, 2]]).y.tolist() == [[0.25] * 4]
    assert values(capped, [[2, 1, 7, 3, 3, 3]], order="vjp").y.tolist() == [[0, 0, 0]]


def test_base_two_is_rational_where_its_exponents_are_whole():
    two = on_vectors("softmax2", exp2(x) / Total(exp2(x)))
    found = values(two, [[1, 2, 2], [0.5, 1.5, 2.5], [0.5, 1, 2]])
    due = [Fraction(k, 10) for k in (2, 4, 4)] + [Fraction(k, 7) for k in (1, 2, 4)]
    assert found.y_bits[:2].reshape(-1).tolist() == list(map(get_format("float32").from_fraction, due))
    assert not found.has(Flag.EXACT).any()


def test_norms_are_rational_or_roots():
    found = values(RMS, [[1, -1, 1, 0], [2, 2, 2, 2], [1, 2, 3, 4]], "float64")
    mean = [Fraction(3, 4), Fraction(4), Fraction(30, 4)]
    rows = [[1, -1, 1, 0], [2, 2, 2, 2], [1, 2, 3, 4]]
    for row, square, got in zip(rows, mean, found.y.tolist(), strict=True):
        assert np.allclose(got, np.array(row) / float(square + 1) ** 0.5, rtol=1e-15)
    three = on_vectors("norm", x / sqrt(Total(x**2)))
    assert values(three, [[3, 4]]).has(Flag.EXACT).tolist() == [[False, False]]
    assert [w.exact for w in values(three, [[3, 0]]).wide] == [True, True]
    # 3/5 and 4/5 exactly, which no ball of any precision shows.
    due = [get_format("float32").from_fraction(Fraction(k, 5)) for k in (3, 4)]
    assert values(three, [[3, 4]]).y_bits.tolist() == [due]


def test_the_greatest_is_exact():
    shifted = on_vectors("shifted", exp(x - Greatest(x)) / Total(exp(x - Greatest(x))))
    rows = [[1.0, 2.0, 4.0], [3e38, 0, 1]]
    assert (values(shifted, rows).y_bits == values(FUNCTIONS["softmax"], rows).y_bits).all()


def test_nan_goes_through_every_entry():
    for order in (0, "vjp"):
        found = values(FUNCTIONS["softmax"], [[1, np.nan, 2, 0, 0, 0] if order else [1, np.nan, 2]], order=order)
        assert np.isnan(found.y).all()
        assert (found.flags == Flag.NAN_INPUT | (Flag.OPEN if order else 0)).all()


INF = np.inf


def test_masked_entries_leave_the_others_as_they_are():
    for name in ("softmax", "log_softmax", "logsumexp"):
        whole, rest = values(FUNCTIONS[name], [[1, -INF, 3, -INF]]), values(FUNCTIONS[name], [[1, 3]])
        own = whole.y_bits.reshape(-1)[[0, 2]] if name != "logsumexp" else whole.y_bits
        assert own.tolist() == rest.y_bits.reshape(-1).tolist()
        assert (whole.flags & Flag.INFINITE_INPUT).all()
        assert not whole.has(Flag.OPEN | Flag.ZERO_SIGN_OPEN).any()
    softmax, logs = (values(FUNCTIONS[n], [[1, -INF, 3]]) for n in ("softmax", "log_softmax"))
    assert (int(softmax.y_bits[0, 1]), int(softmax.flags[0, 1])) == (0, Flag.EXACT | Flag.INFINITE_INPUT)
    assert (float(logs.y[0, 1]), logs.wide[1]) == (-INF, None)
    assert values(FUNCTIONS["softmax"], [[-INF, 5]]).y.tolist() == [[0, 1]]
    assert values(FUNCTIONS["softmin"], [[INF, 1, 3]]).y_bits.tolist()[0][1:] == rest_of_softmin()


def test_a_quiet_softmax_of_nothing_is_0():
    """Its sum is 1 then: exp(x)/(1 + exp(x) + ...) tends to 0 however its entries tend to -oo, its logarithm to -oo."""
    up, down = [INF, INF], [-INF, -INF]
    whole = 1 + Total(exp(x))
    quiet, logs, sums = (
        values(on_vectors(n, e), [up, down])
        for n, e in (("q", exp(x) / whole), ("l", x - log(whole)), ("s", log(whole)))
    )
    assert quiet.y_bits.tolist()[1] == [0, 0]
    assert quiet.flags.tolist()[1] == [Flag.EXACT | Flag.INFINITE_INPUT] * 2
    assert logs.y.tolist()[1] == [-INF, -INF]
    assert (int(sums.y_bits[1]), sums.y_bits.shape) == (0, (2,))
    for each in (quiet, logs, sums):
        assert each.has(Flag.OPEN).reshape(2, -1)[0].all()
        assert not each.has(Flag.OPEN).reshape(2, -1)[1].any()
    assert values(on_vectors("q", exp(x) / whole), [[*down, 1, 2]], order="vjp").has(Flag.OPEN).all()


def test_one_row_gives_one_number():
    """The oracle is mpmath: log(exp(1) + exp(2)) = 2.31326168751822283..."""
    found = symact.values("logsumexp", np.array([1.0, 2.0]))
    assert (found.shape, float(found)) == ((), 2.313261687518223)


def rest_of_softmin():
    return values(FUNCTIONS["softmin"], [[1, 3]]).y_bits.tolist()[0]


def test_gradients_beside_masks_are_limits():
    masked = values(FUNCTIONS["softmax"], [[1, -INF, 3, 5, 7, 11]], order="vjp")
    near = values(FUNCTIONS["softmax"], [[1, -1e30, 3, 5, 7, 11]], order="vjp")
    assert masked.y.tolist()[0][::2] == near.y.tolist()[0][::2]
    assert masked.y[0, 1] == 0
    for order, due in (("vjp", 7.0), ("jvp", None)):
        masked, near = (values(FUNCTIONS["log_softmax"], [[1, k, 3, 5, 7, 11]], order=order) for k in (-INF, -1e30))
        assert masked.y.tolist() == near.y.tolist()
        assert due is None or masked.y[0, 1] == due


@pytest.mark.parametrize(
    ("name", "order", "row"),
    [
        ("softmax", 0, [-INF, -INF]),
        ("softmax", 0, [INF, 1]),
        ("softmax", 0, [INF, -INF]),
        ("logsumexp", 0, [INF, 1]),
        ("softmin", 0, [-INF, 1]),
        ("softmax", "vjp", [1, 2, INF, 1]),
    ],
)
def test_nothing_is_required_where_there_is_no_limit(name, order, row):
    found = values(FUNCTIONS[name], [row], order=order)
    assert np.isnan(found.y).all()
    assert (found.flags == Flag.INFINITE_INPUT | Flag.OPEN).all()


def test_forms_without_a_limit_by_substitution_are_open():
    weighted = on_vectors("weighted", x * exp(x) / Total(exp(x)))
    assert (values(weighted, [[1, -INF]]).flags == Flag.INFINITE_INPUT | Flag.OPEN).all()


def test_norms_have_no_limit_at_infinite_entries():
    assert (values(RMS, [[1, INF]]).flags == Flag.INFINITE_INPUT | Flag.OPEN).all()


def test_an_open_value_names_its_row_and_entry():
    # 0 at x = 3, as no rule sees: what is left, half the total, is a tie in no format, but the sum stays a ball.
    subject = on_vectors("hidden", tanh(x) * Total(tanh(x)) - Total(tanh(x)) * tanh(S(3)) + Total(x) * Rational(1, 2))
    with pytest.raises(UndecidedError, match=r"hidden, value: row 1, entry 2: the value of .* at 3 is undecided"):
        values(subject, [[1, 2, 4], [1, 2, 3]])


def test_products_are_refused_where_the_function_is_not_defined():
    subject = on_vectors("logtotal", log(Total(x)))
    with pytest.raises(UndecidedError, match=r"row 0: .*not shown to be defined"):
        values(subject, [[-1, -2, 1, 1]], "float16", "jvp")


def test_the_cost_is_linear():
    """Programs are run a fixed number of times an entry, however long the row."""
    function = VectorFunction(bind(FUNCTIONS["softmax"]), Quantity.VJP)
    assert len(function.general.steps) <= 4
    found = values(FUNCTIONS["softmax"], [np.random.default_rng(0).normal(size=6000)], "bfloat16")
    assert abs(found.y.astype(float).sum() - 1) < 2.0**-7
    assert to_bits(found.y, found.format).tolist() == found.y_bits.tolist()


@pytest.mark.exhaustive
@pytest.mark.parametrize("dtype", ["float8_e5m2", "float8_e4m3fn"])
def test_all_pairs_of_8_bits_are_sigmoids_of_differences(dtype):
    fmt = get_format(dtype)
    finite = [k for k in range(256) if fmt.is_finite(k)]
    pairs = np.array([(a, b) for a in finite for b in finite], dtype=np.uint8)
    found = symact.table("softmax", dtype=dtype, inputs=pairs)
    sigmoid = Program(symact.get("sigmoid").expression, x)
    exact = {k: fmt.to_fraction(k) for k in finite}
    due = {}
    for (a, b), got in zip(pairs.tolist(), found.y_bits.tolist(), strict=True):
        for difference, y in ((exact[a] - exact[b], got[0]), (exact[b] - exact[a], got[1])):
            if difference not in due:
                due[difference] = fmt.round(evaluate(sigmoid, fmpq(*difference.as_integer_ratio())))
            assert y == due[difference], (a, b)

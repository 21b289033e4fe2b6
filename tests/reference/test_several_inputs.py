"""Tables of functions of several numbers: softmax against mpmath at 60 digits, SwiGLU against MPFR."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import Symbol, exp, log

import symact
from symact import Activation, Source
from symact.definition.bound import bind
from symact.definition.domain import Pair, Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.errors import SymactError, UndecidedError
from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.judge.exhaustive.invariants import invariants
from symact.properties import derive
from symact.reference.points import point_bits
from symact.reference.swept_table import swept_table
from symact.reference.table import Flag

x, a, b = (Symbol(name, real=True) for name in "xab")
SOURCES = (Source("a test", "definition"),)
SOFTMAX = Activation("softmax", "Softmax", exp(x) / Total(exp(x)), SOURCES, domain=Vector())
LOG_SUM_EXP = Activation("logsumexp", "LSE", log(Total(exp(x))), SOURCES, domain=Vector())
SWIGLU = Activation("swiglu", "SwiGLU", a / (1 + exp(-a)) * b, SOURCES, domain=Pair("a", "b"))


def pairs():
    return symact.table(SWIGLU, dtype="float16", inputs=np.ones((1, 2), "f2"))


DTYPES = ("float16", "bfloat16")


def encodings(fmt, shape, seed, scale=4.0):
    """Return random numbers of a format as encodings."""
    values = np.random.default_rng(seed).normal(scale=scale, size=shape)
    rounded = [fmt.from_fraction(Fraction(float(v))) for v in values.ravel()]
    return np.array(rounded, dtype=f"u{fmt.width // 8}").reshape(shape)


def numbers(fmt, bits):
    """Return encodings as exact mpmath numbers."""
    return [mpmath.mpf(f.numerator) / f.denominator for f in (fmt.to_fraction(k) for k in bits.tolist())]


def nearest(fmt, value):
    """Return the encoding nearest to an mpmath number that is no tie."""
    sign, mantissa, exponent, _ = value._mpf_
    wide = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return fmt.from_fraction(-wide if sign else wide)


def softmax(values):
    weights = [mpmath.exp(v) for v in values]
    return [w / mpmath.fsum(weights) for w in weights]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.5, 40.0])
def test_rows_of_softmax(dtype, scale):
    fmt = get_format(dtype)
    given = encodings(fmt, (12, 5), 7, scale)
    found = symact.table(SOFTMAX, dtype=dtype, inputs=given)
    assert (found.in_shape, found.out_shape, len(found.wide)) == ((5,), (5,), 60)
    with mpmath.workdps(60):
        due = [[nearest(fmt, y) for y in softmax(numbers(fmt, row))] for row in given]
    assert found.y_bits.tolist() == due
    assert found.residual.shape == found.flags.shape == (12, 5)
    assert (np.abs(found.residual) <= 0.5).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_gradients_of_softmax(dtype):
    fmt = get_format(dtype)
    given = encodings(fmt, (8, 6), 11, 1.0)
    found = symact.table(SOFTMAX, dtype=dtype, order="vjp", inputs=given)
    assert (found.quantity, found.out_shape) == (Quantity.VJP, (3,))
    for row, got in zip(given, found.y_bits.tolist(), strict=True):
        with mpmath.workdps(60):
            values, upstream = numbers(fmt, row[:3]), numbers(fmt, row[3:])
            p = softmax(values)
            inner = mpmath.fdot(p, upstream)
            assert got == [nearest(fmt, q * (v - inner)) for q, v in zip(p, upstream, strict=True)]


def test_a_result_that_is_one_number_has_no_axis():
    given = encodings(get_format("float16"), (4, 3), 5)
    found = symact.table(LOG_SUM_EXP, dtype="float16", inputs=given)
    assert (found.y_bits.shape, found.out_shape) == ((4,), ())
    gradient = symact.table(LOG_SUM_EXP, dtype="float16", order="vjp", inputs=np.c_[given, np.full(4, 0x3C00, "u2")])
    assert gradient.y_bits.tolist() == symact.table(SOFTMAX, dtype="float16", inputs=given).y_bits.tolist()


def mpfr_swiglu(fmt, bits):
    gmpy2 = pytest.importorskip("gmpy2")
    with gmpy2.context(precision=300):
        gate, other = (gmpy2.mpq(fmt.to_fraction(k)) for k in bits)
        value = gmpy2.mpfr(gate) / (1 + gmpy2.exp(-gmpy2.mpfr(gate))) * gmpy2.mpfr(other)
        return Fraction(*map(int, value.as_integer_ratio()))


@pytest.mark.parametrize("dtype", DTYPES)
def test_pairs_of_swiglu(dtype):
    fmt = get_format(dtype)
    given = encodings(fmt, (200, 2), 3)
    found = symact.table(SWIGLU, dtype=dtype, inputs=given)
    assert found.y_bits.shape == (200,)
    assert found.y_bits.tolist() == [fmt.from_fraction(mpfr_swiglu(fmt, row.tolist())) for row in given]


def test_gradients_of_swiglu_are_those_that_pytorch_computes(torch):
    given = encodings(get_format("float32"), (20, 3), 9, 1.0)
    found = symact.table(SWIGLU, dtype="float32", order="vjp", inputs=given)
    gate, other, upstream = torch.tensor(given.view(np.float32).astype(np.float64).T, requires_grad=True)
    due = torch.autograd.grad(torch.nn.functional.silu(gate) * other, (gate, other), upstream)
    rounded = np.stack([d.detach().numpy().astype(np.float32) for d in due], axis=1)
    assert found.y_bits.tolist() == rounded.view(np.uint32).tolist()


def test_a_vector_product_on_the_line_is_slope_times_v():
    fmt = get_format("bfloat16")
    given = np.array([[0xBF80, 0x4000], [0x3F80, 0xC040], [0x0000, 0x4000], [0x0000, 0xC000]], dtype=np.uint16)
    found = symact.table("leaky_relu", dtype="bfloat16", order="vjp", params={"negative_slope": "1/4"}, inputs=given)
    assert [float(fmt.to_fraction(y)) for y in found.y_bits.tolist()] == [0.5, -3.0, 0.5, -0.5]
    assert [float(fmt.to_fraction(y)) for y in found.y_hi_bits.tolist()] == [0.5, -3.0, 2.0, -0.5]
    assert [bool(f & Flag.KINK) for f in found.flags.tolist()] == [False, False, True, True]
    assert (
        found.y_bits.tolist()
        == symact.table(
            "leaky_relu", dtype="bfloat16", order="jvp", params={"negative_slope": "1/4"}, inputs=given
        ).y_bits.tolist()
    )


def test_nan_goes_through_every_entry():
    fmt = get_format("float16")
    found = symact.table(SOFTMAX, dtype="float16", inputs=np.array([[fmt.nan_bits, 0]], dtype=np.uint16))
    assert found.y_bits.tolist() == [[fmt.nan_bits] * 2]
    assert tuple(found.wide) == (None, None)
    assert (found.flags == Flag.NAN_INPUT).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: symact.table(SOFTMAX, dtype="float16"), "give their width, as width=8"),
        (
            lambda: symact.table(SWIGLU, dtype="float16", inputs="exhaustive"),
            "swiglu is a function of pairs; its inputs",
        ),
        (lambda: symact.table("silu", dtype="float16", order="jvp"), r"silu is a function of pairs \(x, v\); its"),
        (lambda: symact.table(SOFTMAX, dtype="float16", order=1, inputs=np.zeros((1, 2), "f2")), "are JVP and VJP"),
        (lambda: symact.table(SOFTMAX, dtype="float16", inputs=np.zeros(2, "f2")), "must have two dimensions"),
        (
            lambda: symact.table("silu", dtype="float16", order="jvp", inputs=np.full((1, 2), np.inf, "f2")),
            "no rule gives results",
        ),
        (lambda: symact.table(SOFTMAX, dtype="float16", inputs=np.zeros((1, 0), "f2")), "at least 1 entry, not 0"),
        (lambda: symact.table(SOFTMAX, dtype="q4.4", inputs=np.zeros((1, 2), "u1")), "give a float format"),
        (lambda: symact.table(SWIGLU, dtype="float16", inputs=np.zeros((1, 3), "f2")), "value needs 2, a, b"),
        (lambda: SOFTMAX.pieces, "pieces are for functions of one number"),
        (lambda: Activation("f", "F", Total(x), SOURCES), "is over a vector; give domain"),
        (lambda: Activation("f", "F", a + x, SOURCES, domain=Pair("a", "b")), "symbol x is not declared"),
        (lambda: Pair("a", "a"), "needs two names"),
        (lambda: derive(SWIGLU, "range"), "range is a property of functions on a line, not of functions of pairs"),
        (lambda: invariants(bind(SOFTMAX), get_format("float16"), 0), "vectors; its inputs cannot be ordered"),
        (lambda: point_bits(bind(SOFTMAX), get_format("float16")), "vectors; its inputs have no"),
        (lambda: swept_table(bind(SOFTMAX), get_format("float16"), 0), "vectors; its inputs cannot be swept"),
        (lambda: compare(pairs(), pairs().y_bits), "the table is a function of several numbers; its inputs do not end"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(call, message):
    with pytest.raises(SymactError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_the_domain_is_part_of_the_definition():
    on_line = Activation("f", "F", x * 2, SOURCES)
    on_vectors = Activation("f", "F", x * 2, SOURCES, domain=Vector())
    assert on_line.definition_hash != on_vectors.definition_hash


def test_rrelu_in_training_has_its_values_and_at_0_both_slopes():
    pairs = np.array([[1.5, 0.2], [-2, 0.25], [-3, 0.1], [0, 0.3], [0, 3], [0, -2]], "f4")
    x, a = pairs.astype("f8").T
    due = np.where(x >= 0, x, x * a).astype("f4")
    assert symact.values("rrelu_training", pairs).tolist() == due.tolist()
    table = symact.table("rrelu_training", dtype="float32", order="vjp", inputs=np.c_[pairs, np.full(6, 2, "f4")])
    slope, by_a = np.where(x >= 0, 1, a), np.minimum(x, 0)
    # At 0 the slope is anything from a to 1, of which that nearest to 0 is taken.
    slope[3:] = [np.float32(0.3), 1, 0]
    assert table.y.tolist() == np.c_[2 * slope, 2 * by_a].astype("f4").tolist()
    assert table.has(Flag.KINK)[:, 0].tolist() == [False] * 3 + [True] * 3
    ends = [to_float64(bits, get_format("float32"))[5, 0] for bits in (table.y_lo_bits, table.y_hi_bits)]
    assert ends == [-4, 2]
    product = symact.values("rrelu_training", np.array([[-2, 0.25, 3, 5]], "f4"), order="jvp")
    assert product.tolist() == [0.25 * 3 - 2 * 5]


def test_at_a_jump_a_function_by_pieces_has_a_value_and_no_derivative():
    jump = symact.define("Piecewise((a, a > b), (b*b, True))", inputs=("a", "b"))
    assert symact.values(jump, np.array([[3, 2], [2, 2], [1, 3]], "f4")).tolist() == [3, 4, 9]
    with pytest.raises(UndecidedError, match="it jumps there"):
        symact.values(jump, np.array([[2, 2, 1]], "f4"), order="vjp")
    assert symact.values(jump, np.array([[1, 1, 1], [3, 2, 1]], "f4")[1:], order="vjp").tolist() == [[1, 0]]

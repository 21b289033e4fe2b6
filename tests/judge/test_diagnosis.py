"""The parts of a diagnosis: arithmetic step by step, forms, sampling, and that nothing is claimed of the innocent."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formats.arrays import all_bits, to_float64
from symact.formats.floating import FORMATS, get_format
from symact.formats.rounding import encode, rounded
from symact.formula.typed import definition
from symact.judge.comparison.compare import compare
from symact.judge.diagnosis import diagnose, names
from symact.judge.diagnosis.causes.saved_output import relations
from symact.judge.diagnosis.constant_places import places
from symact.judge.diagnosis.constants_in import constants, put
from symact.judge.diagnosis.defect_model import Model, matches
from symact.judge.diagnosis.evidence import whole
from symact.judge.diagnosis.informative_rows import KNOB
from symact.judge.diagnosis.sampling import chosen_rows
from symact.judge.run import verify
from symact.judge.simulation.forms import forms
from symact.judge.simulation.stepwise import Walk
from symact.reference.rows import build_table
from tests.helpers.paths import DOCS
from tests.mutants.formulas import gelu, gelu_tanh
from tests.mutants.planted import Subject, reference

HALF, BRAIN, SINGLE = (get_format(name) for name in ("float16", "bfloat16", "float32"))


@given(st.floats(allow_nan=False), st.sampled_from(FORMATS))
def test_rounding_is_that_of_exact_rationals(value, fmt):
    got = int(encode(np.array([value]), fmt)[0])
    if np.isfinite(value) and value:
        wanted = fmt.from_fraction(abs(Fraction(value)))
        sign = fmt.sign_bit if value < 0 else 0
        assert fmt.is_nan(got) if fmt.is_nan(wanted) else got == wanted | sign


@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.width <= 16], ids=lambda f: f.name)
def test_every_number_encodes_as_itself(fmt):
    bits = all_bits(fmt)
    values = to_float64(bits, fmt)
    same = encode(values, fmt) == bits
    assert (same | np.isnan(values)).all()
    assert np.array_equal(rounded(values, fmt), values, equal_nan=True)


@pytest.mark.parametrize(("fmt", "dtype"), [(HALF, np.float16), (BRAIN, ml_dtypes.bfloat16), (SINGLE, np.float32)])
def test_steps_are_those_of_numpy(fmt, dtype):
    values = to_float64(all_bits(HALF), HALF)
    values = values[np.isfinite(values)].astype(dtype)
    walked = Walk(values.astype(np.float64), fmt).run((x * x + 3) * x / (x + 7))
    with np.errstate(all="ignore"):
        expected = (x_ := values) * (x_ * x_ + dtype(3)) / (x_ + dtype(7))
    assert np.array_equal(walked, expected.astype(np.float64), equal_nan=True)


def test_a_masked_form_has_infinity_times_zero():
    masked = [form for form in forms(bind(catalogue.get("elu")), 1) if form.masked]
    assert masked


def test_forms_are_derived_for_formulas_that_are_in_no_catalogue():
    written = [str(form.pieces[0].expression) for form in forms(bind(catalogue.get("silu")), 0)]
    assert "x/(1 + exp(-x))" in written
    assert "x*exp(x)/(exp(x) + 1)" in written


@pytest.mark.parametrize(
    ("name", "derivative"),
    [("sigmoid", "x - x**2"), ("tanh", "1 - x**2"), ("elu", "x + 1"), ("softplus", "1 - exp(-x)"),
     ("log_sigmoid", "1 - exp(x)")],
)  # fmt: skip
def test_the_derivative_as_a_function_of_the_output(name, derivative):
    bound = bind(catalogue.get(name))
    found = relations(bound, bound.pieces[0])
    wanted = {"x": x, "exp": sympy.exp}
    assert any(sympy.expand(each - sympy.sympify(derivative, locals=wanted)) == 0 for each in found)


def test_gelu_has_no_derivative_in_terms_of_its_output():
    bound = bind(catalogue.get("gelu"))
    assert relations(bound, bound.pieces[0]) == ()


def test_constants_are_found_and_put():
    e = x * (1 + sympy.tanh(sympy.sqrt(2 / sympy.pi) * (x + sympy.Rational(44715, 10**6) * x**3))) / 2
    assert {sympy.Rational(44715, 10**6), sympy.sqrt(2) / sympy.sqrt(sympy.pi)} <= constants(e)
    assert put(e, sympy.Rational(44715, 10**6), sympy.Integer(0)).has(x**3) is False


def test_a_long_run_does_not_outvote_what_is_beside_it():
    table = reference("silu", BRAIN, 0)
    got = np.where(to_float64(table.x_bits, table.format) <= -8, 0x8000, table.y_bits).astype(np.uint16)
    comparison = compare(table, got)
    chosen = chosen_rows(whole(bind(catalogue.get("silu")), comparison))
    assert comparison.mismatched > 400
    assert chosen.wrong.sum() < 60


def test_ten_ulp_of_noise_have_no_cause():
    table = reference("tanh", BRAIN, 0)
    rng = np.random.default_rng(0)
    normal = (table.y_bits & 0x7FFF) > 0x0100
    got = np.where(normal, table.y_bits - rng.integers(0, 10, len(normal)), table.y_bits).astype(np.uint16)
    assert diagnose(bind(catalogue.get("tanh")), compare(table, got)) == ()


def test_two_defects_have_two_causes():
    table = reference("tanh", BRAIN, 0)
    y = np.where((table.y_bits & 0x7FFF) < 0x80, table.y_bits & 0x8000, table.y_bits)
    got = np.where((table.x_bits & 0x7FFF) > 0x7F80, 0x3F80, y).astype(np.uint16)
    found = diagnose(bind(catalogue.get("tanh")), compare(table, got))
    assert {cause.name for cause in found} == {"flush", "nan_dropped"}


def test_a_remedy_is_an_identity():
    table = reference("gelu", BRAIN, 0)
    values = Subject(table).x.astype(np.float32)
    with np.errstate(all="ignore"):
        got = gelu(values).astype(ml_dtypes.bfloat16).view(np.uint16)
    (cause, *_) = diagnose(bind(catalogue.get("gelu")), compare(table, got))
    before, _, after = cause.remedy.partition(" as ")
    left, right = (sympy.sympify(text, locals={"x": x}) for text in (before, after))
    assert abs(sympy.N((left - right).subs(x, sympy.Rational(-3, 2)), 30)) < 1e-25


def test_a_verdict_has_causes_in_text_and_json():
    verdict = verify(lambda each: gelu(each.astype(np.float32)).astype(each.dtype), "gelu", dtype="float16")
    data = verdict.to_json()["causes"]
    # x*(1 + erf) is 0*inf at -oo, which is a cause of its own there.
    assert {"cancellation"} <= {each["name"] for each in data} <= {"cancellation", "infinite_input"}
    assert "compute instead: erf(sqrt(2)*x/2) + 1 as erfc(-sqrt(2)*x/2)" in str(verdict)


@pytest.mark.every(3)
@pytest.mark.parametrize("name", ["relu", "relu6", "leaky_relu", "elu", "celu", "selu", "mish"])
def test_clean_functions_of_torch_have_no_cause(name, torch):
    table = reference(name, BRAIN, 0)
    values = torch.from_numpy(table.x_bits.view(np.int16).copy()).view(torch.bfloat16)
    got = getattr(torch.nn.functional, name)(values).view(torch.int16).numpy().view(np.uint16)
    finite = np.isfinite(to_float64(table.x_bits, table.format))
    found = compare(table, np.where(finite, got, table.y_bits).astype(np.uint16))
    assert found.max_ulp() <= 1
    assert diagnose(bind(catalogue.get(name)), found) == ()


def test_nan_at_infinities_alone_shows_no_branch_of_a_function_without_one():
    table = reference("tanh", BRAIN, 0)
    got = np.where(np.isinf(to_float64(table.x_bits, table.format)), 0x7FC0, table.y_bits).astype(np.uint16)
    assert diagnose(bind(catalogue.get("tanh")), compare(table, got)) == ()


def test_causes_are_found_and_told_in_the_documentation():
    text = (DOCS / "diagnosis.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in names())


def test_a_match_is_a_small_part_of_the_error():
    table = reference("tanh", BRAIN, 0)
    got = np.where(table.x_bits == 0x3F00, table.y_bits + 64, table.y_bits).astype(np.uint16)
    case = whole(bind(catalogue.get("tanh")), compare(table, got))
    row = case.x_bits == 0x3F00
    for off, found in ((0, True), (3, True), (6, False), (64, False)):
        model = Model("", "", "", np.where(row, case.got_bits - off, case.y_bits).astype(np.uint16), row)
        assert matches(case, model)[row].all() == found


def test_a_step_that_is_not_to_blame_is_not_named():
    # Next to 0 the sum 1 + tanh(u) is harmless; what goes wrong is x/2, halfway between two subnormal numbers.
    table = reference("gelu_tanh", BRAIN, 0)
    values = Subject(table).x.astype(np.float32)
    with np.errstate(all="ignore"):
        got = gelu_tanh(values).astype(ml_dtypes.bfloat16).view(np.uint16)
    tiny = np.abs(values) < 1e-30
    found = diagnose(bind(catalogue.get("gelu_tanh")), compare(table, np.where(tiny, got, table.y_bits)))
    assert [cause.name for cause in found] == ["double_rounding"]


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("name", "kernel"),
    [
        # expm1(x) overflows where the other branch is taken; x*x does so at 2^64, where no switch is.
        (
            "selu",
            lambda x: np.where(x > 0, np.float32(1.05070099) * x, np.float32(1.75809934) * np.expm1(np.minimum(x, 0))),
        ),
        ("squareplus", lambda x: np.where(x > 0, (x + np.sqrt(x * x + 4)) / 2, 2 / (np.sqrt(x * x + 4) - x))),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.usefixtures("_fewer_inputs")
def test_what_is_not_taken_and_where_squares_end_is_not_blamed(name, kernel):
    verdict = verify(lambda each: kernel(each).astype(np.float32), name, dtype="float32")
    assert verdict.result.mismatched
    assert {cause.name for cause in verdict.causes} <= {"precision", "zero_sign"}


def with_a_short_buffer(x):
    return np.clip(x[np.minimum(np.arange(len(x)), 100)], -1, 1).astype(x.dtype)


def test_no_cause_is_named_where_one_input_has_several_results():
    """A result that stays where it is because a buffer is full is no clamp."""
    verdict = verify(with_a_short_buffer, "hardtanh", dtype="float8_e5m2")
    assert any(each.kind == "position" for each in verdict.conduct)
    assert "so no cause is looked for" in str(verdict)
    assert not verdict.causes


def test_an_irrational_factor_beside_a_parameter_is_sought_alone_without_its_sign():
    bound = bind(definition("x/(1+exp(-sqrt(2)*a*x))", ["a"]), {"a": "13/10"})
    (found,) = [each for each in places(bound, 0) if each.right == sympy.sqrt(2)]
    left_out = found.whole.subs(KNOB, 1)
    assert sympy.simplify(left_out - x / (1 + sympy.exp(-sympy.Rational(13, 10) * x))) == 0


def test_a_number_that_a_kernel_keeps_in_its_format_is_named_as_that():
    """0.1f is no 1/10: of random inputs a quarter have another result, and 1/10 would be refuted."""
    values = -np.random.default_rng(0).uniform(1, 8, 300).astype(np.float32)
    bound = bind(catalogue.get("leaky_relu"))
    table = build_table(bound, SINGLE, 0, values.view(np.uint32))
    (cause,) = diagnose(bound, compare(table, (values * np.float32(0.1)).view(np.uint32)))
    assert (cause.name, cause.says) == ("parameter", "negative_slope is 0.100000001 instead of 0.01")

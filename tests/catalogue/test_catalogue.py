"""Every definition of the catalogue: well formed, and the function that the libraries compute."""

from __future__ import annotations

import inspect
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy

from symact import catalogue
from symact.candidates import UnsupportedError, adapter, plan
from symact.candidates.libraries import profile
from symact.candidates.resolve import resolve
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.domain import DOMAINS
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import float_dtype
from symact.formats.floating import get_format
from tests.helpers.line_formulas import FORMULAS
from tests.helpers.sample import sampled

NAMES = catalogue.names()
LINE = catalogue.names("line")
LIBRARIES = ("torch", "jax", "scipy")
"""Those that the tests install, and whose functions are compared here."""

PROFILES = [(name, library) for name in LINE for library in LIBRARIES if profile(catalogue.get(name), library)]
POINTS = [sympy.Rational(p, 8) for p in (-32, -24, -12, -8, -1, 0, 1, 3, 8, 20, 48, 200)]
"""Numbers of every format from bfloat16 up; breakpoints, both sides of them, and torch's threshold."""


def evaluated(expression, points=POINTS):
    """Return an expression's values by mpmath, 30 digits, as the nearest float64; NaN where there is none."""
    found = [sympy.N(expression.subs(x, p), 30) for p in points]
    return np.array([float(each) if each.is_real and each.is_finite else np.nan for each in found])


def library_values(name, library, format_name, params):
    """Return (what a library computes at those POINTS where f has a value as float64, its own function's values)."""
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    fmt = get_format(format_name)
    try:
        case = plan.case(library, name, params, "profile")
        function = adapter(library).make(case.spec, fmt)
        values = np.array([float(p) for p in POINTS]).astype(float_dtype(fmt))
        got = adapter(library).evaluate(function, values, fmt, Quantity.VALUE)
    except UnsupportedError as error:
        pytest.skip(str(error))
    assert got.dtype == float_dtype(fmt)
    expected = evaluated(case.bound.expression)
    there = ~np.isnan(expected)
    return got.astype(np.float64)[there], expected[there]


def test_names_are_the_files() -> None:
    files = Path(catalogue.__path__[0]).glob("*.py")
    assert set(NAMES) == {f.stem for f in files} - {"__init__"}
    assert list(NAMES) == sorted(NAMES)


def test_the_first_definitions_are_there() -> None:
    first = """identity linear binary_step sigmoid tanh relu relu6 leaky_relu prelu rrelu elu selu celu gelu gelu_tanh
    quick_gelu silu mish softplus log_sigmoid hard_sigmoid hard_swish softsign tanhshrink squareplus sine"""
    assert set(first.split()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
class TestEach:
    def test_loads_under_its_name(self, name) -> None:
        activation = catalogue.get(name)
        assert activation.name == name
        assert activation.title

    def test_has_a_summary_of_one_line(self, name) -> None:
        summary = catalogue.summary(name)
        assert summary.endswith(".")
        assert 10 < len(summary) < 90

    def test_has_sources_that_can_be_found(self, name) -> None:
        for source in catalogue.get(name).sources:
            assert source.says
            # A year, or the documentation of a named function.
            assert any(c.isdigit() for c in source.reference) or "," in source.reference

    def test_parameters_have_exact_defaults(self, name) -> None:
        activation = catalogue.get(name)
        for param in activation.params:
            assert param.says
            determined = activation.condition is not None and param in activation.condition.unknowns
            assert determined or isinstance(param.default, sympy.Rational)

    def test_takes_what_its_file_says(self, name) -> None:
        assert catalogue.domain_kind(name) is type(catalogue.get(name).domain)
        kind = type(catalogue.get(name).domain).kind
        assert [k for k in DOMAINS if name in catalogue.names(k)] == [kind]


@pytest.mark.parametrize("name", sampled(LINE))
class TestEachOfTheLine:
    def test_pieces_cover_the_line_once(self, name) -> None:
        pieces = bind(catalogue.get(name)).pieces
        assert pieces[0].lower == -sympy.oo
        assert pieces[-1].upper == sympy.oo
        for left, right in pairwise(pieces):
            assert left.upper == right.lower
            assert left.owns_upper != right.owns_lower
        for piece in pieces:
            assert not piece.expression.has(sympy.Piecewise, sympy.Max, sympy.Min, sympy.Abs, sympy.sign)

    def test_pieces_are_the_expression(self, name) -> None:
        bound = bind(catalogue.get(name))
        for point in POINTS:
            owners = [p for p in bound.pieces if p.condition(x).subs(x, point) == sympy.true]
            assert len(owners) == 1
            got, due = (sympy.N(each.expression.subs(x, point), 30) for each in (owners[0], bound))
            assert got == due or abs(got - due) < 1e-25

    def test_has_a_family(self, name) -> None:
        assert catalogue.get(name).family == catalogue.family(name) != ""


@pytest.mark.parametrize(("name", "library"), PROFILES)
class TestProfile:
    def test_can_be_imported(self, name, library) -> None:
        pytest.importorskip(library, reason=f"{library} is not installed")
        assert callable(resolve(profile(catalogue.get(name), library).path))

    @pytest.mark.every(6)
    def test_is_the_same_function(self, name, library) -> None:
        got, expected = library_values(name, library, "float64", {})
        np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-12)

    def test_passes_every_parameter_that_the_library_takes(self, name, library) -> None:
        pytest.importorskip(library, reason=f"{library} is not installed")
        spelled = profile(catalogue.get(name), library)
        try:
            takes = inspect.signature(resolve(spelled.path)).parameters
        except ValueError:  # a built-in function without a signature
            takes = {}
        assert {p.name for p in catalogue.get(name).params} & set(takes) <= {p.name for p in spelled.params}

    @pytest.mark.every(8)
    @pytest.mark.parametrize("format_name", ["float32", "float16", "bfloat16"])
    def test_computes_in(self, name, library, format_name) -> None:
        got, expected = library_values(name, library, format_name, {})
        epsilon = 2.0 ** -get_format(format_name).fraction_bits
        # Absolute, since torch's 1 + erf loses its digits in the tail; the verdict on that is verify's.
        assert (np.abs(got - expected) <= 16 * epsilon * np.maximum(1, np.abs(expected))).all()


@pytest.mark.parametrize(("name", "library"), [p for p in PROFILES if profile(catalogue.get(p[0]), p[1]).params])
def test_parameters_arrive(name, library) -> None:
    chosen = {p.name: p.default / 2 for p in profile(catalogue.get(name), library).params}
    got, expected = library_values(name, library, "float64", chosen)
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-12)
    _, default = library_values(name, library, "float64", {})
    assert not np.allclose(expected, default, rtol=1e-3)


def test_formulas_are_for_what_none_of_the_libraries_has() -> None:
    assert set(FORMULAS) >= set(LINE) - {name for name, _ in PROFILES}


@pytest.mark.parametrize("name", FORMULAS)
def test_agrees_with_the_formula(name) -> None:
    """At points where f has a value; of two without one, none is asked."""
    expression = bind(catalogue.get(name)).expression
    with mpmath.workdps(40):
        for point in map(sympy.Rational, (*POINTS, sympy.Rational(1, 3), sympy.Rational(7, 5))):
            due = sympy.N(expression.subs(x, point), 35)
            if due.is_real:
                got = FORMULAS[name](mpmath.mpf(int(point.p)) / int(point.q))
                assert abs(got - mpmath.mpf(str(due))) <= mpmath.mpf(10) ** -30 * (1 + abs(got)), (name, point)


def test_hashes_are_distinct() -> None:
    assert len({catalogue.get(name).definition_hash for name in NAMES}) == len(NAMES)


def test_unknown_name_says_the_nearest() -> None:
    with pytest.raises(SymactError, match=r"no activation is called 'gleu'; did you mean .*gelu"):
        catalogue.get("gleu")


class TestWhatTorchReallyComputes:
    """The claims of profiles and their notes, bit by bit."""

    @pytest.fixture
    def functional(self, torch):
        return torch.nn.functional

    def test_softplus_is_the_identity_above_its_threshold_only(self, functional, torch) -> None:
        points = [sympy.Integer(20), sympy.Rational(41, 2)]
        at, above = functional.softplus(torch.tensor([20.0, 20.5], dtype=torch.float64)).tolist()
        assert [at, above] == evaluated(plan.case("torch", "softplus", {}, "profile").bound.expression, points).tolist()
        assert at > 20
        assert above == 20.5 < evaluated(plan.case("torch", "softplus", {}, "ideal").bound.expression, points)[1]

    def test_selu_takes_the_float64_of_its_literals(self, functional, torch) -> None:
        own = plan.case("torch", "selu", {}, "profile").bound.expression
        (got,) = functional.selu(torch.tensor([1.0], dtype=torch.float64)).tolist()
        assert sympy.Rational(got) == own.subs(x, 1)

    def test_hard_sigmoid_differentiates_with_the_sixth_of_float32(self, functional, torch) -> None:
        leaf = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(functional.hardsigmoid(leaf).sum(), leaf)
        assert gradient.item() == float(np.float32(1 / 6)) != 1 / 6


def test_other_names_lead_to_one_entry_each():
    for alias, name in catalogue.aliases().items():
        assert catalogue.get(alias) is catalogue.get(name)
        assert alias in catalogue.get(name).aliases
        assert alias not in catalogue.names()
    assert len(catalogue.aliases()) == sum(len(catalogue.get(name).aliases) for name in catalogue.names())

"""Which function is it: the functions of real libraries, called alone, and functions that are none."""

import json
from functools import partial

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.candidates import adapter, plan
from symact.candidates.libraries.textbook import formulas
from symact.definition.quantity import Quantity
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import to_bits, to_float64, to_floats
from symact.formats.floating import get_format
from symact.judge.identify.ask import whichis
from symact.judge.identify.separate import identify, inputs
from tests.helpers.installed import need
from tests.helpers.shell import invoke

SAME = {"elu": "celu"}
"""Equal at their defaults: the other one's name is the right answer too."""

QUICK = [("torch", "float32"), ("jax", "bfloat16"), ("scipy", "float32")]
LONG = [("torch", "bfloat16"), ("jax", "float32"), ("torch", "float16")]


def functions(library):
    """Return what a library has of functions of one number."""
    return [name for name in plan.names(library) if name in catalogue.names("line")]


CASES = [
    (library, name, dtype) for library, dtype in QUICK for name in functions(library)[:: 1 if library != "jax" else 3]
]
CASES += [
    pytest.param(library, name, dtype, marks=pytest.mark.exhaustive)
    for library, dtype in LONG
    for name in functions(library)
]


@pytest.mark.every(12)
@pytest.mark.parametrize(("library", "name", "dtype"), CASES)
def test_every_function_of_a_library_is_told_to_be_itself(library, name, dtype):
    need(library)
    fmt = get_format(dtype)
    x_bits = inputs(fmt)
    case = plan.case(library, name, {}, "ideal")
    made = adapter(library).make(case.spec, fmt)
    got = adapter(library).evaluate(made, to_floats(x_bits, fmt), fmt, Quantity.VALUE)
    found = identify(x_bits, to_bits(got, fmt), fmt)
    assert found.activation in (name, SAME.get(name)), found
    assert found.order == 0
    if found.activation != name:
        assert any(o.name.startswith(name) and o.kind == "same" for o in found.others)


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("path", "arguments", "expected"),
    [
        ("torch.nn.functional.celu", {"alpha": "0.5"}, "celu(alpha=1/2)"),
        ("torch.nn.functional.elu", {"alpha": "2"}, "elu(alpha=2)"),
        ("torch.nn.functional.leaky_relu", {"negative_slope": "0.2"}, "leaky_relu(negative_slope=1/5)"),
        ("torch.nn.functional.softplus", {"beta": "3"}, "softplus(beta=3)"),
        ("torch.nn.functional.gelu", {"approximate": "tanh"}, "gelu_tanh"),
    ],
)
@pytest.mark.parametrize("dtype", [pytest.param("float32", marks=pytest.mark.exhaustive), "bfloat16"])
def test_parameters_are_told_from_the_results(path, arguments, expected, dtype, torch):
    values = {k: v if k == "approximate" else float(v) for k, v in arguments.items()}
    function = partial(getattr(torch.nn.functional, path.rpartition(".")[2]), **values)
    assert whichis(function, dtype=dtype).name == expected


def test_the_two_forms_of_gelu_are_told_apart_where_they_differ_most(torch):
    """|tanh form - erf form| is greatest at 2.7, 4.73e-4 (Hendrycks and Gimpel's approximation; mpmath)."""
    found = whichis(torch.nn.functional.gelu, dtype="bfloat16")
    other = next(o for o in found.others if o.name == "gelu_tanh")
    assert (found.name, other.kind) == ("gelu", "apart")
    assert abs(other.at) == pytest.approx(2.7, abs=0.1)
    assert other.difference == pytest.approx(4.73e-4, rel=0.01)


@pytest.mark.every(4)
@pytest.mark.parametrize("name", ["gelu", "mish", "silu", "softplus", "elu", "tanh", "selu", "hard_swish"])
def test_a_careless_formula_is_still_the_function(name):
    formula = getattr(formulas, name)
    arguments = {p: 1.0 for p in ("beta", "alpha") if p in formula.__code__.co_varnames and name != "selu"}
    found = whichis(partial(formula, **arguments), dtype="float16")
    assert found.activation in (name, SAME.get(name))


@pytest.mark.every(4)
@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * np.arctan(x),
        lambda x: np.sinc(x),
        lambda x: np.where(np.abs(x) > 0.5, 2 * x, 0),
        lambda x: np.tanh(x) * 1.05,
        lambda x: np.cos(3 * x) * np.exp(-x * x),
        lambda x: np.full_like(x, np.nan),
        lambda x: -np.maximum(x, 0),
    ],
)
def test_functions_of_no_catalogue_are_none(function):
    found = whichis(lambda x: function(x).astype(x.dtype), dtype="float32")
    assert found.name is None
    assert found.activation is None


def test_a_derivative_is_told():
    found = whichis(lambda x: (x > 0).astype(x.dtype) + np.where(x > 0, 0, 0.0 * x), dtype="float32")
    assert found.activation in ("binary_step", "binarizer", "relu")
    found = whichis(lambda x: (1 / np.cosh(np.minimum(np.abs(x), 40)) ** 2).astype(x.dtype), dtype="float32")
    assert found.name == "the derivative of tanh"


def test_what_a_format_cannot_tell_apart_is_said():
    table = symact.table("gelu", dtype="float8_e4m3fn", inputs=inputs(get_format("float8_e4m3fn")))
    found = identify(table.x_bits, table.y_bits, table.format)
    kinds = {o.name: o.kind for o in found.others}
    assert found.name in ("gelu", "gelu_tanh")
    assert kinds.get("gelu_tanh" if found.name == "gelu" else "gelu") == "open"


@pytest.mark.usefixtures("one_process")
def test_from_the_shell(tmp_path, monkeypatch):
    need("torch")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text("import os\ndef relu(x): return x.clip(0)\ndef dies(x): os._exit(3)\n")

    found = invoke("whichis", "torch.nn.functional.gelu", "--arg", "approximate=tanh", "--json")
    assert found.return_value == 0
    data = json.loads(found.output)
    assert (data["name"], data["schema"]) == ("gelu_tanh", "symact.whichis/1")
    assert invoke("whichis", "own:relu").output.startswith("own:relu is relu\n")
    none = invoke("whichis", "torch.expm1")
    assert none.return_value == 1
    assert "none of the catalogue's functions" in none.output
    for bad in (
        ["torch"],
        ["no.such"],
        ["own:dies"],
        ["own:relu", "--arg", "a=1"],
        ["torch.nope"],
        ["torch.sin", "--arg", "a"],
    ):
        assert isinstance(invoke("whichis", *bad).exception, (SymactError, CandidateError)), bad


def test_a_function_without_values_on_most_of_the_line_is_told():
    fmt = get_format("float32")
    x_bits = inputs(fmt)
    points = to_float64(x_bits, fmt)
    with np.errstate(all="ignore"):
        results = np.log(points / (1 - points)).astype(np.float32)
    assert identify(x_bits, results.view(np.uint32), fmt).activation == "logit"

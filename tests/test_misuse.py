"""Mistakes in calls of the public API: each is one SymactError of one line that says what is right."""

import numpy as np
import pytest
import sympy
from sympy import Symbol, exp

import symact
from symact import Activation, Policy, Source
from symact.definition.domain import Pair, Vector
from symact.definition.reductions import Total
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.tables import export

pytestmark = pytest.mark.usefixtures("_undiagnosed")

x, a, b = (Symbol(name, real=True) for name in "xab")
SOURCES = (Source("a test", "definition"),)
SOFTMAX = Activation("softmax", "Softmax", exp(x) / Total(exp(x)), SOURCES, domain=Vector())
SWIGLU = Activation("swiglu", "SwiGLU", a / (1 + exp(-a)) * b, SOURCES, domain=Pair("a", "b"))
ROWS = np.array([[0.5, 2.25]], dtype=np.float16)


def refused(call, *parts):
    """Assert that a call raises SymactError, of one line that contains the parts."""
    with pytest.raises(SymactError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 1000
    for part in parts:
        assert part in message


# ---- several inputs


@pytest.mark.parametrize("kind", sorted(name for name, each in export.exports().items() if not each.several))
def test_a_table_of_several_inputs_is_not_written(kind, tmp_path):
    path = tmp_path / "table"
    for definition in (SOFTMAX, SWIGLU):
        table = symact.table(definition, dtype="float16", inputs=ROWS)
        refused(lambda t=table: export.save(t, export.export(kind, str(path)), str(path)), "several numbers")
    upstream = symact.table("tanh", dtype="float16", order="vjp", inputs=ROWS)
    refused(lambda: export.save(upstream, export.export(kind, str(path)), str(path)), "tanh", "json, memh, npz")
    assert not path.exists()


def test_several_inputs_are_shown():
    for definition in (SOFTMAX, SWIGLU):
        table = symact.table(definition, dtype="float16", inputs=ROWS)
        for thing in (definition, symact.sheet(definition)):
            assert all("f(" in shown for shown in (thing._repr_html_(), thing._repr_latex_(), thing._repr_markdown_()))
        assert "0.5 (0x3800), 2.25 (0x4080)" in table._repr_html_()
        assert f"{definition.name}, float16, order 0: 1 rows" in table._repr_html_()
    assert "f(a, b) = " in SWIGLU._repr_latex_()
    assert "tanh, float16, jvp: 1 rows" in symact.table("tanh", dtype="float16", order="jvp", inputs=ROWS)._repr_html_()


def test_several_inputs_have_no_outermost_one():
    table = symact.table(SWIGLU, dtype="float16", inputs=ROWS)
    refused(lambda: table.outermost, "cannot be ordered")


# ---- names, parameters, policies, orders

NAMELESS = [None, 5, b"gelu", [], {}, 1.5, np.zeros((40, 40))]


@pytest.mark.parametrize("wrong", NAMELESS, ids=lambda each: type(each).__name__)
def test_what_is_no_name(wrong):
    refused(lambda: symact.get(wrong), "activation")
    refused(lambda: symact.sheet(wrong), "activation")
    refused(lambda: symact.get("celu").param(wrong), "parameter of celu")
    refused(lambda: symact.get("relu").param(wrong), "no parameters")
    if wrong is not None:
        refused(lambda: symact.derive("celu", wrong), "property")


def test_get_takes_a_name_alone():
    refused(lambda: symact.get(symact.get("gelu")), "text")


@pytest.mark.parametrize("wrong", [5, [], 0, "alpha", ["alpha=1"], [("alpha", 1)]], ids=repr)
def test_params_that_are_no_mapping(wrong):
    calls = [
        lambda: symact.values("celu", np.ones(1, np.float32), params=wrong),
        lambda: symact.sheet("celu", params=wrong),
        lambda: symact.derive("celu", "range", params=wrong),
        lambda: symact.table("celu", dtype="bfloat16", params=wrong),
        lambda: symact.verify(np.tanh, "celu", params=wrong),
    ]
    for call in calls:
        refused(call, "params must map names", "alpha")


def test_policies():
    refused(lambda: symact.verify(np.tanh, "tanh", policy=5), "policy", "5")
    refused(lambda: symact.verify(np.tanh, "tanh", policy="subnormals=flush"), "policy")
    refused(lambda: symact.verify(np.tanh, "tanh", policy={1: 2}), "policy")
    for wrong in (5, None, "subnormals=flush", [5], ["a"]):
        refused(lambda wrong=wrong: Policy.parse(wrong), "policy")


@pytest.mark.parametrize("wrong", [1.0, True, "1", None, 1.5, -1, [1], np.array([1, 2])], ids=repr)
def test_orders(wrong):
    calls = [
        lambda: symact.values("gelu", np.ones(1, np.float32), order=wrong),
        lambda: symact.table("gelu", dtype="bfloat16", order=wrong),
        lambda: symact.verify(np.tanh, "tanh", order=wrong),
        lambda: symact.get("gelu").derivative(wrong),
    ]
    for call in calls:
        refused(call)


def test_orders_of_numpy_are_orders():
    one, points = np.int64(1), np.ones(1, np.float32)
    assert symact.values("gelu", points, order=one) == symact.values("gelu", points, order=1)
    assert symact.get("gelu").derivative(one) == symact.get("gelu").derivative(1)
    assert symact.table("relu", dtype="float8_e5m2", order=one).order == 1
    verdict = symact.verify(lambda v: 1 - np.tanh(v) ** 2, "tanh", order=one, dtype="float16")
    assert type(verdict.to_json()["order"]) is int


# ---- tables and verdicts as values


def test_tables_and_verdicts_compare_and_hash():
    one, other = (symact.table("relu", dtype="float8_e5m2") for _ in range(2))
    assert one == one
    assert one != other
    assert len({one, other}) == 2
    verdicts = [symact.verify(lambda v: np.maximum(v, 0), "relu", dtype="float16") for _ in range(2)]
    assert hash(verdicts[0]) == hash(verdicts[1])


# ---- inputs, definitions, verdicts, sheets


def test_what_is_no_input():
    for wrong in (None, 5, [1.0]):
        refused(lambda wrong=wrong: symact.table("gelu", dtype="float32", inputs=wrong), "inputs must be")
    for path in (None, [], 5, "a\0b"):
        refused(lambda path=path: symact.read(path), "path")


def test_what_is_no_domain():
    for call in (lambda: Pair("", "b"), lambda: Pair(1, 2), lambda: Pair("a", "b c")):
        refused(call, "two names")
    for least in ("a", -1, 0, 1.5, True):
        refused(lambda least=least: Vector(least), "least length")


def test_what_is_no_definition():
    for params in (5, None, [5], {1: 2}, {"a}b": 1}):
        refused(lambda params=params: symact.define("a*x", params=params), "param")
    for name in (None, 1):
        refused(lambda name=name: symact.define("x", name=name), "a name is made of")


def test_what_no_verdict_can_be_given_on():
    for bound in ("x", True, [1]):
        refused(lambda bound=bound: symact.verify(np.tanh, "tanh", max_ulp=bound), "max_ulp")
    for seed in ("a", None, 1.5):
        refused(lambda seed=seed: symact.verify(np.tanh, "tanh", seed=seed), "seed")

    def leaves(v):
        raise SystemExit(3)

    refused(lambda: symact.verify(leaves, "tanh", dtype="float16"), "SystemExit")


def test_what_has_no_sheet():
    refused(lambda: symact.Sheet(5), "5")
    refused(lambda: symact.Sheet("gelu"), "symact.sheet")
    refused(lambda: symact.sheet(SOFTMAX).range, "vectors", "range")


def test_more_digits_than_are_written():
    refused(lambda: digits(sympy.pi, 100_000), "4000")


def test_what_is_no_parameter_and_no_source():
    for symbol in ("a", sympy.Symbol("a"), sympy.Symbol("a}\\input{b}", real=True), sympy.Symbol("1a", real=True)):
        refused(lambda symbol=symbol: symact.Param(symbol, None), "parameter")
    refused(lambda: symact.Param(sympy.Symbol("a", real=True), None, 5), "says must be text")
    refused(lambda: symact.Source(5, "b"), "reference must be text")
    own = {"name": "q", "title": "Q", "expression": x, "sources": (symact.Source("a", "b"),)}
    refused(lambda: symact.Activation(**own | {"sources": ("a",)}), "'a' is no Source")
    refused(lambda: symact.Activation(**own | {"params": ("a",)}), "'a' is no Param")
    refused(lambda: symact.Activation(**own | {"title": 5}), "title must be text")


def test_a_property_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(KeyError, match="did you mean parity"):
        symact.sheet("relu").facts["parityy"]


def test_what_is_no_table():
    for wrong in (5, b"x", [], None):
        refused(lambda wrong=wrong: symact.check(wrong), "is no table")


def test_what_whichis_does_not_take():
    for also in (5, "gelu"):
        refused(lambda also=also: symact.whichis(np.tanh, also=also), "also")
    refused(lambda: symact.whichis(np.tanh, arguments={"a": "1"}), "functools.partial")


def test_arrays_that_are_not_what_they_look_like():
    refused(lambda: symact.values("relu", np.ma.array([1.0, 2.0], mask=[0, 1])), "masked")
    swapped = symact.values("relu", np.array([-1.5, 2.5], dtype=">f4"))
    assert swapped.dtype == np.dtype(">f4")
    assert swapped.tolist() == [0.0, 2.5]


def test_a_parameter_of_very_many_digits():
    refused(lambda: symact.derive("celu", params={"alpha": 10**5000}), "bits")

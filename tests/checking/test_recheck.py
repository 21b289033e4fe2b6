"""Sheets on file: what stands is replayed, what was altered is refuted."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from symact import catalogue
from symact.checking.recheck import recheck
from symact.cli.main import group
from symact.errors import SymactError
from symact.properties import __path__ as PROPERTIES
from symact.properties import names
from symact.sheets.cached import documented, typed
from symact.sheets.digest import signed
from tests.helpers.sample import sampled
from tests.helpers.sheets import recorded

SCHEMA = json.loads((Path(PROPERTIES[0]) / "schema.json").read_text())


@pytest.fixture(scope="module")
def sheets():
    return {name: recorded(name) for name in ("gelu", "prelu", "hard_sigmoid")}


def resigned(data):
    """Return a sheet with new digests, as whoever alters one can write them."""
    bare = {key: value for key, value in data.items() if key != "digest"}
    facts = [{key: value for key, value in fact.items() if key != "digest"} for fact in data["facts"]]
    return signed({**bare, "facts": facts})


def verdicts(data):
    """Return the outcomes of the properties that a sheet has facts on."""
    names = {fact["property"] for fact in data["facts"]}
    return [o for o in recheck(data) if o.property in names]


def only(data, name):
    return resigned({**data, "facts": [f for f in data["facts"] if f["property"] == name]})


@pytest.mark.parametrize("name", sampled(catalogue.names()))
def test_sheets_of_the_catalogue_stand_and_obey_the_schema(name):
    data = recorded(name)
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    outcomes = list(recheck(data))
    assert len(outcomes) == len(data["facts"])
    assert not [o for o in outcomes if o.verdict == "refuted"]
    assert sum(o.verdict == "replayed" for o in outcomes) >= 30


def test_the_schema_knows_all_properties():
    assert tuple(SCHEMA["$defs"]["fact"]["properties"]["property"]["enum"]) == names()


@pytest.mark.parametrize(
    ("formula", "declared"),
    [("x*exp(-x**2)", ()), ("Piecewise((x, x > 0), (a*(exp(x) - 1), True))", ("a>0",)), ("a*atan(x)", ("a=1/2",))],
)
def test_sheets_of_typed_formulas_stand(formula, declared):
    data = json.loads(json.dumps(documented(typed(formula, declared))))
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [o for o in recheck(data) if o.verdict == "refuted"] == []


def altered(change):
    """Return a copy of a sheet after a change to the fact of one property."""

    def make(data, name):
        data = copy.deepcopy(only(data, name))
        change(data["facts"][0])
        return resigned(data)

    return make


def conclusion(fact):
    return next(e for e in fact["evidence"] if e.get("rule") == "conclusion")


def value_of(fact):
    return next(e for e in fact["evidence"] if e.get("rule") == "value")


def box_of(fact):
    return next(e for e in fact["evidence"] if e.get("rule") == "sign chart")["spans"][0]["boxes"][0]


ALTERATIONS = {
    "value": ("gelu", "monotonicity", lambda f: f.update(value="increasing")),
    "range": ("gelu", "range", lambda f: f["value"].update(upper="5")),
    "attained": ("gelu", "range", lambda f: f["value"].update(lower_attained=False)),
    "last digit": ("gelu", "range", lambda f: f["value"].update(lower=f["value"]["lower"][:-1] + "7")),
    "status": ("gelu", "range", lambda f: f.update(status="proved")),
    "decimal": ("gelu", "gaussian_mean", lambda f: f.update(decimal="0.28")),
    "closed form": ("gelu", "gaussian_mean", lambda f: f.update(value="1/(3*sqrt(pi))")),
    "scope": ("prelu", "convexity", lambda f: f.update(scope="weight < 2")),
    "scope dropped": ("prelu", "convexity", lambda f: f.update(scope="True")),
    "expression": ("gelu", "monotonicity", lambda f: conclusion(f).update(expression="x**3")),
    "evidence dropped": ("gelu", "range", lambda f: f.update(evidence=f["evidence"][1:])),
    "another rule": ("gelu", "range", lambda f: f["evidence"][0].update(rule="magic")),
    "steps dropped": ("gelu", "parity", lambda f: f.update(evidence=[])),
    "step reworded": ("gelu", "gaussian_mean", lambda f: f["evidence"][0]["steps"][0].update(detail="clear")),
    "symbols": ("prelu", "convexity", lambda f: conclusion(f).update(symbols={"weight_": "real"})),
    "hostile": ("gelu", "monotonicity", lambda f: conclusion(f).update(expression="__import__('os')")),
    "endless": ("gelu", "monotonicity", lambda f: conclusion(f).update(expression="9**9**9**9")),
    "endless order": ("hard_sigmoid", "monotonicity", lambda f: value_of(f).update(order=10**30)),
    "endless number": ("gelu", "curvature_bound", lambda f: box_of(f).__setitem__(0, "-1e999999999")),
    "wrong kind": ("gelu", "range", lambda f: f.update(evidence=[{"kind": "oath"}])),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_altered_facts_are_refuted(sheets, what):
    name, property_, change = ALTERATIONS[what]
    assert "refuted" not in {o.verdict for o in verdicts(only(sheets[name], property_))}
    found = verdicts(altered(change)(sheets[name], property_))
    assert found[0].verdict == "refuted"
    assert found[0].reason
    assert "\n" not in found[0].reason


@pytest.mark.parametrize("place", range(3))
def test_altered_charts_are_refuted(sheets, place):
    data = copy.deepcopy(only(sheets["gelu"], "monotonicity"))
    chart = next(e for e in data["facts"][0]["evidence"] if "cells" in e)
    cell = chart["cells"][0]
    cell[2] = -cell[2] if place == 0 else cell[2]
    if place == 1:
        chart["cells"] = chart["cells"][1:]
    if place == 2:
        chart["order"] += 1
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]


def test_a_box_left_out_is_noticed(sheets):
    data = copy.deepcopy(only(sheets["gelu"], "monotonicity"))
    chart = next(e for e in data["facts"][0]["evidence"] if e.get("rule") == "sign chart")
    span = chart["spans"][0]
    del span["boxes"][len(span["boxes"]) // 2]
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]


def test_a_sheet_of_another_function_is_refused(sheets):
    with pytest.raises(SymactError, match="expression is not that of gelu"):
        verdicts({**sheets["gelu"], "expression": "x"})


def run(*args):
    return CliRunner().invoke(group, ["recheck", *args], standalone_mode=False, catch_exceptions=False)


def test_command(tmp_path, sheets):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(sheets["gelu"]))
    done = run(str(good))
    assert done.return_value == 0
    assert f"{len(sheets['gelu']['facts'])} facts" in done.output
    broken = copy.deepcopy(sheets["gelu"])
    broken["facts"][0]["value"] = [{"at": "0", "one_sided": [], "clarke": None}]
    bad.write_text(json.dumps(resigned(broken)))
    done = run(str(bad))
    assert done.return_value == 1
    assert done.output.startswith(f"REFUTED {broken['facts'][0]['property']}: ")
    data = json.loads(run(str(bad), "--json").output)
    assert data["refuted"] == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"facts": 3}', '{"facts": [1], "expression": "x"}', "[" * 100_000])
def test_files_that_are_no_sheets(tmp_path, text):
    path = tmp_path / "no.json"
    path.write_text(text)
    with pytest.raises(SymactError) as caught:
        run(str(path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(SymactError, match="symact show --json"):
        run(str(tmp_path / "missing.json"))


def antiderivative(formula, *declared):
    """Return the sheet of a typed formula with the fact of its antiderivative only."""
    return only(json.loads(json.dumps(documented(typed(formula, declared)))), "antiderivative")


def with_antiderivative(data, *expressions):
    """Return a sheet that claims other expressions, and steps in their words."""
    data = copy.deepcopy(data)
    (fact,) = data["facts"]
    (proof,) = fact["evidence"]
    for piece, step, expression in zip(fact["value"], proof["steps"], expressions, strict=True):
        slope = step["detail"].rpartition(" is ")[2]
        step["detail"] = f"the derivative of {expression} is {slope}"
        piece["expression"] = expression
    return resigned(data)


EQUAL = [
    ("tanh(x)", (), ("log(cosh(x))",)),
    ("tanh(x)", (), ("x + log(1 + exp(-2*x)) - log(2)",)),
    ("tanh(x)", (), ("log((exp(x) + exp(-x))/2)",)),
    ("x - tanh(x)", (), ("x**2/2 - log(cosh(x))",)),
    ("c*tanh(x/c)", ("c>0",), ("c**2*log(cosh(x/c))",)),
    ("1/(1 + x**2)", (), ("atan(x) + 0*x",)),
    ("max(x, 0)", (), ("0", "x*x/2 + 0")),
    ("Piecewise((exp(x), x < 0), (1 + x, True))", (), ("exp(x) - 1", "((x + 1)**2 - 1)/2")),
]
"""Antiderivatives that are equal to what the rules find, by hand."""


@pytest.mark.parametrize(("formula", "declared", "expressions"), EQUAL)
def test_another_form_of_an_antiderivative_stands(formula, declared, expressions):
    data = with_antiderivative(antiderivative(formula, *declared), *expressions)
    assert [(o.verdict, o.reason) for o in verdicts(data)] == [("derived again", "")]


@pytest.mark.parametrize(
    ("formula", "declared", "expressions"),
    [
        ("tanh(x)", (), ("log(cosh(2*x))/2",)),  # another slope
        ("tanh(x)", (), ("log(cosh(x)) + 1",)),  # not 0 at 0
        ("tanh(x)", (), ("log(cosh(x)) + 1/10**30",)),
        ("c*tanh(x/c)", ("c>0",), ("c*log(cosh(x/c))",)),
        ("c*tanh(x/c)", ("c>0",), ("c**2*log(cosh(x/c)) + (c - 1)",)),  # right for c = 1 only
        ("1/(1 + x**2)", (), ("-atan(1/x)",)),  # the same slope, but a jump at 0
        ("1/(1 + x**2)", (), ("atan(x) + sign(x) - sign(x)**3",)),
        ("max(x, 0)", (), ("1", "x**2/2")),  # a jump at 0
        ("Piecewise((exp(x), x < 0), (1 + x, True))", (), ("exp(x)", "x + x**2/2 + 1")),  # continuous, 1 at 0
    ],
)
def test_a_wrong_antiderivative_is_refuted(formula, declared, expressions):
    data = with_antiderivative(antiderivative(formula, *declared), *expressions)
    assert [o.verdict for o in verdicts(data)] == ["refuted"]


def test_steps_of_another_antiderivative_are_refuted():
    data = with_antiderivative(antiderivative("tanh(x)"), "log(cosh(x))")
    (step,) = data["facts"][0]["evidence"][0]["steps"]
    step["detail"] = "the derivative of log(sinh(x)) is tanh(x)"
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]
    step["detail"] = "the slope of log(cosh(x)) is tanh(x)"
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]


FORMS = [
    ("derivative_1", "1/(1 + exp(-x))", "exp(-x)/(1 + exp(-x))**2", "exp(x)/(1 + exp(x))**2"),
    ("derivative_1", "x**2 - x**3", "2*x - 3*x**2", "x*(2 - 3*x)"),
    ("derivative_identity", "1/(1 + exp(-x))", "f*(1 - f)", "f - f**2"),
    ("inverse", "1 + 2*x", "y/2 - 1/2", "(y - 1)/2"),
    ("taylor", "x**2 - x**3", "x**2 - x**3", "x*(x - x**2)"),
]
"""Property, formula, and two equal forms of the value by hand; a third with a term more is wrong."""


@pytest.mark.parametrize(("property_", "formula", "first", "second"), FORMS)
def test_values_stand_in_any_form_and_no_other(property_, formula, first, second):
    data = only(json.loads(json.dumps(documented(typed(formula, ())))), property_)
    (fact,) = data["facts"]

    def claims(text):
        changed = copy.deepcopy(data)
        value = changed["facts"][0]["value"]
        if isinstance(value, str):
            changed["facts"][0]["value"] = text
        else:
            value[0]["expression"] = text
        return [o.verdict for o in verdicts(resigned(changed))]

    assert fact["value"]
    for text in (first, second):
        assert claims(text) == ["derived again"]
        assert claims(f"{text} + 1/1000000") == ["refuted"]
        assert claims(f"{text} + x") == ["refuted"]

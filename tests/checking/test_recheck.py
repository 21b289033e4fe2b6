"""Sheets on file: what stands is replayed, what was altered is refuted."""

import copy
import functools
import json

import pytest
from sympy import Integer, Symbol

from symact import catalogue, properties
from symact.checking import recorded_sheet
from symact.checking.checkers import CHARTS
from symact.checking.coverage import fault_of_scopes
from symact.checking.recheck import faults_of_the_whole, recheck
from symact.checking.record_form import FACT, fault_of_fact
from symact.checking.recorded_sheet import RecordedSheet
from symact.definition.activation import x
from symact.errors import SymactError
from symact.formula.typed import definition
from symact.properties import names
from symact.sheets.cached import documented, sheet, typed
from symact.sheets.content import content
from symact.sheets.digest import DIGEST, VERSION, digest_of_fact, signed
from tests.helpers.sample import sampled
from tests.helpers.schemas import schema
from tests.helpers.sheets import recorded
from tests.helpers.shell import invoke

SCHEMA = schema("properties")


@pytest.fixture(scope="module")
def sheets():
    return {name: recorded(name) for name in ("gelu", "prelu", "relu_n")}


@pytest.fixture(scope="module")
def sheets_that_stand(sheets):
    """Return a function of name and property: whether nothing of it is refuted as it was recorded."""
    return functools.cache(lambda name, kind: "refuted" not in {o.verdict for o in verdicts(only(sheets[name], kind))})


def resigned(data):
    """Return a sheet with new digests, as whoever alters one can write them."""
    bare = {key: value for key, value in data.items() if key != "digest"}
    facts = [{key: value for key, value in fact.items() if key != "digest"} for fact in data["facts"]]
    return signed({**bare, "facts": facts})


def verdicts(data):
    """Return the outcomes of the properties that a sheet has facts on."""
    names = {fact["property"] for fact in data["facts"]}
    return [o for o in recheck(data) if o.property in names]


def typed_sheet(formula, declared, name):
    """Return the sheet of a typed formula with the facts of one property only."""
    subject = definition(formula, declared)
    return json.loads(json.dumps(documented(content(subject, properties.derive(subject, name)))))


def only(data, name):
    return resigned({**data, "facts": [f for f in data["facts"] if f["property"] == name]})


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=8))
def test_sheets_of_the_catalogue_stand_and_obey_the_schema(name):
    data = recorded(name)
    SCHEMA.validate(data)
    outcomes = list(recheck(data))
    assert len(outcomes) == len(data["facts"])
    assert not [o for o in outcomes if o.verdict == "refuted"]
    claimed = [o.verdict for o in outcomes if o.verdict != "nothing claimed"]
    assert claimed.count("replayed") > len(claimed) / 2


def test_the_schema_knows_all_properties():
    assert tuple(SCHEMA.schema["$defs"]["fact"]["properties"]["property"]["enum"]) == names()


@pytest.mark.every(13)
@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        ("x*exp(-x**2)", ()),
        ("x/sinh(x)", ()),
        ("x*log(abs(x))", ()),  # no breakpoint but a hole: a claim of nothing rests on a step too
        ("Piecewise((x, x > 0), (a*(exp(x) - 1), True))", ("a>0",)),
        ("a*atan(x)", ("a=1/2",)),
        # No limit is known: what single values and charts show is all that there is.
        ("sin(x)*cos(sqrt(2)*x)", ()),
        # Texts that are read come out in another form than that of which they were written.
        ("tanh(x) - (exp(2*x) - 1)/(exp(2*x) + 1)", ()),
        ("(exp(a*x) - 1)/a", ("a",)),
        # Two parameters: a = b and b = 0 is a = 0 and b = 0.
        ("a*abs(x) + b*x", ("a", "b")),
        # b > a, where a = 0 or 1 was put in later.
        ("max(a*x, b*x)", ("a", "b")),
        ("a*x + b*relu(x)", ("a", "b")),
        # Cases that end at -sqrt(2).
        ("abs(x) + a*x", ("a",)),
        # log(a/(a + 1)) comes out as two logarithms.
        ("a**x", ("a>0",)),
        # Holes that recur: nothing is said to turn beside one of them.
        ("sin(x)/(1 + cos(x))", ()),
        ("log(tan(x))", ()),
        # A change of sign at a pole is no zero.
        ("sin(x)**2/cos(x)", ()),
        # A parameter between two bounds.
        ("c*tanh(x) + b", ("b", "c>0")),
        # Conclusions for all a >= 0 at once.
        ("a*tanh(x)", ("a>=0",)),
        # Two limits whose texts are read as one expression, each with its steps.
        ("sin(x)/sin(3*x)", ()),
    ],
)
def test_sheets_of_typed_formulas_stand(formula, declared):
    data = json.loads(json.dumps(documented(typed(formula, declared))))
    SCHEMA.validate(data)
    assert [o for o in recheck(data) if o.verdict == "refuted"] == []


def test_each_of_two_certificates_of_one_limit_is_read():
    data = typed_sheet("tan(x)", (), "nonlinear")
    evidence = data["facts"][0]["evidence"]
    limits = [part for part in evidence if part["rule"] == "limit"]
    first = next(part for part in limits if limits.count(part) > 1)
    assert {o.verdict for o in verdicts(data)} == {"replayed"}
    first["steps"] = first["steps"][1:]
    assert {o.verdict for o in verdicts(resigned(data))} == {"refuted"}


@pytest.mark.parametrize("rule", [*CHARTS, "limit", "value", "growth", "band", "conclusion"])
def test_what_is_replayed_has_the_keys_that_its_rule_reads(rule):
    fact = {**dict.fromkeys(FACT), "evidence": [{"kind": "certificate", "rule": rule, "unread": 1}]}
    fact[DIGEST] = digest_of_fact({}, fact)
    assert fault_of_fact({}, fact).startswith(f"{rule} has ")


def test_cells_hold_nothing_but_their_ends_and_signs():
    data = typed_sheet("x*(1 - x)", (), "lipschitz_at")
    chart = next(part for part in data["facts"][0]["evidence"] if part.get("cells"))
    assert {o.verdict for o in verdicts(data)} == {"replayed"}
    chart["cells"][0].append(-1)
    assert {o.verdict for o in verdicts(resigned(data))} == {"refuted"}


def test_a_scope_may_divide_by_what_it_says_is_not_0():
    symbols = [Symbol(name, real=True) for name in "ab"]
    known = {symbol.name: symbol for symbol in symbols}
    scopes = ["(b < 0) & (a < 1/b)", "(b < 0) & (a >= 1/b)", "b >= 0"]
    assert fault_of_scopes(scopes, known, {}, None) == ""
    assert fault_of_scopes(scopes[:2], known, {}, None).startswith("no fact holds where")


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [
        ("a < 1/b", "a >= 1/b", "b = 0"),
        ("b < exp(a)", "b > exp(a)", "b = exp("),
        ("a < exp(b)", "a > exp(b)", "b = log("),
        ("b**2 < exp(b)", "b**2 >= exp(b)", ""),
        ("exp(b) < 2", "exp(b) > 2", "b = log(2)"),
    ],
)
def test_scopes_part_along_any_curve(low, high, where):
    known = {name: Symbol(name, real=True) for name in "ab"}
    found = fault_of_scopes([low, high], known, {}, None)
    assert where in found
    assert bool(found) is bool(where)


@pytest.mark.exhaustive
def test_a_case_is_recognised_in_another_form():
    data = typed_sheet("max(a*x, b*x)", ("a", "b"), "fixed_points")
    assert [o for o in recheck(data) if o.verdict == "refuted" and o.property == "fixed_points"] == []


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("declared", "name", "scopes"),
    [
        (("a", "b"), "range", {"Eq(a, 0) & (b > 0)", "Eq(b, 0) & (a > 0)", "Eq(a, 0) & Eq(b, 0)"}),
        (("a>0", "b>0"), "fixed_points", {"Eq(a, 1) & (b > 1)", "Eq(b, 1) & (a > 1)", "Eq(a, 1) & Eq(b, 1)"}),
    ],
)
def test_a_parameter_that_an_equation_determines_is_put_in(declared, name, scopes):
    data = typed_sheet("max(a*x, b*x)", declared, name)
    found = {fact["scope"] for fact in data["facts"]}
    assert scopes <= found
    assert {"replayed"} <= {o.verdict for o in verdicts(data)} <= {"replayed", "nothing claimed"}
    fact = next(f for f in data["facts"] if f["scope"] == min(scopes))
    conclusion = fact["evidence"][-1]
    # That b is what the case leaves of b - a is part of the record.
    for own, meaning in conclusion["outward"].items():
        conclusion["outward"][own] = f"2*({meaning})"
    assert conclusion["outward"]
    assert [o.verdict for o in verdicts(resigned(data)) if o.scope == fact["scope"]] == ["refuted"]


def test_a_fact_at_the_defaults_stands_where_the_rules_know_more():
    """Which facts are found within the time for a sheet depends on the machine."""
    data, bound = (typed_sheet("a*x", (each,), "gaussian_second_moment") for each in ("a>0", "a=1"))
    assert [fact["scope"] for fact in data["facts"]] == ["True"]
    fact = {**bound["facts"][0], "scope": "Eq(a, 1)"}
    assert fact["value"] == "1"
    assert {o.verdict for o in verdicts(resigned({**data, "facts": [fact]}))} == {"derived again"}
    wrong = {**fact, "value": "2", "decimal": "2.000000000000000000000000000000000000000"}
    assert "refuted" in {o.verdict for o in verdicts(resigned({**data, "facts": [wrong]}))}


def test_another_form_of_an_integral_is_none_the_less_right_in_a_case_of_the_parameters():
    text = json.dumps(typed_sheet("c*tanh(a*x)", ("a", "c"), "antiderivative"))
    form, other = "(-x + log(exp(2*a*x) + 1)/a)", "(x + log(1 + exp(-2*a*x))/a)"
    assert form in text
    assert "refuted" not in {o.verdict for o in verdicts(resigned(json.loads(text.replace(form, other))))}
    wrong = resigned(json.loads(text.replace(form, other.replace("-2", "-3"))))
    assert "refuted" in {o.verdict for o in verdicts(wrong)}


@pytest.mark.parametrize(
    ("scope", "verdict"), [("~(Eq(a, 0) | Eq(b, 0))", "replayed"), ("(b > 0) & Ne(a, 0)", "refuted")]
)
def test_a_scope_is_known_in_other_words(scope, verdict):
    data = typed_sheet("a*exp(b*x)", ("a", "b"), "injective")
    (fact,) = (each for each in data["facts"] if each["scope"] == "Ne(a, 0) & Ne(b, 0)")
    fact["scope"] = scope
    assert [o.verdict for o in verdicts(resigned(data)) if o.scope == scope] == [verdict]


def test_a_multiple_is_the_lipschitz_constant_of_what_a_case_leaves():
    data = typed_sheet("max(a*x, b*x)", ("a", "b"), "lipschitz")
    claims = {fact["scope"]: fact["value"] for fact in data["facts"]}
    assert (claims["(a >= 0) & (b > a)"], claims["(b >= 0) & (a > b)"]) == ("b", "a")
    assert "refuted" not in {o.verdict for o in verdicts(data)}


@pytest.mark.every(9)
@pytest.mark.parametrize("name", catalogue.names())
def test_every_definition_is_read_back_from_its_sheet(name):
    data = json.loads(json.dumps(documented(content(catalogue.get(name), []))))
    assert RecordedSheet(data).subject == catalogue.get(name)


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("formula", "declared", "name"),
    [
        # Slopes of a bounded function at places that depend on the parameter.
        ("tanh(a + sin(x))", ("a",), "limit_neg_inf"),
        # Roots of a square, whose kink a quadrature met in 25,000 boxes.
        ("sqrt(x**2 + a*x + 1)", ("a",), "gaussian_mean"),
        # Coefficients at 0 with a sign that is known at the point alone.
        ("1/(exp(2*x) - 2*a*exp(x) + 1)", ("a",), "taylor"),
    ],
)
def test_rules_that_were_slow_come_to_an_end_again(formula, declared, name):
    # What takes more than twice the time of a derivation is "not decided".
    assert {o.verdict for o in verdicts(typed_sheet(formula, declared, name))} <= {"derived again", "nothing claimed"}


def test_what_takes_too_long_is_neither_refuted_nor_passed(monkeypatch, tmp_path):
    data = typed_sheet("tanh(a + sin(x))", ("a",), "parity")

    def endless(*given):
        while True:
            pass

    monkeypatch.setattr(recorded_sheet, "PATIENCE", 1e-3)
    monkeypatch.setattr(recorded_sheet, "derive_together", endless)
    assert {o.verdict for o in verdicts(data)} == {"not decided"}
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(data))
    result = run(str(file))
    assert "NOT DECIDED parity" in result.output
    assert result.return_value == 1


SEVERAL = {
    "softmax": ("exp(x)/total(exp(x))", (), ("x",)),
    "norm": ("x*weight/sqrt(a + total(x**2)/total(1))", ("a>0",), ("x", "weight")),
    "pair": ("a*sigmoid(b)", (), ("a", "b")),
}


@pytest.mark.parametrize(
    "name", ["softmax", "pair", *(pytest.param(each, marks=pytest.mark.exhaustive) for each in ("rms_norm", "norm"))]
)
def test_sheets_of_several_numbers_stand_and_an_altered_one_does_not(name):
    made = typed(*SEVERAL[name][:2], inputs=SEVERAL[name][2]) if name in SEVERAL else sheet(name)
    data = json.loads(json.dumps(documented(made)))
    SCHEMA.validate(data)
    assert data["inputs"] == list(SEVERAL[name][2] if name in SEVERAL else "x")
    assert [o for o in recheck(data) if o.verdict == "refuted"] == []
    chosen = "linear_inputs" if name == "pair" else "permutation_equivariance"
    fact = next(each for each in data["facts"] if each["property"] == chosen)
    fact["value"] = ["a", "b"] if name == "pair" else False
    found = [o.property for o in recheck(resigned(data)) if o.verdict == "refuted"]
    assert found == [chosen]


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


def limit_of(fact):
    return next(e for e in fact["evidence"] if e.get("steps"))


def first_case(fact):
    """Return the evidence of a fact up to its first conclusion."""
    rules = [e.get("rule") for e in fact["evidence"]]
    return fact["evidence"][: rules.index("conclusion") + 1]


FALSE_LIMIT = {"kind": "certificate", "rule": "limit", "expression": "x", "side": 1, "value": "0", "steps": []}
TRUE_LIMIT = {**FALSE_LIMIT, "expression": "1/x"}
TRUE_VALUE = {"kind": "certificate", "rule": "value", "expression": "x**2", "order": 0, "at": "2", "value": "4"}
OATH = {"kind": "proof", "steps": [{"rule": "definition", "detail": "everybody knows"}]}

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
    "endless order": ("relu_n", "monotonicity", lambda f: value_of(f).update(order=10**30)),
    "endless number": ("gelu", "range", lambda f: box_of(f).__setitem__(0, "-1e999999999")),
    "scope false": ("gelu", "range", lambda f: f.update(scope="False")),
    "scope of another parameter": ("gelu", "range", lambda f: f.update(scope="alpha > 0")),
    "value null": ("gelu", "range", lambda f: f.update(value=None, decimal=None)),
    "value null, said unknown": ("gelu", "parity", lambda f: f.update(value=None, decimal=None, status="unknown")),
    "certificate after the conclusion": ("gelu", "range", lambda f: f["evidence"].append(FALSE_LIMIT)),
    "certificate that is not used": ("gelu", "range", lambda f: f["evidence"].insert(0, TRUE_LIMIT)),
    "value that is not used": ("gelu", "range", lambda f: f["evidence"].insert(0, TRUE_VALUE)),
    "proof among certificates": ("gelu", "range", lambda f: f["evidence"].insert(0, OATH)),
    "conclusion reworded": ("gelu", "range", lambda f: conclusion(f).update(says="clear")),
    "number defined otherwise": ("gelu", "range", lambda f: conclusion(f).update(defined={"1": "x - 1"})),
    "step of a limit reworded": ("gelu", "range", lambda f: limit_of(f)["steps"][0].__setitem__(1, "clear")),
    "case dropped": ("prelu", "critical_points", lambda f: f.update(evidence=first_case(f))),
    "case twice": ("prelu", "critical_points", lambda f: f.update(evidence=f["evidence"] + first_case(f))),
    "key added": ("gelu", "range", lambda f: f.update(note="trust me")),
    "true for 1": ("gelu", "cost", lambda f: f["value"].update(erf=True)),
    "1.0 for 1": ("gelu", "cost", lambda f: f["value"].update(erf=1.0)),
    "0 for false": ("gelu", "injective", lambda f: f.update(value=0)),
    "1 for true": ("gelu", "range", lambda f: f["value"].update(lower_attained=1)),
    "proof without a step": ("gelu", "cost", lambda f: f["evidence"][0].update(steps=[])),
    "wrong kind": ("gelu", "range", lambda f: f.update(evidence=[{"kind": "oath"}])),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_altered_facts_are_refuted(sheets, sheets_that_stand, what):
    name, property_, change = ALTERATIONS[what]
    assert sheets_that_stand(name, property_)
    found = verdicts(altered(change)(sheets[name], property_))
    assert found[0].verdict == "refuted"
    assert found[0].reason
    assert "\n" not in found[0].reason


def whole(data):
    """Return what is wrong with a sheet as a whole: property -> reason."""
    return {o.property: o.reason for o in faults_of_the_whole(RecordedSheet(data), data)}


WHOLE = {
    "nothing": (lambda facts: None, set()),
    "a fact deleted": (lambda facts: facts.pop(), {"vanishing_gradient_bound"}),
    "all facts of a property deleted": (
        lambda facts: facts.__setitem__(slice(None), without(facts, "range")),
        {"range"},
    ),
    "a fact twice": (lambda facts: facts.append(named(facts, "parity")), {"parity"}),
    "a case deleted": (lambda facts: facts.remove(named(facts, "zeros")), {"zeros"}),
    "a case widened": (lambda facts: named(facts, "zeros").update(scope="True"), {"zeros"}),
    "a scope false": (lambda facts: named(facts, "parity").update(scope="False"), {"parity"}),
    "one value of the parameter alone": (
        lambda facts: named(facts, "domain").update(scope="Eq(weight, 2)"),
        {"domain"},
    ),
    "the default alone": (lambda facts: named(facts, "domain").update(scope="Eq(weight, 1/4)"), set()),
    "a scope about x": (lambda facts: named(facts, "domain").update(scope="x > 0"), {"domain"}),
}
"""What is done to prelu's facts, and the properties that must be named."""


def named(facts, name):
    return next(fact for fact in facts if fact["property"] == name)


def without(facts, name):
    return [fact for fact in facts if fact["property"] != name]


@pytest.mark.parametrize("what", WHOLE)
def test_sheets_that_lack_facts_or_hold_them_twice(sheets, what):
    change, expected = WHOLE[what]
    data = copy.deepcopy(sheets["prelu"])
    change(data["facts"])
    assert set(whole(resigned(data))) == expected


def test_digests_tell_of_changes_that_are_no_claims(sheets):
    data = copy.deepcopy(sheets["gelu"])
    gap = named(data["facts"], "derivative_identity")
    gap["digest"] = gap["digest"][:-1] + ("0" if gap["digest"][-1] != "0" else "1")
    assert "digest" in whole(data)["sheet"]
    (outcome,) = [o for o in recheck(resigned({**data, "facts": [gap]})) if o.property == "derivative_identity"]
    assert outcome.verdict != "refuted"
    (outcome,) = [o for o in recheck({**data, "facts": [gap]}) if o.property == "derivative_identity"]
    assert "digest" in outcome.reason


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("default", "7/5", "1/4"),
        ("default", None, "1/4"),
        ("rule", "weight > 0", "weight"),
        ("name", "slope", "weight"),
    ],
)
def test_parameters_are_those_of_the_catalogue(sheets, key, value, word):
    data = copy.deepcopy(sheets["prelu"])
    data["parameters"][0][key] = value
    with pytest.raises(SymactError, match=word):
        whole(resigned(data))


def test_facts_of_another_sheet_are_refuted(sheets):
    other = next(f for f in sheets["gelu"]["facts"] if f["property"] == "range")
    data = {**sheets["relu_n"], "facts": [other]}
    assert [o.reason for o in verdicts(data)] == ["the digest is not that of the fact, which was altered"]
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]


def test_a_sheet_with_bound_parameters_holds_its_definition():
    data = json.loads(json.dumps(documented(typed("a*tanh(x)", ("a=1/2",)))))
    SCHEMA.validate(data)
    assert (data["definition"], data["expression"]) == ("a*tanh(x)", "tanh(x)/2")
    slopes = only(data, "parameter_derivatives")
    assert [o.verdict for o in verdicts(slopes)] == ["derived again"]
    slopes["facts"][0]["value"][0]["pieces"][0]["expression"] = "2*tanh(x)"
    assert [o.verdict for o in verdicts(resigned(slopes))] == ["refuted"]
    with pytest.raises(SymactError, match="expression is not that"):
        whole(resigned({**data, "definition": "a*sinh(x)"}))


@pytest.mark.parametrize(
    ("scopes", "fault"),
    [
        (["a < b", "a > b", "Eq(a, b)"], ""),
        (["a < b", "a >= b"], ""),
        (["a < b", "a > b"], "no fact"),
        (["a <= b", "a >= b"], "2 facts"),
        (["a < 1", "(a >= 1) & (b < 2)", "(a >= 1) & (b > 2)"], "no fact"),
        (["a*b < 1", "a*b >= 1"], ""),
        (["a**2 < 2", "Eq(a, sqrt(2))", "a > sqrt(2)"], ""),
        (["a**2 < 2", "a > sqrt(2)"], "no fact"),
        (["Eq(a, 1) & Eq(b, 3)"], ""),
        (["Eq(a, 1)"], "no fact"),
        ([], "no fact"),
    ],
)
def test_scopes_of_positive_parameters(scopes, fault):
    symbols = {name: Symbol(name, positive=True) for name in ("a", "b")}
    defaults = {symbols["a"]: Integer(1), symbols["b"]: Integer(3)}
    found = fault_of_scopes(scopes, symbols, defaults, symbols["a"] * x + symbols["b"])
    assert found.startswith(fault) if fault else found == ""


@pytest.mark.parametrize(
    ("scopes", "fault"),
    [(["Ne(a, 0)"], ""), (["a < 0", "a > 0"], ""), (["True"], "a fact holds where a = 0"), (["a > 0"], "no fact")],
)
def test_no_scope_holds_values_that_make_a_formula_another_one(scopes, fault):
    a = Symbol("a", real=True)
    found = fault_of_scopes(scopes, {"a": a}, {a: Integer(1)}, x / (x - a))
    assert found.startswith(fault) if fault else found == ""


def test_a_scope_that_goes_beyond_the_definition_is_refuted():
    data = typed_sheet("x/(x - a)", ["a"], "nonlinear")
    assert {o.verdict for o in verdicts(data)} == {"replayed"}
    # For a = 0, x/(x - a) is 1 but at 0, and not nonlinear.
    data["facts"][0]["scope"] = "True"
    assert "refuted" in {o.verdict for o in verdicts(resigned(data))}


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
    return invoke("recheck", *args, catch_exceptions=False)


def test_command(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    right = recorded("relu")
    good.write_text(json.dumps(right))
    done = run(str(good))
    assert done.return_value == 0
    assert f"{len(right['facts'])} facts" in done.output
    broken = copy.deepcopy(right)
    broken["facts"][0]["value"] = [{"at": "0", "one_sided": [], "clarke": None}]
    bad.write_text(json.dumps(resigned(broken)))
    done = run(str(bad))
    assert done.return_value == 1
    assert done.output.startswith(f"REFUTED {broken['facts'][0]['property']}: ")
    data = json.loads(run(str(bad), "--json").output)
    assert data["refuted"] == 1


def test_a_key_that_stands_twice_is_refused(tmp_path, sheets):
    path = tmp_path / "twice.json"
    text = json.dumps(sheets["gelu"])
    path.write_text(text.replace('"property": "range",', '"property": "range", "value": "R",', 1))
    assert path.read_text() != text
    with pytest.raises(SymactError, match="a key stands twice"):
        run(str(path))


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
    return typed_sheet(formula, declared, "antiderivative")


def with_antiderivative(data, *expressions):
    """Return a sheet that claims other expressions, and steps in their words."""
    data = copy.deepcopy(data)
    (fact,) = data["facts"]
    (proof,) = fact["evidence"]
    for piece, step, expression in zip(fact["value"], proof["steps"], expressions, strict=True):
        slope = step["detail"].rpartition(" is ")[2]
        step["detail"] = f"the derivative of `{expression}` is {slope}"
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


@pytest.mark.every(2)
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


def test_decimals_are_those_of_the_form_on_record():
    """0 has a decimal, and what vanishes identically has none until that is seen."""
    data = with_antiderivative(antiderivative("max(x, 0)"), "sin(x)**2 + cos(x)**2 - 1", "x**2/2")
    for decimal, verdict in ((None, "derived again"), ([{"where": None, "expression": "0"}, None], "refuted")):
        data["facts"][0]["decimal"] = decimal
        assert [o.verdict for o in verdicts(resigned(data))] == [verdict]


def test_steps_of_another_antiderivative_are_refuted():
    data = with_antiderivative(antiderivative("tanh(x)"), "log(cosh(x))")
    (step,) = data["facts"][0]["evidence"][0]["steps"]
    step["detail"] = "the derivative of `log(sinh(x))` is `tanh(x)`"
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]
    step["detail"] = "the slope of `log(cosh(x))` is `tanh(x)`"
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]
    # A formula that is marked as words, or words as a formula.
    step["detail"] = "the derivative of log(cosh(x)) is `tanh(x)`"
    assert [o.verdict for o in verdicts(resigned(data))] == ["refuted"]


FORMS = [
    ("derivative_1", "1/(1 + exp(-x))", "exp(-x)/(1 + exp(-x))**2", "exp(x)/(1 + exp(x))**2"),
    ("derivative_1", "x**2 - x**3", "2*x - 3*x**2", "x*(2 - 3*x)"),
    ("derivative_identity", "1/(1 + exp(-x))", "f*(1 - f)", "f - f**2"),
    ("inverse", "1 + 2*x", "y/2 - 1/2", "(y - 1)/2"),
    ("taylor", "x**2 - x**3", "x**2 - x**3", "x*(x - x**2)"),
]
"""Property, formula, and two equal forms of the value by hand; a third with a term more is wrong."""


@pytest.mark.every(2)
@pytest.mark.parametrize(("property_", "formula", "first", "second"), FORMS)
def test_values_stand_in_any_form_and_no_other(property_, formula, first, second):
    data = typed_sheet(formula, (), property_)
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


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1, str(VERSION), VERSION + 0.5, True, None])
def test_a_sheet_of_another_version_is_not_judged(tmp_path, sheets, version):
    changed = {**sheets["gelu"], "version": version}
    if version is None:
        del changed["version"]
    (tmp_path / "sheet.json").write_text(json.dumps(resigned(changed)))
    with pytest.raises(SymactError, match=r"written by another version .* derive it anew") as caught:
        run(str(tmp_path / "sheet.json"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "other"), [("radius", "1/1099511627776"), ("centre", "1/2"), ("start", 5), ("side", 0)]
)
def test_bounds_far_out_are_found_again(name, other):
    data = typed_sheet("sin(x)/(1 + x**2)", (), "lipschitz")
    assert {o.verdict for o in verdicts(data)} == {"replayed"}
    bands = [part for part in data["facts"][0]["evidence"] if part.get("rule") == "band"]
    bands[0][name] = other
    assert "refuted" in {o.verdict for o in verdicts(resigned(data))}

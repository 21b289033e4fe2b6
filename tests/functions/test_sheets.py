"""Sheets of the elementary functions that stand in no definition of the catalogue: what they claim, under attack."""

import dataclasses
import functools

import pytest

from symact.evidence import Status
from symact.formula.typed import definition
from symact.properties import derive_all, inverse
from tests.helpers.sheets import as_written, refuted, unhurried

CLAIMS = {
    "acos(x)": {"range": ("0", "pi"), "monotonicity": "strictly decreasing", "antiderivative": None},
    "acosh(x)": {"range": ("0", "oo"), "monotonicity": "strictly increasing", "limit_pos_inf": "oo"},
    "asin(x)": {"range": ("-pi/2", "pi/2"), "monotonicity": "strictly increasing", "parity": "odd"},
    "atanh(x)": {"range": ("-oo", "oo"), "monotonicity": "strictly increasing", "parity": "odd"},
    "cbrt(x)": {"range": ("-oo", "oo"), "monotonicity": "strictly increasing", "bijective": True},
    "exp2(x)": {"range": ("0", "oo"), "monotonicity": "strictly increasing", "limit_neg_inf": "0"},
    "log2(x)": {"range": ("-oo", "oo"), "monotonicity": "strictly increasing", "zeros": [{"at": "1"}]},
    "sech(x)": {"range": ("0", "1"), "parity": "even", "limit_pos_inf": "0"},
    "x*log1p(exp2(x))": {"limit_neg_inf": "0", "limit_pos_inf": "oo"},
}


FEW = ("acosh(x)", "asin(x)", "cbrt(x)", "log2(x)")
SHEETS = [pytest.param(text, marks=() if text in FEW else pytest.mark.exhaustive) for text in CLAIMS]


@functools.cache
def sheet(text):
    with unhurried():
        return {fact.property: fact for fact in as_written(derive_all(definition(text)))}


@pytest.mark.every(2)
@pytest.mark.parametrize("text", SHEETS)
def test_claims_are_those_of_a_textbook(text):
    facts = sheet(text)
    for name, value in CLAIMS[text].items():
        assert facts[name].status > Status.UNKNOWN, facts[name]
        if name == "range":
            assert (facts[name].value["lower"], facts[name].value["upper"]) == value
        elif value is not None:
            assert facts[name].value == value


@pytest.mark.parametrize("text", SHEETS)
def test_no_claim_is_refuted(text):
    assert refuted(sheet(text).values(), definition(text).expression) == {}


@pytest.mark.parametrize("text", FEW)
def test_a_planted_wrong_claim_is_refuted(text):
    """The attack knows these functions: it does not merely pass over them."""
    wrong = dataclasses.replace(sheet(text)["monotonicity"], value="strictly decreasing")
    assert refuted([wrong], definition(text).expression)


def test_the_inverse_of_erf_is_erfinv():
    for text, inside, there in (
        ("erf(x)", "erfinv(y)", "(y > -1) & (y < 1)"),
        ("1/2+erf((x-1)/3)/2", "3*erfinv(2*y - 1) + 1", "(y > 0) & (y < 1)"),
    ):
        (fact,) = as_written(inverse.derive(definition(text)))
        assert fact.value == [{"where": there, "expression": inside}]

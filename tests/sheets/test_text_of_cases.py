"""Lines of a sheet say what its JSON says: every condition, in the parameters alone."""

from dataclasses import replace

import pytest
from sympy import Symbol, exp

from symact.analysis.parameter_regions import Region
from symact.display import in_place_of
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.conditions import condition_text, defaults_of
from symact.sheets.content import branches
from symact.sheets.evidence_lines import evidence_lines
from symact.sheets.latex.formulas import displayed
from symact.sheets.latex.notation import tex
from symact.sheets.text import lines, piece_lines, presumed


@pytest.mark.parametrize(
    ("text", "meant", "expected"),
    [
        ("x - a_*y", "-a", "x + a*y"),
        ("-a_ < 0", "-a", "a < 0"),
        ("-a_**2", "-a", "-(-a)**2"),
        ("a_ + aa_ + a_b", "a - 1", "(a - 1) + aa_ + a_b"),
        ("2*a_", "a", "2*a"),
        ("(-a_ - 1)*(b - x) + log(a_ + 1)", "-a - 1", "a*(b - x) + log(-a)"),
        ("x/(-a_ + x - 1) at (a_ - 3)", "-a - 1", "x/(a + x) at (-a - 4)"),
        ("2*a_ - 1", "a - 1", "2*(a - 1) - 1"),
    ],
)
def test_names_are_put_in(text, meant, expected):
    assert in_place_of(text, {"a_": meant}) == expected


def test_a_region_tells_texts_in_its_parameters():
    a = Symbol("a", real=True)
    below, at, above = Region().cut(a - 1)
    assert [r.told("the sign of a_ - 2 is open") for r in (below, at, above)] == [
        "the sign of (1 - a) - 2 is open",
        "the sign of a_ - 2 is open",
        "the sign of (a - 1) - 2 is open",
    ]


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("(a >= -1) & (a <= 1) & (b <= 0)", "-1 <= a <= 1, b <= 0"),
        ("(y < b) & (y > a*b)", "a*b < y < b"),
        ("(b < 0) & (Eq(a, -1) | Eq(a, 1))", "b < 0, (a = -1 or a = 1)"),
        ("Ne(b, 0) & (Eq(a, 2) | ((a > -1) & (a < 1)))", "b != 0, (a = 2 or -1 < a < 1)"),
        ("((a < -1) | (b > 0)) & ((a > 1) | (b < 0))", "(a < -1 or b > 0), (a > 1 or b < 0)"),
        ("(a > 1) & (b < 0)", "a > 1, b < 0"),
    ],
)
def test_bounds_on_one_thing_stand_together_and_alternatives_in_parentheses(condition, written):
    assert condition_text(condition) == written


def test_no_condition_is_dropped():
    value = [{"condition": "Eq(a, 1)", "order": "oo"}, {"condition": "Ne(a, 1)", "order": 0}]
    fact = {"property": "smoothness", "value": value, "scope": "a >= 0", "decimal": None, "evidence": []}
    assert lines(fact) == ["C^oo   if a >= 0, a = 1", "C^0   if a >= 0, a != 1"]
    assert condition_text("(x > 0) & ((a < 0) | (a > 1))") == "x > 0, (a < 0 or a > 1)"
    # Long equations are those of default values; another long condition is told.
    long = " & ".join(f"(parameter_{n} > {n})" for n in range(10))
    assert condition_text(long) == ", ".join(f"parameter_{n} > {n}" for n in range(10))


def test_more_than_two_defaults_are_told_in_words_and_no_other_values():
    defaults = defaults_of({"parameters": [{"name": name, "default": str(k)} for k, name in enumerate("abc")]})
    whole = "Eq(a, 0) & Eq(b, 1) & Eq(c, 2)"
    assert condition_text(whole, defaults) == "at the defaults"
    assert condition_text(whole) == "a = 0, b = 1, c = 2"
    assert condition_text("Eq(a, 0) & Eq(b, 1)", defaults) == "a = 0, b = 1"
    assert condition_text("Eq(a, 0) & Eq(b, 1) & Eq(c, 3)", defaults) == "a = 0, b = 1, c = 3"


def test_what_most_facts_suppose_is_said_once():
    defaults = defaults_of({"parameters": [{"name": name, "default": str(k)} for k, name in enumerate("abc")]})
    there, always = "Eq(a, 0) & Eq(b, 1) & Eq(c, 2)", "True"
    facts = [{"property": "zeros", "value": ["0"], "scope": each, "evidence": []} for each in (there, there, always)]
    above = presumed(facts, defaults)
    assert above == "at the defaults"
    assert [lines(fact, defaults, above) for fact in facts] == [["0"], ["0"], ["0   for all parameters"]]
    assert lines({**facts[0], "scope": "a > 0"}, defaults, above) == ["0   if a > 0"]
    # Half of them are not most.
    assert presumed(facts[1:], defaults) == ""


def test_an_unknown_class_says_why():
    evidence = [{"kind": "gap", "reason": "a step failed"}]
    value = [{"condition": "True", "order": None}]
    fact = {"property": "smoothness", "value": value, "scope": "True", "decimal": None, "evidence": evidence}
    assert lines(fact) == ["unknown: a step failed"]


def test_the_evidence_of_a_case_is_told_in_the_parameters():
    chart = {"kind": "certificate", "rule": "factors", "order": 1, "expression": "a_*x", "cells": [["0", "a_", 1]]}
    end = {"kind": "certificate", "rule": "conclusion", "says": "so it is", "outward": {"a_": "a - 1"}}
    assert evidence_lines({"evidence": [chart, end]}) == [
        "[factors] the derivative of (a - 1)*x: positive on (0, (a - 1))",
        "[conclusion] so it is",
    ]
    other = {**end, "outward": {"a_": "1 - a"}}
    assert evidence_lines({"evidence": [end, other]})[::2] == ["[case] a > 1", "[case] a < 1"]


def test_a_switch_on_a_parameter_alone_is_typeset_by_cases():
    subject = definition("abs(a)*x", ["a"])
    shown = [line for fact in derive(subject, "derivative_1") for line in displayed(fact, subject)]
    assert sorted(shown) == [r"f'(x) = - a \quad \text{if } a \leq 0", r"f'(x) = a \quad \text{if } a > 0"]


@pytest.mark.parametrize(
    ("formula", "declared", "written"),
    [
        # Where there are several lists of pieces, the definition says more.
        ("max(x, 0) + a*max(b - x, 0)", ("a", "b"), ["a*Max(0, b - x) + Max(0, x)"]),
        (
            "Piecewise((x - c, x > c), (x + c, -c > x), (0, True))",
            ("c>=0",),
            ["-c + x   if x > c", "c + x   if x < -c", "0   otherwise"],
        ),
        (
            "Piecewise((0, x < a), (1, x < b), (2, True))",
            ("a", "b"),
            ["0   if x < a", "1   if a <= x < b", "2   otherwise"],
        ),
        # One formula on both sides of a point is said once.
        ("Piecewise((1, Eq(x, 0)), (sin(x)/x, True))", (), ["sin(x)/x   if x != 0", "1   if x = 0"]),
        ("Piecewise((x, x < 0), (1, Eq(x, 0)), (2*x, True))", (), ["x   if x < 0", "1   if x = 0", "2*x   if x > 0"]),
    ],
)
def test_a_definition_stands_as_it_is_written(formula, declared, written):
    rows = branches(definition(formula, declared))
    assert piece_lines([{"expression": str(e), "where": str(where)} for e, where in rows]) == written


def test_a_fraction_in_an_exponent_stands_in_one_line():
    a, x, y = Symbol("alpha"), Symbol("x"), Symbol("y")
    assert tex(exp(x / a - (x + 1) ** 2 / (2 * a**2)) / a) == (
        r"\frac{e^{x/\alpha - \left(x + 1\right)^{2}/(2 \alpha^{2})}}{\alpha}"
    )
    assert tex(exp((x + y) / a)) == r"e^{(x + y)/\alpha}"
    assert tex(exp(-exp(-x))) == "e^{- e^{- x}}"


def test_alternatives_beside_a_condition_stand_in_parentheses_in_latex():
    a, b = Symbol("a", real=True), Symbol("b", real=True)
    assert tex((b > 0) & ((a < 0) | (a > 1))) == r"(a > 1\ \text{or}\ a < 0),\ b > 0"


def test_a_condition_on_several_lines_stands_before_them():
    subject = definition("max(0, x) + a*max(0, b - x)", ["a>0", "b>0"])
    (fact,) = derive(subject, "breakpoints")
    first, second, *_ = displayed(replace(fact, scope=Symbol("a") > 1), subject)
    assert first == r"\text{if } a > 1\text{:}"
    assert second.startswith("f(0^-)")
    assert any(line.startswith("f(b^-)") for line in displayed(fact, subject))

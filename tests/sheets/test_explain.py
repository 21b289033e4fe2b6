"""Proofs in sentences: all evidence has its sentence, every rule its statement, and LaTeX sets what it says."""

import re

import pytest

from symact.sheets import cached, explain
from symact.sheets.evidence_lines import evidence_lines
from symact.sheets.latex.proof import theorem
from symact.sheets.proof_cases import conditions
from symact.sheets.rule_statements import statements
from symact.sheets.wording import told


def test_the_range_of_gelu_names_its_minimum_and_its_limits():
    said = explain.text(cached.sheet("gelu"), "range")
    assert said.startswith("GELU, range: [-0.1699712074799..., oo)")
    assert "negative on (-oo, -0.7517915246935...), positive on (-0.7517915246935..., oo)" in said
    assert "As x tends to -oo, x*(erf(sqrt(2)*x/2) + 1)/2 tends to 0." in said
    assert "`" not in said


def test_every_rule_that_is_used_is_stated():
    for name in ("elu", "gelu", "softmax"):
        for fact in cached.sheet(name)["facts"]:
            used = {
                step["rule"] for part in fact["evidence"] for step in part.get("steps", ()) if isinstance(step, dict)
            }
            used |= {part["rule"] for part in fact["evidence"] if part["kind"] == "certificate"}
            assert used <= set(statements()), fact["property"]
            assert len(explain.rules_used(fact)) == len(used)


def test_every_part_of_the_evidence_has_its_sentence():
    for fact in cached.sheet("elu")["facts"]:
        said = explain.sentences(fact)
        assert said or not fact["evidence"], fact["property"]
        assert all(line.endswith(".") and line.count("`") % 2 == 0 for line in said), said
        assert not any("None" in line or "{" in line for line in said), said


@pytest.mark.parametrize("name", ["elu", "gelu", "rms_norm", "swiglu"])
def test_formulas_of_sentences_are_marked_where_they_are_written(name):
    """Between the marks stand words alone: no sign of a formula, no symbol of a case."""
    for fact in cached.sheet(name)["facts"]:
        for part in fact["evidence"]:
            steps = [each if isinstance(each, list) else list(each.values()) for each in part.get("steps", ())]
            said = [part.get("reason", ""), part.get("says", ""), *(detail for _, detail in steps)]
            said += [what for what, _ in part.get("balls", ())]
            for sentence in said:
                assert not re.search(r"`|[*^=<>|]|\w_\b|\boo\b|\w\(", re.sub("`[^`]+`", "", sentence)), sentence


def test_a_chart_by_the_signs_of_its_derivative_is_not_said_to_rest_on_balls():
    part = {"kind": "certificate", "rule": "slope", "expression": "exp(x) - 1", "order": 0, "lower": "0", "upper": "oo"}
    fact = {"evidence": [{**part, "cells": [["0", "oo", 1]], "chart": {"rule": "factors"}}]}
    (said,) = explain.sentences(fact)
    assert said.startswith("The function `exp(x) - 1` is positive on (`0`, `oo`), by the signs of its derivative")
    assert evidence_lines(fact) == ["[slope] exp(x) - 1: positive on (0, oo)"]


def test_a_band_is_said_with_its_bound():
    """|cos(x)/x| is at most 1/4 from 4 on."""
    part = {"kind": "certificate", "rule": "band", "expression": "cos(x)/x", "side": 1, "start": 4}
    fact = {"evidence": [{**part, "centre": "0", "radius": "1/4"}]}
    words = "x >= {0}4{0}, {0}cos(x)/x{0} differs from {0}0{0} by at most {0}0.25{0}"
    assert explain.sentences(fact) == [f"For {words.format('`')}."]
    assert evidence_lines(fact) == [f"[band] for {words.format('')}"]


def _limit(expression, value):
    return {"kind": "certificate", "rule": "limit", "side": 1, "expression": expression, "value": value}


def test_a_proof_by_cases_says_what_each_case_assumes():
    """a*x tends to -oo and to oo at oo: without the sign of a the two contradict each other."""
    end = {"kind": "certificate", "rule": "conclusion", "says": "f is not bounded"}
    below = {**end, "outward": {"a_": "-a"}, "inward": {"a": "-a_"}}
    above = {**end, "outward": {"a_": "a"}, "inward": {"a": "a_"}}
    both, low, high = _limit("1/x", "0"), _limit("-a_*x", "-oo"), _limit("a_*x", "oo")
    assert explain.sentences({"evidence": [both, low, below, both, high, above]}) == [
        "As x tends to `oo`, `1/x` tends to `0`.",
        "Let `a < 0`.",
        "As x tends to `oo`, `a*x` tends to `-oo`.",
        "Let `a > 0`.",
        "As x tends to `oo`, `a*x` tends to `oo`.",
        "Hence the claim, by this criterion: f is not bounded.",
    ]


@pytest.mark.parametrize(
    ("positive", "said"),
    [
        ("-a", "a < 0"),
        ("a - 1/2", "a > 1/2"),
        ("-a - 1", "a < -1"),
        ("1 - a", "a < 1"),
        ("-a + b", "a < b"),
        ("a/(2 - a)", "0 < a < 2"),
        ("-(a + 1)/a", "-1 < a < 0"),
        ("(a - 1/2)/(1 - a)", "1/2 < a < 1"),
        ("a*b + c", "a*b + c > 0"),
    ],
)
def test_a_case_is_told_as_a_condition_on_the_parameter(positive, said):
    case = {"outward": {"a_": positive}, "inward": {"a": "?", "c": "1", "d": "-d_", "e": "e_ + 1"}}
    assert conditions(case) == [said, "c = 1", "d < 0", "e = e_ + 1 for some e_ > 0"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        # a in (0, 1) is p/(p + 1) for p > 0.
        ("`(a/(1 - a))*(exp(x) - 1)/((a/(1 - a)) + 1)` is 0", "`a*(exp(x) - 1)` is 0"),
        ("`((a - 1/2)/(1 - a) + 1/2)*x/((a - 1/2)/(1 - a) + 1)`.", "`a*x`."),
        (
            "no rule integrates `(1 + exp(-beta*x))**(-(alpha/(1 - alpha))/((alpha/(1 - alpha)) + 1))` in closed form",
            "no rule integrates `(1 + exp(-beta*x))**(-alpha)` in closed form",
        ),
        ("the sign of `((-a) - 2)*((-a) + 2)` is open", "the sign of `a**2 - 4` is open"),
        ("order 1 at `x = 0`: left `1 - (1 - weight)`, right `1`", "order 1 at `x = 0`: left `weight`, right `1`"),
        ("[limit] `-(-w - 1) - 1` at `x = -oo`: `-(-w - 1) - 1`", "[limit] `w` at `x = -oo`: `w`"),
        ("left `(-a - 1) + 1`, right `(w - 1) + 1`", "left `-a`, right `w`"),
        ("`g(y) = -y/(-w)`: `g(f(x)) = x` for `x < 0`", "`g(y) = y/w`: `g(f(x)) = x` for `x < 0`"),
        ("`x*(1 + a)/2 + x*((-a) + 1)*erf(b*x*((-a) + 1))/2`", "`x*(1 - a)*erf(b*x*(1 - a))/2 + x*(a + 1)/2`"),
        # Each side of a relation, and each condition, by itself.
        ("`-(-a)*x -> -(-a) - 1`, `(x > 0) & (x < a)`", "`a*x -> a - 1`, `0 < x < a`"),
        ("`f(x) = (-(-a))*f(x)` exactly if `Eq(a, 1)`", "`f(x) = (-(-a))*f(x)` exactly if `a = 1`"),
        # What is said of f, and what is not marked, stays as it is.
        ("f has the asymptote `a x + b` where `f/x -> a` and `f - a x -> b`", None),
        ("-(-a - 1) - 1 is no formula unless it is marked, (-a)*x too", None),
        (
            "`sqrt(x**2 + x*a + 1)` and `c*x - (-(-a - c/b) + c/(-b))*sin((-b)*x)`",
            "`sqrt(a*x + x**2 + 1)` and `a*sin(b*x) + c*x`",
        ),
        ("the root `[-0.75 +/- 4e-3]` of `(-a)*x... = 0` in `RootIn((-a),0,1)`", None),
    ],
)
def test_formulas_in_sentences_are_without_what_cases_left(sentence, said):
    assert told(sentence, {}) == (said or sentence)


def test_what_has_no_limit_is_said_to_have_none():
    assert explain.sentences({"evidence": [_limit("cos(x)", None)]}) == ["As x tends to `oo`, `cos(x)` has no limit."]


def test_of_the_unknown_it_says_which_step_failed():
    fact = explain.facts_of(cached.sheet("sparsemax"), "jacobian_rank")[0]
    (gap,) = [part["reason"] for part in fact["evidence"] if part["kind"] == "gap"]
    said = explain.text(cached.sheet("sparsemax"), "jacobian_rank")
    assert f"This step failed: {gap}." in said
    assert "It would be settled by" in said


def test_symbols_of_a_case_are_written_out():
    said = explain.text(cached.sheet("elu"), "lipschitz")
    assert "if alpha > 1" in said


def test_latex_sets_formulas_and_keeps_words():
    found = theorem(cached.sheet("gelu"), "limit_neg_inf")
    assert found.startswith(r"\begin{theorem}[GELU, limit at $-\infty$]")
    assert r"\operatorname{erf}" in found
    assert r"O(\frac{" in found
    assert found.count(r"\begin{enumerate}") == found.count(r"\end{enumerate}") == 1


def test_sums_over_entries_read_as_mathematics():
    """RMSNorm's slope with the sum of squares S held fixed is 1/sqrt(eps + S/n), as a text and as a formula."""
    said = explain.text(cached.sheet("rms_norm"), "entry_order")
    assert "the slope of an entry in its own x is sqrt(n)/sqrt(eps*n + sum(x**2)) > 0" in said
    found = theorem(cached.sheet("rms_norm"), "entry_order", rules=False)
    assert r"is $\frac{\sqrt{n}}{\sqrt{\varepsilon n + \sum_{j} x_{j}^{2}}} > 0$; the sums" in found
    assert "Total" not in explain.text(cached.sheet("rms_norm"), "jacobian")


def test_what_is_unknown_is_no_theorem():
    found = theorem(cached.sheet("rms_norm_weighted"), "jacobian_rank", rules=False)
    assert "theorem" not in found
    assert "proof}" not in found
    assert "is unknown" not in found
    assert r"\textbf{RMSNorm with weights, " in found
    assert "**" not in theorem(cached.sheet("rms_norm"), "shift_equivariance", rules=False)


@pytest.mark.parametrize("arguments", [("nothing", "range"), ("gelu", "rang"), ("gelu", "jacobian")])
def test_what_does_not_exist_is_named(run, arguments):
    code, _, err = run("explain", *arguments)
    assert code == 2
    assert err.startswith("symact: ")
    assert "\n" not in err


def test_the_equation_of_a_root_is_a_formula_beside_words():
    defined = {
        "1.5": "x*y at the root [0.5 +/- 1e-9] of x**2 - 1/4 = 0",
        "0.5": "the root [0.5 +/- 1e-9] of x - 1/2 = 0",
    }
    end = {"kind": "certificate", "rule": "conclusion", "says": "so", "outward": {}, "defined": defined}
    assert explain.sentences({"evidence": [end]})[:2] == [
        "Here `1.5` is `x*y` at the root [0.5 +/- 1e-9] of `x**2 - 1/4`.",
        "Here `0.5` is the root [0.5 +/- 1e-9] of `x - 1/2`.",
    ]

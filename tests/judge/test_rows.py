"""Verdicts on rows: the oracle is NumPy in float64, rounded once, and rows whose defect is known."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
from sympy import Symbol, exp, log

import symact
from symact import Activation, Source
from symact.definition.domain import Vector
from symact.definition.reductions import Total
from symact.judge.text import headline
from symact.reports.formats import html, junit_xml, markdown

x = Symbol("x", real=True)
SOURCES = (Source("a test", "definition"),)
TOTAL = Total(exp(x))


def of(name, expression):
    return Activation(f"own_{name}", name, expression, SOURCES, domain=Vector())


SOFTMAX = of("softmax", exp(x) / TOTAL)
LOG_SOFTMAX = of("log_softmax", x - log(TOTAL))
LOG_SUM_EXP = of("logsumexp", log(TOTAL))
SOFTMIN = of("softmin", exp(-x) / Total(exp(-x)))


def softmax(a):
    wide = a.astype(np.float64)
    weights = np.exp(wide - wide.max(-1, keepdims=True))
    return (weights / weights.sum(-1, keepdims=True)).astype(a.dtype)


def judged(fn, activation=SOFTMAX, dtype="bfloat16", **terms):
    return symact.verify(fn, activation, dtype=dtype, widths=terms.pop("widths", (2, 5)), **terms)


def test_a_right_one_passes_every_bound_and_law():
    found = judged(softmax, max_ulp=0.5, max_bound=1)
    assert found.passes
    assert found.clean
    assert {law.name for law in found.rows.laws} == {"range", "equal", "order", "sum", "shift", "padding"}
    assert all(law.tried for law in found.rows.laws)
    assert "stays within 0.5 ulp and 1 times its plan's at all" in headline(found)


def test_the_verdict_is_json_of_its_schema():
    found = judged(lambda a: a, max_bound=1)
    data = {"schema": "symact.verdicts/1", "verdicts": [json.loads(json.dumps(found.to_json()))], "unjudged": []}
    schema = json.loads((Path(symact.__file__).parent / "judge" / "schema.json").read_text())
    jsonschema.validate(data, schema)
    for each in (html, junit_xml, markdown):
        assert "own_softmax" in each.render([found], [])

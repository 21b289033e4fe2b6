"""What is told of a JVP or VJP without a derivative is what a derivative tells."""

import numpy as np
import pytest
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.definition.several import VECTOR
from symact.judge.other_formulas.complex_step import ComplexStep
from symact.judge.other_formulas.evidence import Seen
from symact.judge.other_formulas.subject import Subject


def softmax_product(x, v):
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p * (v - (p * v).sum(axis=1, keepdims=True))


@pytest.mark.parametrize("order", ["jvp", "vjp"])
def test_the_definition_of_the_results_may_be_it_and_another_may_not(order):
    random = np.random.Generator(np.random.PCG64(1))
    given = {x: random.normal(size=(12, 7)) * 3, VECTOR: random.normal(size=(12, 7))}
    got = softmax_product(given[x] / 2, given[VECTOR]) / 2
    every = np.ones_like(got, dtype=bool)
    subject = Subject(bind(catalogue.get("softmax")), Quantity.of(order))
    step = ComplexStep(subject, [Seen(given, got, np.abs(got) * 2.0**-9, every, every, 65504.0)])
    for definition in subject.writings:
        assert step.may_be(definition.xreplace({x: x / 2}))
        assert not step.may_be(definition)
        assert not step.may_be(sympy.log(definition.xreplace({x: x / 2})))

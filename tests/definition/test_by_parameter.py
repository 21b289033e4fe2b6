"""Derivatives by parameters are those of the formula, and only where no breakpoint moves with the parameter."""

import mpmath
import numpy as np
import pytest
import sympy

import symact
from symact import catalogue
from symact.definition.activation import x
from symact.errors import SymactError

CASES = (
    *("prelu_by_weight", "swish_beta_by_beta", "celu_by_alpha", "snake_by_alpha", "nlrelu_by_beta"),
    *("apl_by_a", "srelu_by_a_r", "smu_1_by_mu", "softcap_by_cap", "xielu_by_alpha_n"),
)


@pytest.mark.parametrize("name", CASES)
def test_they_are_what_differences_of_the_formula_tend_to(name):
    derivative = catalogue.get(name)
    base, by = catalogue.by_parameter(derivative)
    others = {p.symbol: p.default for p in base.params if p is not by}
    f = sympy.lambdify((x, by.symbol), base.expression.subs(others), "mpmath")
    found = sympy.lambdify(x, derivative.expression.subs({p.symbol: p.default for p in base.params}), "mpmath")
    with mpmath.workdps(30):
        at = mpmath.mpf(by.default.p) / by.default.q
        for point in map(mpmath.mpf, ("-2.5", "-0.75", "0.25", "0.75", "3")):
            due = mpmath.diff(lambda value, point=point: f(point, value), at)
            assert abs(found(point) - due) < 1e-9 * (1 + abs(due))


def test_they_are_definitions_like_any_other():
    values = symact.values("prelu_by_weight", np.array([-3.0, -0.0, 0.0, 7.0], np.float32))
    assert values.tolist() == [-3, 0, 0, 0]
    assert catalogue.get("leaky_relu_by_negative_slope").derivative(1).subs(x, -1) == 1
    assert catalogue.get("mpelu_by_alpha").params[0].name == "beta"
    assert "prelu_by_weight" not in catalogue.names()


@pytest.mark.exhaustive
def test_their_tables_are_recomputed_by_mpmath():
    audit = symact.check(symact.table("swish_beta_by_beta", dtype="float32"), sample=8)
    assert not audit.wrong
    assert audit.recomputed >= 8


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("relu_n_by_max_value", "relu_n: a breakpoint moves with max_value"),
        ("hardshrink_by_lambd", "hardshrink: a breakpoint moves with lambd, or may"),
        pytest.param("selu_by_alpha", "selu: a condition determines alpha", marks=pytest.mark.exhaustive),
        ("gelu_by_alpha", "gelu has no parameters"),
        ("prelu_by_slope", "no parameter of prelu is called 'slope'"),
        ("rms_norm_by_eps", "of functions of one number alone"),
        ("nothing_by_weight", "no activation is called 'nothing_by_weight'"),
    ],
)
def test_where_there_is_none_the_reason_is_said(name, why):
    with pytest.raises(SymactError, match=why):
        catalogue.get(name)


def test_a_formula_of_that_name_is_not_taken_for_one():
    own = symact.define("x/2", name="prelu_by_weight")
    assert catalogue.by_parameter(own) is None
    assert catalogue.by_parameter(catalogue.get("prelu")) is None

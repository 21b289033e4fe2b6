"""JVP and VJP derived from definitions, against mpmath's numerical derivatives of the written-out function."""

import mpmath
import pytest
import sympy
from sympy import Symbol, exp, log, sqrt

from symact.definition.products import need_everywhere, over_entries
from symact.definition.quantity import Quantity
from symact.definition.reductions import Attained, Greatest, SquareThreshold, Threshold, Total, entrywise
from symact.errors import DefinitionError

x, v = Symbol("x", real=True), Symbol("v", real=True)
MEAN = Total(x) / Total(1)
ROWS = {
    "softmax": exp(x) / Total(exp(x)),
    "log_softmax": x - log(Total(exp(x))),
    "logsumexp": log(Total(exp(x))),
    "quiet": exp(x) / (1 + Total(exp(x))),
    "rms_norm": x / sqrt(Total(x**2) / Total(1) + sympy.Rational(1, 100)),
    "layer_norm": (x - MEAN) / sqrt(Total((x - MEAN) ** 2) / Total(1) + sympy.Rational(1, 100)),
}
POINT = (0.5, -1.25, 2.0)
WEIGHTS = (1.5, -0.75, 0.25)


def written(expression, one_number=False):
    """Return the expression per entry as functions of x1, x2, x3 and v1, v2, v3; v1 alone where v is one number."""
    xs, vs = sympy.symbols("x1:4", real=True), sympy.symbols("v1:4", real=True)
    entries = [{x: a, v: vs[0] if one_number else b} for a, b in zip(xs, vs, strict=True)]
    return [sympy.lambdify((*xs, *vs), e, "mpmath") for e in entrywise(expression, entries)]


def slope(function, index):
    """Return the derivative of a function of three numbers by one of them at POINT."""

    def along(t):
        return function(*(t if k == index else p for k, p in enumerate(POINT)), 0, 0, 0)

    return mpmath.diff(along, POINT[index])


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("quantity", [Quantity.JVP, Quantity.VJP], ids=str)
def test_products_are_those_of_the_numerical_jacobian(name, quantity):
    one_number = name == "logsumexp"
    with mpmath.workdps(40):
        point, weights = [*map(mpmath.mpf, POINT)], [*map(mpmath.mpf, WEIGHTS)]
        values = written(ROWS[name])[: 1 if one_number else 3]
        jacobian = [[slope(f, j) for j in range(3)] for f in values]
        product = over_entries(ROWS[name], x, v, quantity)
        if quantity == Quantity.JVP:
            found = [f(*point, *weights) for f in written(product)][: len(values)]
            due = [mpmath.fdot(row, weights) for row in jacobian]
        else:
            found = [f(*point, *weights) for f in written(product, one_number)]
            due = [mpmath.fdot([row[j] for row in jacobian], weights[: len(values)]) for j in range(3)]
        assert len(found) == len(due)
        for one, other in zip(found, due, strict=True):
            assert abs(one - other) < mpmath.mpf(10) ** -15 * (1 + abs(other))


def test_softmax_gradient_is_the_one_that_pytorch_computes(torch):
    given = torch.tensor(POINT, dtype=torch.float64, requires_grad=True)
    (due,) = torch.autograd.grad(torch.softmax(given, 0), given, torch.tensor(WEIGHTS, dtype=torch.float64))
    found = [float(f(*POINT, *WEIGHTS)) for f in written(over_entries(ROWS["softmax"], x, v, Quantity.VJP))]
    assert found == pytest.approx(due.tolist(), abs=1e-14)


def test_the_greatest_and_thresholds_change_by_weighted_means():
    at_top = Attained(x - Greatest(x))
    assert over_entries(Greatest(x), x, v, Quantity.JVP) == Total(v * at_top) / Total(at_top)
    assert over_entries(Greatest(x**2), x, v, Quantity.VJP) == 2 * x * v * Greatest(x**2).weight() / Total(
        Greatest(x**2).weight()
    )
    # The derivative of max(u, 0)^2 has no switch: it is continuous.
    squares = sympy.Max(x - SquareThreshold(x), 0) ** 2
    assert not over_entries(squares, x, v, Quantity.VJP).has(sympy.Heaviside)
    assert over_entries(sympy.Max(x - Threshold(x), 0), x, v, Quantity.JVP).has(sympy.Heaviside)


@pytest.mark.parametrize("expression", [x - Greatest(x), log(Total(exp(x - Greatest(x)))), Threshold(x) * x])
def test_what_has_no_derivative_everywhere_is_refused_where_that_is_asked(expression):
    with pytest.raises(DefinitionError, match="has no derivative where"):
        need_everywhere(expression, x)
    assert need_everywhere(exp(x) / Total(exp(x)) + Greatest(v), x) is None


def test_reductions_stay_as_they_are_written():
    assert Total(2 * x) != 2 * Total(x)
    assert entrywise(Total(1), [{x: sympy.S.One}] * 5)[0] == 5
    assert entrywise(x / Greatest(x), [{x: sympy.Integer(k)} for k in (3, 7)]) == (sympy.Rational(3, 7), 1)
    with pytest.raises(DefinitionError, match="its derivative is a JVP or VJP"):
        sympy.diff(Total(exp(x)), x)

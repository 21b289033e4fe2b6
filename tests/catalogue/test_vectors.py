"""The catalogue's functions of vectors are the functions that mpmath computes from their texts' formulas."""

import random

import mpmath
import numpy as np
import pytest
import sympy

import symact
from symact import Activation, Source, catalogue
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total, entrywise
from symact.definition.several import written_out as pair_written_out
from symact.errors import DefinitionError, SymactError
from tests.helpers.vector_formulas import FORMULAS
from tests.helpers.written_out import written_out


def test_every_function_of_vectors_has_a_formula():
    assert set(FORMULAS) == set(catalogue.names("vector"))


def drawn(name, length):
    """Return a row of rational numbers for each vector that a function takes."""
    rng = random.Random(f"{name} {length}")
    return [
        [sympy.Rational(rng.randrange(-4096, 4096), 512) for _ in range(length)] for _ in catalogue.get(name).inputs
    ]


def numbers(vectors):
    return [[mpmath.mpf(int(v.p)) / int(v.q) for v in vector] for vector in vectors]


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_agrees_with_the_formula(name, length):
    vectors, bound = drawn(name, length), bind(catalogue.get(name))
    entries = [dict(zip(bound.activation.inputs, entry, strict=True)) for entry in zip(*vectors, strict=True)]
    got = entrywise(bound.expression, entries)
    with mpmath.workdps(50):
        due = FORMULAS[name](*numbers(vectors))
        got = got[: len(due)]
        for value, expected in zip(got, due, strict=True):
            assert abs(mpmath.mpf(sympy.N(value, 50)) - expected) < mpmath.mpf(10) ** -40 * (1 + abs(expected))


@pytest.mark.parametrize("name", ["rms_norm_weighted", "layer_norm_weighted"])
@pytest.mark.parametrize("kind", ["jvp", "vjp"])
def test_products_are_those_by_x_with_further_vectors_fixed(name, kind):
    quantity, vectors = Quantity.of(kind), drawn(name, 3)
    v = [sympy.Rational(k, 7) for k in (3, -5, 2)]
    inputs, results = written_out(bind(catalogue.get(name)), quantity, 3 * (len(vectors) + 1))
    point = dict(zip(inputs, [*(x for vector in vectors for x in vector), *v], strict=True))
    got = [each.xreplace(point) for each in results]
    with mpmath.workdps(60):
        x, *rest = numbers(vectors)
        step = mpmath.mpf(10) ** -20

        def slope(direction):
            ends = [
                FORMULAS[name]([a + s * step * d for a, d in zip(x, direction, strict=True)], *rest) for s in (1, -1)
            ]
            return [(above - below) / (2 * step) for above, below in zip(*ends, strict=True)]

        tangent = numbers([v])[0]
        units = [[mpmath.mpf(i == j) for i in range(3)] for j in range(3)]
        due = slope(tangent) if kind == "jvp" else [mpmath.fdot(tangent, slope(unit)) for unit in units]
        for value, expected in zip(got, due, strict=True):
            assert abs(mpmath.mpf(sympy.N(value, 50)) - expected) < mpmath.mpf(10) ** -30


def test_a_weighted_sum_is_pulled_back_to_all_entries():
    # Each result w_i Total(x) leans on every x_j by w_i, so the gradient is Total(v w) at all j.
    x, w = sympy.symbols("x weight", real=True)
    own = Activation("f", "F", w * Total(x), (Source("a test", "definition"),), domain=Vector(beside=("weight",)))
    found = symact.table(own, dtype="float32", order="vjp", inputs=np.array([[5, 6, 2, 3, 10, 100]], dtype="f4"))
    assert found.y.tolist() == [[320, 320]]


@pytest.mark.parametrize(
    ("beside", "message"),
    [(("x",), "a name of its own"), (("w", "w"), "a name of its own"), (("a b",), "need names"), ("w", "need names")],
)
def test_further_vectors_need_names_of_their_own(beside, message):
    with pytest.raises(DefinitionError, match=message):
        Vector(beside=beside)


def test_a_row_of_weighted_inputs_has_the_width_of_all_vectors():
    with pytest.raises(SymactError, match=r"rows of 5 numbers are no x and weight of one length; give x, then weight"):
        symact.table("rms_norm_weighted", dtype="float32", inputs=np.zeros((1, 5), "f4"))


def test_eps_may_be_zero_but_not_less():
    assert bind(catalogue.get("rms_norm"), {"eps": 0}).params == {"eps": "0"}
    with pytest.raises(SymactError, match="eps >= 0"):
        bind(catalogue.get("rms_norm"), {"eps": "-1/10"})


@pytest.mark.parametrize("name", ["sparsemax", "entmax15"])
def test_thresholds_at_ties_and_far_apart(name):
    (x,) = catalogue.get(name).inputs
    for row in ([0, 0, 0], [5, 5, -5], [100, 0, 0], [1, 0, 0], [2, 0, 0], [-7], [3, 3, 3, 3, 2]):
        entries = entrywise(catalogue.get(name).expression, [{x: sympy.Integer(v)} for v in row])
        assert sympy.simplify(sympy.Add(*entries)) == 1
        assert all(y >= 0 for y in entries)


def test_rrelu_in_training_takes_its_slope_as_an_input():
    given = np.array([[-2, 0.25], [3, 0.25], [0, 0.125]], dtype="f4")
    written = pair_written_out(bind(catalogue.get("rrelu_training")), Quantity.VALUE, 2)
    found = [
        written.results[0].xreplace(dict(zip(written.inputs, map(sympy.Rational, row), strict=True)))
        for row in given.tolist()
    ]
    assert found == [sympy.Rational(-1, 2), 3, 0]

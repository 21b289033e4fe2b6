"""SymPy's `simplify` without its import of units, sums without that of tensors."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sympy

from symact.definition.simplification import STAND_INS, cancelled, fewest_operations, simplified, without_unused
from symact.system.time_limit import at_most

UNITS, TENSORS = STAND_INS
STAND_IN = STAND_INS[UNITS]

x = sympy.Symbol("x", real=True)
a = sympy.Symbol("a", real=True)


@pytest.mark.parametrize("expression", [sympy.sin(x) ** 2 + sympy.cos(x) ** 2, sympy.exp(x) / (1 + sympy.exp(x)) - 1])
def test_the_result_is_sympys_and_no_units_are_imported(expression, monkeypatch):
    expected = sympy.simplify(expression)
    assert sys.modules[UNITS] is not STAND_IN
    monkeypatch.delitem(sys.modules, UNITS)
    assert simplified(expression) == expected
    assert UNITS not in sys.modules


def test_real_units_are_left_alone():
    from sympy.physics.units import meter

    assert simplified(meter + meter) == 2 * meter


def test_nothing_is_left_behind_by_a_failure(monkeypatch):
    monkeypatch.delitem(sys.modules, UNITS, raising=False)
    monkeypatch.setattr(sympy, "simplify", lambda expression: sympy.sympify("x +"))
    with pytest.raises(sympy.SympifyError):
        simplified(sympy.exp(-x) + x**2 + 1)
    assert UNITS not in sys.modules


def test_what_sympy_simplifies_by_itself_imports_none_either(monkeypatch):
    monkeypatch.delitem(sys.modules, UNITS, raising=False)
    with without_unused():
        assert (sympy.sin(x) ** 2 + sympy.cos(x) ** 2).simplify() == 1
        assert sys.modules[UNITS] is STAND_IN
    assert UNITS not in sys.modules


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("simplify/simplify.py", UNITS),
        ("solvers/solvers.py", UNITS),
        ("printing/pretty/pretty.py", UNITS),
        ("core/add.py", TENSORS),
    ],
)
def test_the_stand_in_has_all_that_is_asked_of_it(module, name):
    """Where `simplify` solves an equation on its way, as of sinh(x)/cosh(x)**2, solvers ask for units too."""
    source = (Path(sympy.__file__).parent / module).read_text(encoding="utf-8")
    asked = re.findall(rf"from {name} import (.+)", source)
    assert asked
    assert {word.strip() for line in asked for word in line.split(",")} <= vars(STAND_INS[name]).keys()


@pytest.mark.every(2)
@pytest.mark.parametrize("make", ['sheet("relu")', 'typed("x**2 + tanh(x)")'])
def test_a_sheet_is_made_without_units_and_tensors(make):
    program = f"from symact.sheets import cached; import sys; cached.{make}; print(*sys.modules)"
    environment = {**os.environ, "SYMACT_CACHE": "off"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert "sympy.core.add" in done.stdout.split()
    assert not STAND_INS.keys() & set(done.stdout.split())


def test_quotients_of_quotients_cancel_part_by_part():
    q = (a + 1) / a
    nested = sum((-q) ** k / (1 - 2 * q + q**2 + k * q**3 / (2 - q)) for k in range(5))
    nested += q / (nested + 2)
    with at_most(2):
        # Multiplied out at once it takes 5 s.
        found = cancelled(nested)
    above, below = sympy.fraction(found)
    assert sympy.gcd(above, below).is_number
    for value in (sympy.Rational(2, 7), sympy.Rational(-5, 3), sympy.S(4)):
        assert found.subs(a, value) == nested.subs(a, value)


def test_the_value_at_a_pole_is_left_alone():
    a = sympy.Symbol("a", real=True)
    assert simplified(sympy.zoo * sympy.log(-a)).has(sympy.zoo)


@pytest.mark.parametrize("text", ["a**x*log(a)", "a**x*(x*log(a) + 1)", "a**x*(x*log(a) + 2)*log(a)", "log(a)*x"])
def test_no_factor_is_written_as_the_exponent_of_a_logarithm(text):
    p, u = sympy.Symbol("a", positive=True), sympy.Symbol("x", real=True)
    given = sympy.sympify(text, {"a": p, "x": u})
    found = simplified(given)
    assert all(log.args == (p,) for log in found.atoms(sympy.log))
    for values in ({p: sympy.Rational(1, 3), u: 2}, {p: 5, u: sympy.Rational(-7, 4)}):
        assert abs(sympy.N((found - given).subs(values), 30)) < 1e-25


M = sympy.Symbol("m", real=True)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (sympy.exp(-((-M - 3) ** 2) / 2), "exp(-(m + 3)**2/2)"),
        ((-M - 1) / (1 - M), "(m + 1)/(m - 1)"),
        ((3 - M) ** 2, "(3 - m)**2"),
        (sympy.Max(-M - 3, 0), "Max(0, -m - 3)"),
    ],
)
def test_signs_that_swallow_each_other_are_not_written(given, shown):
    found = fewest_operations([given])
    assert str(found) == shown
    assert sympy.simplify(found - given) == 0

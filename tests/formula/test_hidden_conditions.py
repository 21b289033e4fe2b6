"""Formulas that are not defined somewhere although their pieces would look as if they were."""

import pytest

from symact.errors import SymactError
from symact.formula import typed

# Undefined at a point or on a half line, by hand: the part named divides by 0, or is a root or logarithm out of its
# domain.
HIDDEN = {
    "x/Abs(x)": "1/Abs(x)",
    "Max(0, x)/x": "1/x",
    "x**2/Abs(x)": "1/Abs(x)",
    "(Max(x, 1) - 1)/(x - 1)": "1/(x - 1)",
    "1/(1 + 1/Max(0, x))": "1/Max(0, x)",
    "sqrt(Min(x, sign(x)))": "sqrt(Min(x, sign(x)))",
    "log(Max(0, x))": "log(Max(0, x))",
    "Piecewise((0, x < 0), (x, True))/x": "1/x",
    "atan(x/Abs(x)) + x": "1/Abs(x)",
}

SEEN = (
    "x/(1 + Abs(x))",
    "log(Abs(x))",
    "1/Abs(x)",
    "Abs(x)**(3/2)",
    "Piecewise((log(x), x > 0), (0, True))",
    "Piecewise((1/x, x > 1), (x, True))",
    "sqrt(1 - Abs(x))",
    "tan(Min(x, 3))",
    "log(1 + Max(0, x))",
    "exp(x)/x",
    # What the refusal of x/Abs(x) says to write.
    "Piecewise((x/Abs(x), Ne(x, 0)), (0, True))",
)


@pytest.mark.parametrize("text", HIDDEN)
def test_what_vanishes_is_named_in_one_line(text):
    with pytest.raises(SymactError) as error:
        typed.definition(text)
    assert "\n" not in str(error.value)
    assert HIDDEN[text] in str(error.value) or "no real value" in str(error.value)


@pytest.mark.parametrize("text", SEEN)
def test_what_the_pieces_show_is_allowed(text):
    assert str(typed.definition(text).expression)


def test_the_remedy_is_told():
    with pytest.raises(SymactError, match=r"1/Abs\(x\) is not defined at x = 0.*Piecewise.*Ne\(x, 0\).*VALUE"):
        typed.definition("x/Abs(x)")

"""Sentences know which of their parts are formulas, and formulas which sides they have."""

import pytest
from sympy import Symbol, false, true

from symact.sentence import sides, unmarked, where, with_formulas
from symact.sheets.latex.sentences import sentence

x = Symbol("x", real=True)


def test_a_clause_says_where_it_holds():
    assert where(x > 0) == "for `x > 0`"
    assert where(x > 0, "exactly if") == "exactly if `x > 0`"
    assert [where(each, "exactly if") for each in (true, false)] == ["for all x", "for no parameters"]


def test_only_what_is_marked_is_changed():
    said = "for a > 0 the limit of `a*x` at `oo` is `oo`"
    assert with_formulas(said, str.upper) == "for a > 0 the limit of `A*X` at `OO` is `OO`"
    assert unmarked(said) == "for a > 0 the limit of a*x at oo is oo"


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("x + 1", ["x + 1"]),
        ("0 < x <= f(a, b)", ["0", " < ", "x", " <= ", "f(a, b)"]),
        ("a = 1 or a = -1, b > 0", ["a", " = ", "1", " or ", "a", " = ", "-1", ", ", "b", " > ", "0"]),
        ("= 2*x", ["", "= ", "2*x"]),
        ("Piecewise((1, x < 0), (2, True))", ["Piecewise((1, x < 0), (2, True))"]),
    ],
)
def test_a_formula_has_sides_and_signs(formula, parts):
    assert sides(formula) == parts


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("left `alpha`, right `1/2`", r"left $\alpha$, right $\frac{1}{2}$"),
        ("`x**2` is x**2", r"$x^{2}$ is x\textasciicircum{}2"),
        ("`f(c x) = c^k f(x)` as `c -> oo`", r"$f(c\, x) = c^{k}\, f(x)$ as $c \to \infty$"),
        ("`E f(Z)^2 = 1/2`", r"$\mathrm{E}\, f(Z)^{2} = \frac{1}{2}$"),
        ("`x + O(x**2) -> -oo`", r"$x + O(x^{2}) \to -\infty$"),
        ("`-1.5 < x` or `[0.5 +/- 1.2e-12]`", r"$-1.5 < x$ or $[0.5 \pm 1.2 \cdot 10^{-12}]$"),
        ("`= 2*beta`", r"$= 2 \beta$"),
        ("`a = 1 or a = -1, beta > 0`", r"$a = 1 \text{ or } a = -1, \beta > 0$"),
    ],
)
def test_latex_sets_what_is_marked_and_nothing_else(said, written):
    assert sentence(said) == written

"""Functions of vectors in LaTeX carry indices, and no condition of a fact is lost or called what it is not."""

import mpmath
import pytest
import sympy
from flint import fmpq

from symact import catalogue
from symact.analysis.values import Identity
from symact.definition.activation import Param, x
from symact.definition.bound import bind
from symact.definition.reductions import Attained, Greatest, Threshold, Total
from symact.evidence import Fact
from symact.properties import derive
from symact.sheets import cached
from symact.sheets.content import branches
from symact.sheets.latex.formulas import displayed
from symact.sheets.latex.notation import tex
from symact.sheets.latex.typeset import said
from symact.sheets.latex.values import claim, condition
from symact.sheets.latex.vectors import indexed, written
from symact.sheets.plain import plain
from symact.sheets.text import lines
from symact.symbolic.real_number import Number, Root
from tests.helpers.own_vector_functions import matrix

SCALE = sympy.Symbol("scale", positive=True)
MEAN = Total(x) / Total(sympy.S.One)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (sympy.exp(x) / Total(sympy.exp(x)), r"\frac{e^{x_{i}}}{\sum_{j} e^{x_{j}}}"),
        (sympy.log(Total(sympy.exp(x))), r"\log{\left(\sum_{j} e^{x_{j}} \right)}"),
        (Total((x - MEAN) ** 2), r"\sum_{j} \left(x_{j} - \frac{\sum_{k} x_{k}}{n}\right)^{2}"),
        (Total(SCALE * x) * x, r"x_{i} \, \sum_{j} \mathit{scale} \, x_{j}"),
        (x - Greatest(x), r"x_{i} - \max_{j} x_{j}"),
        (x - Threshold(x), r"x_{i} - \tau \left(x \right)"),
        (Attained(x - Greatest(x)), r"\left[x_{i} - \max_{j} x_{j} = 0\right]"),
    ],
)
def test_entries_have_an_index(expression, wanted):
    assert tex(indexed(expression, [x])) == wanted


def test_the_jacobian_of_a_norm_is_written_by_its_mean_and_its_root():
    """As written in LaTeX, the entry is the derivative of f along v, by mpmath."""
    norm = catalogue.get("layer_norm")
    *_, fact = derive(norm, "jacobian")
    case, entry, names = displayed(written(fact, norm), norm)
    assert case == r"\text{if } \varepsilon > 0\text{:}"
    assert entry == (
        r"(J v)_{i} = \frac{n v_{i} - \sum_{j} v_{j}}{n s}"
        r" - \frac{\left(m - x_{i}\right) \left(m \sum_{j} v_{j} - \sum_{j} v_{j} x_{j}\right)}{n s^{3}}"
    )
    assert names == (
        r"m = \frac{\sum_{j} x_{j}}{n}, \quad s = \sqrt{\varepsilon - m^{2} + \frac{\sum_{j} x_{j}^{2}}{n}}"
    )
    x, v, eps, n = [1.5, -0.25, 2.0, 0.5], [0.5, 3.0, -1.0, 0.25], 0.125, 4
    m = sum(x) / n
    s = mpmath.sqrt(eps - m**2 + sum(each**2 for each in x) / n)

    def along(t):
        moved = [a + t * b for a, b in zip(x, v, strict=True)]
        mean = sum(moved) / n
        return (moved[1] - mean) / mpmath.sqrt(eps + sum((each - mean) ** 2 for each in moved) / n)

    dot = sum(a * b for a, b in zip(x, v, strict=True))
    said = (n * v[1] - sum(v)) / (n * s) - (m - x[1]) * (m * sum(v) - dot) / (n * s**3)
    assert mpmath.almosteq(said, mpmath.diff(along, 0), 1e-9)


def test_formulas_on_lines_of_their_own_keep_their_condition():
    relu = catalogue.get("relu")
    a = sympy.Symbol("a", real=True)
    limit = Fact("limit_pos_inf", sympy.oo, a > 0, ())
    smooth = Fact("smoothness", [{"order": 1, "condition": sympy.true}], a > 0, ())
    assert displayed(limit, relu) == [r"\lim_{x \to \infty} f(x) = \infty \quad \text{if } a > 0"]
    assert displayed(smooth, relu) == [r"f \in C^{1} \setminus C^{2} \quad \text{if } a > 0"]
    assert displayed(Fact("limit_pos_inf", sympy.oo, sympy.true, ()), relu) == [r"\lim_{x \to \infty} f(x) = \infty"]


def test_a_derivative_is_not_shown_beyond_the_domain():
    (slope,) = derive(catalogue.get("log1mexp"), "derivative_1")
    (line,) = displayed(slope, catalogue.get("log1mexp"))
    assert line == r"f'(x) = \frac{1}{e^{x} - 1} \quad \text{if } x > 0"


def test_only_the_default_values_are_called_so():
    """A long list of other values was called so too."""
    params = [Param.real(f"parameter_number_{k}", default=k, says="") for k in range(9)]
    defaults = sympy.And(*(sympy.Eq(p.symbol, p.default) for p in params))
    others = sympy.And(*(sympy.Eq(p.symbol, p.default + 1) for p in params))
    assert condition(defaults, params) == "at the defaults"
    assert "defaults" not in condition(others, params)


@pytest.mark.parametrize(
    ("claim", "wanted"),
    [
        ("$x = 0$", r"$x = 0$ \ if $a > 1$"),
        ("$x = 0$: neutral; $x = 1$: attracting", "if $a > 1$: $x = 0$: neutral; $x = 1$: attracting"),
        (r"$x$ \ if $x > 0$", r"if $a > 1$: $x$ \ if $x > 0$"),
        ("unknown: the sign of b is open", "if $a > 1$: unknown: the sign of b is open"),
    ],
)
def test_a_condition_belongs_to_all_parts_of_a_claim(claim, wanted):
    assert said({"claim": claim, "condition": "$a > 1$"}) == wanted
    assert said({"claim": claim, "condition": ""}) == claim


def test_bounds_on_one_thing_are_one_condition():
    a, b = sympy.symbols("a b", real=True)
    assert tex(sympy.And(a > 0, a < 1, b > 0)) == r"{0} < a < 1,\ b > 0"
    assert tex(sympy.And(b < 0, x <= 0, x >= b)) == r"b < 0,\ {b} \leq x \leq 0"
    assert tex(sympy.And(a > 0, a < 1, a < b)) == r"a < 1,\ a < b,\ a > 0"
    assert tex(sympy.Eq(-a, 1)) == "a = -1"


def test_a_long_root_that_divides_stands_in_brackets_so_that_lines_may_break():
    names = sympy.symbols("a:h", positive=True)
    short, long = sympy.Add(*names), sympy.Add(*(n**2 / (1 + n) for n in names), *(n / (2 + n) for n in names))
    assert tex(2 / sympy.sqrt(short), breakable=True).startswith(r"\frac{2}{\sqrt")
    assert tex(2 / sympy.sqrt(long), breakable=True) == rf"2 ({tex(long, breakable=True)})^{{-1/2}}"
    assert tex(2 / sympy.sqrt(long)).startswith(r"\frac{2}{\sqrt")


def test_slopes_of_a_kink_are_no_interval():
    """Hard sigmoid with alpha = 2 and beta = 0 is 0 for x <= 0, 2 x up to 1/2, and 1 from there on."""
    bound = bind(catalogue.get("hard_sigmoid_general"), {"alpha": 2, "beta": 0})
    (fact,) = derive(bound, "fixed_points")
    at_0 = "slope {} on the left, {} on the right, neutral"
    assert lines(plain(fact))[0] == "x = 0: " + at_0.format(0, 2)
    assert claim(fact).startswith("$x = 0$: " + at_0.format("$0$", "$2$"))


def test_parts_of_a_derivative_by_a_parameter_stay_with_it():
    """CELU's derivative by alpha is exp(x/a) - 1 - x/a*exp(x/a) on the left, and 0 on the right."""
    (fact,) = derive(catalogue.get("celu"), "parameter_derivatives")
    assert claim(fact).startswith(r"$\alpha$: $")
    assert claim(fact).endswith(r", $0$ \ if $x \geq 0$")


def test_a_closed_form_comes_with_its_decimal():
    assert claim(Fact("gaussian_mean", sympy.pi / 4, sympy.true, ())) == r"$\frac{\pi}{4}$ $= 0.785398163397\ldots$"
    assert claim(Fact("gaussian_mean", sympy.Rational(1, 3), sympy.true, ())) == r"$\frac{1}{3}$"


def test_a_decimal_beside_a_parameter_is_a_number():
    """The zero of x^2 - 2 in (1, 2), times a parameter: sqrt(2) = 1.414213562373095..."""
    beta = sympy.Symbol("beta", positive=True)
    root = Number(exact=None, root=Root(x**3 / 3 - 2 * x, 1, fmpq(1), fmpq(2)), of=None, factor=beta)
    assert claim(Fact("lipschitz", root, sympy.true, ())) == r"$1.414213562373\ldots \, \beta$"


def test_a_function_of_the_catalogue_with_parameters_is_not_the_elementary_one():
    softplus, b = sympy.Function("softplus"), sympy.Symbol("b", real=True)
    named = Identity("f(x)", softplus(x, b) + 1)
    written = Identity("f(x)", softplus(x) + 1)
    said = claim(Fact("identities", [named], sympy.true, ()))
    assert said == r"$f(x) = \operatorname{softplus}{\left(x,b \right)} + 1$"
    assert r"\log" in claim(Fact("identities", [written], sympy.true, ()))


def test_a_formula_is_not_said_to_hold_elsewhere_than_at_its_defaults():
    """EIS has delta = 0 by default, where the square root alone keeps its divisor from 0."""
    eis = catalogue.get("eis")
    assert branches(eis) == [(eis.expression, sympy.true)]


def test_a_side_a_sign_and_a_name_are_set_as_they_are_meant():
    """Beside 0 a limit is one-sided; a cost counts signs; hard_swish is one name, and so is aria2."""
    known = {fact["property"]: each["claim"] for fact, each in _typeset("sign")}
    assert known["taylor"] == r"$x \to 0^-$: $-1$; $x \to 0^+$: $1$"
    assert known["cost"] == "sign $1$"
    assert known["sign"] == r"($-\infty$, $0$): negative; ($0$, $\infty$): positive"
    spelled = tex(sympy.Function("hard_swish")(x) + sympy.Function("aria2")(x))
    assert spelled == (r"\operatorname{aria2}{\left(x \right)} + \operatorname{hard\_swish}{\left(x \right)}")


def _typeset(name):
    sheet = cached.sheet(name)
    return zip(sheet["facts"], sheet["latex"]["facts"], strict=True)


def test_what_a_pair_claims_is_written_as_mathematics():
    """A signed infinity says where it is 0, a partial derivative is none of one variable, "or" is a word."""
    a, b = sympy.symbols("a b", real=True)
    limit = Fact("limit_first_pos_inf", sympy.oo * sympy.sign(b), sympy.true, ())
    assert claim(limit) == r"$\infty \operatorname{sign}{\left(b \right)}$ (0 where $b = 0$)"
    assert claim(Fact("partial_derivatives", [Identity("df/da", b)], sympy.true, ())) == r"$\partial f/\partial a = b$"
    assert claim(Fact("homogeneous_inputs", {"a": 2, "b": 1}, sympy.true, ())) == "$2$ in $a$, $1$ in $b$"
    assert tex(sympy.Or(sympy.Eq(a, 0), sympy.Eq(b, 0))) == r"a = 0\ \text{or}\ b = 0"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (matrix("f", "f f 1"), "diag(f) - f f^T"),
        (matrix("f", "f f 1", factor="-1"), "-(diag(f) - f f^T)"),
        (matrix("f", "f f 1", factor="a + 1", columns="2*x"), "(a + 1)*(diag(f) - f f^T) diag(2*x)"),
        (matrix("1", "1 exp(f) 1"), "I - 1 exp(f)^T"),
        (matrix("sqrt(f)", "sqrt(f) sqrt(f) Total(sqrt(f))"), "diag(s) - s s^T/sum(s), s = sqrt(f)"),
        (matrix("1", "1 1 n", "f f n", over="sqrt(eps)"), "(I - 1 1^T/n - f f^T/n)/sqrt(eps)"),
    ],
)
def test_a_matrix_is_written_as_people_do(given, said):
    assert lines({"property": "jacobian_form", "scope": "True", "value": given, "evidence": []}) == [said]


def test_a_jacobian_has_its_formula_in_latex():
    (fact,) = derive(bind(catalogue.get("layer_norm"), {"eps": 0}), "jacobian_form")
    (line,) = displayed(fact, bind(catalogue.get("layer_norm"), {"eps": 0}))
    assert line.startswith(r"J = \left(I - \mathbf{1} \mathbf{1}^{T} / n - f f^{T} / n\right) / \sqrt{")
    (fact,) = derive(catalogue.get("softmin"), "jacobian_form")
    assert displayed(fact, catalogue.get("softmin")) == [r"J = -\left(\operatorname{diag}(f) - f f^{T}\right)"]

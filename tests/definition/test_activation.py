"""A bad definition is refused with one line that names the thing; what values depend on is hashed."""

from __future__ import annotations

import pytest
import sympy
from sympy import Eq, Function, I, Max, Piecewise, Rational, exp, nan, oo, pi, sqrt, zoo

from symact import catalogue
from symact.definition.activation import Activation, FixedPoint, Param, Source, x
from symact.errors import DefinitionError, SymactError

SOURCE = Source("Author 2026", "definition")
ALPHA = Param.positive("alpha", default=1)
a = ALPHA.symbol


def define(**changed):
    """Return a good definition, or a bad one by a single change."""
    good = {"name": "fancy", "title": "Fancy", "expression": a * x, "params": (ALPHA,), "sources": (SOURCE,)}
    return Activation(**good | changed)


def without_parameters(**changed):
    return define(**{"params": (), "expression": x} | changed)


def refused(build) -> str:
    with pytest.raises(DefinitionError) as caught:
        build()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_good_one_is_accepted() -> None:
    assert define().params == (ALPHA,)
    assert without_parameters().pieces[0].expression == x


class TestExpression:
    @pytest.mark.parametrize(
        ("expression", "where"),
        [
            (Piecewise((x, x > 0)), "-oo < x < 0"),
            (Piecewise((x, x < 0), (x, x > 0)), "x = 0"),
            (Piecewise((0, x < -1), (x, (x > -1) & (x < 2)), (1, x >= 2)), "x = -1"),
            (Piecewise((0, x <= -1), (1, x >= 1)), "-1 < x < 1"),
            (1 + exp(Piecewise((x, x < 3))), "3 < x < oo"),
        ],
    )
    def test_pieces_must_cover_the_line(self, expression, where) -> None:
        text = refused(lambda: without_parameters(expression=expression))
        assert text == f"fancy: the pieces do not cover the line: nothing is defined for {where}"

    def test_a_value_of_its_own_at_one_point(self) -> None:
        pieces = without_parameters(expression=Piecewise((1, Eq(x, 0)), (0, True))).pieces
        assert [(p.lower, p.upper, p.expression) for p in pieces] == [(-oo, 0, 0), (0, 0, 1), (0, oo, 0)]

    def test_undeclared_symbol(self) -> None:
        text = refused(lambda: define(expression=a * x + sympy.Symbol("beta", positive=True)))
        assert text == "fancy: symbol beta is not declared; add a Param for it"

    def test_a_symbol_with_other_assumptions_is_another_symbol(self) -> None:
        assert "symbol alpha is not declared" in refused(lambda: define(expression=a * x * sympy.Symbol("alpha")))
        assert "symbol x is not declared" in refused(lambda: without_parameters(expression=sympy.Symbol("x")))

    @pytest.mark.parametrize("expression", [0.044715 * x, x + sympy.Float("0.1"), exp(x) ** 1.5, Max(x, 0.5 * x)])
    def test_float_constant(self, expression) -> None:
        text = refused(lambda: without_parameters(expression=expression))
        assert text.startswith("fancy: ")
        assert "is a Float; write an exact constant" in text

    @pytest.mark.parametrize("expression", [nan, I * x, zoo * x, x + Function("f")(oo)])
    def test_no_real_number(self, expression) -> None:
        assert "not a real number" in refused(lambda: without_parameters(expression=expression))

    @pytest.mark.parametrize("expression", [1, 0.5, "x", x > 0, None])
    def test_no_expression(self, expression) -> None:
        assert "must be a SymPy Expr" in refused(lambda: without_parameters(expression=expression))

    def test_a_switch_that_cannot_be_located(self) -> None:
        assert "cannot locate" in refused(lambda: without_parameters(expression=Max(x, exp(-x))))


class TestParameters:
    def test_twice(self) -> None:
        again = Param.positive("alpha", default=2)
        assert refused(lambda: define(params=(ALPHA, again))) == (
            "fancy: parameter alpha is declared twice; declare it once"
        )

    def test_unused(self) -> None:
        unused = Param.real("beta", default=1)
        assert "parameter beta is not in the expression" in refused(lambda: define(params=(ALPHA, unused)))

    def test_named_as_the_input(self) -> None:
        assert "x is the input" in refused(lambda: define(expression=x, params=(Param.real("x", default=1),)))

    def test_without_default_or_condition(self) -> None:
        bare = Param.positive("alpha")
        assert "has no default and no condition" in refused(lambda: define(params=(bare,)))

    def test_condition_on_what_is_not_there(self) -> None:
        other = Param.positive("beta")
        condition = FixedPoint(unknowns=(ALPHA, other))
        assert "the condition asks for beta" in refused(lambda: define(condition=condition))

    @pytest.mark.parametrize(
        ("form", "what"),
        [(sympy.Symbol("b") * x, "symbol b is not declared"), (x / 2.0, "is a Float"), ("a*x", "must be a SymPy Expr")],
    )
    def test_forms_are_held_to_the_rules_of_the_expression(self, form, what) -> None:
        assert what in refused(lambda: define(forms=(form,)))

    @pytest.mark.parametrize("default", [0.01, 1.0, float("nan"), sympy.Float("0.5")])
    def test_float_default(self, default) -> None:
        text = refused(lambda: Param.real("alpha", default=default))
        assert "alpha" in text
        assert "float" in text

    @pytest.mark.parametrize("default", ["abc", "", "1/0", True, [1], pi, oo, nan, "inf", "0x10"])
    def test_default_that_is_no_rational(self, default) -> None:
        assert "parameter alpha" in refused(lambda: Param.real("alpha", default=default))

    @pytest.mark.parametrize("default", [0, -1, "-1/100"])
    def test_default_outside_its_assumption(self, default) -> None:
        assert "must satisfy alpha > 0" in refused(lambda: Param.positive("alpha", default=default))

    @pytest.mark.parametrize(
        ("default", "value"),
        [(1, (1, 1)), ("1/100", (1, 100)), ("0.01", (1, 100)), ("-0.25", (-1, 4)), (Rational(2, 3), (2, 3))],
    )
    def test_exact_defaults(self, default, value) -> None:
        assert Param.real("alpha", default=default).default == Rational(*value)

    @pytest.mark.parametrize("value", [Rational(0), Rational(-1), -pi, sympy.Integer(0)])
    def test_positive_is_positive(self, value) -> None:
        with pytest.raises(SymactError, match="parameter alpha must satisfy alpha > 0, not alpha="):
            ALPHA.check(value)

    @pytest.mark.parametrize("value", [oo, -oo, nan, zoo, I])
    def test_real_is_real(self, value) -> None:
        with pytest.raises(SymactError, match="must satisfy slope real"):
            Param.real("slope", default=1).check(value)

    @pytest.mark.parametrize(
        ("least", "greatest", "words"), [(None, 1, "p <= 1"), (0, None, "0 <= p"), (-1, 1, "-1 <= p <= 1")]
    )
    def test_an_interval_has_one_end_or_two(self, least, greatest, words) -> None:
        param = Param.between("p", least, greatest, default=1)
        assert param.allowed == words
        assert param.is_bounded
        with pytest.raises(SymactError, match=f"parameter p must satisfy {words}, not p="):
            param.check(Rational(2) if greatest else Rational(-2))

    @pytest.mark.parametrize("value", [Rational(1, 100), pi, sqrt(2), sympy.Integer(10) ** 400])
    def test_what_is_allowed(self, value) -> None:
        ALPHA.check(value)
        Param.real("slope", default=1).check(-value)

    def test_asking_for_one_by_name(self) -> None:
        assert define().param("alpha") is ALPHA
        with pytest.raises(SymactError, match=r"no parameter of fancy is called 'alhpa'; did you mean alpha\?"):
            define().param("alhpa")
        with pytest.raises(SymactError, match="fancy has no parameters, so none called 'alpha'"):
            without_parameters().param("alpha")


class TestSourcesAndNames:
    def test_missing_source(self) -> None:
        assert refused(lambda: define(sources=())) == (
            "fancy: a definition needs at least one Source; add where it was read"
        )

    @pytest.mark.parametrize("name", ["", "Fancy", "2fancy", "fancy-one", "fancy.one", "_fancy"])
    def test_name(self, name) -> None:
        assert "a name is made of a-z, 0-9 and _" in refused(lambda: define(name=name))


class TestDerivative:
    def test_order(self) -> None:
        cubic = without_parameters(expression=x**3)
        assert [cubic.derivative(n) for n in range(5)] == [x**3, 3 * x**2, 6 * x, 6, 0]
        with pytest.raises(SymactError, match="fancy: order must be 0, 1, 2"):
            cubic.derivative(-1)

    def test_leaves_out_the_kink(self) -> None:
        first = without_parameters(expression=Max(0, x)).derivative()
        assert first.subs(x, 0) is nan
        assert [first.subs(x, v) for v in (-1, 1)] == [0, 1]


class TestHash:
    @pytest.mark.parametrize(
        "changed",
        [
            {"expression": 2 * a * x},
            {"expression": a * x + Rational(1, 10**40)},
            {"params": (Param.positive("alpha", default=2),)},
            {"params": (Param.real("alpha", default=1),), "expression": sympy.Symbol("alpha", real=True) * x},
            {"name": "fancier"},
        ],
    )
    def test_changes_with_what_values_depend_on(self, changed) -> None:
        assert define(**changed).definition_hash != define().definition_hash

    @pytest.mark.parametrize("changed", [{"title": "Other"}, {"sources": (SOURCE, SOURCE)}, {"forms": (x * a,)}])
    def test_stays_with_the_rest(self, changed) -> None:
        assert define(**changed).definition_hash == define().definition_hash


HEADER = """from symact.definition.activation import Activation, Param, Source, x
S = (Source("Author 2026", "definition"),)
"""


class TestFiles:
    @pytest.fixture
    def load(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(tmp_path)

        def load(stem, body):
            (tmp_path / f"{stem}.py").write_text(HEADER + body)
            return catalogue.load(stem)

        return load

    def test_good(self, load) -> None:
        body = "ACTIVATION = Activation(name='file_good', title='T', expression=x, sources=S)"
        assert load("file_good", body).expression == x

    @pytest.mark.parametrize(
        ("stem", "body", "message"),
        [
            (
                "file_other_name",
                "ACTIVATION = Activation(name='fancy', title='T', expression=x, sources=S)",
                "file_other_name: ACTIVATION is called 'fancy'; name and file must agree",
            ),
            ("file_empty", "", "file_empty: the file must define one ACTIVATION"),
            ("file_wrong_type", "ACTIVATION = x", "file_wrong_type: the file must define one ACTIVATION"),
            (
                "file_typo",
                "ACTIVATION = Activashun()",
                "file_typo: the file cannot be imported: NameError: name 'Activashun' is not defined",
            ),
            (
                "file_own_rule",
                "ACTIVATION = Activation(name='file_own_rule', title='T', expression=0.5*x, sources=S)",
                "file_own_rule: 0.500000000000000 is a Float; write an exact constant, such as Rational('0.044715')",
            ),
        ],
    )
    def test_bad(self, load, stem, body, message) -> None:
        assert refused(lambda: load(stem, body)) == message

    def test_a_rule_of_parameters_names_the_file(self, load) -> None:
        text = refused(lambda: load("file_float", "alpha = Param.real('alpha', default=0.1)"))
        assert text.startswith("file_float: parameter alpha=0.1 is a float")

    def test_no_such_file(self) -> None:
        assert "file_absent: the file cannot be imported" in refused(lambda: catalogue.load("file_absent"))

"""Rules draw conclusions from studies: what each used is its own, and a mistake in a rule is no unknown."""

import pytest
from sympy import Symbol, tanh

from symact.analysis.function_study import study
from symact.analysis.inference import Rule, conclude
from symact.definition.activation import x
from symact.errors import UnknownError
from symact.evidence import Gap, Status

SLOPE = Rule(("slope",), "the sign of f'", lambda study, case: {"slope": study.chart(1, 0).signs[0]})


def test_a_rule_that_concludes_within_a_rule_keeps_its_evidence():
    def nested(study, case):
        first = study.chart(0, 0)
        (inner,) = conclude(tanh(x), SLOPE)
        return {"both": [len(first.cells), inner.value]}

    (fact,) = conclude(tanh(x), Rule(("both",), "f and f'", nested))
    (alone,) = conclude(tanh(x), SLOPE)
    assert fact.value == [2, 1]
    assert [part.data.get("order") for part in fact.parts] == [0, None]
    assert [part.data.get("order") for part in alone.parts] == [1, None]
    assert alone.status > Status.UNKNOWN


def test_studies_share_what_is_found_and_not_what_was_asked():
    first, second = study(x**2), study(x**2)
    assert first.chart(1, 0) is second.chart(1, 0)
    first.chart(0, 0)
    assert len(first.used) == 2
    assert len(second.used) == 1


@pytest.mark.parametrize("error", [TypeError, AttributeError, ValueError, KeyError, ZeroDivisionError])
def test_a_mistake_in_a_rule_is_not_an_unknown(error):
    def wrong(study, case):
        raise error("a mistake")

    with pytest.raises(error, match="a mistake"):
        conclude(x**2, Rule(("slope",), "", wrong))


def test_a_step_that_fails_is_an_unknown_with_its_reason():
    def stuck(study, case):
        raise UnknownError("no way on")

    facts = conclude(x**2, Rule(("one", "two"), "", stuck))
    assert [(f.property, f.value, f.parts) for f in facts] == [(n, None, (Gap("no way on"),)) for n in ("one", "two")]


def test_cases_with_the_same_value_are_one():
    a = Symbol("a", real=True)
    facts = conclude(a * x, SLOPE)
    assert {str(fact.scope): fact.value for fact in facts} == {"a < 0": -1, "Eq(a, 0)": 0, "a > 0": 1}
    square = Rule(("turns",), "", lambda study, case: {"turns": abs(study.chart(1, 0).signs[0])})
    assert {str(fact.scope): fact.value for fact in conclude(a * x, square)} == {"Ne(a, 0)": 1, "Eq(a, 0)": 0}

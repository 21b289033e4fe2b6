"""The one loop over questions: what is skipped, what fails, and what is refused before any work is done."""

from dataclasses import replace

import pytest

from symact.candidates import UnsupportedError
from symact.errors import CandidateError, SymactError
from symact.judge.campaign import Unjudged, answers, for_all_inputs, questions
from symact.judge.question import Question


def answered(asked, **options):
    def answer(question):
        if question.name == "relu":
            raise UnsupportedError("has no relu")
        if question.name == "gelu":
            raise CandidateError("gelu crashed")
        return question.name

    return list(answers(asked, answer, **options))


LIBRARY = [Question("textbook", name) for name in ("relu", "gelu", "tanh")]
OWN = [replace(each, target="module:function") for each in LIBRARY]


def test_what_is_not_there_is_skipped_and_what_fails_of_a_library_is_reported():
    skipped, failed, verdict = answered(LIBRARY)
    assert (skipped, failed) == (
        Unjudged(LIBRARY[0], "has no relu", failed=False),
        Unjudged(LIBRARY[1], "gelu crashed", failed=True),
    )
    assert verdict == "tanh"
    assert failed.to_json() == {
        "activation": "gelu", "dtype": "float32", "order": 0, "reason": "gelu crashed", "failed": True,
    }  # fmt: skip
    assert failed.task == "gelu float32 order 0"


def test_a_target_of_one_s_own_that_fails_is_reported_too():
    assert [isinstance(each, Unjudged) for each in answered(OWN)] == [True, True, False]


def test_questions_come_in_the_order_of_names_formats_and_orders():
    asked = questions("textbook", ("tanh", "elu"), ("binary16", "float32"), (0, 1), max_ulp=2.0)
    assert [(q.name, q.dtype, q.order) for q in asked] == [
        (name, dtype, order) for name in ("tanh", "elu") for dtype in ("float16", "float32") for order in (0, 1)
    ]
    assert {q.max_ulp for q in asked} == {2.0}


def test_a_parameter_chooses_the_activations_that_take_it():
    assert {q.name for q in questions("textbook", params={"negative_slope": "1/8"})} == {"leaky_relu"}


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"timeout": 0}, "timeout must be a number of seconds above 0, at most 1000000, not 0"),
        ({"timeout": float("inf")}, "timeout must be a number of seconds above 0, at most 1000000, not inf"),
        ({"memory": 0}, "memory must be a number of GiB above 0, at most 1048576, not 0"),
        ({"memory": float("nan")}, "memory must be a number of GiB above 0, at most 1048576, not nan"),
        ({"seed": -1}, "--seed must lie in 0"),
        ({"max_ulp": float("nan")}, "max_ulp must be a number of ulp, 0 or more, not nan"),
        ({"device": "cuda"}, "textbook is judged on cpu"),
        ({"gradient": "m:f"}, "--gradient belongs to a target of one's own"),
    ],
)
def test_terms_that_mean_nothing_are_refused_in_one_line(terms, says):
    with pytest.raises(SymactError, match=says):
        questions("textbook", ("tanh",), **terms)


def test_waves_that_nobody_chose_are_tried_at_points():
    asked = [Question("torch", name, dtype) for name in ("relu", "sinc") for dtype in ("float32", "bfloat16")]
    every, points = for_all_inputs(asked, chosen=False)
    assert [(each.name, each.dtype) for each in points] == [("sinc", "float32")]
    assert len(every) == 3
    assert for_all_inputs(asked) == (asked, [])

"""Texts of the form ``name=value``: read once, refused in one line that names the option."""

import pytest

from symact.errors import SymactError
from symact.system.assignments import assignments


def test_texts_become_a_mapping():
    assert assignments(["a = 1/2", "b=c=d"], "arg", "a=1") == {"a": "1/2", "b": "c=d"}


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ("a=1", "--arg is read from a list of texts name=value, not from 'a=1'"),
        ([1], "arg 1 is no text; write name=value, such as a=1"),
        (["a="], "--arg 'a=' is not of the form name=value, such as a=1"),
        (["a=1", "a=2"], "--arg a is given twice; give it once"),
        (["c=1"], "no part is called 'c'; known: a, b"),
    ],
)
def test_what_is_none_is_refused(texts, says):
    with pytest.raises(SymactError) as caught:
        assignments(texts, "arg", "a=1", ("a", "b"), "part")
    assert str(caught.value) == says

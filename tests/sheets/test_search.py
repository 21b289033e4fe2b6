"""Searching the catalogue by what is derived: three answers, the grammar, and the commands."""

import json

import pytest
from click.testing import CliRunner

from symact import catalogue
from symact.cli.main import group
from symact.errors import SymactError
from symact.sheets import search
from symact.sheets.search import Matches, find

# One process derives the sheets of the few.
pytestmark = pytest.mark.xdist_group("search")

FEW = ("binary_step", "hard_sigmoid", "relu", "sigmoid", "softsign", "tanh")


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        # From the formulas, by hand.
        ("monotone and bounded and not smooth", ("binary_step", "hard_sigmoid", "softsign")),
        ("c1 and not c2", ("softsign",)),
        ("c0", ("hard_sigmoid", "relu", "sigmoid", "softsign", "tanh")),
        ("odd", ("softsign", "tanh")),
        ("not bounded or (odd and smooth)", ("relu", "tanh")),
        ("sigmoid and not odd", ("sigmoid",)),
        ("bounded_below", FEW),
        ("bounded-above and strange or not bounded".replace("strange", "odd"), ("relu", "softsign", "tanh")),
        ("injective", ("sigmoid", "softsign", "tanh")),
        ("continuous and convex", ("relu",)),
        ("not lipschitz", ("binary_step",)),
    ],
)
def test_conditions(condition, names):
    assert find(condition, FEW) == Matches(names, ())


def test_unknown_is_neither_yes_nor_no(monkeypatch):
    facts = {"a": {"bounded": "bounded", "parity": "odd"}, "b": {"parity": "odd"}, "c": {"bounded": "below"}}
    monkeypatch.setattr(search, "value_at_defaults", lambda name, kind: facts[name].get(kind))
    assert find("bounded", facts) == Matches(("a",), ("b",))
    assert find("not bounded", facts) == Matches(("c",), ("b",))
    assert find("bounded and odd", facts) == Matches(("a",), ("b",))
    assert find("bounded or odd", facts) == Matches(("a", "b"), ("c",))
    assert find("bounded and not bounded", facts) == Matches((), ("b",))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("monotoe", "no property is called 'monotoe'; did you mean monotone"),
        ("bounded and", "a property is missing"),
        ("", "a property is missing"),
        ("(bounded", "a parenthesis is not closed"),
        ("bounded odd", "'odd' stands where"),
        ("bounded)", r"'\)' stands where"),
        ("__import__('os')", "no property is called"),
    ],
)
def test_what_cannot_be_read_is_one_line(condition, words):
    with pytest.raises(SymactError, match=words):
        find(condition, FEW)


def test_every_family_is_a_word_and_lists_its_own():
    families = {catalogue.family(name) for name in catalogue.names("line")}
    assert "" not in families
    for family in families:
        expected = tuple(name for name in catalogue.names("line") if catalogue.family(name) == family)
        assert find(family) == Matches(expected, ())


def test_the_commands():
    def run(*args):
        return CliRunner().invoke(group, args, catch_exceptions=False).output

    listed = run("list", "--family", "shrinkage", "--smooth", "C2").split()
    assert listed[0] == "tanhshrink"
    assert "softshrink" not in listed
    assert {line.split()[0] for line in run("list", "--family", "step").splitlines()} >= {"binary_step", "sign"}
    assert "unknown" not in run("find", "step", "and", "odd")


def test_an_empty_answer_is_one_and_a_degree_is_no_condition():
    """No step is continuous."""

    def run(*args):
        return CliRunner().invoke(group, args, standalone_mode=False)

    assert run("list", "--family", "step", "--smooth", "c0").output == "none is known to have all that is asked for\n"
    assert json.loads(run("list", "--family", "step", "--smooth", "C0", "--json").output) == []
    with pytest.raises(SymactError, match="--smooth 'c0 or odd' is no degree"):
        raise run("list", "--family", "step", "--smooth", "c0 or odd").exception
    with pytest.raises(SymactError, match="'nosuchword' in its line"):
        raise run("list", "nosuchword").exception

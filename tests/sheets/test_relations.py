"""Equations between activations: those that are known by hand are found, what is only close is not taken for one."""

import json

import pytest

from symact import catalogue
from symact.sheets import relations as module
from symact.sheets.relations import relations
from tests.helpers.shell import invoke


@pytest.fixture
def among(monkeypatch):
    """Return what narrows the activations that are compared with."""
    return lambda *names: monkeypatch.setattr(catalogue, "names", lambda domain=None: names)


@pytest.mark.parametrize(
    ("name", "other", "form"),
    [
        ("tanh", "sigmoid", "2*sigmoid(2*x) - 1"),
        ("silu", "sigmoid", "x*sigmoid(x)"),
        ("hard_swish", "hard_sigmoid", "x*hard_sigmoid(x) at slope=1/6"),
        ("log_sigmoid", "softplus", "x - softplus(x) at beta=1"),
        ("tanhshrink", "tanh", "x - tanh(x)"),
        ("relu", "abs", "x/2 + abs(x)/2"),
        ("silu", "swish_beta", "swish_beta(x) at beta=1"),
    ],
)
def test_what_is_known_by_hand_is_found(name, other, form, among):
    among(name, other)
    assert [str(each) for each in relations(name)] == [form]


def test_what_is_close_is_not_taken_for_an_equation(among, monkeypatch):
    monkeypatch.setattr(module, "CLOSE", 1e-3)
    among("gelu", "gelu_tanh", "quick_gelu")
    assert relations("gelu") == ()


def test_a_straight_line_has_none(among):
    among("identity", "relu", "linear")
    assert relations("identity") == ()


@pytest.mark.exhaustive
def test_the_command_shows_them():
    run = invoke("nearest", "tanh", "--count", "1")
    assert "tanh(x) = 2*sigmoid(2*x) - 1 (proved)" in run.output
    data = json.loads(invoke("nearest", "tanh", "--count", "1", "--json").output)
    assert "2*sigmoid(2*x) - 1" in data["equal"]
    assert [(each["name"], each["status"]) for each in data["neighbours"]] == [("sqnl", "certified")]

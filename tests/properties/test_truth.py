"""The sheets of the catalogue against a table of truths written by hand, from papers and with mpmath."""

import functools
import re
import tomllib

import pytest
import sympy

from symact import catalogue
from symact.checking.second_opinion.arithmetic import Digits
from symact.checking.second_opinion.expression import evaluate
from symact.definition.bound import bind
from symact.evidence import Status
from tests.helpers.paths import ROOT
from tests.helpers.sample import few, sampled
from tests.helpers.sheets import bound_facts

TABLES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "tests" / "truth").glob("*.toml")
}

DIGITS = Digits(40)

KNOWN_PART = 0.97

NO_ANTIDERIVATIVE = frozenset(
    [
        "acon_c",
        "b_silu",
        "cloglog",
        "colu",
        "e_swish",
        "eis",
        "elish",
        "erfact",
        "gelu_tanh",
        "golu",
        "isrlu",
        "isru",
        "lisht",
        "log1mexp",
        "log_sigmoid",
        "logish",
        "logit",
        "mish",
        "phish",
        "pserf",
        "quick_gelu",
        "seagull",
        "selu",
        "serf",
        "silu",
        "sinc",
        "smish",
        "soft_clipping",
        "softplus",
        "softplus_parametric",
        "sqrt_softplus",
        "swish_beta",
        "tanhexp",
        "tanhsoft",
    ]
)
"""What is not elementary (dilogarithms), or not found."""

OPEN = {"gcu", "sinc", "sine", "sinlu", "smu", "smu_1", "snake", "snake_beta"}
"""Entries of which sheets may leave open what a row tells, or have no row: waves, and kinks of width 10^-6."""

EXCEPTION = re.compile(r"^\w*(Error|Exception|Warning|Interrupt)\b")


@functools.cache
def sheet(name):
    """Return the facts at the defaults: property -> fact."""
    return {fact.property: fact for fact in bound_facts(name)}


def holds(name, prop, test):
    """Whether a fact's value passes a test, or is open where it may be."""
    fact = sheet(name)[prop]
    if name in OPEN and fact.status == Status.UNKNOWN:
        return True
    assert fact.status >= Status.CERTIFIED, f"{prop} of {name} is {fact.status}"
    return test(fact.value)


def told(stem, prop=None):
    """Return the entries that a table tells of, as parameters of a test."""
    return sampled(list(TABLES[stem][prop] if prop else TABLES[stem]), every=4)


def same(found, expected, digits=15):
    """Whether two texts mean the same: words, infinities, or numbers up to the digits that a table has."""
    if found == expected or {"oo", "-oo", "none", "does not exist", "undefined"} & {found, expected}:
        return found == expected
    a, b = (evaluate(text, {}, DIGITS) for text in (found, expected))
    return not abs(a - b) > 10.0**-digits * (1 + abs(b))


def test_every_table_knows_the_whole_catalogue():
    for stem, table in TABLES.items():
        for rows in table.values() if stem == "points" else [table]:
            assert set(catalogue.names("line")) - set(rows) <= OPEN, stem


@pytest.mark.parametrize("name", told("limits"))
def test_limits(name):
    low, high, left, right, bound = TABLES["limits"][name]
    assert holds(name, "limit_neg_inf", lambda found: same(found, low))
    assert holds(name, "limit_pos_inf", lambda found: same(found, high))
    assert holds(name, "saturation", lambda found: found == {"left": left, "right": right})
    assert holds(name, "bounded", lambda found: found == bound)


@pytest.mark.parametrize("name", told("ranges"))
def test_range(name):
    lower, lower_attained, upper, upper_attained = TABLES["ranges"][name]
    attained = (lower_attained, upper_attained)
    assert holds(name, "range", lambda found: same(found["lower"], lower) and same(found["upper"], upper))
    assert holds(name, "range", lambda found: (found["lower_attained"], found["upper_attained"]) == attained)


@pytest.mark.parametrize("name", told("shapes"))
def test_shape(name):
    smooth, monotone, convex, parity, inflections, injective, surjective = TABLES["shapes"][name]
    assert holds(name, "smoothness", lambda found: found == [{"condition": "True", "order": smooth}])
    assert holds(name, "monotonicity", lambda found: found == monotone)
    assert holds(name, "convexity", lambda found: found == convex)
    assert holds(name, "parity", lambda found: found == parity)
    assert holds(name, "inflections", lambda found: len(found) == inflections)
    assert holds(name, "injective", lambda found: found is injective)
    assert holds(name, "surjective", lambda found: found is surjective)


@pytest.mark.parametrize(
    ("name", "prop"),
    [
        pytest.param(*each.values, prop, marks=each.marks) if hasattr(each, "marks") else (each, prop)
        for prop in TABLES["points"]
        for each in told("points", prop)
    ],
)
def test_points(name, prop):
    expected = [tuple(text.split("..")) if ".." in text else (text, text) for text in TABLES["points"][prop][name]]

    def right(value):
        found = [(item["at"], item["at"]) if "at" in item else (item["from"], item["to"]) for item in value]
        if (name, prop) == ("sine", "fixed_points"):
            # |sin| is 1 four and a half times within (0, 1]: 9 crossings on each side, and 0.
            return len(found) == 19
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(same(a, b) for pair in pairs for a, b in zip(*pair, strict=True))

    assert holds(name, prop, right)


@pytest.mark.parametrize("name", told("numbers"))
def test_numbers(name):
    lipschitz, mean, second, period = TABLES["numbers"][name]
    assert holds(name, "lipschitz", lambda found: same(found, lipschitz))
    assert holds(name, "gaussian_mean", lambda found: same(found, mean))
    assert holds(name, "gaussian_second_moment", lambda found: same(found, second))
    assert holds(name, "period", lambda found: same(found, period))


@pytest.mark.parametrize(
    "name", sampled([name for name in catalogue.names("line") if name not in OPEN - {"sine"}], every=4)
)
def test_antiderivative_against_quadrature(name):
    fact = sheet(name)["antiderivative"]
    if fact.value is None:
        # Not elementary (dilogarithms), or not found.
        assert name in NO_ANTIDERIVATIVE
        return
    definition = str(bind(catalogue.get(name)).expression)
    for end in (-5.5, -2.25, 0.5, 4.75, 7.5):
        here = [branch for branch in fact.value if evaluate(branch["where"], {"x": end}, DIGITS)]
        (antiderivative,) = [evaluate(branch["expression"], {"x": end}, DIGITS) for branch in here]
        breaks = [float(piece.upper) for piece in bind(catalogue.get(name)).pieces[:-1]]
        knots = sorted({0.0, end, *(k for k in breaks if min(0.0, end) < k < max(0.0, end))}, reverse=end < 0)
        integral = DIGITS.context.quad(lambda x: evaluate(definition, {"x": x}, DIGITS), knots, maxdegree=8)
        assert abs(antiderivative - integral) < 1e-9, (name, end)


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.exhaustive), 8])
def test_nearly_every_fact_is_proved_or_certified(every):
    facts = [fact for name in few(every) if name not in OPEN for fact in sheet(name).values()]
    known = [fact for fact in facts if fact.status >= Status.CERTIFIED]
    assert len(known) >= KNOWN_PART * len(facts), len(known) / len(facts)


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_every_unknown_has_a_reason_in_words(name):
    for fact in sheet(name).values():
        if fact.status == Status.UNKNOWN:
            reasons = [part.reason for part in fact.parts if hasattr(part, "reason")]
            assert reasons, fact.property
            assert all(" " in r and not EXCEPTION.match(r) for r in reasons), (fact.property, reasons)


def test_the_comparison_notices_a_wrong_digit():
    assert same("sqrt(2)/2", "0.70710678118654752440")
    assert not same("sqrt(2)/2", "0.70710678118664752440")
    assert not same("oo", "-oo")
    assert not same(str(sympy.Rational(1, 6)), "1/5")

"""A function of vectors at vectors of one entry and of two, where it is a function that has a name of its own."""

from collections.abc import Iterator

import sympy
from sympy import Expr, Max, Min, Piecewise, S, Symbol, exp, log, tanh

from symact.analysis.values import Identity
from symact.analysis.vector_study import Found, VectorStudy, exponential_of, facts, open_because
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.simplification import simplified
from symact.errors import SymactError
from symact.evidence import Fact, Proof, Step
from symact.symbolic.reduced_sums import at_entries
from symact.symbolic.zero_test import is_identically_zero

TOPIC = "relations"

DOMAINS = (Vector,)

PROPERTY = ("one_entry", "two_entries")

x1, x2 = Symbol("x1", real=True), Symbol("x2", real=True)


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return f for n = 1, and the first entry for n = 2, as written and as functions of x1 - x2 by name."""
    return facts(subject, _rule)


def _rule(study: VectorStudy) -> dict[str, Found]:
    if study.is_first_greatest:
        proof = study.of_first_greatest("of two equal entries the first is told")
        first = Identity("f_1", Piecewise((1, x1 >= x2), (0, True)))
        return {"one_entry": Found(S.One, (proof,)), "two_entries": Found([first], (proof,))}
    if study.threshold:
        return _of_threshold(study, *study.threshold)
    try:
        return {"one_entry": _one(study), "two_entries": _two(study)}
    except SymactError as error:
        return dict.fromkeys(PROPERTY, open_because(str(error)))


def _of_threshold(study: VectorStudy, k: Expr, power: int) -> dict[str, Found]:
    """Return f where one entry, or one of two, takes all, and the root of the equation of two where both take part."""
    d = k * (x1 - x2)
    if power == 1:
        value, root = Max(0, Min(1, (d + 1) / 2)), "s + (s - d) = 1"
    else:
        both = ((d + sympy.sqrt(2 - d**2)) / 2) ** 2
        value, root = Piecewise((0, d <= -1), (both, d < 1), (1, True)), "s^2 + (s - d)^2 = 1"
    says = (
        f"with `d = {d}` and `s = {k}*x1 - t` it is `{root}` for `|d| < 1`; else the greater entry has 1, the other 0"
    )
    return {
        "one_entry": Found(S.One, (study.of_threshold("one entry has all"),)),
        "two_entries": Found([Identity("f_1", value)], (study.of_threshold(says),)),
    }


def _one(study: VectorStudy) -> Found:
    (written,) = at_entries(study.expression, [{symbol: symbol for symbol in study.symbols}])
    undefined = written.has(S.NaN, S.ComplexInfinity)
    value = "undefined" if undefined else _shorter(written, simplified(sympy.expand_log(written)), study.x)
    return Found(value, (Proof((Step("written out", f"for `n = 1` the sums have one term: `{written}`"),)),))


def _shorter(written: Expr, form: Expr, variable: Symbol) -> Expr:
    """Return a form where it is known to be what was written."""
    return form if is_identically_zero(written - form, variable).zero else written


def _two(study: VectorStudy) -> Found:
    others = [Symbol(f"{symbol.name}2", real=True) for symbol in study.symbols[1:]]
    entries = [
        {study.x: x1, **{symbol: symbol for symbol in study.symbols[1:]}},
        {study.x: x2, **dict(zip(study.symbols[1:], others, strict=True))},
    ]
    written = at_entries(study.expression, entries)[0]
    if written.has(S.NaN, S.ComplexInfinity):
        return open_because("f has no value at a vector of two entries")
    found = [Identity("f_1", _shorter(written, simplified(written), x1))]
    steps = [Step("written out", f"for `n = 2` the sums have two terms: `{written}`")]
    for name, form in _named(study):
        test = is_identically_zero(written - form, x1)
        if test.zero:
            found.append(Identity("f_1", form))
            steps.append(Step("normal form", f"the difference to `{name}` is 0"))
    return Found(found, (Proof(tuple(steps)),))


def _named(study: VectorStudy) -> Iterator[tuple[str, Expr]]:
    """Yield what f_1 may be for two entries, by name."""
    k, of_log = study.gain, None
    if k is None:
        whole = exponential_of(study)
        k, of_log = whole.gain, True
    d = x1 - x2
    if k is not None and of_log is None:
        yield "sigmoid(k*(x1 - x2))", 1 / (1 + exp(-k * d))
        yield "(1 + tanh(k*(x1 - x2)/2))/2", (1 + tanh(k * d / 2)) / 2
    elif k is not None and of_log:
        yield "-softplus(-k*(x1 - x2))", -log(1 + exp(-k * d))
    if study.one_number:
        yield "x2 + softplus(x1 - x2)", x2 + log(1 + exp(d))

"""The values of facts in LaTeX, in a line of text; what is not a formula is set as words."""

import re
from collections.abc import Iterable, Mapping

import sympy
from sympy import Basic
from sympy.core.function import AppliedUndef

from symact.analysis.values import At, Enclosed, Identity, Image, Interval, Power, RealSet, Series, Value
from symact.definition.activation import Param
from symact.evidence import Fact, Gap
from symact.formula.vocabulary import FUNCTIONS
from symact.sheets.conditions import DEFAULTS, LONGEST
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import are_defaults, levelled, tex
from symact.sheets.latex.sentences import WIDE, sentence
from symact.sheets.plain import decimals, spread, text
from symact.sheets.text import NO, SIGNS
from symact.sheets.titles import TITLES, title
from symact.sheets.wording import told
from symact.symbolic.real_number import Number

DECIMAL = re.compile(r"(-?\d+\.\d{12})\d{5,}(?:e([+-]\d+))?")

NOTHING = {"extrema": "none that is strict"}
"""What an empty list means, where it is not that there is nothing: a flat stretch may hold the least value."""

PLACE = ("at", "from", "to", "has_from", "has_to", "period", "turns")
"""Keys of an entry that say where it holds."""

KINDS = {"limit": "in the limit, not attained", "jump": "a jump"}
"""What kinds of places mean, where one word does not say it."""

SIDES = {"oo": r"$x \to \infty$", "-oo": r"$x \to -\infty$", "left": r"$x \to 0^-$", "right": r"$x \to 0^+$"}
"""Which part of the line an entry is about: next to an infinity, or beside 0."""

WORDS = ("direction", "stability", "side", "input")


MARKS = {
    "$sup": r"$\sup",
    "$E ": r"$\mathrm{E}\, ",
    ">=": r"\ge",
    "->": r"\to",
    "$-oo$": r"$-\infty$",
    "$+oo$": r"$+\infty$",
    " +oo$": r" +\infty$",
    " oo$": r" \infty$",
    " -oo$": r" -\infty$",
    "(c x)": r"(c\, x)",
}
"""What a heading has in the place of text."""


def heading(name: str) -> str:
    """Return how a document calls a property."""
    marked = TITLES.get(name, "")
    for written, sign in MARKS.items():
        marked = marked.replace(written, sign)
    return marked if "$" in marked else escape(title(name))


def claim(fact: Fact) -> str:
    """Return what a fact claims as a line of text with formulas, without its condition."""
    if fact.value is None:
        reasons = [part.reason for part in fact.parts if isinstance(part, Gap)]
        said = f"unknown: {sentence(told(reasons[0], {})) if reasons else 'no evidence'}"
    elif fact.value is False:
        said = NO.get(fact.property, "no")
    elif fact.property == "homogeneous_inputs":
        said = ", ".join(f"${degree}$ in ${name}$" for name, degree in fact.value.items()) or "none"
    elif isinstance(fact.value, list):
        said = "; ".join(map(_entry, fact.value)) or NOTHING.get(fact.property, "none")
    else:
        said = _entry(fact.value) + _in_digits(fact.value) + _where_zero(fact.value)
    return said


def _where_zero(value: Value) -> str:
    """Return where a signed infinity is none: oo*sign(b) is 0 at b = 0."""
    if not (isinstance(value, Basic) and value.has(sympy.oo, -sympy.oo)):
        return ""
    return "".join(f" (0 where ${tex(each.args[0])} = 0$)" for each in sympy.ordered(value.atoms(sympy.sign)))


def _in_digits(value: Value) -> str:
    """Return the decimal of one number that is written as a closed form; "" of any other value."""
    if not isinstance(value, Number | Basic) or len(text(value)) > LONGEST:
        return ""
    exact = value.exact if isinstance(value, Number) else value
    decimal = decimals(value)
    if exact is None or exact.is_Rational or not isinstance(decimal, str) or not DECIMAL.fullmatch(decimal):
        return ""
    return f" $= {_digits(decimal)}$"


def _math(value: Value, whole: bool = False) -> str:
    """Return a formula or number between dollar signs, words and whatever is no formula as text.

    Args:
        value: a leaf of a fact's value.
        whole: whether a long closed form stands as it is, not as a decimal.
    """
    if isinstance(value, str) and value not in ("oo", "-oo"):
        return escape(value)
    written = str(value) if isinstance(value, str | int) else text(value)
    decimal = None if whole or len(written) <= LONGEST else decimals(value)
    return f"${_formula(value) if decimal is None else _digits(decimal)}$"


def _formula(value: Value) -> str:
    """Return the LaTeX of a leaf."""
    if isinstance(value, Enclosed):
        return _digits(value.decimal)
    if isinstance(value, Number):
        return _number(value)
    if isinstance(value, Power):
        return rf"({_digits(value.base.text())})^{{{tex(value.exponent)}}}"
    if isinstance(value, Series):
        wide = len(text(Series(value.terms))) > WIDE
        # Term by term, as a sum of SymPy would not keep their order.
        signed = [each if each.startswith("-") else f"+ {each}" for each in (tex(t, wide) for t in value.terms)]
        known = " ".join(signed).removeprefix("+ ") or ("0" if value.rest is None else "")
        order = "" if value.order is None else f" + O({_formula(value.order)})"
        return f"{known}{order}".removeprefix(" + ")
    formula = levelled(_evaluated(sympy.sympify(value) if isinstance(value, str | int) else value))
    return tex(formula, breakable=len(str(value)) > WIDE)


def _number(value: Number) -> str:
    """Return the LaTeX of a number, the decimal of one without closed form in place of a symbol in its factor."""
    if value.exact is not None:
        return _formula(value.exact)
    if not value.has_parameters:
        return _digits(value.text())
    return tex(value.factor * sympy.Symbol("@")).replace(r"\mathit{@}", _digits(value.base.text()))


def _evaluated(formula: Basic) -> Basic:
    """Return a formula without the factors that SymPy holds outside of sums, and with relu and the like written out."""
    if not formula.args:
        return formula
    arguments = [_evaluated(each) for each in formula.args]
    counts, build = FUNCTIONS.get(formula.func.__name__, (range(0), formula.func))
    # A function of the catalogue has its parameters too: softplus(x, beta) is another one than softplus(x).
    if isinstance(formula, AppliedUndef) and len(arguments) in counts:
        return build(*arguments)
    return formula.func(*arguments)


def _digits(decimal: str) -> str:
    """Return a decimal, a long one with 12 places."""
    found = DECIMAL.fullmatch(decimal)
    if not found:
        return decimal
    return rf"{found[1]}\ldots" + (rf" \cdot 10^{{{int(found[2])}}}" if found[2] else "")


def condition(condition: Basic, params: Iterable[Param] = ()) -> str:
    """Return a condition on parameters or x as text with formulas; empty where it always holds.

    Args:
        condition: what to set.
        params: whose default values are called so.
    """
    if condition == sympy.true:
        return ""
    return DEFAULTS if are_defaults(condition, params) else f"${tex(condition)}$"


def _if(said: str, where: Basic) -> str:
    given = condition(where)
    return f"{said} \\ if {given}" if given else said


def _interval(value: Interval) -> str:
    if isinstance(value, Image):
        return _entry(RealSet(value.parts))
    low, high = _math(value.lower), _math(value.upper)
    return f"{'[' if value.has_lower else '('}{low}, {high}{']' if value.has_upper else ')'}"


def _entry(value: Value) -> str:
    """Return one entry: a place first, then what is said of it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        return _interval(value)
    if isinstance(value, RealSet):
        return r" $\cup$ ".join(_interval(p) if isinstance(p, Interval) else rf"\{{{_math(p)}\}}" for p in value.parts)
    if isinstance(value, Identity):
        return _identity(value)
    if isinstance(value, Mapping) and value.keys() == {"where", "expression"}:
        return _if(_math(value["expression"], whole=True), value["where"])
    rest = spread(value)
    if not isinstance(rest, Mapping):
        return _math(value)
    if "side" in rest and not isinstance(value, At):
        return _far(rest)
    if "pieces" in rest:
        return f"{_math(rest['parameter'])}: {', '.join(map(_entry, rest['pieces']))}"
    rest = {key: each for key, each in rest.items() if key not in PLACE}
    # The sign of f on a stretch; in a cost it is an operation.
    signed = [SIGNS[rest.pop("sign")]] if isinstance(value, At) and "sign" in rest else []
    said = signed + [_said(key, each) for key, each in rest.items() if each is not None]
    if isinstance(value, At):
        return ": ".join(filter(None, (_place(value), ", ".join(said))))
    # Formulas for a mean and a variance are too long for one line.
    return ("; " if "variance" in rest else ", ").join(filter(None, said))


def _far(value: Mapping[str, Value]) -> str:
    """Return what holds at an infinity or beside 0: an asymptote and how fast f comes near it, or a series."""
    side = SIDES[str(value["side"])]
    if "series" in value:
        return f"{side}: {_math(value['series'], whole=True)}"
    if value["line"] is None:
        return f"{side}: {value['kind']}"
    said = f"{side}: {value['kind']}, $y = {_math(value['line'], whole=True).strip('$')}$"
    if value["rate"] is None:
        return said
    if value["rate"] == 0:
        return f"{said}, reached"
    return rf"{said}, $f(x) - y \sim {_math(value['rate'], whole=True).strip('$')}$"


def _place(value: At) -> str:
    place = _interval(value.where) if isinstance(value.where, Interval) else f"$x = {_math(value.where).strip('$')}$"
    recurring = "" if value.period is None else f" $+\\, k \\cdot {_math(value.period, whole=True).strip('$')}$"
    turns = {0: "", 1: ", $k \\ge 0$", -1: ", $k \\le 0$"}[value.side]
    return place + recurring + turns


def _said(key: str, value: Value) -> str:
    if key == "global":
        return "global" if value else "local"
    if key == "kind":
        return KINDS.get(str(value), escape(str(value)))
    if key in WORDS:
        return _math(value)
    if key == "identity":
        return _identity(value)
    if key == "condition":
        return "no identity" if value == sympy.false else f"if {given}" if (given := condition(value)) else ""
    if key == "slope" and isinstance(value, list):
        return "slope {} on the left, {} on the right".format(*map(_math, value))
    return f"{escape(key.replace('_', ' '))} {_nested(value)}"


def _nested(value: Value) -> str:
    return f"({', '.join(map(_nested, value))})" if isinstance(value, list) else _math(value)


def _identity(value: Identity) -> str:
    """Set an equation between f(x), f(-x) and a formula."""
    left = value.left.replace("df/d", r"\partial f/\partial ")
    return f"${left} = {_formula(value.right)}$"

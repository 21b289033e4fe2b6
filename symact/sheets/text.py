"""Facts as lines of text, from their plain data alone."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from symact.display import spelled_out
from symact.sentence import unmarked
from symact.sheets.conditions import DEFAULTS, LONGEST, condition_text, split
from symact.sheets.named_roots import in_words
from symact.sheets.wording import told

LONG_DECIMAL = re.compile(r"(?<![\w.])(-?\d+\.\d{13})\d{4,}(?:(e[+-]\d+))?")

ALWAYS = "for all parameters"
"""What is said of a fact without a condition among others that are at the defaults."""

OTHERWISE = "otherwise"
"""What is said of the last of several pieces, if it holds wherever the others do not."""

SHOWN = 16
"""Characters of a decimal that are shown."""

SIGNS = {1: "positive", -1: "negative", 0: "zero"}
"""Signs, in words."""

CLOSED_ENDS = {
    "Interval": (True, True),
    "Interval.open": (False, False),
    "Interval.Lopen": (False, True),
    "Interval.Ropen": (True, False),
}
"""How a text of SymPy calls an interval: whether its finite ends belong to it."""


def smoothness_class(order: int | str | None) -> str:
    """Return a smoothness order in words: C^1, C^oo, discontinuous or unknown."""
    if order is None:
        return "unknown"
    return "discontinuous" if order == -1 else f"C^{order}"


def number(text: object, decimal: object = None) -> str:
    """Return a number as people read it: long decimals cut, long closed forms as decimals."""
    written = str(text)
    if len(written) > LONGEST and isinstance(decimal, str):
        return f"{decimal[:SHOWN]}..."
    return LONG_DECIMAL.sub(lambda m: f"{m[1]}...{m[2] or ''}", written)


def presumed(facts: Sequence[Mapping[str, Any]], defaults: frozenset[str]) -> str:
    """Return the condition that is said once, above facts of which more than half have it: the defaults, or none."""
    count = sum(condition_text(fact["scope"], defaults) == DEFAULTS for fact in facts)
    return DEFAULTS if 2 * count > len(facts) else ""


def lines(fact: Mapping[str, Any], defaults: frozenset[str] = frozenset(), above: str = "") -> list[str]:
    """Return the claim of a fact as lines of text.

    Args:
        fact: plain data.
        defaults: as for `condition_text`.
        above: a condition said above all facts, so that it is left out, and one that always holds is not.
    """
    scope = condition_text(fact["scope"], defaults)
    if above:
        scope = "" if scope == above else scope or ALWAYS
    return [spelled_out(in_words(line)) for line in _claim_lines(fact, scope)]


def _claim_lines(fact: Mapping[str, Any], scope: str) -> list[str]:
    value = fact["value"]
    if value is None:
        return [_given(_unknown(fact), scope)]
    if fact["property"] == "smoothness":
        conditions = [", ".join(filter(None, (scope, condition_text(b["condition"])))) for b in value]
        orders = [smoothness_class(b["order"]) if b["order"] is not None else _unknown(fact) for b in value]
        return [_given(order, each) for order, each in zip(orders, conditions, strict=True)]
    found = _lines(fact["property"], value, fact.get("decimal"))
    return [f"{under(scope)}:", *found] if scope and len(found) > 1 else [_given(line, scope) for line in found]


def _unknown(fact: Mapping[str, Any]) -> str:
    reasons = (unmarked(told(str(part["reason"]), {})) for part in fact["evidence"] if part["kind"] == "gap")
    return f"unknown: {next(reasons, 'no evidence')}"


BELOW = re.compile(r"x < ([^<&|]+)")
"""The condition of all x below a point, in plain data."""

NO = {"homogeneity": "none"}
"""What properties say that are false, if not no."""


def _lines(name: str, value: Any, decimal: Any) -> list[str]:
    if isinstance(value, bool):
        return [NO.get(name, "no") if not value else "yes"]
    if name in WRITTEN:
        return WRITTEN[name](value, decimal)
    if isinstance(value, list):
        value = _around_points(value)
        decimals = decimal if isinstance(decimal, list) and len(decimal) == len(value) else [None] * len(value)
        return [_entry(each, d) for each, d in zip(value, decimals, strict=True)] or ["none"]
    if isinstance(value, dict) and "variance" in value:
        # Formulas for a mean and a variance are too long for one line.
        return [_entry({key: each}, decimal) for key, each in value.items()]
    if isinstance(value, dict):
        return [_entry(value, decimal)]
    return [number(value, decimal)]


def _around_points(parts: list[Any]) -> list[Any]:
    """Return the cases of a value, one on both sides of a point told once, for x other than it."""
    for k, each in enumerate(parts):
        point = BELOW.fullmatch(each["where"]) if isinstance(each, dict) and "where" in each else None
        beyond = {**each, "where": f"x > {point[1]}"} if point else None
        if point and beyond in parts[k + 1 :]:
            rest = [other for other in parts[k + 1 :] if other != beyond]
            return [*parts[:k], {**each, "where": f"Ne(x, {point[1]})"}, *_around_points(rest)]
    return parts


def _matrix(value: Mapping[str, Any]) -> str:
    """Return a matrix of the entries of f as people write it: diag(f) - f f^T."""
    factor, diagonal = value["factor"], value["diagonal"]
    products = [f"{a} {b}^T" + ("" if over == "1" else f"/{over}") for a, b, over in value["products"]]
    whole = " - ".join(("I" if diagonal == "1" else f"diag({diagonal})", *products))
    named = "" if diagonal in ("1", "f") else f", s = {diagonal}"
    whole = whole.replace(diagonal, "s") if named else whole
    before = {"1": "", "-1": "-"}.get(factor, f"({factor})*" if " " in factor else f"{factor}*")
    behind = ("" if value["columns"] == "1" else f" diag({value['columns']})") + (
        "" if value["over"] == "1" else f"/{value['over']}"
    )
    return f"{before}({whole}){behind}{named}" if before or behind else whole + named


def _interval(value: Mapping[str, Any], decimal: Any) -> str:
    if "parts" in value:
        return set_text(value["parts"])
    known = decimal if isinstance(decimal, dict) else {}
    low, high = (number(value[end], known.get(end)) for end in ("lower", "upper"))
    return f"{{{low}}}" if low == high else _brackets(low, high, value["lower_attained"], value["upper_attained"])


def set_text(text: str) -> str:
    """Return a set as people write it: Union(Interval(-oo, 0), {1}) as (-oo, 0] U {1}."""
    name, _, inside = text.removesuffix(")").partition("(")
    if name == "Union":
        return " U ".join(map(set_text, split(inside, ", ")))
    if name not in CLOSED_ENDS:
        return number(text)
    low, high = split(inside, ", ")
    has_low, has_high = CLOSED_ENDS[name]
    return _brackets(number(low), number(high), has_low and low != "-oo", has_high and high != "oo")


def _brackets(low: str, high: str, has_low: bool, has_high: bool) -> str:
    return f"{'[' if has_low else '('}{low}, {high}{']' if has_high else ')'}"


def _breakpoint(value: Mapping[str, Any]) -> list[str]:
    rows = [f"{'f' + chr(39) * r['order']}: {number(r['left'])} | {number(r['right'])}" for r in value["one_sided"]]
    clarke = [f"Clarke interval [{', '.join(map(number, value['clarke']))}]"] if value["clarke"] else []
    return [f"x = {number(value['at'])}   (left | right)", *rows, *clarke]


WRITTEN: dict[str, Callable[[Any, Any], list[str]]] = {
    "range": lambda value, decimal: [_interval(value, decimal)],
    "pair_range": lambda value, decimal: [_interval(value, decimal)],
    "domain": lambda value, _: [set_text(value)],
    "entry_bounds": lambda value, _: [set_text(value)],
    "homogeneous_inputs": lambda value, _: [", ".join(f"{k} in {each}" for each, k in value.items()) or "none"],
    "breakpoints": lambda value, _: [line for each in value for line in _breakpoint(each)] or ["none"],
    "jacobian_form": lambda value, _: [_matrix(value)],
    "pair_zeros": lambda value, _: [{"True": "everywhere", "False": "none"}.get(value) or condition_text(value)],
}
"""Property -> what writes its value, with decimals, as lines."""


def _entry(part: object, decimal: object = None) -> str:
    """Return one entry of a list: a place first, then what is said of it."""
    if not isinstance(part, dict):
        return number(part, decimal)
    known = decimal if isinstance(decimal, dict) else {}
    if part.keys() == {"where", "expression"}:
        return _given(number(part["expression"]), condition_text(part["where"]))
    rest = dict(part)
    place = ""
    if "at" in rest:
        place = f"x = {number(rest.pop('at'), known.get('at'))}"
    elif "from" in rest:
        low, high = (number(rest.pop(end), known.get(end)) for end in ("from", "to"))
        place = _brackets(low, high, rest.pop("has_from", False), rest.pop("has_to", False))
    elif "side" in rest:
        place = str(rest.pop("side"))
    elif "parameter" in rest:
        place = f"by {rest.pop('parameter')}"
    if "period" in rest:
        place += f" + n*({number(rest.pop('period'))})"
    if "turns" in rest:
        place += f", {rest.pop('turns')}"
    # The sign of f on a stretch; in a cost it is an operation.
    signed = [SIGNS[rest.pop("sign")]] if place and "sign" in rest else []
    said = signed + [_said(key, each, known.get(key)) for key, each in rest.items() if each is not None]
    return ": ".join(filter(None, (place, ", ".join(filter(None, said)))))


def _said(key: str, value: Any, decimal: object) -> str:
    if key == "global":
        return "global" if value else "local"
    if key == "pieces":
        return "; ".join(_entry(each) for each in value)
    if key == "series":
        return number(value)
    if key == "slope" and isinstance(value, list):
        return "slope {} on the left, {} on the right".format(*map(number, value))
    if key in ("kind", "direction", "stability", "identity", "input"):
        return str(value)
    if key == "condition":
        text = condition_text(str(value))
        return "no identity" if text == "False" else text and f"if {text}"
    return f"{key.replace('_', ' ')} {_nested(value, decimal)}"


def _nested(value: object, decimal: object) -> str:
    if not isinstance(value, list):
        return number(value, decimal)
    decimals = decimal if isinstance(decimal, list) else [None] * len(value)
    shown = [_nested(v, d) for v, d in zip(value, decimals, strict=True)]
    return f"({', '.join(shown)})" if any(isinstance(each, list) for each in value) else ", ".join(shown)


def _given(claim: str, condition: str) -> str:
    return f"{claim}   {under(condition)}" if condition else claim


def under(condition: str) -> str:
    """Return a condition as it stands beside a claim: if alpha > 0, at the defaults."""
    return condition if condition in (DEFAULTS, ALWAYS) else f"if {condition}"


def piece_lines(pieces: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the pieces of a definition, one a line, each with the condition under which it holds."""
    rows = [(spelled_out(number(each["expression"])), condition_text(each["where"])) for each in pieces]
    if len(rows) == 1 and not rows[0][1]:
        return [rows[0][0]]
    return [f"{text}   {under(condition) if condition else OTHERWISE}" for text, condition in rows]

"""The values of facts in LaTeX, from their plain data; what is not a formula is set as words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sympy import Symbol

from symact.errors import SymactError
from symact.formula.parser import parse, parse_condition
from symact.formula.syntax import RECORDED
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import tex
from symact.sheets.text import LONGEST, SIGNS, title

TITLES = {
    "derivative_identity": "$f'$ in terms of $f$",
    "sup_abs": r"$\sup |f|$",
    "lipschitz": r"$\sup |f'|$",
    "lipschitz_at": r"$\sup |f'|$ at",
    "curvature_bound": r"$\sup |f''|$",
    "gaussian_mean": r"$\mathrm{E}\, f(Z)$",
    "gaussian_second_moment": r"$\mathrm{E}\, f(Z)^2$",
    "gaussian_slope_second_moment": r"$\mathrm{E}\, f'(Z)^2$",
}
"""Property -> how a document calls it; any other goes by its own name."""

DECIMAL = re.compile(r"(-?\d+\.\d{12})\d{5,}(?:e([+-]\d+))?")

SET = re.compile(r"Interval(?:\.(open|Lopen|Ropen))?\(([^,]+), ([^()]+(?:\([^()]*\)[^()]*)*)\)")

WIDE = 60
"""Characters of a formula beyond which its brackets stay small, so that a line may break inside."""

WORDS = ("kind", "direction", "stability", "side", "input")


def heading(name: str) -> str:
    """Return how a document calls a property."""
    return TITLES.get(name, escape(title(name)))


class Typesetter:
    """Writes the values of one sheet's facts.

    Args:
        symbols: the parameters by name.
    """

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        more = {name: Symbol(name, real=True) for name in ("f", "y", "n", "m", "v")}
        self.symbols = {**more, **symbols}

    def claim(self, fact: Mapping[str, Any]) -> str:
        """Return what a fact claims as a line of text with formulas.

        Args:
            fact: its plain data, as `Fact.to_json` gives it.
        """
        if fact["value"] is None:
            reasons = [part["reason"] for part in fact["evidence"] if part["kind"] == "gap"]
            said = escape(f"unknown: {reasons[0] if reasons else 'no evidence'}")
        else:
            said = self._value(fact["property"], fact["value"], fact.get("decimal"))
        return self._if(said, fact["scope"])

    def math(self, text: object, decimal: object = None) -> str:
        """Return a formula or number between dollar signs; words and whatever is no formula as text."""
        written = str(text)
        if len(written) > LONGEST and isinstance(decimal, str):
            written = decimal
        found = self._formula(written)
        return escape(written) if found is None else f"${found}$"

    def _formula(self, text: str) -> str | None:
        if text in ("oo", "-oo"):
            return text.replace("oo", r"\infty")
        digits = DECIMAL.fullmatch(text)
        if digits:
            return rf"{digits[1]}\ldots" + (rf" \cdot 10^{{{int(digits[2])}}}" if digits[2] else "")
        series, _, rest = text.partition("O(")
        if rest:
            known = self._formula(series.rstrip(" +")) if series.strip() else ""
            order = self._formula(rest[:-1])
            return None if known is None or order is None else f"{known} + O({order})".removeprefix(" + ")
        try:
            return tex(parse(text, self.symbols, RECORDED), breakable=len(text) > WIDE)
        except SymactError:
            return None

    def condition(self, text: str) -> str:
        """Return a condition on parameters or x; empty where it always holds."""
        if text == "True":
            return ""
        if len(text) > 2 * LONGEST:
            return "the parameters have their default values"
        try:
            return f"${tex(parse_condition(text, self.symbols, RECORDED))}$"
        except SymactError:
            return escape(text)

    def _if(self, claim: str, condition: str) -> str:
        given = self.condition(condition)
        return f"{claim} \\ if {given}" if given else claim

    def _value(self, name: str, value: Any, decimal: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name == "domain":
            return self._set(value)
        if name == "range":
            known = decimal if isinstance(decimal, dict) else {}
            low, high = (self.math(value[end], known.get(end)) for end in ("lower", "upper"))
            return f"{'[' if value['lower_attained'] else '('}{low}, {high}{']' if value['upper_attained'] else ')'}"
        if isinstance(value, list):
            decimals = decimal if isinstance(decimal, list) and len(decimal) == len(value) else [None] * len(value)
            return "; ".join(self._entry(each, d) for each, d in zip(value, decimals, strict=True)) or "none"
        if isinstance(value, dict):
            return self._entry(value, decimal)
        return self.math(value, decimal)

    def _set(self, text: str) -> str:
        found = [(m[1] or "", self.math(m[2]), self.math(m[3])) for m in SET.finditer(text)]
        parts = [
            f"{'(' if kind in ('open', 'Lopen') or 'infty' in low else '['}{low}, {high}"
            f"{')' if kind in ('open', 'Ropen') or 'infty' in high else ']'}"
            for kind, low, high in found
        ]
        return r" $\cup$ ".join(parts) or escape(text)

    def _entry(self, part: object, decimal: object = None) -> str:
        """Return one entry: a place first, then what is said of it."""
        if not isinstance(part, dict):
            return self._identity(str(part)) if " = " in str(part) else self.math(part, decimal)
        if part.keys() == {"where", "expression"}:
            return self._if(self.math(part["expression"]), part["where"])
        known = decimal if isinstance(decimal, dict) else {}
        rest, place = dict(part), ""
        if "at" in rest:
            place = f"$x = {self.math(rest.pop('at'), known.get('at')).strip('$')}$"
        elif "from" in rest:
            place = f"({', '.join(self.math(rest.pop(end), known.get(end)) for end in ('from', 'to'))})"
        if "period" in rest:
            place += f" $+\\, k \\cdot {self.math(rest.pop('period')).strip('$')}$"
        said = [self._said(key, each, known.get(key)) for key, each in rest.items() if each is not None]
        return ": ".join(each for each in (place, ", ".join(said)) if each)

    def _said(self, key: str, value: Any, decimal: object) -> str:
        if key == "sign":
            return SIGNS.get(value, str(value))
        if key == "global":
            return "global" if value else "local"
        if key in WORDS:
            return self.math(value) if str(value) in ("oo", "-oo") else escape(str(value))
        if key == "identity":
            return self._identity(str(value))
        if key == "condition":
            return "never" if value == "False" else f"if {given}" if (given := self.condition(value)) else "always"
        if key == "pieces":
            return "; ".join(self._entry(each) for each in value)
        return f"{escape(key.replace('_', ' '))} {self._nested(value, decimal)}"

    def _nested(self, value: object, decimal: object) -> str:
        if not isinstance(value, list):
            return self.math(value, decimal)
        decimals = decimal if isinstance(decimal, list) else [None] * len(value)
        return f"({', '.join(self._nested(v, d) for v, d in zip(value, decimals, strict=True))})"

    def _identity(self, text: str) -> str:
        """Set an equation between f(x), f(-x) and a formula."""
        left, _, right = text.partition(" = ")
        known = self._formula(right)
        return f"${left} = {known}$" if known is not None and "_" not in left else escape(text)

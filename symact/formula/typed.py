"""Formulas typed by a user become definitions like those of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sympy import Symbol

from symact.definition.activation import Activation, Param, Source
from symact.definition.bound import Bound, bind
from symact.definition.parameters import exact_value
from symact.errors import SymactError
from symact.formula.hidden_conditions import refuse_vanished
from symact.formula.parser import parse
from symact.formula.switches import resolved

DECLARATION = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:(>)\s*0|(=)\s*(\S+)|(real))?\s*", re.ASCII)

STAND_IN = 1
"""Value of a parameter where a property can be derived for numbers only."""


def definition(formula: str, declarations: Iterable[str] = ()) -> Activation | Bound:
    """Return what a typed formula defines, with parameters bound where all of them are given.

    Args:
        formula: text in x and the declared parameters.
        declarations: ``a>0`` (positive), ``a`` or ``a real``, ``a=1/2`` (bound to that exact value).

    Raises:
        SymactError: the formula or a declaration cannot be read; one line says why.
    """
    symbols: dict[str, Symbol] = {}
    values: dict[str, object] = {}
    for text in declarations:
        name, symbol, value = _declared(text)
        if name in symbols:
            raise SymactError(f"--param {text}: {name} is declared twice; declare it once")
        symbols[name] = symbol
        if value is not None:
            values[name] = exact_value(value, name)
    parsed = parse(formula, symbols)
    unused = [name for name, symbol in symbols.items() if symbol not in parsed.free_symbols]
    if unused:
        raise SymactError(f"--param {unused[0]}: the formula does not use {unused[0]}; remove it")
    try:
        expression = resolved(parsed)
    except SymactError:
        # Where a switch stands may be known for the values that are given, though not for all.
        if not values:
            raise
        expression = resolved(parsed.subs({symbols[name]: value for name, value in values.items()}))
        symbols = {name: symbol for name, symbol in symbols.items() if name not in values}
    refuse_vanished(expression)
    params = tuple(Param.of(s, values.get(n, STAND_IN), "declared with the formula") for n, s in symbols.items())
    activation = Activation(
        name="formula",
        title=formula.strip(),
        expression=expression,
        params=params,
        sources=(Source("typed formula", formula.strip()),),
    )
    return bind(activation) if params and all(name in values for name in symbols) else activation


def _declared(text: str) -> tuple[str, Symbol, str | None]:
    found = DECLARATION.fullmatch(text)
    if not found or found[1] == "x":
        raise SymactError(f"--param {text!r} is no declaration; write a>0, a (any real number) or a=1/2")
    name, positive, _, value, _ = found.groups()
    symbol = Symbol(name, positive=True) if positive else Symbol(name, real=True)
    return name, symbol, value

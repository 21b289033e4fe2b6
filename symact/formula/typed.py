"""Formulas of one's own, typed or built with SymPy, become definitions like those of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product

import sympy
from sympy import Expr, Symbol

from symact import catalogue
from symact.analysis.definition_cases import definition_cases, require_defined
from symact.analysis.switches import resolved
from symact.definition.activation import NAME, Activation, Param, Source, x
from symact.definition.bound import Bound, bind
from symact.definition.parameters import exact_value
from symact.definition.pieces import split
from symact.errors import DefinitionError, SymactError, told
from symact.formula.hidden_conditions import refuse_vanished
from symact.formula.parser import parse
from symact.formula.time_bound import DEFINITION_SECONDS, budget

DECLARATION = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:([<>])\s*0|(=)\s*(\S+)|(real))?\s*", re.ASCII)

SAYS = "declared with the formula"

ASSUMED = {">": {"positive": True}, "<": {"negative": True}, None: {"real": True}}
"""How a parameter is compared with 0 -> what is assumed of its symbol."""

STAND_INS = (1, -1, 2, -2)
"""Values of a declared parameter where none is given: the first that is allowed."""

OWN = "formula"
"""What a formula is called that is given no name."""


def define(
    formula: str | Expr,
    *,
    name: str = OWN,
    params: Iterable[str | Param] | Mapping[str, object] = (),
) -> Activation:
    """Return the activation that a formula defines, to be used wherever a name of the catalogue is.

    Args:
        formula: text in x and the parameters, such as "x*tanh(log(1 + exp(x)))", or a SymPy expression in one symbol
            and the parameters. Decimals in text are exact; a SymPy Float must be an exact binary number, as 0.5 is.
        name: what tables and verdicts call it: a-z, 0-9 and _; no name of the catalogue.
        params: the parameters: texts such as "a>0", "a<0" or "a" (any real number), with default 1 or -1, or
            "a=1/2" (any real number, with that default); `Param` objects; or a mapping of names to defaults.

    Returns:
        The definition, validated. Its parameters stay symbols until they are bound by ``params=`` of a function.

    Raises:
        SymactError: the formula or a declaration cannot be read, or the formula is not defined somewhere on the line.
    """
    if isinstance(params, (str, Param)):
        params = (params,)
    elif isinstance(params, Mapping):
        params = tuple(Param.real(_declared(key).name, exact_value(value, key), SAYS) for key, value in params.items())
    if not isinstance(params, Iterable):
        raise DefinitionError(
            f"params must be declarations such as 'a>0', or map names to defaults, not {told(params)}"
        )
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise DefinitionError(f"{told(name)}: a name is made of a-z, 0-9 and _, and starts with a letter")
    if name in (*catalogue.names(), *catalogue.aliases()):
        raise DefinitionError(f"{name!r} is an activation of the catalogue; give the formula another name")
    return _define(formula, [each if isinstance(each, Param) else _declared(each) for each in params], name)[0]


def definition(formula: str, declarations: Iterable[str] = (), name: str = OWN) -> Activation | Bound:
    """Return what a typed formula defines, with parameters bound where all of them are given.

    Args:
        formula: text in x and the declared parameters.
        declarations: ``a>0`` (positive), ``a<0``, ``a`` or ``a real``, ``a=1/2`` (bound to that exact value).
        name: what it is called.

    Raises:
        SymactError: the formula or a declaration cannot be read; one line says why.
    """
    activation, given = _define(formula, [_declared(text) for text in declarations], name)
    return bind(activation) if activation.params and given else activation


def _define(formula: str | Expr, params: list[Param], name: str) -> tuple[Activation, bool]:
    """Return the activation, and whether each of its parameters has a value of its own; within the budget."""
    with budget(formula if isinstance(formula, str) else "(SymPy)", DEFINITION_SECONDS, "define"):
        return _defined(formula, params, name)


def _defined(formula: str | Expr, params: list[Param], name: str) -> tuple[Activation, bool]:
    symbols: dict[str, Symbol] = {}
    for param in params:
        if param.name in symbols:
            raise SymactError(f"--param {param.name}: {param.name} is declared twice; declare it once")
        symbols[param.name] = param.symbol
    values = {p.name: p.default for p in params if p.default is not None}
    text = formula.strip() if isinstance(formula, str) else _text(formula, symbols)
    parsed = parse(text, symbols)
    unused = [key for key, symbol in symbols.items() if symbol not in parsed.free_symbols]
    if unused:
        raise SymactError(f"--param {unused[0]}: the formula does not use {unused[0]}; remove it")
    expression, symbols = _pieced(parsed, symbols, values)
    activation = Activation(
        name=name,
        title=text if name == OWN else f"{name}: {text}",
        expression=expression,
        params=tuple(Param.of(symbols[key], value, SAYS) for key, value in _defaults(expression, symbols, values)),
        sources=(Source("typed formula" if isinstance(formula, str) else "SymPy expression", text),),
    )
    return activation, all(key in values for key in symbols)


def _pieced(parsed: Expr, symbols: dict[str, Symbol], values: Mapping[str, Expr]) -> tuple[Expr, dict[str, Symbol]]:
    """Return a formula whose pieces are known in every case of its parameters, and those that stay symbols."""
    expression = parsed
    try:
        expression = resolved(parsed)
        if symbols:
            split(expression, x)
    except SymactError:
        if not symbols:
            raise
        given = {symbols[key]: value for key, value in values.items()}
        require_defined(parsed, given)
        # Where a switch stands may be known for the values that are given, though not for all.
        if given:
            return _pieced(parsed.subs(given), {key: s for key, s in symbols.items() if key not in values}, {})
    for region in definition_cases(expression):
        refuse_vanished(resolved(region.put(expression)))
    return expression, symbols


def _defaults(
    expression: Expr, symbols: Mapping[str, Symbol], values: Mapping[str, Expr]
) -> Iterable[tuple[str, Expr]]:
    """Return each parameter with the value that is given, or else with one for which the formula is defined."""
    choices = [(values[key],) if key in values else _stand_ins(symbol) for key, symbol in symbols.items()]
    refused: SymactError | None = None
    for chosen in product(*choices):
        try:
            require_defined(expression, dict(zip(symbols.values(), chosen, strict=True)))
            return list(zip(symbols, chosen, strict=True))
        except SymactError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def _stand_ins(symbol: Symbol) -> tuple[Expr, ...]:
    signs = {1} if symbol.is_positive else {-1} if symbol.is_negative else {1, -1}
    return tuple(sympy.Integer(each) for each in STAND_INS if sympy.sign(each) in signs)


def _declared(text: str) -> Param:
    """Return the parameter that a text declares; its default is None where none is given."""
    found = DECLARATION.fullmatch(text) if isinstance(text, str) else None
    if not found or found[1] == x.name:
        raise SymactError(f"--param {told(text)} is no declaration; write a>0, a<0, a (any real number) or a=1/2")
    name, side, _, value, _ = found.groups()
    default = None if value is None else exact_value(value, name)
    return Param(Symbol(name, **ASSUMED[side]), default, SAYS)


def _text(expression: object, params: Mapping[str, Symbol]) -> str:
    """Return a SymPy expression as text in x: whatever comes from outside is read by the one parser."""
    if not isinstance(expression, Expr):
        raise SymactError(f"a formula is text or a SymPy expression, not {expression!r}")
    free = {str(symbol): symbol for symbol in expression.free_symbols}
    inputs = sorted(free.keys() - params.keys())
    if len(inputs) > 1:
        others = [each for each in inputs if each != x.name]
        raise SymactError(f'formula: {" and ".join(others)} must be declared; write params=["{others[0]}>0"]')
    for number in expression.atoms(sympy.Float):
        if sympy.Rational(str(number)) != sympy.Rational(number):
            near = repr(float(number))
            raise SymactError(f"formula: {near} is a Float; write sympy.Rational({near!r}), or the formula as text")
    replacement = {free[key]: params.get(key, x) for key in free}
    return str(expression.xreplace(replacement))

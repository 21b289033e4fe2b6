"""Formulas of one's own, typed or built with SymPy, become definitions like those of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import sympy
from sympy import Expr, Symbol

from symact import catalogue
from symact.analysis.definition_cases import asks_nothing, definition_cases, open_power, require_defined
from symact.analysis.recurring import recurring
from symact.analysis.switches import resolved
from symact.definition.activation import NAME, Activation, Param, Source, x
from symact.definition.bound import Bound, bind
from symact.definition.domain import Domain, Line, Pair, Vector
from symact.definition.parameters import exact_value
from symact.definition.pieces import split
from symact.definition.reductions import Attained, outermost
from symact.errors import DefinitionError, SwitchError, SymactError, excerpt
from symact.formula.hidden_conditions import refuse_vanished
from symact.formula.parser import parse
from symact.formula.syntax import DEFINITION
from symact.formula.time_bound import DEFINITION_SECONDS, budget
from symact.formula.vocabulary import NAMES
from symact.sentence import unmarked

DECLARATION = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:([<>]|>=)\s*0|(=)\s*(\S+)|(real))?\s*", re.ASCII)

INPUT = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)

SAYS = "declared with the formula"

ASSUMED = {">": {"positive": True}, "<": {"negative": True}, ">=": {"nonnegative": True}, None: {"real": True}}
"""How a parameter is compared with 0 -> what is assumed of its symbol."""

READINGS = 3
"""Times that a formula is read back from its text, at most, until it stays as it is."""

STAND_INS = (1, -1, 2, -2)
"""Values of a declared parameter where none is given: the first that is allowed."""

OWN = "formula"
"""What a formula is called that is given no name."""


def define(
    formula: str | Expr,
    *,
    name: str = OWN,
    params: Iterable[str | Param] | Mapping[str, object] = (),
    inputs: Sequence[str] = ("x",),
) -> Activation:
    """Return the activation that a formula defines, to be used wherever a name of the catalogue is.

    A formula with a reduction is of a vector, written for one entry: "exp(x)/total(exp(x))".

    Args:
        formula: text in x and the parameters, such as "x*tanh(log(1 + exp(x)))", or a SymPy expression in one symbol
            and the parameters. Decimals in text are exact; a SymPy Float must be an exact binary number, as 0.5 is.
        name: what tables and verdicts call it: a-z, 0-9 and _; no name of the catalogue.
        params: the parameters: texts such as "a>0", "a>=0", "a<0" or "a" (any real number), with default 1 or -1, or
            "a=1/2" (any real number, with that default); `Param` objects; or a mapping of names to defaults.
        inputs: names of the inputs: ("a", "b") for a pair, ("x", "weight") for vectors with weights; "x" else.

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
            f"params must be declarations such as 'a>0', or map names to defaults, not {excerpt(params)}"
        )
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise DefinitionError(f"{excerpt(name)}: a name is made of a-z, 0-9 and _, and starts with a letter")
    if name in (*catalogue.names(), *catalogue.aliases()):
        raise DefinitionError(f"{name!r} is an activation of the catalogue; give the formula another name")
    declared = [each if isinstance(each, Param) else _declared(each) for each in params]
    return _define(formula, declared, name, checked_inputs(inputs))[0]


def checked_inputs(given: object) -> tuple[str, ...]:
    """Return names of inputs, x first where there is a vector, or raise DefinitionError."""
    names = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    if not names or not all(isinstance(each, str) and INPUT.fullmatch(each) for each in names):
        raise DefinitionError(f"inputs must be names, such as ('a', 'b') for a pair, not {excerpt(given)}")
    for each in names:
        if each in NAMES - {x.name}:
            raise DefinitionError(f"inputs: {each} has a meaning in formulas; give the input another name")
    return tuple(map(str, names))


def definition(
    formula: str, declarations: Iterable[str] = (), name: str = OWN, inputs: Sequence[str] = ("x",)
) -> Activation | Bound:
    """Return what a typed formula defines, with parameters bound where all of them are given.

    Args:
        formula: text in x and the declared parameters.
        declarations: ``a>0`` (positive), ``a>=0``, ``a<0``, ``a`` or ``a real``, ``a=1/2`` (bound to that exact value).
        name: what it is called.
        inputs: names of the inputs, as of `define`.

    Raises:
        SymactError: the formula or a declaration cannot be read; one line says why.
    """
    activation, given = _define(formula, [_declared(text) for text in declarations], name, checked_inputs(inputs))
    return bind(activation) if activation.params and given else activation


def _define(
    formula: str | Expr, params: list[Param], name: str, inputs: tuple[str, ...] = ("x",)
) -> tuple[Activation, bool]:
    """Return the activation, and whether each of its parameters has a value of its own; within the budget."""
    with budget(formula if isinstance(formula, str) else "(SymPy)", DEFINITION_SECONDS, "define"):
        try:
            return _defined(formula, params, name, inputs)
        except SwitchError as error:
            raise SymactError(f"formula: {unmarked(str(error))}; {error.remedy}") from None


def _defined(formula: str | Expr, params: list[Param], name: str, inputs: tuple[str, ...]) -> tuple[Activation, bool]:
    symbols: dict[str, Symbol] = {}
    for param in params:
        if param.name in symbols:
            raise SymactError(f"--param {param.name}: {param.name} is declared twice; declare it once")
        symbols[param.name] = param.symbol
    values = {p.name: p.default for p in params if p.default is not None}
    known = {each: Symbol(each, real=True) for each in inputs}
    for each in known.keys() & symbols.keys():
        raise SymactError(f"--param {each}: {each} is an input; give the parameter another name")
    text = (
        formula.strip()
        if isinstance(formula, str)
        else _text(formula, symbols if inputs == (x.name,) else symbols | known)
    )
    parsed = parse(text, symbols | known)
    unused = [key for key, symbol in symbols.items() if symbol not in parsed.free_symbols]
    if unused:
        raise SymactError(f"--param {unused[0]}: the formula does not use {unused[0]}; remove it")
    domain = domain_of(parsed, inputs)
    if not isinstance(domain, Line):
        return _of_several(parsed, symbols, values, name, text, domain), all(key in values for key in symbols)
    expression, symbols = _pieced(parsed, symbols, values)
    expression = _as_read(expression, symbols)
    activation = Activation(
        name=name,
        title=text if name == OWN else f"{name}: {text}",
        expression=expression,
        params=tuple(Param.of(symbols[key], value, SAYS) for key, value in _defaults(expression, symbols, values)),
        sources=(Source("typed formula" if isinstance(formula, str) else "SymPy expression", text),),
    )
    return activation, all(key in values for key in symbols)


def domain_of(parsed: Expr, inputs: tuple[str, ...]) -> Domain:
    """Return what a formula takes: a vector where it has a reduction, else one number or two by their names.

    Raises:
        DefinitionError: the names are none of such inputs.
    """
    if outermost(parsed):
        if inputs[0] != x.name:
            raise DefinitionError(f"inputs: the entries of the vector are called x, not {inputs[0]}; write x first")
        return Vector(beside=inputs[1:])
    if parsed.has(Attained):
        raise DefinitionError("Attained tells entries of a vector apart; write it of total(...) or greatest(...)")
    if inputs == (x.name,):
        return Line()
    if len(inputs) != 2:
        raise DefinitionError(f"inputs: a formula without total or greatest has x, or two inputs, not {len(inputs)}")
    return Pair(*inputs)


def _of_several(
    parsed: Expr, symbols: Mapping[str, Symbol], values: Mapping[str, Expr], name: str, text: str, domain: Domain
) -> Activation:
    """Return the definition of a function of several numbers; where it has no value is seen when it is asked for."""
    defaults = {key: values.get(key, _stand_ins(symbol)[0]) for key, symbol in symbols.items()}
    return Activation(
        name=name,
        title=text if name == OWN else f"{name}: {text}",
        expression=parsed,
        params=tuple(Param.of(symbol, defaults[key], SAYS) for key, symbol in symbols.items()),
        sources=(Source("formula", text),),
        domain=domain,
    )


def _pieced(parsed: Expr, symbols: dict[str, Symbol], values: Mapping[str, Expr]) -> tuple[Expr, dict[str, Symbol]]:
    """Return a formula whose pieces are known in every case of its parameters, and those that stay symbols."""
    expression = parsed
    if not symbols and recurring(parsed):
        return parsed, symbols
    given = {symbols[key]: value for key, value in values.items()}
    power = None
    try:
        expression = resolved(parsed)
        power = open_power(split(expression, x)) if symbols else None
        bound = power is not None and power.exp.free_symbols <= given.keys()
    except SymactError:
        if not symbols:
            raise
        require_defined(parsed, given)
        bound = bool(given)
    if bound:
        # Where a switch stands, or a power has a value, may be known for the values that are given, though not for all.
        return _pieced(parsed.subs(given), {key: s for key, s in symbols.items() if key not in values}, {})
    if power is not None:
        raise SymactError(
            f"formula: where {power.base} is negative, {power} has a value for integers {power.exp} alone; "
            f"write abs({power.base}) or a Piecewise, or give the exponent a value"
        )
    for region in definition_cases(expression):
        own = region.put(expression)
        if asks_nothing(own):
            continue
        try:
            refuse_vanished(resolved(own))
        except SwitchError as error:
            raise SwitchError(region.told(str(error)), error.remedy) from None
        except SymactError as error:
            raise SymactError(region.told(str(error))) from None
    return expression, symbols


def _as_read(expression: Expr, symbols: Mapping[str, Symbol]) -> Expr:
    """Return a formula as it comes back from its text, which is what a sheet holds: a sign may stand elsewhere."""
    for _ in range(READINGS):
        again = parse(str(expression), symbols, DEFINITION)
        if again == expression:
            break
        expression = again
    return expression


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
    signs = {1} if symbol.is_nonnegative else {-1} if symbol.is_negative else {1, -1}
    return tuple(sympy.Integer(each) for each in STAND_INS if sympy.sign(each) in signs)


def _declared(text: str) -> Param:
    """Return the parameter that a text declares; its default is None where none is given."""
    found = DECLARATION.fullmatch(text) if isinstance(text, str) else None
    if not found or found[1] == x.name:
        raise SymactError(f"--param {excerpt(text)} is no declaration; write a>0, a>=0, a<0, a (any real) or a=1/2")
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

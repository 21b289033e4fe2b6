"""The catalogue: one activation a file, found and not listed."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from symact.definition.by_parameter import derivative_by, parts
from symact.definition.domain import DOMAINS, Domain, Line, domain_of_kind
from symact.errors import DefinitionError, SymactError, excerpt, unknown_name

if TYPE_CHECKING:
    from symact.definition.activation import Activation
    from symact.definition.declarations import Param


@cache
def names(domain: str | None = None) -> tuple[str, ...]:
    """Return the names of the catalogue's activations, sorted; imports none of them (and no SymPy).

    Args:
        domain: only of those that take one number ("line"), a pair ("pair") or a vector ("vector"); None for all.

    Raises:
        SymactError: there is no such kind of domain; the message names the nearest ones.
    """
    found = sorted(info.name for info in pkgutil.iter_modules(__path__))
    if domain is None:
        return tuple(found)
    chosen = domain_of_kind(domain)
    return tuple(name for name in found if domain_kind(name) is chosen)


@cache
def domain_kind(name: str) -> type[Domain]:
    """Return the kind of domain of an entry, as its file writes ``domain=``, without importing it."""
    (written,) = [*_keywords(name, "domain"), None][:1]
    if written is None:
        return Line
    called = written.func.id if isinstance(written, ast.Call) and isinstance(written.func, ast.Name) else ""
    found = next((each for each in DOMAINS.values() if each.__name__ == called), None)
    if found is None:
        raise DefinitionError(f"{name}: write the domain as domain=Vector() or domain=Pair('a', 'b') in the definition")
    return found


@cache
def family(name: str) -> str:
    """Return the family of an entry, as its file writes it, without importing it; empty where it has none."""
    return str(next((ast.literal_eval(value) for value in _keywords(name, "family")), ""))


@cache
def _text(name: str) -> str:
    return (Path(__path__[0]) / f"{name}.py").read_text(encoding="utf-8")


@cache
def _syntax(name: str) -> ast.Module:
    return ast.parse(_text(name))


def summary(name: str) -> str:
    """Return the first line of a definition's docstring without importing it."""
    return (ast.get_docstring(_syntax(name)) or "").partition("\n")[0]


@cache
def aliases() -> dict[str, str]:
    """Return the other names of the catalogue's activations, each with the entry's own; imports none of them."""
    return {
        alias: name for name in names() for value in _keywords(name, "aliases") for alias in ast.literal_eval(value)
    }


def _keywords(name: str, keyword: str) -> list[ast.expr]:
    """Return what a file writes for a keyword."""
    if keyword not in _text(name):
        # Parsing all files takes a tenth of a second.
        return []
    found = (node for node in ast.walk(_syntax(name)) if isinstance(node, ast.keyword))
    return [node.value for node in found if node.arg == keyword]


def get(name: str) -> Activation:
    """Return the activation of that name.

    Args:
        name: one of `names`, or an alias; ``prelu_by_weight`` is the derivative of prelu by its parameter weight.

    Raises:
        SymactError: there is none; the message names the nearest ones.
        DefinitionError: its file breaks a rule of definitions.
    """
    if not isinstance(name, str):
        raise unknown_name("activation", name, names())
    own = name if name in names() else aliases().get(name)
    derivative = None if own in names() else parts(name)
    if derivative and (derivative[0] in names() or derivative[0] in aliases()):
        return _by(*derivative)
    if own not in names():
        raise unknown_name("activation", name, (*names(), *aliases()))
    return _loaded(own)


@cache
def _loaded(name: str) -> Activation:
    found = load(f"{__name__}.{name}")
    if not isinstance(found.domain, domain_kind(name)):
        raise DefinitionError(f"{name}: write domain= once in the file, where the definition is made")
    return found


def knows(name: str) -> bool:
    """Whether a name is that of an entry, or of the derivative of one by a parameter."""
    try:
        return name in names() or (parts(name) is not None and get(name).name == name)
    except SymactError:
        return False


@cache
def _by(name: str, parameter: str) -> Activation:
    return derivative_by(get(name), parameter)


def by_parameter(activation: Activation) -> tuple[Activation, Param] | None:
    """Return of which entry and by which of its parameters a definition is the derivative; None where it is none."""
    derivative = parts(activation.name)
    if derivative is None or derivative[0] not in names():
        return None
    base = get(derivative[0])
    found = next((each for each in base.params if each.name == derivative[1]), None)
    return (base, found) if found and _by(*derivative).definition_hash == activation.definition_hash else None


def definition(activation: str | Activation) -> Activation:
    """Return an activation: by its name in the catalogue, or a definition of one's own as it is.

    Raises:
        SymactError: the catalogue has no such name, or what is given is neither.
        DefinitionError: its file breaks a rule of definitions.
    """
    if isinstance(activation, str):
        return get(activation)
    from symact.definition.activation import Activation

    if not isinstance(activation, Activation):
        raise SymactError(
            f"{excerpt(activation)} is no activation; give a name of the catalogue, or what symact.define returns"
        )
    return activation


def is_own(activation: Activation) -> bool:
    """Whether a definition is not the catalogue's, whatever its name is."""
    return activation.name not in names() or get(activation.name).definition_hash != activation.definition_hash


def load(module_name: str) -> Activation:
    """Import one definition file and return its ACTIVATION, whose name must be the file's.

    Equal names of a file and its definition make a duplicate name impossible: a folder
    holds a file name once.

    Raises:
        DefinitionError: the file breaks a rule of definitions or cannot be imported; the message names it.
    """
    from symact.definition.activation import Activation

    stem = module_name.rpartition(".")[2]
    try:
        module = importlib.import_module(module_name)
    except DefinitionError as error:
        text = str(error)
        raise DefinitionError(text if text.startswith(f"{stem}: ") else f"{stem}: {text}") from None
    # A file that somebody adds may raise anything.
    except Exception as error:
        raise DefinitionError(f"{stem}: the file cannot be imported: {type(error).__name__}: {error}") from error
    activation = getattr(module, "ACTIVATION", None)
    if not isinstance(activation, Activation):
        raise DefinitionError(f"{stem}: the file must define one ACTIVATION")
    if activation.name != stem:
        raise DefinitionError(f"{stem}: ACTIVATION is called {activation.name!r}; name and file must agree")
    if activation.condition is None:
        return activation
    from symact.symbolic.fixed_point_condition import solved

    return solved(activation)

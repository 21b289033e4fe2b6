"""Importing a callable by its dotted path, or by ``module:function``."""

import importlib
from collections.abc import Callable
from typing import Any

from symact.errors import CandidateError


def resolve(path: str) -> Callable[..., Any]:
    """Return the callable of that path; the longest prefix that is a module is imported.

    Raises:
        CandidateError: no part can be imported, an attribute is missing, or what is found cannot be called.
    """
    module_name, colon, attributes = path.partition(":")
    if colon:
        found: Any = _import(module_name, path)
        names = attributes.split(".")
    else:
        found, names = _longest_module(path)
    for name in names:
        if not hasattr(found, name):
            raise CandidateError(f"{path} does not exist: {getattr(found, '__name__', found)!r} has no {name!r}")
        found = getattr(found, name)
    if not callable(found):
        raise CandidateError(f"{path} is no function, but of type {type(found).__name__}")
    return found  # type: ignore[no-any-return]


def _import(module_name: str, path: str) -> Any:
    try:
        return importlib.import_module(module_name)
    # A module on trial may raise anything while it is imported, SystemExit too.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise CandidateError(f"{path} cannot be imported: {one_line(error)}") from None


def _longest_module(path: str) -> tuple[Any, list[str]]:
    parts = path.split(".")
    found = _import(parts[0], path)
    for index in range(1, len(parts)):
        if hasattr(found, parts[index]):
            found = getattr(found, parts[index])
            continue
        try:
            found = importlib.import_module(".".join(parts[: index + 1]))
        except ImportError:
            return found, parts[index:]
    return found, []


def one_line(error: BaseException) -> str:
    """Return an exception as one line: its type and the first line of its text, at most 500 characters of it."""
    try:
        text = str(error).strip().splitlines()
    # What code on trial raises may raise again when it is asked what it says.
    except Exception:
        text = []
    return f"{type(error).__name__}: {text[0].strip()[:500]}" if text else type(error).__name__

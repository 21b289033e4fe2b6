"""Asking a candidate which function it is: a library's function by its path, or whatever can be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from symact import catalogue
from symact.candidates import adapter, form, plan
from symact.candidates.call import Argument, CallSpec
from symact.candidates.in_process import here
from symact.candidates.process.parent import Sandbox
from symact.definition.activation import Activation
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.errors import SymactError, excerpt
from symact.formats.floating import DType, get_format
from symact.judge.identify.hypotheses import Hypothesis
from symact.judge.identify.separate import Identification, identify, inputs
from symact.system.time_limit import CANDIDATE

AXES = ("axis", "dim")
"""Names of arguments that libraries want as an integer."""


def whichis(
    candidate: Callable[[Any], Any] | str,
    *,
    dtype: DType = "float32",
    arguments: Mapping[str, str] | None = None,
    framework: str | None = None,
    timeout: float = CANDIDATE,
    also: Iterable[Activation] = (),
) -> Identification:
    """Tell which activation a candidate computes.

    Args:
        candidate: a callable of one array, the path of a library's function such as "torch.nn.functional.gelu",
            or a target that needs no library, such as "module:function".
        dtype: format of inputs and results.
        arguments: keyword arguments of a library's function, as text: numbers, true, false, or words.
        framework: whose arrays a callable takes; None to tell by its module.
        timeout: seconds that a candidate in its own process may take.
        also: definitions of your own that are tried besides the catalogue, with their default parameters.

    Returns:
        The function, its parameters, and what tells it from others; its `name` is None if nothing fits.

    Raises:
        SymactError: a format or a path that does not exist.
        CandidateError: the candidate cannot be called, crashes, or returns another shape or dtype.
    """
    fmt = get_format(dtype)
    given: object = also
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SymactError(f"also must be definitions of your own, such as [symact.define(...)], not {excerpt(also)}")
    if not isinstance(candidate, str) and arguments:
        raise SymactError(
            "arguments are for a library's function named by its path; bind those of a callable: "
            "functools.partial(f, key=value)"
        )
    x_bits, more = inputs(fmt), [Hypothesis(bind(catalogue.definition(each))) for each in also]
    if not isinstance(candidate, str):
        found = here(candidate, framework).results(x_bits, fmt, Quantity.VALUE, tried=False)
        return identify(x_bits, found.bits, fmt, more)
    target, spec = named(candidate, arguments or {})
    plan.ready(target)
    with Sandbox(timeout) as child:
        outcome = child.evaluate(target, spec, x_bits, fmt, Quantity.VALUE)
    return identify(x_bits, outcome.checked(spec.path).bits, fmt, more)


def named(candidate: str, arguments: Mapping[str, str]) -> tuple[str, CallSpec]:
    """Return the target and the call that a text names.

    Raises:
        SymactError: the text is a library alone, or no library has an adapter for that path.
    """
    values = tuple(_argument(key, text) for key, text in arguments.items())
    own = form(candidate)
    if own:
        if values:
            raise SymactError(f"{candidate} takes no arguments; they are for a library's function")
        return candidate, CallSpec(own.path(candidate))
    library, dot, _ = candidate.partition(".")
    if not dot:
        raise SymactError(f"{candidate!r} names no function; give its path, such as torch.nn.functional.gelu")
    adapter(library)
    return library, CallSpec(candidate, values)


def _argument(key: str, text: str) -> Argument:
    if text.lower() in ("true", "false"):
        return Argument(key, "literal", text.lower() == "true")
    if text.lstrip("-").isdecimal() and key in AXES:
        return Argument(key, "literal", int(text))
    try:
        return Argument(key, "float", float(text).hex())
    except ValueError:
        return Argument(key, "literal", text)

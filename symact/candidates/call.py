"""How to call a library's function, as plain data that crosses to another process; no SymPy here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from symact.errors import CandidateError

Kind = Literal["float", "array", "literal", "last_axis", "shared"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One keyword argument.

    Args:
        keyword: the library's own name for it.
        kind: "float": a Python float, written in hexadecimal; "array": an array of one element in the
            input's format, its value written as such a float; "literal": a text, a truth value or an integer as it is;
            "last_axis": the shape of the input's last axis, known when it is called; "shared": a further vector of the
            input, such as weights, given with it.
        value: the text, truth value or integer.
    """

    keyword: str
    kind: Kind
    value: str | bool | int

    def to_python(self, array: Callable[[float], Any]) -> Any:
        """Return the value to pass; array makes a library's one-element array of a float."""
        if self.kind in ("literal", "last_axis", "shared"):
            return self.value
        number = float.fromhex(str(self.value))
        return array(number) if self.kind == "array" else number


@dataclass(frozen=True, slots=True)
class CallSpec:
    """A callable of a library and its arguments besides the input.

    Args:
        path: importable path such as ``torch.nn.functional.celu``, or ``module:function``.
        arguments: keyword arguments in the library's own names.
        construct: whether path is a class to be constructed with the arguments first.
        by: keyword of the argument by which the function is differentiated, one for each input; "" for the function.
    """

    path: str
    arguments: tuple[Argument, ...] = ()
    construct: bool = False
    by: str = ""

    def shown_arguments(self) -> dict[str, Any]:
        """Return the arguments for a reader: floats as decimals that read back exactly."""
        return {a.keyword: a.to_python(lambda number: [number]) for a in self.arguments}

    def varied(self, array: Callable[[float], Any]) -> tuple[Callable[[Any, Any], Any], float]:
        """Return the callable as a function of the input and of the argument `by`, and that argument's value.

        Raises:
            CandidateError: it cannot be imported.
        """
        from symact.candidates.resolve import resolve

        found = resolve(self.path)
        keywords = {a.keyword: a.to_python(array) for a in self.arguments if a.keyword != self.by}
        (value,) = (a.to_python(lambda number: number) for a in self.arguments if a.keyword == self.by)
        return lambda values, varied: found(values, **keywords, **{self.by: varied}), value

    def make(self, array: Callable[[float], Any]) -> Callable[[Any], Any]:
        """Import the callable and return it as a function of the input, and of the vectors that go with it.

        Raises:
            CandidateError: it cannot be imported.
        """
        from symact.candidates.resolve import resolve

        found = resolve(self.path)
        keywords = {a.keyword: a.to_python(array) for a in self.arguments if a.kind not in ("last_axis", "shared")}
        shaped = [a.keyword for a in self.arguments if a.kind == "last_axis"]
        if self.construct:
            constructed = found(**keywords)
            if not callable(constructed):
                raise CandidateError(f"{self.path} constructs nothing that can be called")
            return constructed  # type: ignore[no-any-return]
        # Some functions take by position alone what their documentation names (jax.numpy.heaviside).
        positional = [keywords.pop(name) for name in _positional_only(found) if name in keywords]
        shared = [a.keyword for a in self.arguments if a.kind == "shared"]
        if not (shaped or shared):
            return lambda values: found(values, *positional, **keywords)

        def called(values: Any, *beside: Any) -> Any:
            shapes = dict.fromkeys(shaped, tuple(values.shape[-1:]))
            return found(values, *positional, **keywords, **shapes, **dict(zip(shared, beside, strict=True)))

        return called


def _positional_only(function: Callable[..., Any]) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    # What inspect raises for what is written in C and does not show its parameters.
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_ONLY]

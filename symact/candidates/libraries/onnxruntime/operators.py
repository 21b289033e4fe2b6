"""Operators of the ONNX standard that are activations of the catalogue, for models that anybody's runtime may run."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from symact import catalogue
from symact.candidates.libraries import profile
from symact.candidates.libraries.onnxruntime.spelling import PROFILES
from symact.candidates.spelling import AsArray
from symact.definition.activation import Param


class Operator(NamedTuple):
    """An operator of ONNX that is an activation of the catalogue.

    Args:
        name: the operator's.
        attributes: its attributes; a text that begins with ":" names the parameter that is passed.
        only: values that parameters must have, as exact text, where the operator has no attribute for them.
    """

    name: str
    attributes: Mapping[str, str | int | float] = {}
    only: Mapping[str, str] = {}


BEYOND = {"silu": Operator("Swish", {"alpha": 1.0}), "sine": Operator("Sin", only={"w0": "1"})}
"""Operators of the standard that ONNX Runtime's profiles lack: its operator set is older, w0 is no attribute."""


@cache
def operators() -> dict[str, Operator]:
    """Return the operators by name of the activation: ONNX Runtime's spelling where attributes say everything."""
    found = {}
    for name in PROFILES:
        spelled = profile(catalogue.get(name), "onnxruntime")
        if (
            spelled
            and spelled.path.count(".") == 1
            and spelled.expression is None
            and not any(isinstance(value, AsArray) for _, value in spelled.arguments)
        ):
            attributes = {key: _attribute(value) for key, value in spelled.arguments}
            fixed = {p.name: str(p.default) for p in catalogue.get(name).params if p not in spelled.params}
            found[name] = Operator(spelled.path.rpartition(".")[2], attributes, fixed)
    return found | BEYOND


def _attribute(value: Any) -> str | int | float:
    if isinstance(value, Param):
        return f":{value.name}"
    return value if isinstance(value, str | int) else float(value)

"""The zoo: wrong kernels, written here from descriptions of defects, so that any checker can be measured against them.

Each is a function of one NumPy array, a target such as ``symact.candidates.zoo.tails:gelu_one_plus_erf``; what it
pretends to be and why it is wrong is told by `kernel`. Modules are found, not listed.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Array = Any
"""An array of a format's dtype."""


@dataclass(frozen=True)
class Kernel:
    """A wrong kernel.

    Args:
        function: computes it.
        activation, dtype, order: what it pretends to be.
        causes: names of diagnoses any of which is right; "" among them where nothing need be named.
        issue: name of the known issue that it reproduces, "" if none.
        policy: what it is judged by, beside the default.
        params: parameters of the activation.
    """

    function: Callable[[Array], Array]
    activation: str
    dtype: str
    order: int
    causes: tuple[str, ...]
    issue: str = ""
    policy: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name."""
        return self.function.__name__

    @property
    def target(self) -> str:
        """How the judge is told of it."""
        return f"{self.function.__module__}:{self.name}"

    @property
    def says(self) -> str:
        """The defect in a sentence."""
        return (self.function.__doc__ or "").strip()


_PLANTED: dict[str, Kernel] = {}


def kernel(activation: str, dtype: str, *causes: str, order: int = 0, **more: Any) -> Callable[[Any], Any]:
    """Return a decorator that puts a function into the zoo; arguments as in `Kernel`."""

    def planted(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
        _PLANTED[function.__name__] = Kernel(function, activation, dtype, order, causes, **more)
        return function

    return planted


@cache
def kernels() -> dict[str, Kernel]:
    """Return all kernels by name."""
    for each in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{each.name}")
    return dict(sorted(_PLANTED.items()))

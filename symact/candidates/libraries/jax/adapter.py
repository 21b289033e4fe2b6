"""JAX on the CPU or a CUDA device: functions as they are called, derivatives by reverse mode."""

from __future__ import annotations

import importlib
import os
from functools import partial
from typing import Any

import numpy as np

from symact.candidates import DEVICE, Adapter, Function, Values
from symact.candidates.call import CallSpec
from symact.definition.quantity import Kind, Quantity
from symact.errors import CandidateError
from symact.formats.floating import Format


class Jax(Adapter):
    """Eager functions."""

    title = "JAX"
    requires = "jax"
    default_formats = ("float32", "bfloat16")
    devices = ("cpu", "cuda")
    resides = True
    calls_own = True
    by_parameters = True

    def version(self) -> str:
        jax = _jax()
        return f"jax {jax.__version__}, {jax.default_backend()}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of JAX and bind its arguments; arrays take the format's dtype."""
        jax = _jax()
        try:
            jax.devices()
        except (RuntimeError, AssertionError):
            raise CandidateError(f"jax {jax.__version__} sees no CUDA device here; leave --device cuda out") from None
        with _x64(jax, fmt.name == "float64"):
            array = partial(_array, jax, fmt)
            return _by_parameter(jax, spec, array) if spec.by else spec.make(array)

    def called(self, fn: Function) -> Function:
        """Return a function of JAX as it is called: eagerly."""
        return fn

    def array(self, values: Values, fmt: Format) -> Any:
        """Return an array of JAX."""
        jax = _jax()
        with _x64(jax, fmt.name == "float64"):
            return jax.numpy.asarray(values)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f or a derivative by vector-Jacobian products, with ones where no upstream vector is given."""
        jax = _jax()
        # 64-bit mode changes the dtype of constants inside a function, so only float64 is judged in it.
        with _x64(jax, fmt.name == "float64"):
            vector = None if upstream is None else jax.numpy.asarray(upstream)
            return np.asarray(self._result(fn, jax.numpy.asarray(inputs), quantity, vector))

    def resident(self, fn: Function, encodings: Any, quantity: Quantity) -> Any:
        """Return the encodings of the results as a tensor of torch that shares JAX's memory."""
        jax, torch = _jax(), importlib.import_module("torch")
        with _x64(jax, False):
            argument = jax.dlpack.from_dlpack(encodings.view(torch.float32))
            result = self._result(fn, argument, quantity).block_until_ready()
            return torch.from_dlpack(result).view(torch.int32)

    def _result(self, fn: Function, argument: Any, quantity: Quantity, upstream: Any = None) -> Any:
        """Return f, a derivative or a product at an array of JAX, as one."""
        jax = _jax()

        def pulled(argument: Any, given: Any) -> Any:
            return jax.vjp(fn, argument)[1](given)[0]

        def pushed(argument: Any, given: Any) -> Any:
            return jax.jvp(fn, (argument,), (given,))[1]

        if quantity.vector:
            return self.called(pulled if quantity.kind is Kind.VJP else pushed)(argument, upstream)
        derivative = fn
        for _ in range(quantity.order):
            derivative = _gradient(jax, derivative)
        return self.called(derivative)(argument)


def _array(jax: Any, fmt: Format, number: float) -> Any:
    return jax.numpy.asarray([number], dtype=fmt.name)


def _by_parameter(jax: Any, spec: CallSpec, array: Function) -> Function:
    """Return the derivative of a function by an argument, an array with one number for each input."""
    function, value = spec.varied(array)

    def slopes(argument: Any) -> Any:
        result, pull = jax.vjp(partial(function, argument), jax.numpy.full_like(argument, value))
        return pull(jax.numpy.ones_like(result))[0]

    return slopes


def _jax() -> Any:
    # JAX computes on the first device that it sees, of the platform that is named before its first call. Only a
    # process of ours is told a device; the environment of the user's own process stays as it is.
    platform, _, number = os.environ.get(DEVICE, "").partition(":")
    if platform == "cpu":
        os.environ.setdefault("JAX_PLATFORMS", platform)
    elif platform:
        os.environ["JAX_PLATFORMS"] = platform
    if number:
        os.environ["CUDA_VISIBLE_DEVICES"] = number
    import jax

    return jax


def _x64(jax: Any, enabled: bool) -> Any:
    """Return a context manager that sets 64-bit mode; its place moved in JAX 0.8."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(enabled)
    from jax.experimental import enable_x64

    return enable_x64(enabled)


def _gradient(jax: Any, fn: Function) -> Function:
    def gradient(argument: Any) -> Any:
        result, pull_back = jax.vjp(fn, argument)
        return pull_back(jax.numpy.ones_like(result))[0]

    return gradient

"""PyTorch on the CPU or a CUDA device: eager functions, derivatives through autograd."""

from __future__ import annotations

import os
from typing import Any, ClassVar

import numpy.typing as npt

from symact.candidates import DEVICE, Adapter, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.definition.quantity import Kind, Quantity
from symact.errors import CandidateError
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format


class Torch(Adapter):
    """Eager functions of tensors."""

    title = "PyTorch"
    requires = "torch"
    formats = ("float64", "float32", "float16", "bfloat16")
    default_formats = ("float32", "bfloat16")
    devices = ("cpu", "cuda")
    layouts: ClassVar[tuple[str, ...]] = ("strided", "transposed", "empty")
    resides = True
    calls_own = True
    by_parameters = True

    def version(self) -> str:
        import torch

        device = _device()
        return f"torch {torch.__version__}, {device if device == 'cpu' else torch.cuda.get_device_name(device)}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of PyTorch and bind its arguments; arrays take the format's dtype."""
        import torch

        device = _device()
        if device != "cpu" and not torch.cuda.is_available():
            raise CandidateError(f"torch {torch.__version__} sees no CUDA device here; leave --device {device} out")

        def array(number: float) -> Any:
            return torch.tensor([number], dtype=self._dtype(fmt), device=device)

        return _by_parameter(spec, array) if spec.by else spec.make(array)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f or a derivative by autograd, with ones where no upstream vector is given.

        On the CPU the tensor shares the array's memory, so writes are noticed.
        """
        import torch

        vector = None if upstream is None else self._crossed(upstream, fmt)
        result = self._result(fn, self._crossed(inputs, fmt), quantity, vector)
        signed = getattr(torch, f"int{fmt.width}")
        encodings: npt.NDArray[Any] = result.detach().cpu().contiguous().view(signed).numpy()
        return encodings.view(bits_dtype(fmt)).view(float_dtype(fmt))

    def resident(self, fn: Function, encodings: Any, quantity: Quantity) -> Any:
        """Return the encodings of the results as a tensor of the device."""
        import torch

        return self._result(fn, encodings.view(torch.float32), quantity).detach().contiguous().view(torch.int32)

    def _result(self, fn: Function, tensor: Any, quantity: Quantity, upstream: Any = None) -> Any:
        """Return f, a derivative or a product at a tensor, as a tensor of the same dtype."""
        import torch

        if quantity.kind is Kind.VJP:
            result = _derivative(fn, tensor, 1, upstream)
        elif quantity.kind is Kind.JVP:
            result = torch.func.jvp(fn, (tensor,), (upstream,))[1]
        elif quantity.order:
            result = _derivative(fn, tensor, quantity.order)
        else:
            with torch.no_grad():
                result = fn(tensor)
        if not isinstance(result, torch.Tensor):
            raise TypeError(f"a tensor was expected, not {type(result).__name__}")
        if result.dtype != tensor.dtype:
            raise TypeError(f"a tensor of {tensor.dtype} was expected, not of {result.dtype}")
        return result

    def array(self, values: Values, fmt: Format) -> Any:
        """Return a tensor of the values."""
        return self._crossed(values, fmt)

    def _crossed(self, values: Any, fmt: Format) -> Any:
        """Return a tensor that shares the array's memory."""
        import torch

        # NumPy has no bfloat16 that torch would know; the encodings cross as integers.
        tensor = torch.from_numpy(values.view(f"int{fmt.width}")).view(self._dtype(fmt))
        device = _device()
        return tensor if device == "cpu" else tensor.to(device)

    def _dtype(self, fmt: Format) -> Any:
        import torch

        if fmt.name not in self.formats:
            raise UnsupportedError(f"PyTorch computes no activations in {fmt.name}")
        return getattr(torch, fmt.name)


def _device() -> str:
    return os.environ.get(DEVICE, "cpu")


def _by_parameter(spec: CallSpec, array: Function) -> Function:
    """Return the derivative of a function by an argument, which is a tensor: a channel for each input has its own."""
    import torch

    if not any(each.keyword == spec.by and each.kind == "array" for each in spec.arguments):
        raise UnsupportedError(f"{spec.path} takes {spec.by} as a number, by which PyTorch does not differentiate")
    function, value = spec.varied(array)

    def slopes(tensor: Any) -> Any:
        with torch.enable_grad():
            channels = tensor.reshape(1, -1)
            parameter = torch.full_like(channels[0], value).requires_grad_()
            result = function(channels, parameter)
            given = torch.ones_like(result)
            found = torch.autograd.grad(result, parameter, given, create_graph=tensor.requires_grad)[0]
            return found.reshape(tensor.shape)

    return slopes


def _derivative(fn: Function, tensor: Any, order: int, upstream: Any = None) -> Any:
    import torch

    leaf = tensor.detach().requires_grad_()
    result = fn(leaf)
    for step in range(order):
        if not result.requires_grad:
            raise UnsupportedError(
                f"PyTorch has no derivative of order {step + 1} here: the one of order {step} is not differentiable"
            )
        given = torch.ones_like(result) if upstream is None else upstream
        try:
            (result,) = torch.autograd.grad(result, leaf, given, create_graph=step + 1 < order)
        except RuntimeError as error:
            if "is not implemented" in str(error):
                raise UnsupportedError(f"PyTorch has no derivative of order {step + 1} here: {error}") from None
            raise
    return result

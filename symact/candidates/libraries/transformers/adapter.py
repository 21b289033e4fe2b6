"""Transformers on PyTorch: the entries of ACT2FN, which models name in ``hidden_act``."""

from symact.candidates import Function
from symact.candidates.call import CallSpec
from symact.candidates.libraries.torch.adapter import Torch
from symact.errors import CandidateError
from symact.formats.floating import Format

TABLE = "transformers.ACT2FN."
"""What a path begins with: the rest is a key of the table."""


class Transformers(Torch):
    """Modules of PyTorch that ACT2FN makes."""

    title = "Transformers"
    requires = "transformers"

    def version(self) -> str:
        import transformers

        return f"transformers {transformers.__version__}, {super().version()}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return the module of an entry; they take no arguments.

        Raises:
            CandidateError: the table has no such entry.
        """
        self._dtype(fmt)
        if not spec.path.startswith(TABLE):
            return super().make(spec, fmt)
        from transformers.activations import ACT2FN

        key = spec.path.removeprefix(TABLE)
        if key not in ACT2FN:
            raise CandidateError(f"{spec.path} does not exist: ACT2FN has no {key!r}")
        return ACT2FN[key]  # type: ignore[no-any-return]

"""Judging implementations against correctly rounded tables; calling this package runs `symact.verify.run.verify`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symact.verify.verdict import Verdict


class _CallablePackage(ModuleType):
    """Importing a submodule binds `symact.verify` to this package, so the public function must live on it."""

    def __call__(self, fn_or_target: Any, name: str, **options: Any) -> Verdict:
        from symact.verify.run import verify

        return verify(fn_or_target, name, **options)


sys.modules[__name__].__class__ = _CallablePackage

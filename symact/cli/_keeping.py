"""What `symact verify` keeps of an interrupted run over many functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symact.judge.kept_verdicts import KeptVerdicts


def kept_verdicts(target: str, checkpoint: str | None, resume: bool) -> KeptVerdicts | None:
    """Return the verdicts of a run so far: none, or those of its file; None where the current folder takes no file.

    Args:
        target: what is judged.
        checkpoint: the file; None for one in the current folder, named after the target.
        resume: whether to go on from it.
    """
    from symact.errors import SymactError
    from symact.judge.kept_verdicts import KeptVerdicts
    from symact.system.files import check_writable

    found = KeptVerdicts(checkpoint or f"symact-{re.sub(r'[^A-Za-z0-9_.]+', '-', target)}.verdicts.json")
    if resume:
        found.read()
    try:
        check_writable(found.path)
    except SymactError:
        if checkpoint:
            raise
        return None
    return found


@contextmanager
def keeping(kept: KeptVerdicts | None) -> Iterator[None]:
    """Keep the verdicts of a block that does not come to its end; remove the file of one that does."""
    import click

    finished = False
    try:
        yield
        finished = True
    finally:
        if kept is not None and finished:
            from symact.system.files import discard

            discard(kept.path)
        elif kept is not None and kept.count:
            kept.write()
            click.echo(f"Stopped; the same command with --resume goes on from {kept.path}", err=True)

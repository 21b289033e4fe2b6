"""`symact docs`: the derived mathematics as a document."""

from __future__ import annotations

from pathlib import Path

import click

from symact.cli._words import ACTIVATION


@click.command("docs")
@click.argument("names", nargs=-1, type=ACTIVATION, metavar="[NAME]...")
@click.option("--latex", "latex", is_flag=True, help="Write LaTeX; so far the only kind of document.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write the document.")
def command(names: tuple[str, ...], latex: bool, output: str) -> None:
    """Write formula, derivatives, limits and smoothness of each NAME (default: all) to FILE.

    The LaTeX compiles with pdflatex from Debian's texlive-latex-base.
    """
    from symact import catalogue
    from symact.errors import SymactError
    from symact.sheets.latex.document import document

    if not latex:
        raise SymactError("docs: say which kind of document; add --latex")
    activations = [catalogue.get(name) for name in dict.fromkeys(names or catalogue.names())]
    _check_writable(Path(output))
    _replace(Path(output), document(activations))
    click.echo(f"{output}: {len(activations)} activations")


def _check_writable(path: Path) -> None:
    """Refuse a path that cannot be written before the work is done."""
    from symact.errors import SymactError

    if path.is_dir():
        raise SymactError(f"cannot write {path}: it is a directory; give a file name")
    if not path.parent.is_dir():
        raise SymactError(f"cannot write {path}: there is no directory {path.parent}; create it first")


def _replace(path: Path, text: str) -> None:
    """Write to a temporary name in the same directory and rename, so that no half-written file is left."""
    import os
    import tempfile

    from symact.errors import SymactError

    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise SymactError(f"cannot write {path}: {error.strerror}; choose another place") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        # mkstemp makes files private; a document has the permissions of any new file.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except OSError as error:
        os.unlink(temporary)
        raise SymactError(f"cannot write {path}: {error.strerror}; choose another place") from None

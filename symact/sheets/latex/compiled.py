"""A document of LaTeX as PDF, by latexmk in a folder of its own."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from symact.errors import SymactError

SECONDS = 600
"""Time that all passes may take."""


def need() -> None:
    """Raise SymactError where latexmk is not installed."""
    if shutil.which("latexmk") is None:
        raise SymactError("a PDF needs latexmk; apt-get install latexmk texlive-pictures, or write --latex alone")


def pdf(text: str) -> bytes:
    """Return the PDF of a complete document.

    Raises:
        SymactError: latexmk is not installed, or the document does not compile; the message has TeX's first error.
    """
    need()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "document.tex").write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(
                ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "document.tex"],
                cwd=folder,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SymactError(f"latexmk took more than {SECONDS} s; write --latex, and compile it yourself") from None
        made = Path(folder) / "document.pdf"
        if done.returncode or not made.is_file():
            said = done.stdout.decode("utf-8", "replace").splitlines()
            first = next((line for line in said if line.startswith("!")), "no PDF was made")
            if "tikzpicture undefined" in first:
                raise SymactError("figures need TikZ; apt-get install texlive-pictures, or write --latex alone")
            raise SymactError(f"latexmk failed: {first}; write --latex, and compile it yourself")
        return made.read_bytes()

"""Where the project's own files are, whatever the folder in which tests run."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "symact"
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
TABLES = ROOT / "reference_tables"

RUN = "SYMACT_TEST_RUN"
"""Environment variable with the folder that the processes of one run share; `tests/conftest.py` makes it."""

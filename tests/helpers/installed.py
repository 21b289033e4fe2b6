"""Whether a framework is there, without importing it: those on trial are imported by processes of their own."""

from importlib.util import find_spec

import pytest


def need(library):
    """Skip a test where a library is not installed."""
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")

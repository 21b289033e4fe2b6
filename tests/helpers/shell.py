"""Commands as a shell runs them, in this process."""

from click.testing import CliRunner

from symact.cli.main import group


def invoke(*words, catch_exceptions=True):
    """Run a command; the result has ``output``, ``return_value`` and, of an error, ``exception``."""
    return CliRunner().invoke(group, words, standalone_mode=False, catch_exceptions=catch_exceptions)

"""The JSON schemas of the package, each checked once a process: that takes longer than most of their uses."""

import functools
import json

from jsonschema import Draft202012Validator

from tests.helpers.paths import PACKAGE


@functools.cache
def schema(package):
    """Return the schema of a package, such as "judge", whose ``validate`` raises for what does not obey."""
    found = json.loads((PACKAGE / package / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)

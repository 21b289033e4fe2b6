"""Digests of a sheet: one a fact and one of the whole, so that a change made by accident is seen without any proof.

A digest does not authenticate: whoever alters a sheet can write new ones. What a sheet claims is checked by
`symact recheck`; the digest of a fact names it, together with the function that it is about.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

VERSION = 7
"""Version of sheets: raised when what a sheet may hold, or the rules behind its evidence, are other ones."""

DIGEST = "digest"
"""The key that holds a digest, of a fact and of a sheet."""


def signed(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet with the digest of every fact and of the whole."""
    facts = [{**fact, DIGEST: digest_of_fact(sheet, fact)} for fact in sheet["facts"]]
    whole = {**sheet, "facts": facts}
    return {**whole, DIGEST: digest_of_sheet(whole)}


def digest_of_fact(sheet: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return the digest of a fact with what it is about: name, expression and parameters of the sheet."""
    about = {key: value for key, value in sheet.items() if key not in ("facts", DIGEST)}
    return _digest([about, {key: value for key, value in fact.items() if key != DIGEST}])


def digest_of_sheet(sheet: Mapping[str, Any]) -> str:
    """Return the digest of everything on a sheet but the digest itself."""
    return _digest({key: value for key, value in sheet.items() if key != DIGEST})


def _digest(data: Any) -> str:
    """Return SHA-256 of data as JSON with sorted keys and no spaces."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

"""The decimals that stand beside the closed forms of a sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.formula.parser import CONSTANTS, FUNCTIONS, parse
from symact.formula.syntax import RECORDED
from symact.symbolic.real_number import DIGITS

NAME = re.compile(r"[A-Za-z_]\w*(?=\W|$)")

EXPONENT = re.compile(r"(?<=\d)e(?=[+-]?\d)")

KNOWN = {*CONSTANTS, *FUNCTIONS}


def decimals(value: Any) -> Any:
    """Return the numbers of a value as decimals of 40 significant digits, in the same shape.

    Args:
        value: of a fact: text, or lists and objects of it.

    Returns:
        A string for the text of a finite number without parameters, a list or an object of the same keys for
        those; None where there is no number.
    """
    if isinstance(value, str):
        return _decimal(value)
    if isinstance(value, list):
        found = [decimals(each) for each in value]
        return found if any(each is not None for each in found) else None
    if isinstance(value, dict):
        named = {key: decimals(each) for key, each in value.items()}
        return named if any(each is not None for each in named.values()) else None
    return None


@lru_cache(maxsize=4096)
def _decimal(text: str) -> str | None:
    bare = EXPONENT.sub("", text)
    if not any(map(str.isdigit, bare)) and bare not in CONSTANTS:
        return None
    if any(name not in KNOWN for name in NAME.findall(bare)) or "=" in bare:
        return None
    try:
        number = parse(text, None, RECORDED)
        if not number.is_number:
            return None
        return str(number) if number.is_Integer else digits(number, DIGITS)
    except SymactError:
        return None

"""How to compute an activation: where rounded results settle, and where the textbook's form breaks, with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.arrays import bits_dtype
from symact.formats.decimals import shown, ulps
from symact.formats.floating import get_format
from symact.reference.sweep.values import rounded_values
from symact.system.cache import remembered

FORMATS = ("float8_e4m3fn", "float8_e5m2", "bfloat16", "float16")
"""Formats of which all inputs are tried."""

JUDGED = "bfloat16"
"""The format in which textbook forms are judged, at all inputs."""


def thresholds(name: str) -> list[dict[str, str]]:
    """Return from where on all rounded results are one number, or the input: found at all inputs of a format.

    Args:
        name: of a function of one number in the catalogue.
    """
    found: list[dict[str, str]] = remembered(("thresholds", name), lambda: {"rows": list(_thresholds(name))})["rows"]
    return found


def _thresholds(name: str) -> Iterator[dict[str, str]]:
    bound = bind(catalogue.get(name))
    for fmt in map(get_format, FORMATS):
        for sign, side in ((-1, "x \N{LESS-THAN OR EQUAL TO}"), (1, "x \N{GREATER-THAN OR EQUAL TO}")):
            keys = range(1, fmt.max_bits + 1)
            inputs = np.array([fmt.from_order_key(sign * key) for key in keys], dtype=np.uint64)
            results = rounded_values(bound, 0, fmt, inputs.astype(bits_dtype(fmt))).astype(np.uint64)
            for says, same in (("", results == results[-1]), ("x", results == inputs)):
                first = len(same) - int(np.argmin(same[::-1])) if not same.all() else 0
                if first < len(same) - 1 and not (says == "" and results[-1] == inputs[-1]):
                    bits = int(inputs[first])
                    whole = f"all x {'<' if sign < 0 else '>'} 0"
                    yield {
                        "format": fmt.name,
                        "where": f"{side} {shown(bits, fmt)}" if first else whole,
                        "result": says or shown(int(results[-1]), fmt),
                    }


def textbook(name: str) -> dict[str, Any]:
    """Return what becomes of the textbook's form of a function, evaluated step by step in bfloat16 at all inputs.

    Args:
        name: of a function of one number in the catalogue.

    Returns:
        ``form``, ``summary``, ``rows`` of the worst input of each region, ``causes`` with remedies; {} where the
        textbook target does not have the function.
    """
    return remembered(("textbook", name, JUDGED), lambda: _textbook(name))


def _textbook(name: str) -> dict[str, Any]:
    from symact.candidates.libraries.textbook import formulas
    from symact.judge.run import verify

    form = getattr(formulas, name, None)
    if form is None:
        return {}
    try:
        verdict = verify("textbook", name, dtype=JUDGED)
    except SymactError:
        return {}
    result = verdict.result
    rows = [
        {
            "region": each.name.replace("_", " "),
            "wrong": f"{each.mismatched} of {each.count}",
            "error": ulps(each.max_ulp),
            "x": f"{each.worst.x.value} ({each.worst.x.bits})",
            "got": f"{each.worst.got.value} ({each.worst.got.bits})",
            "correct": f"{each.worst.correct.value} ({each.worst.correct.bits})",
        }
        for each in result.segments
        if each.worst is not None and each.mismatched
    ]
    causes = [
        {
            "says": cause.says,
            "remedy": cause.remedy or "",
            "error": "" if cause.remedy_error is None else f"{cause.remedy_error:.3g}",
        }
        for cause in verdict.causes or ()
    ]
    return {
        "form": (form.__doc__ or "").removeprefix("Return ").rstrip("."),
        "wrong": result.mismatched,
        "judged": result.judged,
        "rows": rows,
        "causes": causes,
    }

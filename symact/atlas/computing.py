"""Advice on computing an activation: where rounded results settle, where the textbook's form breaks, and a remedy."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from symact import catalogue
from symact.atlas.settling import settled
from symact.definition.bound import Bound, bind
from symact.errors import SymactError
from symact.formats.arrays import bits_dtype
from symact.formats.decimals import shown, ulps
from symact.formats.floating import Format, get_format
from symact.reference.sweep.values import rounded_values
from symact.reports.fix_first import remedy_text

FORMATS = ("float8_e4m3fn", "float8_e5m2", "bfloat16", "float16")
"""Formats of which all inputs can be tried."""

WIDE = ("float32", "float64")
"""Formats whose thresholds are proved by bisection or not known."""

AT_FIRST = 64
"""Inputs that are tried at first, of the greatest magnitudes; then twice as many, until one has another result."""

JUDGED = "bfloat16"
"""The format in which textbook forms are judged, at all inputs."""


def thresholds(name: str) -> list[dict[str, str]]:
    """Return from where on all rounded results are one number, or the input, format by format.

    Proved where f is known to be monotone; elsewhere all inputs of narrow formats are tried.
    """
    return list(_thresholds(name))


def _thresholds(name: str) -> Iterator[dict[str, str]]:
    bound = bind(catalogue.get(name))
    for fmt in map(get_format, (*FORMATS, *WIDE)):
        for sign, side in ((-1, "x \N{LESS-THAN OR EQUAL TO}"), (1, "x \N{GREATER-THAN OR EQUAL TO}")):
            try:
                # Where f is not known to be monotone, the inputs of a narrow format can all be tried.
                found = list(settled(bound, fmt, sign)) or ([] if fmt.name in WIDE else list(_seen(bound, fmt, sign)))
            except SymactError:
                # What cannot be decided is left out, not guessed.
                continue
            for first, result in found:
                whole = f"all x {'<' if sign < 0 else '>'} 0"
                yield {
                    "format": fmt.name,
                    "side": "left" if sign < 0 else "right",
                    "where": whole if first == 1 else f"{side} {shown(fmt.from_order_key(sign * first), fmt)}",
                    "result": "x" if result is None else shown(result, fmt),
                }


def _seen(bound: Bound, fmt: Format, side: int) -> Iterator[tuple[int, int | None]]:
    """Yield what `settled` does, from the results at the inputs of one sign down to the first that is another one."""
    first, count, last, is_input = fmt.max_bits + 1, AT_FIRST, None, False
    while first > 1:
        magnitudes = range(max(1, first - count), first)
        inputs = np.array([fmt.from_order_key(side * each) for each in magnitudes], dtype=np.uint64)
        results = rounded_values(bound, 0, fmt, inputs.astype(bits_dtype(fmt))).astype(np.uint64)
        if last is None:
            last = int(results[-1])
            is_input = last == int(inputs[-1])
        same = results == (inputs if is_input else last)
        if not same.all():
            first -= int(np.argmin(same[::-1]))
            break
        first, count = magnitudes.start, 2 * count
    if first < fmt.max_bits:
        yield first, None if is_input else last


def textbook(name: str) -> dict[str, Any]:
    """Return what becomes of the textbook's form of a function, evaluated step by step in bfloat16 at all inputs.

    Returns:
        ``form``, ``summary``, ``rows`` of the worst input of each region, ``causes`` with remedies; {} where the
        textbook target does not have the function.
    """
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
            "remedy": remedy_text(cause.remedy, cause.remedy_error),
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
